//! The target groups: who is in them, and how their health is checked.

use crate::inputs::{Algorithm, HealthCheck, Inputs, ProtocolVersion, TargetGroup, TargetType};
use crate::names;
use std::collections::{BTreeMap, BTreeSet};
use terrace_sdk::prelude::*;

/// The name of the target group that exists whenever there are instances.
pub(crate) const MAIN: &str = "main";

/// The path that AWS uses to check the health of gRPC targets.
const GRPC_PATH: &str = "/AWS.ALB/healthcheck";

impl Inputs {
    /// Returns whether there is a target group of this name.
    pub(crate) fn has_target_group(&self, name: &str) -> bool {
        self.target_groups.contains_key(name) || (self.instances && name == MAIN)
    }

    /// Returns the path of the health checks of `main`.
    pub(crate) fn main_health_check_path(&self) -> &Input<String> {
        let main = self.target_groups.get(MAIN);
        main.and_then(|group| group.health_check.path.as_ref()).unwrap_or(&self.health_check_path)
    }

    /// Returns the ports on which instances accept connections of the load balancer.
    pub(crate) fn instance_ports(&self) -> BTreeSet<u16> {
        let mut ports = BTreeSet::new();
        if self.instances && !self.target_groups.contains_key(MAIN) {
            ports.insert(self.port);
        }
        for group in self.target_groups.values().filter(|group| group.target_type == TargetType::Instance) {
            let port = group.port.unwrap_or(self.port);
            ports.insert(port);
            ports.insert(group.health_check.port.unwrap_or(port));
        }
        ports
    }
}

/// The target groups by name.
pub(crate) struct TargetGroups(BTreeMap<String, (Reference, TargetType)>);

impl TargetGroups {
    pub(crate) fn get(&self, name: &str) -> Option<&Reference> {
        self.0.get(name).map(|(reference, _)| reference)
    }

    /// Returns the groups, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Reference)> {
        self.0.iter().map(|(name, (reference, _))| (name.as_str(), reference))
    }

    /// Returns the ARNs of the groups that instances join.
    pub(crate) fn of_instances(&self) -> Vec<Expression> {
        let groups = self.0.values().filter(|(_, targets)| *targets == TargetType::Instance);
        groups.map(|(reference, _)| reference.attr("arn")).collect()
    }
}

/// Adds the target groups.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs) -> TargetGroups {
    let unchanged = TargetGroup::default();
    let main = (inputs.instances && !inputs.target_groups.contains_key(MAIN)).then_some((MAIN, &unchanged));
    let named = inputs.target_groups.iter().map(|(name, group)| (name.as_str(), group));
    let mut groups = BTreeMap::new();
    for (name, group) in main.into_iter().chain(named) {
        let reference = out.add(target_group(context, inputs, name, group));
        groups.insert(name.to_owned(), (reference, group.target_type));
    }
    let arns: BTreeMap<String, Expression> =
        groups.iter().map(|(name, (reference, _))| (name.clone(), reference.attr("arn"))).collect();
    out.output("target_group_arn", arns.get(MAIN));
    out.output("target_group_arns", arns);
    TargetGroups(groups)
}

fn target_group(context: &Context, inputs: &Inputs, name: &str, group: &TargetGroup) -> Resource {
    let stickiness = group.stickiness.iter().map(|stickiness| {
        let block =
            Block::new().set("enabled", &stickiness.enabled).set("cookie_duration", &stickiness.duration);
        match &stickiness.cookie_name {
            Some(name) => block.set("type", "app_cookie").set("cookie_name", name),
            None => block.set("type", "lb_cookie"),
        }
    });
    Resource::new("aws_lb_target_group", name)
        .set("vpc_id", &inputs.vpc_id)
        .set("target_type", group.target_type.as_str())
        .set("protocol", group.protocol.as_str())
        .set("protocol_version", group.protocol_version.map(ProtocolVersion::as_str))
        .set("port", group.port.unwrap_or(inputs.port))
        .set("deregistration_delay", &group.deregistration_delay)
        .set("slow_start", &group.slow_start)
        .set("load_balancing_algorithm_type", group.algorithm.map(Algorithm::as_str))
        .block("health_check", health_check(inputs, group))
        .blocks("stickiness", stickiness)
        .set("tags", context.tags(name))
        // A listener always needs a target group, even while that is replaced.
        .create_before_destroy()
}

fn health_check(inputs: &Inputs, group: &TargetGroup) -> Block {
    let check = &group.health_check;
    let is_grpc = group.protocol_version == Some(ProtocolVersion::Grpc);
    let (path, matcher): (Value, &str) =
        if is_grpc { (GRPC_PATH.into(), "12") } else { ((&inputs.health_check_path).into(), "200") };
    Block::new()
        .set("protocol", check.protocol.unwrap_or(group.protocol).as_str())
        .set("path", check.path.as_ref().map_or(path, Value::from))
        .set("port", check.port.map(|port| port.to_string()))
        .set("matcher", check.matcher.as_ref().map_or(matcher.into(), Value::from))
        .set("interval", &check.interval)
        .set("timeout", &check.timeout)
        .set("healthy_threshold", &check.healthy_threshold)
        .set("unhealthy_threshold", &check.unhealthy_threshold)
}

/// Checks the target groups, each by itself.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(names::check("target_groups", "target group", inputs.target_groups.keys()));
    for (name, group) in &inputs.target_groups {
        let at = names::at("target_groups", name);
        problems.take(check_health_check(&group.health_check, &at));
        if group.protocol_version == Some(ProtocolVersion::Grpc) && inputs.certificate_arn.is_none() {
            let summary = "gRPC needs an HTTPS listener, but certificate_arn is not set";
            problems.push(
                Diagnostic::new("grpc-without-https", summary)
                    .path(format!("{at}/protocol_version"))
                    .hint("set certificate_arn, or use HTTP2"),
            );
        }
        let takes_turns = matches!(group.algorithm, None | Some(Algorithm::RoundRobin));
        if group.slow_start.is_some() && !takes_turns {
            let summary = "slow_start works only with the algorithm `round_robin`";
            problems.push(
                Diagnostic::new("slow-start-algorithm", summary)
                    .path(format!("{at}/slow_start"))
                    .hint("remove one of them"),
            );
        }
        if group.target_type == TargetType::Instance && !inputs.instances {
            let summary = format!("the target group `{name}` is for instances, but there are none");
            problems.push(
                Diagnostic::new("no-instances", summary)
                    .path(&at)
                    .hint("set target_type to `ip`, or remove `instances: false`"),
            );
        }
    }
    let main = inputs.target_groups.get(MAIN);
    if inputs.instances && main.is_some_and(|group| group.target_type == TargetType::Ip) {
        let summary = "the target group `main` is for instances, not for IP addresses";
        problems.push(
            Diagnostic::new("main-without-instances", summary)
                .path("/target_groups/main/target_type")
                .hint("add another group with target_type `ip`, or set `instances: false`"),
        );
    }
    problems.finish()
}

fn check_health_check(check: &HealthCheck, at: &str) -> Result<(), Diagnostics> {
    let (Some(interval), Some(timeout)) = (check.interval.known(), check.timeout.known()) else {
        return Ok(());
    };
    if timeout < interval {
        return Ok(());
    }
    let summary = format!(
        "the health check's timeout is {timeout} seconds, which is not less than its interval, {interval}"
    );
    Err(Diagnostic::new("health-check-timeout", summary)
        .path(format!("{at}/health_check/timeout"))
        .hint("lower the timeout, or raise the interval")
        .into())
}
