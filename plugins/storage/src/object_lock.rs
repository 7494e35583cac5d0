//! Protection of object versions against deletion.

use crate::bucket::Bucket;
use crate::choice::choices;
use terrace_sdk::prelude::*;

/// Protection of object versions against deletion. It stays on for the life of the bucket: S3 cannot switch it
/// off. Buckets that this one is replicated to need one as well.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectLock {
    /// Mode of the retention that new objects get. Default: new objects get none, and each upload decides.
    pub mode: Option<Input<LockMode>>,

    /// Number of days of that retention. Set either `days` or `years`.
    #[schemars(extend("minimum" = 1, "maximum" = MAX_DAYS))]
    pub days: Option<Input<u32>>,

    /// Number of years of that retention.
    #[schemars(extend("minimum" = 1, "maximum" = MAX_YEARS))]
    pub years: Option<Input<u32>>,
}

/// The longest retention that S3 allows, in days and in years.
const MAX_DAYS: u32 = 36_500;
const MAX_YEARS: u32 = 100;

choices! {
    /// Who can shorten a retention.
    LockMode {
        /// Principals with the permission `s3:BypassGovernanceRetention`.
        Governance = "GOVERNANCE",
        /// Nobody, not even the root user: the objects, and what they cost, stay until it ends.
        Compliance = "COMPLIANCE",
    }
}

/// Turns the lock on in a new bucket. An existing one is not replaced, which is what the provider would do: the
/// configuration turns the lock on there.
pub(crate) fn enable(bucket: Resource, lock: Option<&ObjectLock>) -> Resource {
    match lock {
        Some(_) => bucket.set("object_lock_enabled", true).ignore_changes(["object_lock_enabled"]),
        None => bucket,
    }
}

/// Adds the configuration, which requires versioning.
pub(crate) fn add(out: &mut Contribution, lock: &ObjectLock, bucket: &Bucket) {
    let retention = lock.mode.iter().map(|mode| {
        let retention = Block::new().set("mode", mode).set("days", &lock.days).set("years", &lock.years);
        Block::new().block("default_retention", retention)
    });
    out.add(
        Resource::new("aws_s3_bucket_object_lock_configuration", "main")
            .set("bucket", &bucket.versioned)
            .set("object_lock_enabled", "Enabled")
            .blocks("rule", retention),
    );
}

/// Checks that mode and duration belong together.
pub(crate) fn check(lock: &ObjectLock) -> Result<(), Diagnostics> {
    let problem = match (&lock.mode, &lock.days, &lock.years) {
        (None, None, None) | (Some(_), Some(_), None) | (Some(_), None, Some(_)) => return Ok(()),
        (_, Some(_), Some(_)) => {
            Diagnostic::new("two-retentions", "both days and years are set").hint("remove one of them")
        }
        (Some(_), None, None) => {
            Diagnostic::new("no-retention", "mode is set, but neither days nor years is")
                .hint("set one of them")
        }
        (None, ..) => Diagnostic::new("retention-without-mode", "a retention needs a mode")
            .hint("set mode to GOVERNANCE or COMPLIANCE"),
    };
    Err(problem.path("/object_lock").into())
}
