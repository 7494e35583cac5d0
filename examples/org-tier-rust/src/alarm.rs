//! CloudWatch alarms for the resources of the tier `compute`.

use crate::{AutoscalingGroup, LoadBalancer};
use terrace_sdk::prelude::*;

/// An alarm that is raised if a metric exceeds a threshold for ten minutes.
pub(crate) struct Alarm {
    name: String,
    description: &'static str,
    namespace: &'static str,
    metric: &'static str,
    statistic: &'static str,
    threshold: Value,
    dimensions: Value,
}

impl Alarm {
    /// Returns alarms for errors of the load balancer, and for targets that do not respond if there is a target
    /// group.
    pub(crate) fn of_load_balancer(name: &str, watched: &LoadBalancer) -> Vec<Self> {
        let load_balancer = after(&watched.arn, ":loadbalancer/");
        let mut alarms = vec![Self {
            name: format!("errors_{name}"),
            description: "The load balancer answers with errors.",
            namespace: "AWS/ApplicationELB",
            metric: "HTTPCode_ELB_5XX_Count",
            statistic: "Sum",
            threshold: (&watched.max_errors).into(),
            dimensions: object! { "LoadBalancer" => &load_balancer },
        }];
        if let Some(arn) = &watched.target_group_arn {
            let target_group = template!["targetgroup/", after(arn, ":targetgroup/")];
            alarms.push(Self {
                name: format!("unhealthy_{name}"),
                description: "Targets of the load balancer do not answer.",
                namespace: "AWS/ApplicationELB",
                metric: "UnHealthyHostCount",
                statistic: "Maximum",
                threshold: 0.into(),
                dimensions: object! { "LoadBalancer" => load_balancer, "TargetGroup" => target_group },
            });
        }
        alarms
    }

    /// Returns an alarm for the load of the group's instances.
    pub(crate) fn of_autoscaling_group(name: &str, watched: &AutoscalingGroup) -> Self {
        Self {
            name: format!("cpu_{name}"),
            description: "The group's instances are busy although it scales.",
            namespace: "AWS/EC2",
            metric: "CPUUtilization",
            statistic: "Average",
            threshold: (&watched.max_cpu).into(),
            dimensions: object! { "AutoScalingGroupName" => &watched.name },
        }
    }

    /// Turns the alarm into a resource that notifies the topic.
    pub(crate) fn into_resource(self, context: &Context, topic: &Reference) -> Resource {
        Resource::new("aws_cloudwatch_metric_alarm", &self.name)
            .set("alarm_name", context.name(&self.name))
            .set("alarm_description", self.description)
            .set("namespace", self.namespace)
            .set("metric_name", self.metric)
            .set("dimensions", self.dimensions)
            .set("statistic", self.statistic)
            .set("comparison_operator", "GreaterThanThreshold")
            .set("threshold", self.threshold)
            .set("period", 300)
            .set("evaluation_periods", 2)
            .set("treat_missing_data", "notBreaching")
            .set("alarm_actions", [topic.attr("arn")])
            .set("ok_actions", [topic.attr("arn")])
            .set("tags", context.tags(&self.name))
    }
}

/// Returns the part of an ARN after a separator: CloudWatch identifies load balancers and target groups by it.
fn after(arn: &Input<String>, separator: &str) -> Expression {
    Expression::call("split", values![separator, arn]).index(1)
}
