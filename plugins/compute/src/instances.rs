//! The instances: how they are created, and how many there are.

use crate::security_groups::Groups;
use crate::user_data::UserData;
use crate::{Inputs, image};
use terrace_aws::name_prefix;
use terrace_sdk::prelude::*;

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    user_data: Option<UserData>,
    groups: &Groups,
    target_group: &Reference,
) {
    let image = image::add(out, inputs);
    let mut launch_template = launch_template(context, inputs, groups, &image);
    if let Some(user_data) = user_data {
        launch_template = user_data.put_into(launch_template);
    }
    let launch_template = out.add(launch_template);
    let group = out.add(autoscaling_group(context, inputs, &launch_template, target_group));
    out.add(scaling_policy(context, inputs, &group));
    out.output("autoscaling_group_name", group.attr("name"));
}

fn launch_template(context: &Context, inputs: &Inputs, groups: &Groups, image: &image::Image) -> Resource {
    let metadata = Block::new()
        .set("http_endpoint", "enabled")
        // IMDSv2: a request that the application is tricked into cannot obtain the role's credentials.
        .set("http_tokens", "required")
        .set("http_put_response_hop_limit", 1);
    let volume = Block::new()
        .set("encrypted", true)
        .set("volume_type", "gp3")
        .set("volume_size", &inputs.root_volume_size)
        .set("delete_on_termination", true);
    let root = Block::new().set("device_name", &image.root_device_name).block("ebs", volume);
    let volume_tags = Block::new().set("resource_type", "volume").set("tags", context.tags("instance"));
    let profile = inputs.instance_profile_name.iter().map(|name| Block::new().set("name", name));

    Resource::new("aws_launch_template", "main")
        .set("image_id", &image.id)
        .set("instance_type", &inputs.instance_type)
        .set("vpc_security_group_ids", values![groups.instances.attr("id")])
        .set("update_default_version", true)
        .blocks("iam_instance_profile", profile)
        .block("metadata_options", metadata)
        .block("block_device_mappings", root)
        .block("monitoring", Block::new().set("enabled", true))
        .block("tag_specifications", volume_tags)
        .set("tags", context.tags("main"))
}

fn autoscaling_group(
    context: &Context,
    inputs: &Inputs,
    launch_template: &Reference,
    target_group: &Reference,
) -> Resource {
    let template = Block::new()
        .set("id", launch_template.attr("id"))
        // The number instead of `$Latest`, so that a new version is a change and starts a refresh.
        .set("version", launch_template.attr("latest_version"));
    let preferences =
        // New instances are healthy before old ones are terminated.
        Block::new().set("min_healthy_percentage", 100).set("max_healthy_percentage", 200);
    let refresh = Block::new().set("strategy", "Rolling").block("preferences", preferences);
    let tags = context.tags("instance").into_iter().map(|(key, value)| {
        Block::new().set("key", key).set("value", value).set("propagate_at_launch", true)
    });

    Resource::new("aws_autoscaling_group", "main")
        .set("name_prefix", name_prefix(context, "main"))
        .set("vpc_zone_identifier", &inputs.private_subnet_ids)
        .set("target_group_arns", values![target_group.attr("arn")])
        .set("min_size", &inputs.min_size)
        .set("max_size", &inputs.max_size)
        .set("desired_capacity", inputs.desired_size.as_ref().unwrap_or(&inputs.min_size))
        .set("health_check_type", "ELB")
        .set("health_check_grace_period", &inputs.health_check_grace_period)
        .block("launch_template", template)
        .block("instance_refresh", refresh)
        .blocks("tag", tags)
        // Scaling changes it; an apply in between must not set it back.
        .ignore_changes(["desired_capacity"])
}

fn scaling_policy(context: &Context, inputs: &Inputs, group: &Reference) -> Resource {
    let metric = Block::new().set("predefined_metric_type", "ASGAverageCPUUtilization");
    let target =
        Block::new().block("predefined_metric_specification", metric).set("target_value", &inputs.target_cpu);
    Resource::new("aws_autoscaling_policy", "cpu")
        .set("name", context.name("cpu"))
        .set("autoscaling_group_name", group.attr("name"))
        .set("policy_type", "TargetTrackingScaling")
        .block("target_tracking_configuration", target)
}
