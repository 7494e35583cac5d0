//! The load balancer and its listeners.

use crate::inputs::{AccessLogs, Inputs};
use crate::names::key;
use crate::security_groups::{Groups, HTTP, HTTPS, with_more};
use crate::target_groups::{self, TargetGroups};
use crate::{actions, rules};
use std::collections::BTreeSet;
use terrace_sdk::prelude::*;

/// The number of subnets without which a load balancer does not start.
const MIN_SUBNETS: usize = 2;

/// The load balancer and the attributes of its front end.
pub(crate) struct Front {
    pub(crate) load_balancer: Reference,
    pub(crate) groups: TargetGroups,
    /// The listener that serves the application, and its protocol and port.
    pub(crate) listener: Reference,
    pub(crate) protocol: &'static str,
    pub(crate) port: u16,
}

/// Adds the load balancer with its listeners, their rules and the target groups.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, groups: &Groups) -> Front {
    let load_balancer = out.add(load_balancer(context, inputs, groups));
    if let Some(acl) = &inputs.load_balancer.web_acl_arn {
        out.add(
            Resource::new("aws_wafv2_web_acl_association", "main")
                .set("resource_arn", load_balancer.attr("arn"))
                .set("web_acl_arn", acl),
        );
    }
    let groups = target_groups::add(context, out, inputs);
    let default = actions::default(inputs, &groups);

    let (listener, protocol, port) = match &inputs.certificate_arn {
        Some(certificate) => {
            let https = listener(context, "https", &load_balancer, HTTPS, default)
                .set("ssl_policy", &inputs.ssl_policy)
                .set("certificate_arn", certificate);
            let https = out.add(https);
            out.add(listener(context, "http", &load_balancer, HTTP, redirect_to_https()));
            add_certificates(out, inputs, &https);
            (https, "HTTPS", HTTPS)
        }
        None => (out.add(listener(context, "http", &load_balancer, HTTP, default)), "HTTP", HTTP),
    };
    rules::add(context, out, inputs, &listener, &groups);

    out.output("load_balancer_dns_name", load_balancer.attr("dns_name"));
    out.output("load_balancer_zone_id", load_balancer.attr("zone_id"));
    out.output("load_balancer_arn", load_balancer.attr("arn"));
    out.output("listener_arn", listener.attr("arn"));
    Front { load_balancer, groups, listener, protocol, port }
}

fn load_balancer(context: &Context, inputs: &Inputs, groups: &Groups) -> Resource {
    let settings = &inputs.load_balancer;
    let (path, subnets) = inputs.load_balancer_subnets();
    // Without a name: AWS allows only 32 characters, and Terraform creates a unique one.
    let resource = Resource::new("aws_lb", "main")
        .set("load_balancer_type", "application")
        .set("internal", settings.internal)
        .set("subnets", subnets)
        .set("security_groups", with_more(&groups.load_balancer, settings.security_group_ids.as_ref()))
        .set("drop_invalid_header_fields", true)
        .set("enable_deletion_protection", &inputs.deletion_protection)
        .set("idle_timeout", &settings.idle_timeout)
        .blocks("access_logs", settings.access_logs.iter().map(access_logs))
        .set("tags", context.tags("main"));
    match subnets {
        Some(Input::Expression(ids)) => resource.precondition(
            &Expression::raw(format!("length({ids}) >= {MIN_SUBNETS}")),
            format!("A load balancer needs {MIN_SUBNETS} {} in two zones.", kind_of_subnets(path)),
        ),
        _ => resource,
    }
}

fn access_logs(logs: &AccessLogs) -> Block {
    Block::new().set("bucket", &logs.bucket).set("prefix", &logs.prefix).set("enabled", &logs.enabled)
}

fn listener(context: &Context, name: &str, load_balancer: &Reference, port: u16, action: Block) -> Resource {
    Resource::new("aws_lb_listener", name)
        .set("load_balancer_arn", load_balancer.attr("arn"))
        .set("protocol", name.to_uppercase())
        .set("port", port)
        .block("default_action", action)
        .set("tags", context.tags(name))
}

/// Adds the certificates of further names.
fn add_certificates(out: &mut Contribution, inputs: &Inputs, https: &Reference) {
    for arn in &inputs.load_balancer.additional_certificate_arns {
        let name = match arn.known().and_then(|arn| arn.as_str().rsplit('/').next()) {
            Some(id) => key::<String>(&Input::from(id)),
            None => key(arn),
        };
        out.add(
            Resource::new("aws_lb_listener_certificate", format!("certificate_{name}"))
                .set("listener_arn", https.attr("arn"))
                .set("certificate_arn", arn),
        );
    }
}

fn redirect_to_https() -> Block {
    let redirect =
        Block::new().set("protocol", "HTTPS").set("port", HTTPS.to_string()).set("status_code", "HTTP_301");
    Block::new().set("type", "redirect").block("redirect", redirect)
}

impl Inputs {
    /// Returns the load balancer's subnets, and the JSON pointer of the input that has them.
    fn load_balancer_subnets(&self) -> (&'static str, Option<&Input<Vec<Input<String>>>>) {
        match &self.load_balancer.subnet_ids {
            Some(ids) => ("/load_balancer/subnet_ids", Some(ids)),
            None => ("/public_subnet_ids", self.public_subnet_ids.as_ref()),
        }
    }
}

/// Checks the load balancer's settings.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(check_subnets(inputs));
    let settings = &inputs.load_balancer;
    if !settings.additional_certificate_arns.is_empty() && inputs.certificate_arn.is_none() {
        let summary = "there are additional certificates, but certificate_arn is not set";
        problems.push(
            Diagnostic::new("no-certificate", summary)
                .path("/load_balancer/additional_certificate_arns")
                .hint("set certificate_arn to the first of them"),
        );
    }
    let prefix = settings.access_logs.as_ref().and_then(|logs| logs.prefix.as_ref());
    if let Some(prefix) = prefix.and_then(Input::known)
        && (prefix.starts_with('/') || prefix.ends_with('/') || prefix.contains("AWSLogs"))
    {
        let summary = format!("`{prefix}` cannot be the prefix of access logs");
        problems.push(
            Diagnostic::new("log-prefix", summary)
                .path("/load_balancer/access_logs/prefix")
                .hint("write it without `/` at either end, and without `AWSLogs`"),
        );
    }
    problems.finish()
}

fn check_subnets(inputs: &Inputs) -> Result<(), Diagnostics> {
    let (path, subnets) = inputs.load_balancer_subnets();
    let kind = kind_of_subnets(path);
    let Some(subnets) = subnets else {
        let hint = if inputs.load_balancer.internal {
            "set load_balancer.subnet_ids, for example to the network's private subnets"
        } else {
            "set public_subnet_ids"
        };
        let problem = Diagnostic::new("no-load-balancer-subnets", "the load balancer has no subnets");
        return Err(problem.path("/load_balancer").hint(hint).into());
    };
    let Some(ids) = subnets.known() else { return Ok(()) };
    let different: BTreeSet<String> = ids.iter().map(|id| Value::from(id).to_json().to_string()).collect();
    if different.len() >= MIN_SUBNETS {
        return Ok(());
    }
    let summary =
        format!("a load balancer needs {MIN_SUBNETS} {kind} in two zones, but there are {}", different.len());
    Err(Diagnostic::new("too-few-public-subnets", summary)
        .path(path)
        .hint(format!("give the network more {kind}, or do not run this tier in the region"))
        .into())
}

fn kind_of_subnets(path: &str) -> &'static str {
    if path == "/public_subnet_ids" { "public subnets" } else { "subnets" }
}
