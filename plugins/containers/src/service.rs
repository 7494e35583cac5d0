//! The ECS service.

use crate::Inputs;
use crate::cluster::Cluster;
use crate::front::Connection;
use crate::inputs::{Capacity, Share};
use crate::names::Names;
use crate::roles::Roles;
use terrace_sdk::prelude::*;

/// Returns the service without its load balancer and permissions.
pub(crate) fn new(
    context: &Context,
    inputs: &Inputs,
    names: &Names,
    cluster: &Cluster,
    task: &Reference,
    group: &Expression,
) -> Resource {
    let deployment = &inputs.deployment;
    let groups = values![group].into_iter().chain(inputs.extra_security_group_ids.iter().map(Value::from));
    let network = Block::new()
        .set("subnets", &inputs.subnet_ids)
        .set("security_groups", groups.collect::<Vec<_>>())
        .set("assign_public_ip", &inputs.assign_public_ip);
    let breaker = Block::new().set("enable", deployment.circuit_breaker).set("rollback", deployment.rollback);
    // ECS moves tasks to other zones by starting new ones first, which it rejects for a service that may not.
    let rebalancing = (deployment.maximum_percent == 100).then_some("DISABLED");

    let service = Resource::new("aws_ecs_service", "main")
        .set("name", &names.service)
        .set("cluster", &cluster.arn)
        .set("task_definition", task.attr("arn"))
        .set("desired_count", inputs.desired_count())
        .set("enable_execute_command", inputs.enable_exec)
        .set("enable_ecs_managed_tags", true)
        .set("propagate_tags", "SERVICE")
        // Without it, Terraform replaces the service when its capacity changes.
        .set("force_new_deployment", true)
        .set("wait_for_steady_state", deployment.wait)
        .set("deployment_minimum_healthy_percent", deployment.minimum_healthy_percent)
        .set("deployment_maximum_percent", deployment.maximum_percent)
        .set("availability_zone_rebalancing", rebalancing)
        .block("deployment_circuit_breaker", breaker)
        .block("network_configuration", network)
        .blocks("capacity_provider_strategy", strategy(&inputs.capacity))
        .set("tags", context.tags("main"));
    if inputs.scaling.is_some() {
        // Scaling changes it; an apply in between must not set it back.
        return service.ignore_changes(["desired_count"]);
    }
    service
}

/// Connects the service to its load balancer, and makes it wait for the permissions of its tasks, which start
/// at once.
pub(crate) fn connect(
    mut service: Resource,
    inputs: &Inputs,
    connection: Option<&Connection>,
    roles: &Roles,
) -> Resource {
    if let Some(connection) = connection {
        let target = Block::new()
            .set("target_group_arn", connection.target_group.attr("arn"))
            .set("container_name", connection.container.as_str())
            .set("container_port", connection.port);
        service = service
            .block("load_balancer", target)
            .set(
                "health_check_grace_period_seconds",
                inputs.target.clone().unwrap_or_default().health_check_grace_period,
            )
            .depends_on(&connection.forwards);
    }
    roles.permissions.iter().fold(service, |service, permission| service.depends_on(permission))
}

/// Always a strategy, because a service without one would be replaced when it gets one.
fn strategy(capacity: &Capacity) -> Vec<Block> {
    let fargate = match (capacity.fargate, capacity.fargate_spot) {
        (None, None) => Some(Share { base: 0, weight: 1 }),
        (fargate, _) => fargate,
    };
    [("FARGATE", fargate), ("FARGATE_SPOT", capacity.fargate_spot)]
        .into_iter()
        .filter_map(|(name, share)| Some((name, share?)))
        .map(|(name, share)| {
            Block::new().set("capacity_provider", name).set("base", share.base).set("weight", share.weight)
        })
        .collect()
}
