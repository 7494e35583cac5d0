//! Read replicas, with the user, password, version and databases of their source.

use crate::groups::Groups;
use crate::{Inputs, Reader, instance, key};
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
    if is_within_region {
        // Within one region the key is the source's, and AWS rejects a request that contains one.
        return instance;
    }
    key::set(out, inputs, instance)
}

/// Returns a read replica of the database in the same region. It has the subnets of its source, and AWS rejects
/// a request that names them or a key.
pub(crate) fn reader(
    context: &Context,
    inputs: &Inputs,
    groups: &Groups,
    source: &Reference,
    (identifier, name, reader): (&str, &str, &Reader),
) -> Resource {
    let class = reader.instance_class.clone().unwrap_or_else(|| inputs.class());
    instance::common(context, inputs, groups, &format!("reader_{name}"))
        .set("identifier", format!("{identifier}-{name}"))
        .set("instance_class", class)
        .set("replicate_source_db", source.attr("identifier"))
        .set("availability_zone", &reader.availability_zone)
        .set("multi_az", &reader.multi_az)
        .set("skip_final_snapshot", true)
        .set("tags", context.tags(&format!("reader-{name}")))
}
