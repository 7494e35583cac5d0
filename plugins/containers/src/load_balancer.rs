//! The service's own load balancer.

use crate::Inputs;
use crate::front::{HTTP, HTTPS};
use crate::security_groups::Groups;
use terrace_aws::SubnetId;
use terrace_sdk::prelude::*;

/// A load balancer does not start with fewer.
pub(crate) const MIN_SUBNETS: usize = 2;

/// Adds the load balancer with its listeners. Returns the listener that serves the application, and the load
/// balancer as part of the names of metrics.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    subnets: &Input<Vec<Input<SubnetId>>>,
    groups: &Groups,
    forward: Block,
) -> (Reference, Expression) {
    let load_balancer = out.add(load_balancer(context, inputs, subnets, groups));
    let (protocol, serving) = match &inputs.certificate_arn {
        Some(certificate) => {
            let https = listener(context, "https", &load_balancer, HTTPS, forward)
                .set("ssl_policy", inputs.load_balancer.clone().unwrap_or_default().ssl_policy)
                .set("certificate_arn", certificate);
            let https = out.add(https);
            out.add(listener(context, "http", &load_balancer, HTTP, redirect_to_https()));
            ("https", https)
        }
        None => ("http", out.add(listener(context, "http", &load_balancer, HTTP, forward))),
    };
    out.output("listener_arn", serving.attr("arn"));
    out.output("load_balancer_arn", load_balancer.attr("arn"));
    out.output("load_balancer_dns_name", load_balancer.attr("dns_name"));
    out.output("load_balancer_zone_id", load_balancer.attr("zone_id"));
    out.output("url", template![protocol, "://", load_balancer.attr("dns_name")]);
    (serving, load_balancer.attr("arn_suffix"))
}

fn load_balancer(
    context: &Context,
    inputs: &Inputs,
    subnets: &Input<Vec<Input<SubnetId>>>,
    groups: &Groups,
) -> Resource {
    let settings = inputs.load_balancer.clone().unwrap_or_default();
    let access_logs = settings
        .access_logs_bucket
        .iter()
        .map(|bucket| Block::new().set("bucket", bucket).set("enabled", true));
    // Without a name: AWS allows only 32 characters, and Terraform creates a unique one.
    let resource = Resource::new("aws_lb", "main")
        .set("load_balancer_type", "application")
        .set("internal", settings.internal)
        .set("subnets", subnets)
        .set("security_groups", groups.load_balancer.iter().cloned().collect::<Vec<_>>())
        .set("idle_timeout", &settings.idle_timeout)
        .set("drop_invalid_header_fields", true)
        .set("enable_deletion_protection", &settings.deletion_protection)
        .blocks("access_logs", access_logs)
        .set("tags", context.tags("main"));
    match subnets {
        Input::Known(_) => resource,
        Input::Expression(ids) => resource.precondition(
            &Expression::raw(format!("length({ids}) >= {MIN_SUBNETS}")),
            format!("A load balancer needs {MIN_SUBNETS} subnets in two zones."),
        ),
    }
}

fn listener(context: &Context, name: &str, load_balancer: &Reference, port: u16, action: Block) -> Resource {
    Resource::new("aws_lb_listener", name)
        .set("load_balancer_arn", load_balancer.attr("arn"))
        .set("protocol", name.to_uppercase())
        .set("port", port)
        .block("default_action", action)
        .set("tags", context.tags(name))
}

fn redirect_to_https() -> Block {
    let redirect =
        Block::new().set("protocol", "HTTPS").set("port", HTTPS.to_string()).set("status_code", "HTTP_301");
    Block::new().set("type", "redirect").block("redirect", redirect)
}
