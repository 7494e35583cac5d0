//! The way from a load balancer to the service: target group, listeners and rules.

use crate::inputs::{Container, ListenerRule};
use crate::security_groups::Groups;
use crate::{Inputs, ListenerArn, load_balancer};
use terrace_aws::{SecurityGroupId, SubnetId};
use terrace_sdk::prelude::*;

/// The port of the HTTP listener.
pub(crate) const HTTP: u16 = 80;
/// The port of the HTTPS listener.
pub(crate) const HTTPS: u16 = 443;

/// The container that requests go to, and the way they take, after the checks.
pub(crate) struct Front<'a> {
    pub(crate) container: &'a str,
    pub(crate) port: u16,
    pub(crate) way: Way<'a>,
}

/// A load balancer that exists, or one of the service's own.
pub(crate) enum Way<'a> {
    Listener {
        arn: &'a Input<ListenerArn>,
        security_group: &'a Input<SecurityGroupId>,
        rule: &'a ListenerRule,
    },
    Own {
        subnets: &'a Input<Vec<Input<SubnetId>>>,
    },
}

/// The blocks that the service must be connected to.
pub(crate) struct Connection {
    pub(crate) container: String,
    pub(crate) port: u16,
    pub(crate) target_group: Reference,
    /// The listener or rule that uses the target group. ECS accepts no target group without a load balancer.
    pub(crate) forwards: Reference,
    /// The load balancer as part of the names of metrics.
    pub(crate) metrics: Expression,
}

impl<'a> Front<'a> {
    /// Returns the way to the service, if it has a load balancer.
    pub(crate) fn of(inputs: &'a Inputs) -> Result<Option<Self>, Diagnostics> {
        let mut problems = Diagnostics::new();
        let way = problems.take(Way::of(inputs));
        let target = match &way {
            Some(None) => None,
            _ => problems.take(target(inputs)),
        };
        match (way, target) {
            (Some(None), _) if problems.is_empty() => Ok(None),
            (Some(Some(way)), Some((container, port))) if problems.is_empty() => {
                Ok(Some(Self { container, port, way }))
            }
            _ => Err(problems),
        }
    }

    /// Adds the target group, and what forwards requests to it.
    pub(crate) fn add(
        self,
        context: &Context,
        out: &mut Contribution,
        inputs: &Inputs,
        groups: &Groups,
    ) -> Connection {
        // A target group belongs to one load balancer, so a service that changes to another needs a new one.
        let local = match self.way {
            Way::Listener { .. } => "main",
            Way::Own { .. } => "own",
        };
        let target_group = out.add(target_group(context, inputs, local, self.port));
        let forward = Block::new().set("type", "forward").set("target_group_arn", target_group.attr("arn"));
        let (forwards, metrics) = match self.way {
            Way::Listener { arn, rule, .. } => {
                out.output("listener_arn", arn);
                let parts = Expression::call("split", values!["/", arn]);
                let parts = Expression::call("slice", values![parts, 1, 4]);
                let metrics = Expression::call("join", values!["/", parts]);
                (out.add(listener_rule(context, arn, rule, forward)), metrics)
            }
            Way::Own { subnets } => load_balancer::add(context, out, inputs, subnets, groups, forward),
        };
        out.output("target_group_arn", target_group.attr("arn"));
        Connection { container: self.container.to_owned(), port: self.port, target_group, forwards, metrics }
    }
}

impl<'a> Way<'a> {
    fn of(inputs: &'a Inputs) -> Result<Option<Self>, Diagnostics> {
        let mut problems = Diagnostics::new();
        let mut without = |is_set: bool, name: &str, other: &str| {
            if is_set {
                let summary = format!("{name} is set, but {other} is not");
                let problem = Diagnostic::new("no-load-balancer", summary).path(format!("/{name}"));
                problems.push(problem.hint(format!("set {other}, or remove {name}")));
            }
        };
        if inputs.listener_arn.is_none() {
            without(
                inputs.load_balancer_security_group_id.is_some(),
                "load_balancer_security_group_id",
                "listener_arn",
            );
            without(inputs.listener_rule.is_some(), "listener_rule", "listener_arn");
        }
        if inputs.public_subnet_ids.is_none() {
            without(inputs.certificate_arn.is_some(), "certificate_arn", "public_subnet_ids");
            without(inputs.load_balancer.is_some(), "load_balancer", "public_subnet_ids");
        }
        if inputs.target.is_some() && inputs.listener_arn.is_none() && inputs.public_subnet_ids.is_none() {
            let summary = "target is set, but the service has no load balancer";
            let problem = Diagnostic::new("no-load-balancer", summary).path("/target");
            problems.push(problem.hint("set listener_arn or public_subnet_ids, or remove target"));
        }
        problems.finish()?;
        let problem = match (&inputs.listener_arn, &inputs.public_subnet_ids) {
            (None, None) => return Ok(None),
            (None, Some(subnets)) => return Ok(Some(Self::Own { subnets })),
            (Some(_), Some(_)) => {
                Diagnostic::new("two-load-balancers", "both listener_arn and public_subnet_ids are set")
                    .path("/public_subnet_ids")
                    .hint("remove public_subnet_ids to use the load balancer of the listener")
            }
            (Some(arn), None) => match (&inputs.load_balancer_security_group_id, &inputs.listener_rule) {
                (Some(security_group), Some(rule)) => {
                    return Ok(Some(Self::Listener { arn, security_group, rule }));
                }
                (None, _) => Diagnostic::new(
                    "no-load-balancer-group",
                    "the load balancer cannot reach the tasks without load_balancer_security_group_id",
                )
                .path("/listener_arn")
                .hint("set load_balancer_security_group_id to the group of the listener's load balancer"),
                (Some(_), None) => Diagnostic::new(
                    "no-listener-rule",
                    "the listener forwards nothing to the service without listener_rule",
                )
                .path("/listener_arn")
                .hint("set listener_rule with a priority, and hosts, paths or headers"),
            },
        };
        Err(problem.into())
    }
}

