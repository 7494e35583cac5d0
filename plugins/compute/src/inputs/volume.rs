//! Inputs of the instances' volumes.

use super::form::SnapshotId;
use terrace_aws::KmsKeyArn;
use terrace_sdk::prelude::*;

/// Settings of the root volume. Its size is `root_volume_size`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RootVolume {
    /// Type of the volume. Default: `gp3`.
    #[serde(default, rename = "type")]
    pub volume_type: VolumeType,

    /// I/O operations per second. Required for `io1` and `io2`. Those of `gp3` cost extra above 3000.
    /// Default: 3000 for `gp3`.
    pub iops: Option<Input<u32>>,

    /// Throughput of a `gp3` volume in MiB per second, at least 125. More than 125 costs extra. Default: 125.
    #[schemars(extend("minimum" = 125))]
    pub throughput: Option<Input<u32>>,

    /// ARN of the KMS key that encrypts the volume. The service-linked role of autoscaling must be allowed to
    /// use it. Default: the account's default key for volumes.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,
}

/// A volume for data, next to the root volume. It is encrypted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataVolume {
    /// Size in GiB. Default: that of the snapshot.
    #[schemars(extend("minimum" = 1))]
    pub size: Option<Input<u32>>,

    /// ID of the snapshot that the volume begins with. Default: an empty volume.
    pub snapshot_id: Option<Input<SnapshotId>>,

    /// Type of the volume. Default: `gp3`.
    #[serde(default, rename = "type")]
    pub volume_type: VolumeType,

    /// I/O operations per second. Required for `io1` and `io2`. Those of `gp3` cost extra above 3000.
    /// Default: 3000 for `gp3`.
    pub iops: Option<Input<u32>>,

    /// Throughput of a `gp3` volume in MiB per second, at least 125. More than 125 costs extra. Default: 125.
    #[schemars(extend("minimum" = 125))]
    pub throughput: Option<Input<u32>>,

    /// ARN of the KMS key that encrypts the volume. The service-linked role of autoscaling must be allowed to
    /// use it. Default: the account's default key for volumes.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Keeps the volume when its instance is terminated. Nothing attaches it to another one, and it costs as
    /// long as it exists. Default: false.
    #[serde(default)]
    pub keep: bool,
}

/// Type of a volume.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VolumeType {
    /// SSD, with IOPS and throughput apart from the size.
    #[default]
    Gp3,
    /// SSD, with IOPS by the size.
    Gp2,
    /// SSD with provisioned IOPS.
    Io1,
    /// SSD with provisioned IOPS, and more durable.
    Io2,
    /// Hard disk for throughput, not for a root volume.
    St1,
    /// Cheapest hard disk, not for a root volume.
    Sc1,
}

impl VolumeType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Gp2 => "gp2",
            Self::Io1 => "io1",
            Self::Io2 => "io2",
            Self::St1 => "st1",
            Self::Sc1 => "sc1",
        }
    }
}
