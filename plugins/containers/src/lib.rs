//! The containers tier: an ECS service on Fargate, behind a load balancer or without one.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod alarms;
mod checks;
mod cluster;
mod container;
mod fargate;
mod forms;
mod front;
mod inputs;
mod load_balancer;
mod names;
mod roles;
mod scaling;
mod security_groups;
mod service;
mod task;

pub use forms::{
    BucketName, CertificateArn, ClusterArn, ListenerArn, ParameterArn, RepositoryArn, RoleArn, ServiceName,
};
pub use inputs::{
    Alarms, Architecture, Capacity, Condition, Container, ContainerInsights, Deployment, HealthCheck, Inputs,
    ListenerRule, LoadBalancer, Logs, Scaling, Secret, Share, Stickiness, Target, TargetHealthCheck,
};

use front::Front;
use names::Names;
use terrace_aws::{ALARM_RESOURCES, SecurityGroup, TagRules, check_tags, own_policies, provider_versions};
use terrace_sdk::prelude::*;

/// One service in each region.
pub struct Containers;

impl Tier for Containers {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "containers",
            env!("CARGO_PKG_VERSION"),
            "An ECS service on Fargate: behind an existing load balancer, one of its own, or none.",
        )
        // 5.77 is the first with `availability_zone_rebalancing`; 5.59 to 5.62 cannot keep definitions of
        // containers as they are. 5.99.0 reads the capacity reservation of every load balancer, which not every
        // partition has; repaired in 5.99.1. 6.4.0 cannot change a service that was last deployed three months
        // ago; repaired in 6.5.0.
        .provider("aws", "hashicorp/aws", &provider_versions("5.77", &["5.99.0", "6.4.0"]))
        .resources([
            "aws_appautoscaling_policy",
            "aws_appautoscaling_target",
            "aws_cloudwatch_log_group",
            "aws_ecs_cluster",
            "aws_ecs_cluster_capacity_providers",
            "aws_ecs_service",
            "aws_ecs_task_definition",
            "aws_iam_role",
            "aws_iam_role_policy",
            "aws_iam_role_policy_attachment",
            "aws_lb",
            "aws_lb_listener",
            "aws_lb_listener_rule",
            "aws_lb_target_group",
        ])
        .resources(SecurityGroup::RESOURCES)
        .resources(ALARM_RESOURCES)
        .data_sources(["aws_caller_identity", "aws_partition", "aws_service"])
        .output("cluster_arn", "string", "ARN of the cluster, once services can run in it.")
        .output("cluster_name", "string", "Name of the cluster.")
        .output("service_name", "string", "Name of the service.")
        .output("service_arn", "string", "ARN of the service.")
        .output("task_definition_arn", "string", "ARN of the task definition with its revision.")
        .output("task_role_arn", "string", "ARN of the role that the application runs as.")
        .output("task_role_name", "string", "Name of that role, unless `task_role_arn` is set.")
        .output("execution_role_arn", "string", "ARN of the role with which ECS starts tasks.")
        .output("log_group_name", "string", "Name of the log group.")
        .output("security_group_id", "string", "ID of the tasks' security group.")
        .output("target_group_arn", "string", "ARN of the target group, if there is a load balancer.")
        .output("listener_arn", "string", "ARN of the listener that serves the application, if there is one.")
        .output("load_balancer_arn", "string", "ARN of the service's own load balancer.")
        .output("load_balancer_dns_name", "string", "DNS name of the service's own load balancer.")
        .output("load_balancer_zone_id", "string", "Hosted zone of that load balancer, for alias records.")
        .output(
            "load_balancer_security_group_id",
            "string",
            "ID of the security group of the load balancer, if there is one.",
        )
        .output("url", "string", "URL of the service's own load balancer.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        problems.take(checks::check(&inputs));
        let front = problems.take(Front::of(&inputs));
        let mut out = Contribution::new();
        let policies = problems.take(own_policies(&mut out, &inputs.policies, &[roles::EXEC]));
        problems.take(check_tags(context, TagRules::CaseInsensitive));
        let (Some(front), Some(policies), true) = (front, policies, problems.is_empty()) else {
            return Err(problems);
        };

        let names = Names::of(context, &inputs);
        let cluster = cluster::add(context, &mut out, &inputs, &names);
        let groups = security_groups::add(context, &mut out, &inputs, front.as_ref());
        let way = front.map(|front| front.add(context, &mut out, &inputs, &groups));
        let logs = task::log_group(context, &mut out, &inputs, &names);
        let roles = roles::add(context, &mut out, &inputs, &names, &logs, policies);
        let task = task::add(context, &mut out, &inputs, &names, &logs, &roles);
        let service = service::new(context, &inputs, &names, &cluster, &task, &groups.tasks);
        let service = out.add(service::connect(service, &inputs, way.as_ref(), &roles));
        if let Some(scaling) = &inputs.scaling {
            scaling::add(context, &mut out, scaling, &cluster, &service, way.as_ref());
        }
        alarms::add(context, &mut out, &inputs, &cluster, &service, way.as_ref());
        out.output("service_name", service.attr("name"));
        out.output("service_arn", service.attr("id"));
        Ok(out)
    }
}

terrace_sdk::export!(Containers);

#[cfg(test)]
mod tests;
