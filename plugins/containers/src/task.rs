//! The task definition, and the log group of its containers.

use crate::inputs::Architecture;
use crate::names::Names;
use crate::roles::Roles;
use crate::{Inputs, container, fargate};
use terrace_sdk::prelude::*;

/// The expressions of the log group.
pub(crate) struct LogGroup {
    pub(crate) name: Expression,
    pub(crate) arn: Expression,
    pub(crate) region: Expression,
}

pub(crate) fn log_group(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    names: &Names,
) -> LogGroup {
    // Not `aws_region`: every one of its attributes is missing or deprecated in some version.
    let service = out.add(Resource::data("aws_service", "logs").set("service_id", "logs"));
    let group = out.add(
        Resource::new("aws_cloudwatch_log_group", "main")
            .set("name", &names.log_group)
            .set("retention_in_days", &inputs.logs.retention_days)
            .set("kms_key_id", &inputs.logs.kms_key_arn)
            .set("tags", context.tags("main")),
    );
    out.output("log_group_name", group.attr("name"));
    LogGroup { name: group.attr("name"), arn: group.attr("arn"), region: service.attr("region") }
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    names: &Names,
    logs: &LogGroup,
    roles: &Roles,
) -> Reference {
    let containers = inputs.containers.iter();
    let definitions: Vec<Value> =
        containers.map(|(name, it)| container::definition(name, it, logs, inputs.enable_exec)).collect();
    let architecture = match inputs.architecture {
        Architecture::X86 => "X86_64",
        Architecture::Arm => "ARM64",
    };
    let platform = Block::new().set("operating_system_family", "LINUX").set("cpu_architecture", architecture);
    let storage = inputs.ephemeral_storage.iter().map(|size| Block::new().set("size_in_gib", size));
    let volumes = inputs.containers.iter().flat_map(|(name, it)| container::volumes(name, it));
    let volumes = volumes.map(|(name, _)| Block::new().set("name", name));

    let task = Resource::new("aws_ecs_task_definition", "main")
        .set("family", &names.service)
        .set("requires_compatibilities", ["FARGATE"])
        .set("network_mode", "awsvpc")
        .set("cpu", text(&inputs.cpu))
        .set("memory", text(&inputs.memory))
        .set("execution_role_arn", &roles.execution_arn)
        .set("task_role_arn", &roles.task_arn)
        .set("container_definitions", Expression::call("jsonencode", values![definitions]))
        .set("skip_destroy", inputs.deployment.keep_revisions)
        .block("runtime_platform", platform)
        .blocks("ephemeral_storage", storage)
        .blocks("volume", volumes)
        .set("tags", context.tags("main"))
        // The service changes over to the new revision before the old one is deregistered.
        .create_before_destroy();
    let task = out.add(fargate::with_precondition(task, inputs));
    out.output("task_definition_arn", task.attr("arn"));
    task
}

/// Returns a number in the form of the provider, which is a string.
fn text(number: &Input<u32>) -> Value {
    match number {
        Input::Known(number) => number.to_string().into(),
        Input::Expression(number) => number.into(),
    }
}
