//! Checks of the containers.

use crate::Inputs;
use crate::inputs::{Condition, Container};
use std::collections::{BTreeMap, BTreeSet};
use terrace_sdk::prelude::*;

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.containers.values().all(|container| !container.essential) {
        let problem =
            Diagnostic::new("no-essential-container", "no container is essential, but a task needs one");
        problems.push(problem.path("/containers").hint("remove `essential: false` from a container"));
    }
    let mut ports = BTreeMap::new();
    for (name, container) in &inputs.containers {
        let path = format!("/containers/{name}");
        problems.take(check_names(name, container, &path));
        problems.take(check_health(container, &path));
        problems.take(check_dependencies(inputs, name, container, &path));
        for port in &container.ports {
            if *port == 0 {
                problems.push(Diagnostic::new("not-a-port", "0 is not a port").path(format!("{path}/ports")));
            } else if let Some(other) = ports.insert(*port, name) {
                let summary = format!("containers `{other}` and `{name}` both listen on port {port}");
                let problem = Diagnostic::new("repeated-port", summary).path(format!("{path}/ports"));
                problems.push(
                    problem.hint("the containers of a task share its address: change one of the ports"),
                );
            }
        }
    }
    problems.take(check_sizes(inputs));
    if inputs.enable_exec && inputs.containers.values().all(|it| it.read_only_root_filesystem) {
        let summary = "ECS Exec does not work in containers with a read-only file system";
        let problem = Diagnostic::new("exec-on-read-only-containers", summary).path("/enable_exec");
        problems.push(problem.hint("remove enable_exec, or read_only_root_filesystem of a container"));
    }
    problems.finish()
}

fn check_names(name: &str, container: &Container, path: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(1..=200).contains(&name.len()) || !name.chars().all(allowed) {
        let summary = format!("`{name}` cannot be the name of a container");
        let problem = Diagnostic::new("not-a-container-name", summary).path(path);
        problems.push(problem.hint("use letters, digits, `-` and `_`, at most 200"));
    }
    let mut seen = BTreeSet::new();
    let secrets = container.secrets.keys().map(|name| ("secrets", name));
    let parameters = container.parameters.keys().map(|name| ("parameters", name));
    let environment = container.environment.keys().map(|name| ("environment", name));
    for (kind, variable) in environment.chain(secrets).chain(parameters) {
        let path = format!("{path}/{kind}");
        if variable.is_empty() || variable.contains('=') {
            let summary = format!("`{variable}` cannot be the name of an environment variable");
            problems.push(Diagnostic::new("not-a-variable", summary).path(&path));
        }
        if !seen.insert(variable) {
            let summary = format!("the variable `{variable}` is set twice");
            let problem = Diagnostic::new("repeated-variable", summary).path(&path);
            problems.push(problem.hint("set it in one of environment, secrets and parameters"));
        }
    }
    for (i, directory) in container.writable_directories.iter().enumerate() {
        if !directory.starts_with('/') || directory.contains(':') || directory.len() > 50 {
            let summary = format!("`{directory}` is not an absolute path of at most 50 characters");
            let path = format!("{path}/writable_directories/{i}");
            let problem = Diagnostic::new("not-a-directory", summary).path(path);
            problems.push(problem.hint("begin the path with `/`, such as `/tmp`"));
        }
    }
    problems.finish()
}

fn check_health(container: &Container, path: &str) -> Result<(), Diagnostics> {
    let Some(check) = &container.health_check else { return Ok(()) };
    let is_command = check.command.as_ref().is_some_and(|command| !command.is_empty());
    if check.shell.is_some() != is_command {
        return Ok(());
    }
    let summary = "a health check needs either shell or command";
    let problem = Diagnostic::new("no-health-command", summary).path(format!("{path}/health_check"));
    Err(problem.hint("set one of them").into())
}

fn check_dependencies(
    inputs: &Inputs,
    name: &str,
    container: &Container,
    path: &str,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let path = format!("{path}/depends_on");
    for (other, condition) in &container.depends_on {
        let Some(dependency) = inputs.containers.get(other) else {
            let summary = format!("there is no container `{other}`");
            problems.push(Diagnostic::new("unknown-container", summary).path(&path));
            continue;
        };
        if *condition == Condition::Healthy && dependency.health_check.is_none() {
            let summary = format!("container `{other}` has no health check, so it never becomes healthy");
            let problem = Diagnostic::new("never-healthy", summary).path(&path);
            problems.push(problem.hint(format!("set containers.{other}.health_check, or wait for `start`")));
        }
        if matches!(condition, Condition::Complete | Condition::Success) && dependency.essential {
            let summary = format!("container `{other}` is essential, so the task stops when it exits");
            let problem = Diagnostic::new("essential-dependency", summary).path(&path);
            problems.push(problem.hint(format!("set containers.{other}.essential to false")));
        }
    }
    if is_behind(inputs, name, name, &mut BTreeSet::new()) {
        let summary = format!("container `{name}` waits for itself");
        problems.push(Diagnostic::new("circle-of-containers", summary).path(&path));
    }
    problems.finish()
}

/// Returns whether a container waits for another one, directly or not.
fn is_behind<'a>(inputs: &'a Inputs, waiting: &str, wanted: &str, seen: &mut BTreeSet<&'a str>) -> bool {
    let Some(container) = inputs.containers.get(waiting) else { return false };
    container
        .depends_on
        .keys()
        .any(|next| next == wanted || (seen.insert(next.as_str()) && is_behind(inputs, next, wanted, seen)))
}

/// Checks that the containers fit into the task.
fn check_sizes(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (name, container) in &inputs.containers {
        if let (Some(memory), Some(reserved)) = (container.memory, container.memory_reservation)
            && reserved > memory
        {
            let summary = format!("container `{name}` reserves {reserved} MiB, but may use only {memory}");
            let path = format!("/containers/{name}/memory_reservation");
            problems.push(Diagnostic::new("reserves-too-much", summary).path(path));
        }
    }
    let sum = |size: fn(&Container) -> Option<u32>| {
        inputs.containers.values().filter_map(size).map(u64::from).sum::<u64>()
    };
    let wanted = [
        ("cpu", "CPU units", sum(|it| it.cpu), &inputs.cpu),
        ("memory", "MiB", sum(|it| it.memory_reservation.or(it.memory)), &inputs.memory),
    ];
    for (input, unit, wanted, task) in wanted {
        if let Some(task) = task.known().filter(|task| wanted > u64::from(**task)) {
            let summary = format!("the containers need {wanted} {unit}, but the task has {task}");
            let problem = Diagnostic::new("task-too-small", summary).path(format!("/{input}"));
            problems.push(problem.hint(format!("raise {input} of the task, or lower it in the containers")));
        }
    }
    problems.finish()
}
