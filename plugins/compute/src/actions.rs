//! What happens to requests: forwarding, redirects and fixed responses.

use crate::inputs::{Action, ContentType, FixedResponse, Inputs, Protocol, Redirect};
use crate::target_groups::{MAIN, TargetGroups};
use terrace_sdk::prelude::*;

/// The maximum number of target groups that share requests.
const MAX_SHARES: usize = 5;
/// The maximum weight of one of them.
const MAX_WEIGHT: u16 = 999;
/// The maximum length of the text in a fixed response.
const MAX_BODY_BYTES: usize = 1024;

/// Returns the action for requests that no rule matches.
pub(crate) fn default(inputs: &Inputs, groups: &TargetGroups) -> Block {
    match (&inputs.default_action, groups.get(MAIN)) {
        (Some(action), _) => block(action, groups),
        (None, Some(main)) => forward(main),
        (None, None) => {
            let content_type = ContentType::default();
            fixed_response(&FixedResponse { status: 404, body: Some("Not found".into()), content_type })
        }
    }
}

/// Returns the block of an action that was checked.
pub(crate) fn block(action: &Action, groups: &TargetGroups) -> Block {
    if let Some(group) = action.forward.as_ref().and_then(|name| groups.get(name)) {
        return forward(group);
    }
    if let Some(shares) = &action.split {
        let shares = shares.iter().filter_map(|(name, weight)| {
            Some(Block::new().set("arn", groups.get(name)?.attr("arn")).set("weight", *weight))
        });
        let forward = Block::new().blocks("target_group", shares);
        return Block::new().set("type", "forward").block("forward", forward);
    }
    match (&action.redirect, &action.fixed_response) {
        (Some(to), _) => redirect(to),
        (None, Some(response)) => fixed_response(response),
        (None, None) => Block::new(),
    }
}

fn forward(group: &Reference) -> Block {
    Block::new().set("type", "forward").set("target_group_arn", group.attr("arn"))
}

fn redirect(to: &Redirect) -> Block {
    let parts = Block::new()
        .set("host", &to.host)
        .set("path", &to.path)
        .set("query", &to.query)
        .set("port", to.port.map(|port| port.to_string()))
        .set("protocol", to.protocol.map(Protocol::as_str))
        .set("status_code", if to.permanent { "HTTP_301" } else { "HTTP_302" });
    Block::new().set("type", "redirect").block("redirect", parts)
}

fn fixed_response(response: &FixedResponse) -> Block {
    let answer = Block::new()
        .set("content_type", response.content_type.as_str())
        .set("message_body", &response.body)
        .set("status_code", response.status.to_string());
    Block::new().set("type", "fixed-response").block("fixed_response", answer)
}

/// Checks an action, which is at this JSON pointer.
pub(crate) fn check(inputs: &Inputs, action: &Action, at: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let set = [
        action.forward.is_some(),
        action.split.is_some(),
        action.redirect.is_some(),
        action.fixed_response.is_some(),
    ];
    let number = set.iter().filter(|is_set| **is_set).count();
    if number != 1 {
        let summary = format!("an action is one of four, but {number} are set");
        let hint = "set one of forward, split, redirect and fixed_response";
        problems.push(Diagnostic::new("not-one-action", summary).path(at).hint(hint));
    }
    if let Some(name) = &action.forward {
        problems.take(check_target_group(inputs, name, &format!("{at}/forward")));
    }
    if let Some(shares) = &action.split {
        for name in shares.keys() {
            problems.take(check_target_group(inputs, name, &format!("{at}/split")));
        }
        let is_range = (1..=MAX_SHARES).contains(&shares.len());
        let are_weights = shares.values().all(|weight| *weight <= MAX_WEIGHT);
        if !is_range || !are_weights || shares.values().all(|weight| *weight == 0) {
            let summary = format!(
                "requests are split among 1 to {MAX_SHARES} target groups with weights from 0 to {MAX_WEIGHT}, not all of them 0"
            );
            problems.push(Diagnostic::new("split", summary).path(format!("{at}/split")));
        }
    }
    if let Some(to) = &action.redirect {
        problems.take(check_redirect(to, at));
    }
    if let Some(response) = &action.fixed_response {
        problems.take(check_fixed_response(response, at));
    }
    problems.finish()
}

fn check_target_group(inputs: &Inputs, name: &str, at: &str) -> Result<(), Diagnostics> {
    if inputs.has_target_group(name) {
        return Ok(());
    }
    let mut names: Vec<String> = inputs.target_groups.keys().map(|name| format!("`{name}`")).collect();
    if inputs.instances && !inputs.target_groups.contains_key(MAIN) {
        names.push(format!("`{MAIN}`"));
    }
    let hint = if names.is_empty() {
        "add it to target_groups".to_owned()
    } else {
        format!("add it to target_groups, or use one of {}", names.join(", "))
    };
    let summary = format!("there is no target group `{name}`");
    Err(Diagnostic::new("no-target-group", summary).path(at).hint(hint).into())
}

fn check_redirect(to: &Redirect, at: &str) -> Result<(), Diagnostics> {
    let at = format!("{at}/redirect");
    let mut problems = Diagnostics::new();
    // AWS does not count the query string.
    let is_empty = to.host.is_none() && to.path.is_none() && to.port.is_none() && to.protocol.is_none();
    if is_empty {
        let summary = "the redirect leads to the address of the request itself";
        let hint = "set at least one of host, path, port and protocol";
        problems.push(Diagnostic::new("redirect-loop", summary).path(&at).hint(hint));
    }
    let is_relative = |path: &&String| !path.starts_with(['/', '#']);
    if let Some(path) = to.path.as_ref().and_then(Input::known).filter(is_relative) {
        let summary = format!("the path `{path}` of a redirect does not begin with `/`");
        problems.push(
            Diagnostic::new("redirect-path", summary)
                .path(format!("{at}/path"))
                .hint(format!("write `/{path}`")),
        );
    }
    problems.finish()
}

fn check_fixed_response(response: &FixedResponse, at: &str) -> Result<(), Diagnostics> {
    let at = format!("{at}/fixed_response");
    let mut problems = Diagnostics::new();
    if !matches!(response.status, 200..=299 | 400..=599) {
        let summary = format!("{} is not a status of a fixed response", response.status);
        problems.push(
            Diagnostic::new("response-status", summary)
                .path(format!("{at}/status"))
                .hint("use 200 to 299 or 400 to 599; for 301 and 302 there is redirect"),
        );
    }
    let length = response.body.as_ref().and_then(Input::known).map_or(0, String::len);
    if length > MAX_BODY_BYTES {
        let summary = format!("the body has {length} bytes, but AWS allows {MAX_BODY_BYTES}");
        problems.push(
            Diagnostic::new("response-too-long", summary)
                .path(format!("{at}/body"))
                .hint("shorten it, or redirect to a page"),
        );
    }
    problems.finish()
}
