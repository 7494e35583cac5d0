//! The checks of the inputs.

use crate::{
    Inputs, access, alarms, group, load_balancer, processor, rules, scaling, sizes, target_groups, volumes,
};
use terrace_sdk::prelude::*;

/// Checks the inputs as far as they are known.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(load_balancer::check(inputs));
    problems.take(access::check(inputs));
    problems.take(target_groups::check(inputs));
    problems.take(rules::check(inputs));
    problems.take(alarms::check(inputs));
    if inputs.port == 0 {
        problems.push(Diagnostic::new("not-a-port", "0 is not a port").path("/port"));
    }
    problems.take(if inputs.instances { check_instances(inputs) } else { check_without_instances(inputs) });
    problems.finish()
}

fn check_instances(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let subnets = inputs.private_subnet_ids.as_ref();
    if subnets.is_none_or(|ids| ids.known().is_some_and(Vec::is_empty)) {
        problems.push(
            Diagnostic::new("no-private-subnets", "instances need a private subnet, but there is none")
                .path("/private_subnet_ids"),
        );
    }
    problems.take(processor::check(inputs));
    problems.take(volumes::check(inputs));
    problems.take(group::check(inputs));
    problems.take(scaling::check(inputs));
    problems.take(sizes::check(inputs));
    problems.finish()
}

/// Checks that nothing is set that only instances could have.
fn check_without_instances(inputs: &Inputs) -> Result<(), Diagnostics> {
    let set = [
        ("ami_id", inputs.ami_id.is_some()),
        ("data_volumes", !inputs.data_volumes.is_empty()),
        ("desired_size", inputs.desired_size.is_some()),
        ("instance_profile_name", inputs.instance_profile_name.is_some()),
        ("mixed_instances", inputs.mixed_instances.is_some()),
        ("root_volume_size", inputs.root_volume_size.is_some()),
        ("schedules", !inputs.schedules.is_empty()),
        ("security_group_ids", inputs.security_group_ids.is_some()),
        ("target_requests", inputs.target_requests.is_some()),
        ("user_data", inputs.user_data.is_some()),
        ("user_data_base64", inputs.user_data_base64.is_some()),
        ("warm_pool", inputs.warm_pool.is_some()),
    ];
    let mut problems = Diagnostics::new();
    for (input, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
        problems.push(
            Diagnostic::new("no-instances", format!("{input} is for instances, but there are none"))
                .path(format!("/{input}"))
                .hint("remove it, or remove `instances: false`"),
        );
    }
    problems.finish()
}
