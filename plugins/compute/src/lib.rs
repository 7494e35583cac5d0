//! The compute tier: a load balancer, and a group of instances behind it.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod access;
mod actions;
mod alarms;
mod checks;
mod dns;
mod group;
mod image;
pub mod inputs;
mod instances;
mod load_balancer;
mod names;
mod processor;
mod rules;
mod scaling;
mod security_groups;
mod sizes;
mod target_groups;
mod user_data;
mod volumes;

pub use dns::{Dns, Failover};
pub use inputs::Inputs;

use terrace_aws::{ALARM_RESOURCES, SecurityGroup, TagRules, check_tags, provider_versions};
use terrace_sdk::prelude::*;

/// A load balancer in the public subnets, and an autoscaling group in the private ones.
pub struct Compute;

impl Tier for Compute {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "compute",
            env!("CARGO_PKG_VERSION"),
            "A load balancer in public subnets and an autoscaling group of instances in private ones.",
        )
        // 5.32 is the first with `max_healthy_percentage`. 5.73.0 and 5.74.0 set a timeout of TCP on every
        // listener, for which they need another permission; repaired in 5.75.0. 5.99.0 reads the capacity
        // reservation of every load balancer, which not every partition has; repaired in 5.99.1. 6.32.0 does not
        // find the new group whose instances it waits for; repaired in 6.32.1.
        .provider(
            "aws",
            "hashicorp/aws",
            &provider_versions("5.32", &["5.73.0", "5.74.0", "5.99.0", "6.32.0"]),
        )
        .annotation("aws versions", "`instance_refresh.alarms` needs 5.46.")
        .resources([
            "aws_autoscaling_group",
            "aws_autoscaling_policy",
            "aws_autoscaling_schedule",
            "aws_launch_template",
            "aws_lb",
            "aws_lb_listener",
            "aws_lb_listener_certificate",
            "aws_lb_listener_rule",
            "aws_lb_target_group",
            "aws_route53_health_check",
            "aws_route53_record",
            "aws_wafv2_web_acl_association",
        ])
        .resources(SecurityGroup::RESOURCES)
        .resources(ALARM_RESOURCES)
        .data_sources(["aws_ami", "aws_route53_zone"])
        .output("url", "string", "URL of the application.")
        .output("dns_name", "string", "Full name of the DNS record, if there is one.")
        .output("load_balancer_dns_name", "string", "DNS name of the load balancer.")
        .output("load_balancer_zone_id", "string", "Hosted zone of the load balancer, for alias records.")
        .output("load_balancer_arn", "string", "ARN of the load balancer.")
        .output("load_balancer_security_group_id", "string", "ID of the load balancer's security group.")
        .output(
            "listener_arn",
            "string",
            "ARN of the listener that serves the application: HTTPS if there is one.",
        )
        .output("target_group_arn", "string", "ARN of the target group `main`, if there is one.")
        .output("target_group_arns", "map(string)", "ARNs of all target groups, by their names.")
        .output(
            "instance_security_group_id",
            "string",
            "ID of the instances' security group, if there are any.",
        )
        .output(
            "autoscaling_group_name",
            "string",
            "Name of the autoscaling group, if there are instances.",
        )
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let checked = problems.take(checks::check(&inputs));
        let record = problems.take(dns::Record::of(context, &inputs));
        let user_data = problems.take(user_data::of(&inputs));
        let tags = problems.take(check_tags(context, TagRules::SomeCharacters));
        let (Some(()), Some(record), Some(user_data), Some(())) = (checked, record, user_data, tags) else {
            return Err(problems);
        };

        let mut out = Contribution::new();
        let groups = security_groups::add(context, &mut out, &inputs);
        let front = load_balancer::add(context, &mut out, &inputs, &groups);
        let group = groups
            .instances
            .as_ref()
            .map(|group| instances::add(context, &mut out, &inputs, user_data, group, &front));
        if let Some(alarms) = &inputs.alarms {
            alarms::add(context, &mut out, alarms, &front, group.as_ref());
        }
        let dns_name = record.map(|record| record.add(context, &mut out, &inputs, &front));
        let host = dns_name.clone().unwrap_or_else(|| front.load_balancer.attr("dns_name"));
        out.output("url", template![front.protocol.to_lowercase(), "://", host]);
        out.output("dns_name", dns_name);
        Ok(out)
    }
}

terrace_sdk::export!(Compute);

#[cfg(test)]
mod tests;
