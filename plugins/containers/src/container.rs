//! Definitions of containers.

use crate::inputs::{Container, HealthCheck};
use crate::task::LogGroup;
use terrace_sdk::prelude::*;

/// Returns the definition of a container in the form of the ECS API. Everything that ECS would fill in is set,
/// so that it never differs from what ECS returns.
pub(crate) fn definition(name: &str, container: &Container, logs: &LogGroup, exec: bool) -> Value {
    let ports = container.ports.iter().map(|port| {
        object! { "containerPort" => *port, "hostPort" => *port, "protocol" => "tcp" }
    });
    let logging = object! {
        "logDriver" => "awslogs",
        "options" => object! {
            "awslogs-group" => &logs.name,
            "awslogs-region" => &logs.region,
            "awslogs-stream-prefix" => "ecs",
        },
    };
    let mut fields = vec![
        ("name", name.into()),
        ("image", Value::from(&container.image)),
        ("essential", container.essential.into()),
        ("portMappings", ports.collect::<Vec<_>>().into()),
        ("environment", environment(container).into()),
        ("secrets", secrets(container).into()),
        ("mountPoints", mount_points(name, container).into()),
        ("logConfiguration", logging),
        ("readonlyRootFilesystem", container.read_only_root_filesystem.into()),
        ("cpu", container.cpu.unwrap_or(0).into()),
        ("entryPoint", (&container.entry_point).into()),
        ("command", (&container.command).into()),
        ("memory", container.memory.into()),
        ("memoryReservation", container.memory_reservation.into()),
        ("user", (&container.user).into()),
        ("workingDirectory", (&container.working_directory).into()),
        ("stopTimeout", container.stop_timeout.into()),
        ("healthCheck", container.health_check.as_ref().map(health_check).into()),
    ];
    if let Some(secret) = &container.registry_secret_arn {
        fields.push(("repositoryCredentials", object! { "credentialsParameter" => secret }));
    }
    if exec {
        // The agent of ECS Exec leaves processes behind, which an init process collects.
        fields.push(("linuxParameters", object! { "initProcessEnabled" => true }));
    }
    let depends_on: Vec<Value> = container
        .depends_on
        .iter()
        .map(|(name, condition)| object! { "containerName" => name, "condition" => condition.name() })
        .collect();
    fields.push(("dependsOn", depends_on.into()));
    let is_set = |value: &Value| match value {
        Value::Null => false,
        Value::List(items) => !items.is_empty(),
        _ => true,
    };
    let fields = fields.into_iter().filter(|(_, value)| is_set(value));
    Value::object(fields.map(|(name, value)| (name.to_owned(), value)))
}

/// ECS accepts strings only, and an expression may be a number.
fn environment(container: &Container) -> Vec<Value> {
    let text = |value: &Input<String>| match value {
        Input::Known(text) => text.into(),
        Input::Expression(_) => Value::from(Expression::call("tostring", values![value])),
    };
    let variables = container.environment.iter();
    variables.map(|(name, value)| object! { "name" => name, "value" => text(value) }).collect()
}

/// Returns the variables from Secrets Manager and Systems Manager, sorted by name as ECS returns them.
fn secrets(container: &Container) -> Vec<Value> {
    let mut sources: Vec<(&String, Value)> = Vec::new();
    for (name, secret) in &container.secrets {
        let arn = &secret.arn;
        let source = secret.key.as_ref().map(|key| template![arn, ":", key, "::"].into());
        sources.push((name, source.unwrap_or(arn.into())));
    }
    sources.extend(container.parameters.iter().map(|(name, arn)| (name, arn.into())));
    sources.sort_by(|a, b| a.0.cmp(b.0));
    sources.into_iter().map(|(name, from)| object! { "name" => name, "valueFrom" => from }).collect()
}

/// Returns the names of the volumes for a container's writable directories, with the directories.
pub(crate) fn volumes<'a>(
    name: &'a str,
    container: &'a Container,
) -> impl Iterator<Item = (String, &'a String)> {
    container.writable_directories.iter().map(move |directory| {
        let rest: String =
            directory.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        (format!("{name}{rest}"), directory)
    })
}

fn mount_points(name: &str, container: &Container) -> Vec<Value> {
    volumes(name, container)
        .map(|(volume, directory)| {
            object! { "sourceVolume" => volume, "containerPath" => directory, "readOnly" => false }
        })
        .collect()
}

fn health_check(check: &HealthCheck) -> Value {
    let command = match (&check.shell, &check.command) {
        (Some(shell), _) => values!["CMD-SHELL", shell],
        (None, command) => {
            let words = command.iter().flatten().map(Value::from);
            values!["CMD"].into_iter().chain(words).collect()
        }
    };
    object! {
        "command" => command,
        "interval" => check.interval,
        "timeout" => check.timeout,
        "retries" => check.retries,
        "startPeriod" => check.start_period,
    }
}
