//! The instances: how they are created.

use crate::load_balancer::Front;
use crate::user_data::UserData;
use crate::{Inputs, group, image, scaling, volumes};
use terrace_sdk::prelude::*;

/// Adds the launch template of the instances, their autoscaling group, which it returns, and its scaling.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    user_data: Option<UserData>,
    security_group: &Reference,
    front: &Front,
) -> Reference {
    let image = image::add(out, inputs);
    let mut launch_template = launch_template(context, inputs, security_group, &image);
    if let Some(user_data) = user_data {
        launch_template = user_data.put_into(launch_template);
    }
    let launch_template = out.add(launch_template);
    let group = out.add(group::of(context, inputs, &launch_template, front.groups.of_instances()));
    scaling::add(context, out, inputs, front, &group);
    out.output("autoscaling_group_name", group.attr("name"));
    group
}

fn launch_template(
    context: &Context,
    inputs: &Inputs,
    security_group: &Reference,
    image: &image::Image,
) -> Resource {
    let metadata = Block::new()
        .set("http_endpoint", "enabled")
        // IMDSv2: a request that the application is tricked into cannot obtain the role's credentials.
        .set("http_tokens", "required")
        .set("http_put_response_hop_limit", 1);
    let volume_tags = Block::new().set("resource_type", "volume").set("tags", context.tags("instance"));
    let profile = inputs.instance_profile_name.iter().map(|name| Block::new().set("name", name));

    Resource::new("aws_launch_template", "main")
        .set("image_id", &image.id)
        .set("instance_type", &inputs.instance_type)
        .set(
            "vpc_security_group_ids",
            crate::security_groups::with_more(security_group, inputs.security_group_ids.as_ref()),
        )
        .set("update_default_version", true)
        .blocks("iam_instance_profile", profile)
        .block("metadata_options", metadata)
        .blocks("block_device_mappings", volumes::mappings(inputs, image))
        .block("monitoring", Block::new().set("enabled", true))
        .block("tag_specifications", volume_tags)
        .set("tags", context.tags("main"))
}
