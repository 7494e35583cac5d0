//! Names within the limits of AWS.

use crate::Inputs;
use terrace_aws::short_name;
use terrace_sdk::prelude::*;

/// The names of the objects of an instance.
pub(crate) struct Names {
    /// Name of cluster, service and task definition.
    pub(crate) service: String,
    pub(crate) log_group: String,
    pub(crate) task_role: String,
    pub(crate) execution_role: String,
}

const MAX_SERVICE_CHARS: usize = 255;
const MAX_LOG_GROUP_CHARS: usize = 512;
const MAX_ROLE_CHARS: usize = 64;

impl Names {
    /// Returns the names. Those that are too long are shortened.
    pub(crate) fn of(context: &Context, inputs: &Inputs) -> Self {
        let given = inputs.name.as_ref().map(|name| name.as_str());
        let main = given.map_or_else(|| context.name("main"), str::to_owned);
        let role = |kind: &str| {
            // Roles are not regional, so the one name in the stack file is not enough for several regions.
            let name = match (given, &context.region) {
                (Some(name), Some(region)) => format!("{name}-{region}-{kind}"),
                (Some(name), None) => format!("{name}-{kind}"),
                (None, _) => context.name(kind),
            };
            short_name(&name, MAX_ROLE_CHARS)
        };
        Self {
            log_group: short_name(&format!("/ecs/{main}"), MAX_LOG_GROUP_CHARS),
            task_role: role("task"),
            execution_role: role("execution"),
            service: short_name(&main, MAX_SERVICE_CHARS),
        }
    }
}
