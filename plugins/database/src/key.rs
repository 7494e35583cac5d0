//! The key of a copy in another region.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// Sets the key. A key belongs to one region, so the source's cannot be the default in another.
pub(crate) fn set(out: &mut Contribution, inputs: &Inputs, copy: Resource) -> Resource {
    if !inputs.storage_encrypted {
        return copy;
    }
    match &inputs.kms_key_arn {
        Some(key) => copy.set("kms_key_id", key),
        None => {
            let key = out.add(Resource::data("aws_kms_alias", "rds").set("name", "alias/aws/rds"));
            copy.set("kms_key_id", key.attr("target_key_arn"))
        }
    }
}
