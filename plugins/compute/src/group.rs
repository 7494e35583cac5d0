//! The autoscaling group, without its size over time.

use crate::Inputs;
use crate::inputs::{InstanceRefresh, MixedInstances, PoolState, SpotAllocation, WarmPool};
use terrace_aws::name_prefix;
use terrace_sdk::prelude::*;

/// Returns the autoscaling group of a launch template.
pub(crate) fn of(
    context: &Context,
    inputs: &Inputs,
    launch_template: &Reference,
    target_groups: Vec<Expression>,
) -> Resource {
    let tags = context.tags("instance").into_iter().map(|(key, value)| {
        Block::new().set("key", key).set("value", value).set("propagate_at_launch", true)
    });
    let group = Resource::new("aws_autoscaling_group", "main")
        .set("name_prefix", name_prefix(context, "main"))
        .set("vpc_zone_identifier", &inputs.private_subnet_ids)
        .set("target_group_arns", target_groups)
        .set("min_size", &inputs.min_size)
        .set("max_size", &inputs.max_size)
        .set("desired_capacity", inputs.desired_size.as_ref().unwrap_or(&inputs.min_size))
        .set("health_check_type", "ELB")
        .set("health_check_grace_period", &inputs.health_check_grace_period)
        .blocks("warm_pool", inputs.warm_pool.iter().map(warm_pool))
        .blocks("instance_refresh", instance_refresh(&inputs.instance_refresh))
        .blocks("tag", tags)
        // Scaling changes it; an apply in between must not set it back.
        .ignore_changes(["desired_capacity"]);
    match &inputs.mixed_instances {
        None => group.block("launch_template", version_of(launch_template, ["id", "version"])),
        Some(mixed) => group
            .block("mixed_instances_policy", mixed_instances(mixed, launch_template))
            .set("capacity_rebalance", &mixed.replace_early),
    }
}

/// Returns the block that refers to a launch template, with these names of its attributes.
fn version_of(launch_template: &Reference, [id, version]: [&str; 2]) -> Block {
    Block::new()
        .set(id, launch_template.attr("id"))
        // The number instead of `$Latest`, so that a new version is a change and starts a refresh.
        .set(version, launch_template.attr("latest_version"))
}

fn mixed_instances(mixed: &MixedInstances, launch_template: &Reference) -> Block {
    let specification = version_of(launch_template, ["launch_template_id", "version"]);
    let types = mixed.instance_types.iter().map(|instance_type| {
        let weight = instance_type.known().and_then(|name| mixed.weights.get(name));
        Block::new()
            .set("instance_type", instance_type)
            .set("weighted_capacity", weight.map(ToString::to_string))
    });
    let template =
        Block::new().block("launch_template_specification", specification).blocks("override", types);
    let distribution = Block::new()
        .set("on_demand_base_capacity", &mixed.on_demand_base)
        .set("on_demand_percentage_above_base_capacity", &mixed.on_demand_percentage)
        .set("on_demand_allocation_strategy", "prioritized")
        .set("spot_allocation_strategy", SpotAllocation::as_str(mixed.spot_allocation));
    Block::new().block("launch_template", template).block("instances_distribution", distribution)
}

fn warm_pool(pool: &WarmPool) -> Block {
    let reuse = Block::new().set("reuse_on_scale_in", &pool.reuse);
    Block::new()
        .set("pool_state", PoolState::as_str(pool.state))
        .set("min_size", &pool.min_size)
        .set("max_group_prepared_capacity", &pool.max_prepared)
        .block("instance_reuse_policy", reuse)
}

fn instance_refresh(refresh: &InstanceRefresh) -> Option<Block> {
    let pauses = (!refresh.checkpoints.is_empty()).then(|| refresh.checkpoints.clone());
    // Defaults are left out, so that a group that never had another value does not change.
    let unless_false = |value: &Input<bool>| (value.known() != Some(&false)).then(|| Value::from(value));
    let alarms = (!refresh.alarms.is_empty()).then(|| Block::new().set("alarms", &refresh.alarms));
    let preferences = Block::new()
        // New instances are healthy before old ones are terminated.
        .set("min_healthy_percentage", &refresh.min_healthy_percentage)
        .set("max_healthy_percentage", &refresh.max_healthy_percentage)
        .set("instance_warmup", &refresh.warmup)
        .set("checkpoint_percentages", pauses)
        .set("checkpoint_delay", &refresh.checkpoint_delay)
        .set("auto_rollback", unless_false(&refresh.rollback))
        .set("skip_matching", unless_false(&refresh.skip_matching))
        .blocks("alarm_specification", alarms);
    let refresh_block = Block::new().set("strategy", "Rolling").block("preferences", preferences);
    refresh.automatic.then_some(refresh_block)
}

/// Checks the inputs of the group.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    problems.take(check_refresh(&inputs.instance_refresh));
    if let Some(mixed) = &inputs.mixed_instances {
        problems.take(check_weights(mixed));
        if inputs.warm_pool.is_some() {
            let summary = "a group with mixed_instances cannot have a warm pool";
            problems.push(
                Diagnostic::new("warm-pool-mixed", summary).path("/warm_pool").hint("remove one of them"),
            );
        }
    }
    problems.finish()
}

fn check_weights(mixed: &MixedInstances) -> Result<(), Diagnostics> {
    if mixed.weights.is_empty() {
        return Ok(());
    }
    let mut problems = Diagnostics::new();
    let at = "/mixed_instances/weights";
    let known: Vec<&String> = mixed.instance_types.iter().filter_map(Input::known).collect();
    for (name, weight) in &mixed.weights {
        if !known.contains(&name) {
            let summary = format!("`{name}` has a weight, but is not in instance_types");
            problems.push(Diagnostic::new("weights", summary).path(at).hint("add it, or remove its weight"));
        }
        if !(1..=999).contains(weight) {
            let summary = format!("the weight of `{name}` is {weight}, but a weight is between 1 and 999");
            problems.push(Diagnostic::new("weights", summary).path(at));
        }
    }
    if known.len() < mixed.instance_types.len() || known.iter().any(|name| !mixed.weights.contains_key(*name))
    {
        let summary = "some of the instance types have no weight";
        let hint = "give each of them a weight, with its name as a literal, or remove all weights";
        problems.push(Diagnostic::new("weights", summary).path(at).hint(hint));
    }
    problems.finish()
}

fn check_refresh(refresh: &InstanceRefresh) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let range = (refresh.min_healthy_percentage.known(), refresh.max_healthy_percentage.known());
    if let (Some(min), Some(max)) = range
        && max.saturating_sub(*min) > 100
    {
        let summary = format!(
            "max_healthy_percentage is {max}, which is more than 100 above min_healthy_percentage ({min})"
        );
        problems.push(
            Diagnostic::new("refresh-range", summary)
                .path("/instance_refresh/max_healthy_percentage")
                .hint("AWS allows a difference of 100: raise the minimum, or lower the maximum"),
        );
    }
    let checkpoints = &refresh.checkpoints;
    let in_order = checkpoints.windows(2).all(|pair| pair[0] < pair[1]);
    if !checkpoints.is_empty()
        && (!in_order || checkpoints.first() == Some(&0) || checkpoints.last() != Some(&100))
    {
        let summary = "the checkpoints are not rising percentages from 1 to 100";
        problems.push(
            Diagnostic::new("refresh-checkpoints", summary)
                .path("/instance_refresh/checkpoints")
                .hint("write them in order, with 100 as the last one"),
        );
    }
    problems.finish()
}
