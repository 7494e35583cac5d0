//! Checks of tags.

use crate::endpoints::local_name;
use crate::group::Group;
use crate::inputs::{Inputs, ServiceName};
use terrace_aws::{TagRules, check_tag_name, check_tags};
use terrace_sdk::prelude::*;

pub(super) fn check(context: &Context, inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    // Flow logs to a log group have a role, and IAM has the strictest rules.
    let has_role = inputs.flow_logs.as_ref().is_some_and(|logs| logs.bucket_arn.is_none());
    let rules = if has_role { TagRules::CaseInsensitive } else { TagRules::AnyCharacters };
    let stack = check_tags(context, rules);
    let is_valid = stack.is_ok();
    problems.take(stack);
    for group in Group::ALL.into_iter().filter(|_| is_valid) {
        problems.take(check_group(context, inputs, group));
    }
    if is_valid {
        problems.take(check_names(context, inputs));
    }
    problems.finish()
}

/// Checks the tags `Name` that services and regions are part of.
fn check_names(context: &Context, inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (number, service) in inputs.endpoints.interface.iter().map(ServiceName::as_str).enumerate() {
        let local = local_name(service).replace('_', "-");
        problems.take(at(check_tag_name(context, &local), &format!("/endpoints/interface/{number}")));
    }
    for region in inputs.peers.keys() {
        problems.take(at(check_tag_name(context, &format!("to-{region}")), &format!("/peers/{region}")));
    }
    problems.finish()
}

/// Sets the path of problems.
fn at(found: Result<(), Diagnostics>, path: &str) -> Result<(), Diagnostics> {
    let mut located = Diagnostics::new();
    for problem in found.err().into_iter().flatten() {
        located.push(problem.path(path));
    }
    located.finish()
}

/// Checks the tags of a group, first one by one, and then together with the stack's.
fn check_group(context: &Context, inputs: &Inputs, group: Group) -> Result<(), Diagnostics> {
    let (name, tags) = (group.name(), &inputs.subnet_groups.of(group).tags);
    let mut problems = Diagnostics::new();
    for (key, value) in tags {
        let single = [(key.clone(), Value::from(value))].into();
        let found = check_tags(&Context { stack_tags: single, ..context.clone() }, TagRules::AnyCharacters);
        let pointer = key.replace('~', "~0").replace('/', "~1");
        problems.take(at(found, &format!("/subnet_groups/{name}/tags/{pointer}")));
    }
    problems.finish()?;
    let mut all = context.clone();
    for (key, value) in tags {
        all.stack_tags.insert(key.clone(), value.into());
    }
    at(check_tags(&all, TagRules::AnyCharacters), &format!("/subnet_groups/{name}/tags"))
}
