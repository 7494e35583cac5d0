//! Checks of the inputs and their combinations, as far as they are known.

mod containers;
mod numbers;

use crate::{Inputs, alarms, fargate, load_balancer};
use terrace_sdk::prelude::*;

pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(fargate::check(inputs));
    problems.take(containers::check(inputs));
    problems.take(numbers::check(inputs));
    problems.take(check_cluster(inputs));
    problems.take(check_roles(inputs));
    problems.take(check_network(inputs));
    problems.take(check_rule(inputs));
    problems.take(alarms::check(inputs));
    problems.finish()
}

fn check_cluster(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.cluster_arn.is_some() && inputs.container_insights.is_some() {
        let summary = "container_insights is a setting of the cluster, which this tier does not create here";
        let problem = Diagnostic::new("insights-of-another-cluster", summary).path("/container_insights");
        problems.push(problem.hint("set it where the cluster is created, or remove cluster_arn"));
    }
    let (fargate, spot) = (inputs.capacity.fargate, inputs.capacity.fargate_spot);
    let shares = || [fargate, spot].into_iter().flatten();
    if shares().filter(|share| share.base > 0).count() > 1 {
        let problem = Diagnostic::new("two-bases", "both kinds of capacity have a base").path("/capacity");
        problems.push(problem.hint("remove one of them"));
    }
    if shares().next().is_some() && shares().all(|share| share.weight == 0) {
        let problem = Diagnostic::new("no-weight", "no kind of capacity has a weight").path("/capacity");
        problems.push(problem.hint("set a weight of at least 1"));
    }
    problems.finish()
}

fn check_roles(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.task_role_arn.is_some() {
        for (name, is_set) in
            [("policies", !inputs.policies.is_empty()), ("policy_arns", !inputs.policy_arns.is_empty())]
        {
            if is_set {
                let summary = format!("{name} cannot be attached to the existing role in task_role_arn");
                let problem = Diagnostic::new("policies-of-another-role", summary).path(format!("/{name}"));
                problems.push(problem.hint("attach them where the role is created, or remove task_role_arn"));
            }
        }
    }
    for name in inputs.policies.keys().filter(|name| !is_local(name)) {
        problems.push(not_local(name, "policies"));
    }
    for name in inputs.policy_arns.keys().filter(|name| !is_local(name)) {
        problems.push(not_local(name, "policy_arns"));
    }
    problems.finish()
}

fn check_network(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.subnet_ids.known().is_some_and(Vec::is_empty) {
        let problem = Diagnostic::new("no-subnets", "tasks need a subnet, but there is none");
        problems.push(problem.path("/subnet_ids"));
    }
    if let Some(ids) = inputs.public_subnet_ids.as_ref().and_then(Input::known)
        && ids.len() < load_balancer::MIN_SUBNETS
    {
        let summary = format!("a load balancer needs two subnets in two zones, but there are {}", ids.len());
        let problem = Diagnostic::new("too-few-public-subnets", summary).path("/public_subnet_ids");
        problems.push(problem.hint("add a subnet in another zone, or use the listener of another tier"));
    }
    for name in inputs.client_security_group_ids.keys().filter(|name| !is_local(name)) {
        problems.push(not_local(name, "client_security_group_ids"));
    }
    let blocks = inputs.load_balancer.iter().flat_map(|settings| &settings.allowed_cidr_blocks);
    for (i, block) in blocks.enumerate() {
        if !is_cidr(block) {
            let summary = format!("`{block}` is not a CIDR block");
            let path = format!("/load_balancer/allowed_cidr_blocks/{i}");
            let problem = Diagnostic::new("not-a-cidr-block", summary).path(path);
            problems.push(problem.hint("write it as `10.0.0.0/16` or `2001:db8::/32`"));
        }
    }
    problems.finish()
}

/// Returns whether a text is an address and a prefix length that fits it.
fn is_cidr(block: &str) -> bool {
    let Some((address, length)) = block.split_once('/') else { return false };
    let Ok(address) = address.parse::<std::net::IpAddr>() else { return false };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    length.parse::<u8>().is_ok_and(|length| length <= longest)
}

/// The maximum number of values in the conditions of a rule.
const MAX_RULE_VALUES: usize = 5;

fn check_rule(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(rule) = &inputs.listener_rule else { return Ok(()) };
    let mut problems = Diagnostics::new();
    let headers: usize = rule.headers.values().map(Vec::len).sum();
    let values = rule.hosts.len() + rule.paths.len() + headers;
    if values == 0 {
        let problem = Diagnostic::new("no-condition", "the rule has no condition").path("/listener_rule");
        problems.push(problem.hint("set hosts, paths or headers; the path `/*` matches every request"));
    }
    if values > MAX_RULE_VALUES {
        let summary = format!("the rule has {values} values, but AWS allows {MAX_RULE_VALUES}");
        let problem = Diagnostic::new("too-many-values", summary).path("/listener_rule");
        problems.push(problem.hint("combine values with `*`, or use a host of its own for the service"));
    }
    for (name, values) in &rule.headers {
        if values.is_empty() || name.is_empty() || name.len() > 40 {
            let summary =
                format!("the header `{name}` has no values, or its name does not have 1 to 40 characters");
            problems.push(Diagnostic::new("not-a-header", summary).path("/listener_rule/headers"));
        }
    }
    for (list, values) in [("hosts", &rule.hosts), ("paths", &rule.paths)] {
        for (i, value) in values.iter().enumerate() {
            let Input::Known(value) = value else { continue };
            let is_wrong = match list {
                "hosts" => value.contains(['/', ':']),
                _ => !value.starts_with(['/', '*']),
            };
            if is_wrong || value.is_empty() || value.chars().count() > 128 {
                let summary = format!("`{value}` does not match any request");
                let path = format!("/listener_rule/{list}/{i}");
                let problem = Diagnostic::new("matches-nothing", summary).path(path);
                let hint = "write hosts as `www.example.com` and paths as `/api/*`, at most 128 characters";
                problems.push(problem.hint(hint));
            }
        }
    }
    problems.finish()
}

/// Returns whether a name can be part of a block's address and of a policy's name.
fn is_local(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=32).contains(&name.len()) && name.chars().all(allowed)
}

fn not_local(name: &str, input: &str) -> Diagnostic {
    let summary = format!("`{name}` cannot be part of a block's address");
    Diagnostic::new("not-a-local-name", summary)
        .path(format!("/{input}"))
        .hint("use lower-case letters, digits and `_`, at most 32")
}
