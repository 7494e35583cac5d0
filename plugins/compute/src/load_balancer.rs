//! The load balancer, its listeners and its target group.

use crate::Inputs;
use crate::inputs::PUBLIC_SUBNETS;
use crate::security_groups::{Groups, HTTP, HTTPS};
use terrace_sdk::prelude::*;

/// The load balancer and the attributes of its front end.
pub(crate) struct Front {
    pub(crate) load_balancer: Reference,
    /// The target group that instances join.
    pub(crate) target_group: Reference,
    /// The protocol and port that serve the application.
    pub(crate) protocol: &'static str,
    pub(crate) port: u16,
}

/// Adds the load balancer with its listeners and its target group.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, groups: &Groups) -> Front {
    let load_balancer = out.add(load_balancer(context, inputs, groups));
    let target_group = out.add(target_group(context, inputs));
    let forward = Block::new().set("type", "forward").set("target_group_arn", target_group.attr("arn"));

    let (protocol, port, http_action) = match &inputs.certificate_arn {
        Some(certificate) => {
            let https = listener(context, "https", &load_balancer, HTTPS, forward)
                .set("ssl_policy", &inputs.ssl_policy)
                .set("certificate_arn", certificate);
            out.add(https);
            ("HTTPS", HTTPS, redirect_to_https())
        }
        None => ("HTTP", HTTP, forward),
    };
    out.add(listener(context, "http", &load_balancer, HTTP, http_action));

    out.output("load_balancer_dns_name", load_balancer.attr("dns_name"));
    out.output("load_balancer_zone_id", load_balancer.attr("zone_id"));
    out.output("load_balancer_arn", load_balancer.attr("arn"));
    out.output("target_group_arn", target_group.attr("arn"));
    Front { load_balancer, target_group, protocol, port }
}

fn load_balancer(context: &Context, inputs: &Inputs, groups: &Groups) -> Resource {
    // Without a name: AWS allows only 32 characters, and Terraform creates a unique one.
    let resource = Resource::new("aws_lb", "main")
        .set("load_balancer_type", "application")
        .set("internal", false)
        .set("subnets", &inputs.public_subnet_ids)
        .set("security_groups", values![groups.load_balancer.attr("id")])
        .set("drop_invalid_header_fields", true)
        .set("enable_deletion_protection", &inputs.deletion_protection)
        .set("tags", context.tags("main"));
    match &inputs.public_subnet_ids {
        Input::Known(_) => resource,
        Input::Expression(ids) => resource.precondition(
            &Expression::raw(format!("length({ids}) >= {PUBLIC_SUBNETS}")),
            format!("A load balancer needs {PUBLIC_SUBNETS} public subnets in two zones."),
        ),
    }
}

fn target_group(context: &Context, inputs: &Inputs) -> Resource {
    let health_check = Block::new()
        .set("protocol", "HTTP")
        .set("path", &inputs.health_check_path)
        .set("matcher", "200")
        .set("interval", 15)
        .set("timeout", 5)
        .set("healthy_threshold", 2)
        .set("unhealthy_threshold", 3);
    Resource::new("aws_lb_target_group", "main")
        .set("vpc_id", &inputs.vpc_id)
        .set("target_type", "instance")
        .set("protocol", "HTTP")
        .set("port", inputs.port)
        .block("health_check", health_check)
        .set("tags", context.tags("main"))
        // A listener always needs a target group, even while that is replaced.
        .create_before_destroy()
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
