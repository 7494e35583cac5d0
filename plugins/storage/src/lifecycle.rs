//! Rules that move objects to cheaper storage classes, and delete them.

mod checks;

use crate::Inputs;
use crate::bucket::Bucket;
use crate::choice::choices;
use crate::filter::Filter;
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

pub(crate) use checks::check;

/// A rule of the bucket's lifecycle. It applies to objects that match `prefix`, `tags` and the sizes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LifecycleRule {
    /// Applies the rule. With `false`, S3 keeps it and does nothing.
    #[serde(default = "default_enabled")]
    pub enabled: bool,

    /// Beginning of the objects' keys, such as `logs/`. Default: all objects.
    pub prefix: Option<Input<String>>,

    /// Tags that the objects must have.
    #[serde(default)]
    pub tags: BTreeMap<String, Input<String>>,

    /// Size in bytes that the objects must exceed.
    pub larger_than: Option<Input<u64>>,

    /// Size in bytes that the objects must not reach.
    pub smaller_than: Option<Input<u64>>,

    /// Storage classes that the objects move to, in this order. S3 charges for each object that it moves, and
    /// by default moves none below 128 KiB.
    #[serde(default)]
    pub transitions: Vec<Transition>,

    /// Number of days after its creation when an object is deleted. With versioning, it becomes a noncurrent
    /// version. Default: never.
    #[schemars(extend("minimum" = 1, "maximum" = i32::MAX))]
    pub expiration_days: Option<Input<u32>>,

    /// Removes delete markers of which no older version is left. It cannot be combined with `expiration_days`,
    /// which has the same effect.
    #[serde(default)]
    pub expired_delete_markers: bool,

    /// What happens to overwritten and deleted versions. Default: nothing.
    pub noncurrent: Option<Noncurrent>,

    /// Number of days after its start when an incomplete multipart upload is aborted, and its parts are
    /// deleted, which are charged but not listed. Default: never.
    #[schemars(extend("minimum" = 1, "maximum" = i32::MAX))]
    pub abort_uploads_days: Option<Input<u32>>,
}

/// What happens to overwritten and deleted versions of objects.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Noncurrent {
    /// Storage classes that the versions move to, in this order. Days count from when the version was
    /// overwritten or deleted.
    #[serde(default)]
    pub transitions: Vec<Transition>,

    /// Number of days after which such a version is deleted permanently. Default: never.
    #[schemars(extend("minimum" = 1, "maximum" = i32::MAX))]
    pub expiration_days: Option<Input<u32>>,

    /// Number of the newest of these versions that are not deleted, whatever their age. It needs
    /// `expiration_days`. Default: none.
    #[schemars(extend("minimum" = 1, "maximum" = 100))]
    pub newest_kept: Option<Input<u32>>,
}

/// A move to a storage class.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Number of days after which objects move: at least 30 for `STANDARD_IA` and `ONEZONE_IA`.
    #[schemars(extend("maximum" = i32::MAX))]
    pub days: Input<u32>,

    /// Storage class.
    pub storage_class: Input<TransitionClass>,
}

choices! {
    /// A storage class that the lifecycle of a bucket can move objects to.
    TransitionClass {
        /// For infrequent access. At least 30 days are charged.
        StandardIa = "STANDARD_IA",
        /// S3 chooses the tier, for a fee for each object.
        IntelligentTiering = "INTELLIGENT_TIERING",
        /// For infrequent access, in one zone. At least 30 days are charged.
        OnezoneIa = "ONEZONE_IA",
        /// An archive with immediate access. At least 90 days are charged.
        GlacierIr = "GLACIER_IR",
        /// An archive with access after minutes or hours. At least 90 days are charged.
        Glacier = "GLACIER",
        /// An archive with access after hours. At least 180 days are charged.
        DeepArchive = "DEEP_ARCHIVE",
    }
}

fn default_enabled() -> bool {
    true
}

/// The name of the rule that `noncurrent_version_days` makes.
const NONCURRENT_RULE: &str = "noncurrent-versions";

/// Adds the rules, if there are any. A bucket has one configuration with all of them.
pub(crate) fn add(out: &mut Contribution, inputs: &Inputs, bucket: &Bucket) {
    let old_versions = inputs.noncurrent_version_days.iter().map(|days| {
        let expiration = Block::new().set("noncurrent_days", days);
        rule(NONCURRENT_RULE, true, &Filter::default()).block("noncurrent_version_expiration", expiration)
    });
    let rules: Vec<Block> =
        old_versions.chain(inputs.lifecycle_rules.iter().map(|(name, rule)| rule.block(name))).collect();
    if rules.is_empty() {
        return;
    }
    out.add(
        Resource::new("aws_s3_bucket_lifecycle_configuration", "main")
            .set("bucket", &bucket.versioned)
            .blocks("rule", rules),
    );
}

fn rule(id: &str, enabled: bool, filter: &Filter<'_>) -> Block {
    Block::new()
        .set("id", id)
        .set("status", if enabled { "Enabled" } else { "Disabled" })
        .block("filter", filter.block())
}

impl LifecycleRule {
    fn block(&self, name: &str) -> Block {
        let filter = Filter {
            prefix: self.prefix.as_ref(),
            tags: Some(&self.tags),
            larger_than: self.larger_than.as_ref(),
            smaller_than: self.smaller_than.as_ref(),
        };
        let transition = |days: &str, transition: &Transition| {
            Block::new().set(days, &transition.days).set("storage_class", &transition.storage_class)
        };
        let mut rule = rule(name, self.enabled, &filter)
            .blocks("transition", self.transitions.iter().map(|it| transition("days", it)));
        if self.expiration_days.is_some() || self.expired_delete_markers {
            let marker = self.expired_delete_markers.then_some(true);
            let expiration =
                Block::new().set("days", &self.expiration_days).set("expired_object_delete_marker", marker);
            rule = rule.block("expiration", expiration);
        }
        if let Some(noncurrent) = &self.noncurrent {
            let transitions = noncurrent.transitions.iter().map(|it| transition("noncurrent_days", it));
            rule = rule.blocks("noncurrent_version_transition", transitions);
            let expiration = noncurrent.expiration_days.iter().map(|days| {
                Block::new()
                    .set("noncurrent_days", days)
                    .set("newer_noncurrent_versions", &noncurrent.newest_kept)
            });
            rule = rule.blocks("noncurrent_version_expiration", expiration);
        }
        let abort = self.abort_uploads_days.iter();
        let abort = abort.map(|days| Block::new().set("days_after_initiation", days));
        rule.blocks("abort_incomplete_multipart_upload", abort)
    }
}
