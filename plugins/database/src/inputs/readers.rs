//! Instances in the same region that answer reads.

use super::InstanceClass;
use terrace_sdk::prelude::*;

/// A reader: a read replica in the same region, or an instance of the Aurora cluster. It costs as much as
/// another instance.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// Instance class. Default: that of the database.
    pub instance_class: Option<Input<InstanceClass>>,

    /// Availability zone of the reader. Default: RDS chooses one.
    pub availability_zone: Option<Input<String>>,

    /// Adds a standby in a second availability zone. Not for Aurora.
    pub multi_az: Option<Input<bool>>,

    /// Order in which Aurora's readers take over from a failed writer: 0 first, 15 last. Default: 1. Only for
    /// Aurora.
    #[schemars(range(min = 0, max = 15))]
    pub promotion_tier: Option<u8>,
}
