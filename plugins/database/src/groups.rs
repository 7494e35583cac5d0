//! What the instances of a database share: its groups, and the role of Enhanced Monitoring.

use crate::{Inputs, access, monitoring, parameters};
use terrace_sdk::prelude::*;

/// References to the shared resources.
pub(crate) struct Groups {
    pub(crate) subnet_group: Expression,
    pub(crate) security_group: Reference,
    /// Name of the parameter group: an instance's, or that of an Aurora cluster.
    pub(crate) parameter_group: Value,
    /// Name of the parameter group of Aurora's instances.
    pub(crate) instance_parameter_group: Value,
    pub(crate) option_group: Value,
    pub(crate) monitoring_role_arn: Value,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    identifier: &str,
) -> Result<Groups, Diagnostics> {
    let mut problems = Diagnostics::new();
    let parameter_group = problems.take(parameters::group(context, out, inputs, identifier));
    let instance_parameter_group =
        problems.take(parameters::instance_group(context, out, inputs, identifier));
    let option_group = problems.take(parameters::option_group(context, out, inputs, identifier));
    let (Some(parameter_group), Some(instance_parameter_group), Some(option_group)) =
        (parameter_group, instance_parameter_group, option_group)
    else {
        return Err(problems);
    };
    let subnet_group = out.add(
        Resource::new("aws_db_subnet_group", "main")
            .set("name", identifier)
            .set("description", "Private subnets of the database")
            .set("subnet_ids", &inputs.subnet_ids)
            .set("tags", context.tags("main")),
    );
    Ok(Groups {
        subnet_group: subnet_group.attr("name"),
        security_group: access::add(context, out, inputs),
        parameter_group,
        instance_parameter_group,
        option_group,
        monitoring_role_arn: monitoring::role(context, out, inputs, identifier),
    })
}
