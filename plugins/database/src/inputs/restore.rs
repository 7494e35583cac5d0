//! Where the data of a new database comes from.

use super::{AutomatedBackupsArn, SnapshotId, UtcTime};
use terrace_sdk::prelude::*;

/// The origin of a new database's data. Set exactly one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Name or ARN of the snapshot.
    pub snapshot: Option<Input<SnapshotId>>,

    /// Point in time of another database.
    pub point_in_time: Option<PointInTime>,
}

/// A point in time of another database. Set exactly one source.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointInTime {
    /// Identifier of the instance or cluster, which still exists.
    pub source: Option<Input<String>>,

    /// Resource ID of the instance or cluster, which may have been deleted: `db-…` or `cluster-…`. For Aurora,
    /// it needs version 5.61 of the AWS provider.
    pub source_resource_id: Option<Input<String>>,

    /// ARN of automated backups, such as those that were replicated to this region. Not for Aurora.
    pub automated_backups_arn: Option<Input<AutomatedBackupsArn>>,

    /// The point in time, in UTC. Default: the last one that can be restored.
    pub time: Option<Input<UtcTime>>,
}
