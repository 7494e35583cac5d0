//! Replication to other buckets.

mod checks;
mod role;

use crate::Inputs;
use crate::bucket::Bucket;
use crate::filter::Filter;
use crate::forms::AccountId;
use std::collections::BTreeMap;
use terrace_aws::{BucketArn, KmsKeyArn, PolicyArn, Source};
use terrace_sdk::prelude::*;

pub(crate) use checks::check;

/// A target of the replication.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicateTo {
    /// ARN of the target bucket, which must have versioning. For another instance of this tier, use its
    /// output `replication_target_arn`, which waits for versioning.
    pub bucket_arn: Input<BucketArn>,

    /// ARN of the KMS key at the target, not of an alias. Required if this bucket has its own key.
    pub kms_key_arn: Option<Input<KmsKeyArn>>,

    /// Storage class of the replicas. The default is an archive: objects that applications read at the target
    /// need `STANDARD` or another one with immediate access.
    #[serde(default = "default_storage_class")]
    pub storage_class: Input<StorageClass>,

    /// ARN of the policy that sets the permissions boundary of the replication's role. All targets share the
    /// role, so one of them sets it.
    pub permissions_boundary: Option<Input<PolicyArn>>,

    /// ID of the account that owns the target bucket, if it is another one. That account owns the replicas as
    /// well, and its bucket must allow it: in this tier, by `receives_replicas_from`.
    pub account_id: Option<Input<AccountId>>,

    /// Beginning of the keys of the objects that are replicated. Default: all objects.
    pub prefix: Option<Input<String>>,

    /// Tags that the replicated objects must have.
    #[serde(default)]
    pub tags: BTreeMap<String, Input<String>>,

    /// Replicates deletions, as delete markers. Deletions of versions are never replicated. Default: true, and
    /// false with `tags`, because S3 does not replicate markers then.
    pub delete_markers: Option<bool>,

    /// Replicates changes of tags, ACLs and locks that are made to replicas in this bucket back to the target.
    /// Set it at both ends of a replication in both directions.
    #[serde(default)]
    pub sync_replica_changes: bool,

    /// Replicates most objects within seconds and 99.99 % within 15 minutes, by S3's service level agreement,
    /// with metrics and events. It is charged by the GB.
    #[serde(default)]
    pub time_control: bool,

    /// Sends metrics of the replication to CloudWatch, which charges for them. Included in `time_control`.
    #[serde(default)]
    pub metrics: bool,
}

/// A storage class that S3 can replicate to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StorageClass {
    /// For frequent access.
    Standard,
    /// For infrequent access.
    StandardIa,
    /// For infrequent access, in one zone.
    OnezoneIa,
    /// S3 chooses the tier.
    IntelligentTiering,
    /// An archive with immediate access.
    GlacierIr,
    /// An archive with access after minutes or hours.
    Glacier,
    /// An archive with access after hours.
    DeepArchive,
    /// Fewer copies; AWS advises against it.
    ReducedRedundancy,
}

impl From<StorageClass> for Value {
    fn from(class: StorageClass) -> Self {
        match class {
            StorageClass::Standard => "STANDARD",
            StorageClass::StandardIa => "STANDARD_IA",
            StorageClass::OnezoneIa => "ONEZONE_IA",
            StorageClass::IntelligentTiering => "INTELLIGENT_TIERING",
            StorageClass::GlacierIr => "GLACIER_IR",
            StorageClass::Glacier => "GLACIER",
            StorageClass::DeepArchive => "DEEP_ARCHIVE",
            StorageClass::ReducedRedundancy => "REDUCED_REDUNDANCY",
        }
        .into()
    }
}

fn default_storage_class() -> Input<StorageClass> {
    StorageClass::Glacier.into()
}

/// The name of the rule that `replicate_to` makes.
const FIRST_RULE: &str = "everything";
/// The number of minutes of replication time control. S3 knows no other.
const TIME_CONTROL_MINUTES: u8 = 15;

/// A rule of the replication.
struct Rule<'a> {
    name: &'a str,
    target: &'a ReplicateTo,
}

/// Returns the rules: that of `replicate_to`, then those of `replicas` by name. The instance's own bucket among
/// the replicas is left out, so that all regions of a stack can share the list.
fn rules<'a>(inputs: &'a Inputs, context: &Context) -> Vec<Rule<'a>> {
    let first = inputs.replicate_to.iter().map(|target| Rule { name: FIRST_RULE, target });
    let others = inputs.replicas.iter().filter(|(_, target)| !target.is_own_bucket(context));
    first.chain(others.map(|(name, target)| Rule { name, target })).collect()
}

