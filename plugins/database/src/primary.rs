//! A primary: it has an engine, storage, and a master user.

use crate::{Credentials, Inputs, credentials, final_snapshot, restore};
use terrace_sdk::prelude::*;

/// Attributes that AWS reads only when it creates the database. A change would replace the database and its data.
const AT_CREATION: [&str; 5] =
    ["db_name", "engine", "restore_to_point_in_time", "snapshot_identifier", "username"];

pub(crate) fn of(
    out: &mut Contribution,
    inputs: &Inputs,
    instance: Resource,
    credentials: &Credentials,
    identifier: &str,
) -> Resource {
    let instance = instance
        .set("engine", inputs.engine)
        .set("engine_version", inputs.version())
        .set("allocated_storage", inputs.first_storage())
        .set("kms_key_id", &inputs.kms_key_arn)
        .set("deletion_protection", inputs.deletion_protection.clone().unwrap_or(true.into()))
        .ignore_changes(AT_CREATION);
    let instance = if inputs.blue_green_updates {
        instance.block("blue_green_update", Block::new().set("enabled", true))
    } else {
        instance
    };
    let instance = match &inputs.restore {
        Some(restore) => restore::of_instance(instance, restore),
        None => instance.set("db_name", &inputs.db_name),
    };
    let instance = credentials::set(out, inputs, instance, credentials, &credentials::OF_INSTANCE);
    final_snapshot::set(out, inputs, instance, identifier)
}
