//! A read replica, with the user, password, version and databases of its source.

use crate::Inputs;
use terrace_aws::DatabaseArn;
use terrace_sdk::prelude::*;

pub(crate) fn of(
    out: &mut Contribution,
    inputs: &Inputs,
    instance: Resource,
    source: &Input<DatabaseArn>,
    is_within_region: bool,
) -> Resource {
    let instance = instance
        .set("replicate_source_db", source)
        // AWS does not take a final snapshot of a replica.
        .set("skip_final_snapshot", true)
        .set("deletion_protection", inputs.deletion_protection.clone().unwrap_or(false.into()));
    if !inputs.storage_encrypted || is_within_region {
        // Within one region the key is the source's, and AWS rejects a request that contains one.
        return instance;
    }
    match &inputs.kms_key_arn {
        Some(key) => instance.set("kms_key_id", key),
        // A key belongs to one region, so the source's cannot be the default in another.
        None => {
            let key = out.add(Resource::data("aws_kms_alias", "rds").set("name", "alias/aws/rds"));
            instance.set("kms_key_id", key.attr("target_key_arn"))
        }
    }
}
