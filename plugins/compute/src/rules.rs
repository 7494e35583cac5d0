//! The rules of the listener that serves the application.

use crate::actions;
use crate::inputs::{Inputs, Rule};
use crate::names;
use crate::target_groups::TargetGroups;
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// The maximum number of values in all conditions of a rule.
const MAX_VALUES: usize = 5;
/// The maximum number of characters of a value.
const MAX_VALUE_LENGTH: usize = 128;

/// Adds the rules to a listener.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    listener: &Reference,
    groups: &TargetGroups,
) {
    for (name, rule) in &inputs.rules {
        out.add(
            Resource::new("aws_lb_listener_rule", name)
                .set("listener_arn", listener.attr("arn"))
                .set("priority", rule.priority)
                .blocks("condition", conditions(rule))
                .block("action", actions::block(&rule.action, groups))
                .set("tags", context.tags(name)),
        );
    }
}

fn conditions(rule: &Rule) -> Vec<Block> {
    let lists = [
        ("host_header", &rule.hosts),
        ("path_pattern", &rule.paths),
        ("http_request_method", &rule.methods),
        ("source_ip", &rule.source_cidr_blocks),
    ];
    let lists = lists.into_iter().filter(|(_, values)| !values.is_empty());
    let lists = lists.map(|(name, values)| Block::new().block(name, Block::new().set("values", values)));
    let headers = rule.headers.iter().map(|(name, values)| {
        let header = Block::new().set("http_header_name", name).set("values", values);
        Block::new().block("http_header", header)
    });
    let query = rule.query.iter().map(|(key, value)| {
        Block::new().block("query_string", Block::new().set("key", key).set("value", value))
    });
    lists.chain(headers).chain(query).collect()
}

/// Checks the rules and the default action.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(names::check("rules", "rule", inputs.rules.keys()));
    if let Some(action) = &inputs.default_action {
        problems.take(actions::check(inputs, action, "/default_action"));
    }
    let mut priorities: BTreeMap<u32, &str> = BTreeMap::new();
    for (name, rule) in &inputs.rules {
        let at = names::at("rules", name);
        problems.take(check_conditions(rule, &at));
        problems.take(actions::check(inputs, &rule.action, &format!("{at}/action")));
        if let Some(other) = priorities.insert(rule.priority, name) {
            let summary =
                format!("the rules `{other}` and `{name}` have the same priority, {}", rule.priority);
            problems.push(
                Diagnostic::new("same-priority", summary)
                    .path(format!("{at}/priority"))
                    .hint("give one of them another number"),
            );
        }
    }
    problems.finish()
}

fn check_conditions(rule: &Rule, at: &str) -> Result<(), Diagnostics> {
    let lists = [
        ("hosts", &rule.hosts),
        ("paths", &rule.paths),
        ("methods", &rule.methods),
        ("source_cidr_blocks", &rule.source_cidr_blocks),
    ];
    let headers = rule.headers.values().map(Vec::len).sum::<usize>();
    let values = lists.iter().map(|(_, list)| list.len()).sum::<usize>() + headers + rule.query.len();
    let mut problems = Diagnostics::new();
    if values == 0 {
        problems.push(
            Diagnostic::new("no-conditions", "the rule has no conditions")
                .path(at)
                .hint("add one, such as paths, or set default_action for all requests"),
        );
    }
    if values > MAX_VALUES {
        let summary =
            format!("the conditions of the rule have {values} values, but AWS allows {MAX_VALUES} in a rule");
        problems.push(
            Diagnostic::new("too-many-conditions", summary)
                .path(at)
                .hint("split it into several rules with the same action"),
        );
    }
    for (name, values) in &rule.headers {
        if values.is_empty() {
            let summary = format!("the header `{name}` has no values");
            let at = format!("{at}/headers");
            problems
                .push(Diagnostic::new("no-conditions", summary).path(at).hint("add a value, such as `*`"));
        }
    }
    for (list, values) in lists {
        for (index, value) in values.iter().enumerate() {
            let Some(value) = value.known() else { continue };
            let problem = match list {
                "paths" if !value.starts_with(['/', '*', '?']) => {
                    Some((format!("`{value}` matches no path"), format!("write `/{value}`")))
                }
                "methods" if value.chars().any(|c| !c.is_ascii_uppercase() && c != '-' && c != '_') => {
                    Some((format!("`{value}` is not a method"), format!("write `{}`", value.to_uppercase())))
                }
                "hosts" if value.contains(['/', ':']) => {
                    let host = value.rsplit("//").next().unwrap_or(value);
                    let host = host.split(['/', ':']).next().unwrap_or(host);
                    Some((format!("`{value}` is not a host name"), format!("write `{host}`")))
                }
                _ if value.chars().count() > MAX_VALUE_LENGTH => Some((
                    format!("a condition has more than {MAX_VALUE_LENGTH} characters"),
                    "shorten it with `*`".to_owned(),
                )),
                _ => None,
            };
            if let Some((summary, hint)) = problem {
                problems.push(
                    Diagnostic::new("condition", summary).path(format!("{at}/{list}/{index}")).hint(hint),
                );
            }
        }
    }
    problems.finish()
}
