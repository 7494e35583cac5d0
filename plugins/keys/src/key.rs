//! The key and its alias.

use crate::inputs::Inputs;
use terrace_aws::PolicyDocument;
use terrace_sdk::prelude::*;

/// Adds the key: the primary one, or a replica.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    policy: PolicyDocument,
) -> Reference {
    let key = match &inputs.replicate_from {
        None => Resource::new("aws_kms_key", "main")
            .set("multi_region", inputs.multi_region)
            .set("enable_key_rotation", inputs.rotation)
            .set("rotation_period_in_days", &inputs.rotation_period_days),
        // A replica is rotated together with its primary key.
        Some(source) => Resource::new("aws_kms_replica_key", "main").set("primary_key_arn", source),
    };
    let default = || format!("Key of the tier {} of the stack {}", context.tier, context.stack).into();
    let key = key
        .set("description", inputs.description.clone().unwrap_or_else(default))
        .set("deletion_window_in_days", &inputs.deletion_window_days)
        .set("policy", policy)
        .set("tags", context.tags("main"));
    out.add(if inputs.deletion_protection { key.prevent_destroy() } else { key })
}

pub(crate) fn add_alias(out: &mut Contribution, name: &str, key: &Reference) -> Reference {
    out.add(Resource::new("aws_kms_alias", "main").set("name", name).set("target_key_id", key.attr("key_id")))
}