/// Returns the name and the port of the container that receives requests.
fn target(inputs: &Inputs) -> Result<(&str, u16), Diagnostics> {
    let listening: Vec<(&String, &Container)> =
        inputs.containers.iter().filter(|(_, it)| !it.ports.is_empty()).collect();
    let target = inputs.target.as_ref();
    let found = match target.and_then(|target| target.container.as_ref()) {
        Some(name) => inputs.containers.get_key_value(name).ok_or_else(|| {
            let summary = format!("there is no container `{name}`");
            let names: Vec<&str> = inputs.containers.keys().map(String::as_str).collect();
            let problem = Diagnostic::new("unknown-container", summary).path("/target/container");
            problem.hint(format!("the containers are {}", names.join(", ")))
        })?,
        None => match listening[..] {
            [only] => only,
            _ => {
                let summary =
                    format!("{} containers have ports, so the target is not clear", listening.len());
                let problem = Diagnostic::new("no-target", summary).path("/target");
                return Err(problem.hint("set target.container, and ports of that container").into());
            }
        },
    };
    let (name, container) = found;
    match (target.and_then(|target| target.port), &container.ports[..]) {
        (Some(port), ports) if ports.contains(&port) => Ok((name, port)),
        (None, [only]) => Ok((name, *only)),
        (Some(port), _) => {
            let summary = format!("container `{name}` does not have port {port}");
            let problem = Diagnostic::new("unknown-port", summary).path("/target/port");
            Err(problem.hint(format!("add it to containers.{name}.ports, or change target.port")).into())
        }
        (None, ports) => {
            let summary = format!("container `{name}` has {} ports, so the target is not clear", ports.len());
            let problem = Diagnostic::new("no-target", summary).path("/target");
            Err(problem.hint("set target.port to one of the container's ports").into())
        }
    }
}

fn target_group(context: &Context, inputs: &Inputs, local: &str, port: u16) -> Resource {
    let target = inputs.target.clone().unwrap_or_default();
    let health_check = Block::new()
        .set("protocol", "HTTP")
        .set("path", &target.health_check.path)
        .set("matcher", &target.health_check.matcher)
        .set("interval", &target.health_check.interval)
        .set("timeout", &target.health_check.timeout)
        .set("healthy_threshold", 2)
        .set("unhealthy_threshold", 3);
    let stickiness = target.stickiness.iter().map(|it| {
        Block::new().set("type", "lb_cookie").set("enabled", true).set("cookie_duration", &it.duration)
    });
    // Without a name: AWS allows only 32 characters, and Terraform creates a unique one.
    Resource::new("aws_lb_target_group", local)
        .set("vpc_id", &inputs.vpc_id)
        .set("target_type", "ip")
        .set("protocol", "HTTP")
        .set("port", port)
        .set("deregistration_delay", &target.deregistration_delay)
        .block("health_check", health_check)
        .blocks("stickiness", stickiness)
        .set("tags", context.tags("main"))
        // A listener always needs a target group, even while that is replaced.
        .create_before_destroy()
}

fn listener_rule(
    context: &Context,
    listener: &Input<ListenerArn>,
    rule: &ListenerRule,
    forward: Block,
) -> Resource {
    let values = |values: &[Input<String>]| Block::new().set("values", values.to_vec());
    let mut conditions = Vec::new();
    if !rule.hosts.is_empty() {
        conditions.push(Block::new().block("host_header", values(&rule.hosts)));
    }
    if !rule.paths.is_empty() {
        conditions.push(Block::new().block("path_pattern", values(&rule.paths)));
    }
    for (name, header) in &rule.headers {
        let header = values(header).set("http_header_name", name);
        conditions.push(Block::new().block("http_header", header));
    }
    Resource::new("aws_lb_listener_rule", "main")
        .set("listener_arn", listener)
        .set("priority", &rule.priority)
        .block("action", forward)
        .blocks("condition", conditions)
        .set("tags", context.tags("main"))
}
