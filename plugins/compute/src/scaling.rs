//! The number of instances over time: by load and by schedules.

use crate::Inputs;
use crate::inputs::Schedule;
use crate::load_balancer::Front;
use crate::names;
use crate::target_groups::MAIN;
use terrace_aws::short_name;
use terrace_sdk::prelude::*;

/// The size that leaves a group's own size alone.
const UNCHANGED: i32 = -1;
/// The maximum length of a policy's name.
const MAX_POLICY_CHARS: usize = 255;

/// Adds the policies and schedules of an autoscaling group.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    front: &Front,
    group: &Reference,
) {
    if let Some(target) = &inputs.target_cpu {
        let metric = Block::new().set("predefined_metric_type", "ASGAverageCPUUtilization");
        out.add(policy(context, "cpu", group, metric, target));
    }
    if let (Some(target), Some(main)) = (&inputs.target_requests, front.groups.get(MAIN)) {
        let label = template![front.load_balancer.attr("arn_suffix"), "/", main.attr("arn_suffix")];
        let metric = Block::new()
            .set("predefined_metric_type", "ALBRequestCountPerTarget")
            .set("resource_label", label);
        // AWS accepts it only once the target group gets requests of the load balancer.
        let policy = policy(context, "requests", group, metric, target).depends_on(&front.listener);
        out.add(inputs.rules.keys().fold(policy, |policy, rule| {
            policy.depends_on(&Reference::resource("aws_lb_listener_rule", rule))
        }));
    }
    for (name, schedule) in &inputs.schedules {
        out.add(scheduled(name, schedule, group));
    }
}

fn policy(context: &Context, name: &str, group: &Reference, metric: Block, target: &Input<u32>) -> Resource {
    let target = Block::new().block("predefined_metric_specification", metric).set("target_value", target);
    Resource::new("aws_autoscaling_policy", name)
        .set("name", short_name(&context.name(name), MAX_POLICY_CHARS))
        .set("autoscaling_group_name", group.attr("name"))
        .set("policy_type", "TargetTrackingScaling")
        .block("target_tracking_configuration", target)
}

fn scheduled(name: &str, schedule: &Schedule, group: &Reference) -> Resource {
    let size = |size: &Option<Input<u32>>| size.as_ref().map_or(UNCHANGED.into(), Value::from);
    Resource::new("aws_autoscaling_schedule", name)
        .set("scheduled_action_name", name)
        .set("autoscaling_group_name", group.attr("name"))
        .set("recurrence", &schedule.recurrence)
        .set("time_zone", &schedule.time_zone)
        .set("min_size", size(&schedule.min_size))
        .set("max_size", size(&schedule.max_size))
        .set("desired_capacity", size(&schedule.desired_size))
}

/// Checks the schedules, and that the target group whose requests count gets any.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(names::check("schedules", "schedule", inputs.schedules.keys()));
    for (name, schedule) in &inputs.schedules {
        problems.take(check_schedule(name, schedule));
    }
    if inputs.target_requests.is_some() && !is_main_used(inputs) {
        let summary = "the requests of the target group `main` count, but no requests are forwarded to it";
        problems.push(
            Diagnostic::new("main-without-requests", summary)
                .path("/target_requests")
                .hint("forward requests to `main`, or remove target_requests"),
        );
    }
    problems.finish()
}

fn is_main_used(inputs: &Inputs) -> bool {
    let actions = inputs.rules.values().map(|rule| &rule.action).chain(&inputs.default_action);
    let is_main = |name: &String| name == MAIN;
    inputs.default_action.is_none()
        || actions.into_iter().any(|action| {
            action.forward.as_ref().is_some_and(is_main)
                || action.split.as_ref().is_some_and(|shares| shares.contains_key(MAIN))
        })
}

fn check_schedule(name: &str, schedule: &Schedule) -> Result<(), Diagnostics> {
    let at = names::at("schedules", name);
    let sizes = [
        ("min_size", schedule.min_size.as_ref()),
        ("desired_size", schedule.desired_size.as_ref()),
        ("max_size", schedule.max_size.as_ref()),
    ];
    let mut problems = Diagnostics::new();
    if sizes.iter().all(|(_, size)| size.is_none()) {
        problems.push(
            Diagnostic::new("schedule-without-size", format!("the schedule `{name}` changes no size"))
                .path(&at)
                .hint("set at least one of min_size, max_size and desired_size"),
        );
    }
    let known = sizes.iter().filter_map(|(name, size)| Some((*name, *size.and_then(Input::known)?)));
    let known: Vec<(&str, u32)> = known.collect();
    for pair in known.windows(2) {
        let [(low, least), (high, most)] = pair else { continue };
        if least > most {
            let summary = format!("{low} is {least}, which is more than {high} ({most})");
            problems.push(
                Diagnostic::new("sizes-out-of-order", summary)
                    .path(format!("{at}/{low}"))
                    .hint(format!("set {high} to {least} or more, or {low} to {most} or less")),
            );
        }
    }
    problems.finish()
}
