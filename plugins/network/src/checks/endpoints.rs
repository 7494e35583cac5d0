//! Checks of the endpoints.

use super::vpc_block::{check_first, check_form};
use crate::endpoints::local_name;
use crate::group::Group;
use crate::inputs::{CidrBlock, GatewayService, Inputs, ServiceName};
use std::collections::BTreeSet;
use terrace_sdk::prelude::*;

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut seen = BTreeSet::new();
    for (at, service) in inputs.endpoints.interface.iter().map(ServiceName::as_str).enumerate() {
        let problem = check_service(service).or_else(|| {
            (!seen.insert(local_name(service))).then(|| {
                Diagnostic::new("endpoint-twice", format!("`{service}` has an endpoint already"))
                    .hint("list each service once")
            })
        });
        if let Some(problem) = problem {
            problems.push(problem.path(format!("/endpoints/interface/{at}")));
        }
    }
    for (at, service) in inputs.endpoints.gateway.iter().enumerate() {
        if inputs.endpoints.gateway[..at].contains(service) {
            let summary = format!("`{}` has an endpoint already", service.name());
            problems.push(
                Diagnostic::new("endpoint-twice", summary)
                    .path(format!("/endpoints/gateway/{at}"))
                    .hint("list each service once"),
            );
        }
    }
    if !inputs.endpoints.interface.is_empty() {
        problems.take(check_use(inputs));
    }
    for (at, block) in inputs.endpoints.cidr_blocks.iter().map(CidrBlock::as_str).enumerate() {
        let path = format!("/endpoints/cidr_blocks/{at}");
        problems.take(check_form(block, &path).and_then(|range| check_first(range, block, &path)));
    }
    problems.finish()
}

fn check_service(service: &str) -> Option<Diagnostic> {
    let gateways = [GatewayService::S3, GatewayService::DynamoDb];
    if gateways.iter().any(|gateway| local_name(service) == gateway.name()) {
        let summary = format!("`{service}` has a gateway endpoint here, which is free of charge");
        return Some(
            Diagnostic::new("gateway-service", summary)
                .hint("list it under `endpoints.gateway` instead of `endpoints.interface`"),
        );
    }
    if service.contains("vpce-svc-") {
        let summary = format!("`{service}` is not a service of AWS");
        return Some(
            Diagnostic::new("not-an-aws-service", summary)
                .hint("create endpoints of other services in a tier of your own"),
        );
    }
    None
}

/// Checks that there are subnets for interface endpoints, and that DNS can lead to them.
fn check_use(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.subnets(Group::Private) + inputs.subnets(Group::Isolated) == 0 {
        let summary = "interface endpoints need private or isolated subnets, but there are none";
        problems.push(
            Diagnostic::new("endpoints-without-subnets", summary)
                .path("/endpoints/interface")
                .hint("set `private_subnets` or `isolated_subnets` to 1 or more"),
        );
    }
    if inputs.enable_dns_hostnames.known() == Some(&false) {
        let summary = "private DNS of interface endpoints needs `enable_dns_hostnames`";
        problems.push(
            Diagnostic::new("endpoints-without-dns", summary)
                .path("/enable_dns_hostnames")
                .hint("set `enable_dns_hostnames` to true"),
        );
    }
    problems.finish()
}
