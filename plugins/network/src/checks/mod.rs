//! Checks of the inputs and their combinations.

mod endpoints;
mod numbers;
mod peers;
mod subnet_blocks;
mod tags;
mod vpc_block;
mod zones;

pub(crate) use numbers::IPV6_HALF;

use crate::alarms;
use crate::group::Group;
use crate::inputs::{DEFAULT_CIDR_BLOCK, Inputs, Nat};
use terrace_sdk::prelude::*;

/// Returns all problems of the inputs.
pub(crate) fn check(context: &Context, inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(numbers::check(inputs));
    problems.take(check_existing(inputs));
    problems.take(vpc_block::check(inputs));
    problems.take(subnet_blocks::check(inputs));
    problems.take(zones::check(inputs));
    problems.take(check_nat(inputs));
    problems.take(endpoints::check(inputs));
    problems.take(check_flow_logs(inputs));
    problems.take(peers::check(context, inputs));
    problems.take(tags::check(context, inputs));
    problems.take(alarms::check(inputs));
    problems.finish()
}

fn check_nat(inputs: &Inputs) -> Result<(), Diagnostics> {
    let has_gateway_subnet = inputs.subnets(Group::Public) > 0;
    if inputs.nat != Nat::Single || has_gateway_subnet || inputs.subnets(Group::Private) == 0 {
        return Ok(());
    }
    let summary = "a NAT gateway needs a public subnet, but there is none";
    Err(Diagnostic::new("nat-without-public-subnet", summary)
        .path("/nat")
        .hint("set public_subnets to 1 or more, or nat to `none`")
        .into())
}

/// Checks that settings of a new VPC are absent with an existing one.
fn check_existing(inputs: &Inputs) -> Result<(), Diagnostics> {
    if inputs.existing_vpc.is_none() {
        return Ok(());
    }
    let mut problems = Diagnostics::new();
    if inputs.cidr_block.known().is_none_or(|block| block != DEFAULT_CIDR_BLOCK) {
        let summary = "`cidr_block` is for a new VPC, but `existing_vpc` is set";
        problems.push(
            Diagnostic::new("existing-vpc", summary)
                .path("/cidr_block")
                .hint("remove `cidr_block`, or set `existing_vpc.cidr_block` to a part of the VPC's block"),
        );
    }
    if inputs.enable_dns_hostnames.known() != Some(&true) {
        let summary = "`enable_dns_hostnames` is for a new VPC, but `existing_vpc` is set";
        problems.push(
            Diagnostic::new("existing-vpc", summary)
                .path("/enable_dns_hostnames")
                .hint("remove `enable_dns_hostnames`"),
        );
    }
    problems.finish()
}

fn check_flow_logs(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(logs) = &inputs.flow_logs else { return Ok(()) };
    let mut problems = Diagnostics::new();
    if ![60, 600].contains(&logs.interval_seconds) {
        let summary = format!("`interval_seconds` is {}, but AWS allows 60 and 600", logs.interval_seconds);
        problems.push(Diagnostic::new("flow-logs-interval", summary).path("/flow_logs/interval_seconds"));
    }
    if !logs.has_known_retention() {
        let summary = format!("CloudWatch Logs cannot keep entries for {} days", logs.retention_days);
        problems.push(
            Diagnostic::new("flow-logs-retention", summary)
                .path("/flow_logs/retention_days")
                .hint("set it to a number of days that CloudWatch Logs allows, such as 30, 90 or 365"),
        );
    }
    let for_log_group = [
        ("kms_key_arn", logs.kms_key_arn.is_some()),
        ("permissions_boundary", logs.permissions_boundary.is_some()),
    ];
    for (name, _) in for_log_group.into_iter().filter(|(_, is_set)| *is_set && logs.bucket_arn.is_some()) {
        let summary = format!("`{name}` is for a log group, but the logs go to a bucket");
        problems.push(
            Diagnostic::new("flow-logs-destination", summary)
                .path(format!("/flow_logs/{name}"))
                .hint(format!("remove `{name}` or `bucket_arn`")),
        );
    }
    problems.finish()
}