/// Returns whether the bucket is replicated.
pub(crate) fn is_on(inputs: &Inputs, context: &Context) -> bool {
    !rules(inputs, context).is_empty()
}

/// A rule whose replication CloudWatch has metrics of.
pub(crate) struct WatchedRule {
    pub(crate) name: String,
    /// The name of the target bucket.
    pub(crate) bucket: Value,
}

/// Returns the rules with metrics.
pub(crate) fn watched_rules(inputs: &Inputs, context: &Context) -> Vec<WatchedRule> {
    let rules = rules(inputs, context);
    let watched = rules.iter().filter(|rule| rule.target.time_control || rule.target.metrics);
    watched
        .map(|rule| WatchedRule { name: rule.name.to_owned(), bucket: rule.target.bucket_name() })
        .collect()
}

/// Adds the replication, if there is a target.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, bucket: &Bucket) {
    let rules = rules(inputs, context);
    if rules.is_empty() {
        return;
    }
    let role = role::add(context, out, inputs, &rules, bucket);
    out.output("replication_role_arn", role.attr("arn"));
    let has_first = inputs.replicate_to.is_some();
    let blocks = rules.iter().enumerate().map(|(at, rule)| {
        // S3 requires different priorities. Without one, it is 0.
        let priority = if has_first { at } else { at + 1 };
        rule.block().set("priority", (priority > 0).then_some(priority))
    });
    out.add(
        Resource::new("aws_s3_bucket_replication_configuration", "main")
            .set("bucket", &bucket.versioned)
            .set("role", role.attr("arn"))
            .blocks("rule", blocks),
    );
}

fn enabled() -> Block {
    Block::new().set("status", "Enabled")
}

impl Rule<'_> {
    fn block(&self) -> Block {
        let target = self.target;
        let filter = Filter { prefix: target.prefix.as_ref(), tags: Some(&target.tags), ..Filter::default() };
        let markers = if target.replicates_markers() { "Enabled" } else { "Disabled" };
        let mut rule = enabled()
            .set("id", self.name)
            .block("filter", filter.block())
            .block("delete_marker_replication", Block::new().set("status", markers));
        let mut criteria = Block::new();
        if target.kms_key_arn.is_some() {
            criteria = criteria.block("sse_kms_encrypted_objects", enabled());
        }
        if target.sync_replica_changes {
            criteria = criteria.block("replica_modifications", enabled());
        }
        if criteria != Block::new() {
            rule = rule.block("source_selection_criteria", criteria);
        }
        rule.block("destination", target.destination())
    }
}

impl ReplicateTo {
    fn destination(&self) -> Block {
        let mut destination =
            Block::new().set("bucket", &self.bucket_arn).set("storage_class", &self.storage_class);
        if let Some(key) = &self.kms_key_arn {
            let encryption = Block::new().set("replica_kms_key_id", key);
            destination = destination.block("encryption_configuration", encryption);
        }
        if let Some(account) = &self.account_id {
            let owner = Block::new().set("owner", "Destination");
            destination = destination.set("account", account).block("access_control_translation", owner);
        }
        let minutes = || Block::new().set("minutes", TIME_CONTROL_MINUTES);
        if self.time_control {
            destination = destination
                .block("replication_time", enabled().block("time", minutes()))
                .block("metrics", enabled().block("event_threshold", minutes()));
        } else if self.metrics {
            destination = destination.block("metrics", enabled());
        }
        destination
    }

    fn bucket_name(&self) -> Value {
        match &self.bucket_arn {
            Input::Known(arn) => arn.as_str().rsplit(':').next().into(),
            Input::Expression(arn) => Expression::call("split", values![":::", arn]).index(1).into(),
        }
    }

    fn replicates_markers(&self) -> bool {
        self.delete_markers.unwrap_or(self.tags.is_empty())
    }

    /// Returns whether the target is the instance's own bucket, as far as the reference shows.
    fn is_own_bucket(&self, context: &Context) -> bool {
        let Input::Expression(bucket) = &self.bucket_arn else { return false };
        Source::of(bucket).is_some_and(|it| it.tier == context.tier && it.is_within(context))
    }
}
