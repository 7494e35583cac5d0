//! Scaling of the number of tasks.

use crate::Inputs;
use crate::cluster::Cluster;
use crate::front::Connection;
use crate::inputs::Scaling;
use terrace_sdk::prelude::*;

/// The number of tasks at the start, if it is not set and `scaling` allows it.
const DEFAULT_COUNT: u32 = 2;

impl Inputs {
    /// Returns the number of tasks at the start: by default, the one closest to [`DEFAULT_COUNT`] that `scaling`
    /// allows, as far as its limits are known.
    pub(crate) fn desired_count(&self) -> Input<u32> {
        if let Some(count) = &self.desired_count {
            return count.clone();
        }
        let limit =
            |limit: fn(&Scaling) -> &Input<u32>| self.scaling.as_ref().map(limit).and_then(Input::known);
        let least = limit(|scaling| &scaling.min).copied().unwrap_or(0);
        let most = limit(|scaling| &scaling.max).copied().unwrap_or(u32::MAX);
        DEFAULT_COUNT.max(least).min(most).into()
    }
}

/// Adds the limits, and a policy for each target.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    scaling: &Scaling,
    cluster: &Cluster,
    service: &Reference,
    connection: Option<&Connection>,
) {
    let limits = out.add(
        Resource::new("aws_appautoscaling_target", "main")
            .set("service_namespace", "ecs")
            .set("scalable_dimension", "ecs:service:DesiredCount")
            .set("resource_id", template!["service/", &cluster.name, "/", service.attr("name")])
            .set("min_capacity", &scaling.min)
            .set("max_capacity", &scaling.max)
            .set("tags", context.tags("main")),
    );
    let label = connection.map(|it| template![&it.metrics, "/", it.target_group.attr("arn_suffix")]);
    let policies = [
        ("cpu", "ECSServiceAverageCPUUtilization", &scaling.cpu, None),
        ("memory", "ECSServiceAverageMemoryUtilization", &scaling.memory, None),
        ("requests", "ALBRequestCountPerTarget", &scaling.requests_per_target, label),
    ];
    for (name, metric, target, label) in policies {
        let Some(target) = target else { continue };
        let metric = Block::new().set("predefined_metric_type", metric).set("resource_label", label);
        let configuration = Block::new()
            .set("target_value", target)
            .set("scale_in_cooldown", &scaling.scale_in_cooldown)
            .set("scale_out_cooldown", &scaling.scale_out_cooldown)
            .block("predefined_metric_specification", metric);
        out.add(
            Resource::new("aws_appautoscaling_policy", name)
                .set("name", name)
                .set("policy_type", "TargetTrackingScaling")
                .set("service_namespace", limits.attr("service_namespace"))
                .set("scalable_dimension", limits.attr("scalable_dimension"))
                .set("resource_id", limits.attr("resource_id"))
                .block("target_tracking_scaling_policy_configuration", configuration),
        );
    }
}
