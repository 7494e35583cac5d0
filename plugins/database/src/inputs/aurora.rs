//! Settings that only Aurora has.

use super::{GlobalClusterId, Parameter};
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Settings of an Aurora cluster.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aurora {
    /// Scales the instances without a fixed class. Default: instances of the class in `instance_class`.
    pub serverless: Option<Serverless>,

    /// Pays a higher price for storage and instances instead of a price for each I/O request. It is cheaper if
    /// requests are more than a quarter of the bill.
    #[serde(default)]
    pub io_optimized: bool,

    /// Parameters of each instance, by name. Those in `parameters` are the cluster's.
    #[serde(default)]
    pub instance_parameters: BTreeMap<String, Parameter>,

    /// In a secondary region of a global cluster: sends writes on to the primary region.
    pub write_forwarding: Option<Input<bool>>,
}

/// The range in which Aurora Serverless v2 scales an instance, in capacity units (ACU) of about 2 GiB of memory.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Serverless {
    /// Lowest capacity: 0 to 256, in steps of 0.5. It is paid for at all times. With 0, an instance without
    /// connections pauses and needs about 15 seconds to resume; 0 needs version 5.81 of the AWS provider.
    pub min_capacity: f64,

    /// Highest capacity: 1 to 256, in steps of 0.5. Each ACU costs about $0.12 an hour.
    pub max_capacity: f64,

    /// With a lowest capacity of 0: number of seconds without connections before an instance pauses. It needs
    /// version 5.81 of the AWS provider.
    #[schemars(range(min = 300, max = 86400))]
    pub seconds_until_auto_pause: Option<u32>,
}

/// A global cluster, in the region that writes first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlobalCluster {
    /// Identifier of the global cluster, unique in the account. Default: the identifier of this region's
    /// cluster.
    pub name: Option<GlobalClusterId>,

    /// Makes a global cluster of a cluster that exists already or is restored. Leave it out for a new one: AWS
    /// cannot put an existing cluster into an existing global one.
    #[serde(default)]
    pub from_existing_cluster: bool,
}
