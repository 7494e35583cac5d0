//! A database that begins with the data of another one.

use crate::{PointInTime, Restore};
use terrace_sdk::prelude::*;

pub(crate) fn of_instance(instance: Resource, restore: &Restore) -> Resource {
    let instance = instance.set("snapshot_identifier", &restore.snapshot);
    let Some(point) = &restore.point_in_time else { return instance };
    let block = Block::new()
        .set("source_db_instance_identifier", &point.source)
        .set("source_dbi_resource_id", &point.source_resource_id)
        .set("source_db_instance_automated_backups_arn", &point.automated_backups_arn)
        .set("restore_time", &point.time)
        .set("use_latest_restorable_time", is_latest(point));
    instance.block("restore_to_point_in_time", block)
}

pub(crate) fn of_cluster(cluster: Resource, restore: &Restore) -> Resource {
    let cluster = cluster.set("snapshot_identifier", &restore.snapshot);
    let Some(point) = &restore.point_in_time else { return cluster };
    let block = Block::new()
        .set("source_cluster_identifier", &point.source)
        .set("source_cluster_resource_id", &point.source_resource_id)
        .set("restore_to_time", &point.time)
        .set("use_latest_restorable_time", is_latest(point));
    cluster.block("restore_to_point_in_time", block)
}

fn is_latest(point: &PointInTime) -> Option<bool> {
    point.time.is_none().then_some(true)
}
