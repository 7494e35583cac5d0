//! The roles of the service: the one with which ECS starts tasks, and the one that the application runs as.

use crate::Inputs;
use crate::names::Names;
use crate::task::LogGroup;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// The roles, and the permissions that tasks need from the start.
pub(crate) struct Roles {
    pub(crate) execution_arn: Value,
    pub(crate) task_arn: Value,
    pub(crate) permissions: Vec<Reference>,
}

/// The name of the policy for ECS Exec.
pub(crate) const EXEC: &str = "exec";

/// The expressions that ARNs consist of.
struct Account {
    id: Expression,
    partition: Expression,
    region: Expression,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    names: &Names,
    logs: &LogGroup,
    policies: Vec<(String, PolicyDocument)>,
) -> Roles {
    let account = Account {
        id: out.add(Resource::data("aws_caller_identity", "current")).attr("account_id"),
        partition: out.add(Resource::data("aws_partition", "current")).attr("partition"),
        region: logs.region.clone(),
    };
    let role = |local: &str, name: &str, description: &str| {
        Resource::new("aws_iam_role", local)
            .set("name", name)
            .set("description", description)
            .set("assume_role_policy", trust(&account))
            .set("permissions_boundary", &inputs.permissions_boundary)
            .set("tags", context.tags(local))
    };
    let mut permissions = Vec::new();

    let execution = role("execution", &names.execution_role, "With which ECS starts the tasks of a service");
    let execution = out.add(execution);
    for (name, statements) in execution_policies(inputs, logs, &account) {
        let local = format!("execution_{name}");
        permissions.push(inline(out, &local, name, &execution, PolicyDocument::new(statements)));
    }
    let task_arn = match &inputs.task_role_arn {
        Some(arn) => arn.into(),
        None => {
            let task =
                role("task", &names.task_role, "What the application in the tasks of a service runs as");
            let task = out.add(task);
            permissions.extend(task_permissions(out, inputs, &task, policies));
            out.output("task_role_name", task.attr("name"));
            task.attr("arn").into()
        }
    };
    out.output("task_role_arn", &task_arn);
    out.output("execution_role_arn", execution.attr("arn"));
    Roles { execution_arn: execution.attr("arn").into(), task_arn, permissions }
}

/// ECS may use the roles for tasks of this account and region only.
fn trust(account: &Account) -> PolicyDocument {
    let tasks = template!["arn:", &account.partition, ":ecs:", &account.region, ":", &account.id, ":*"];
    PolicyDocument::new([Statement::allow(["sts:AssumeRole"])
        .principal("Service", values!["ecs-tasks.amazonaws.com"])
        .condition("StringEquals", "aws:SourceAccount", values![&account.id])
        .condition("ArnLike", "aws:SourceArn", values![tasks])])
}

fn task_permissions(
    out: &mut Contribution,
    inputs: &Inputs,
    role: &Reference,
    policies: Vec<(String, PolicyDocument)>,
) -> Vec<Reference> {
    let mut permissions = Vec::new();
    for (name, document) in policies {
        permissions.push(inline(out, &format!("task_{name}"), &name, role, document));
    }
    if inputs.enable_exec {
        // None of these actions has a narrower form: the channels have no ARN.
        let channels = [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ];
        let document = PolicyDocument::new([Statement::allow(channels).sid("Exec").resources(values!["*"])]);
        permissions.push(inline(out, "task_exec", EXEC, role, document));
    }
    for (name, arn) in &inputs.policy_arns {
        permissions.push(
            out.add(
                Resource::new("aws_iam_role_policy_attachment", format!("task_{name}"))
                    .set("role", role.attr("name"))
                    .set("policy_arn", arn),
            ),
        );
    }
    permissions
}

fn inline(
    out: &mut Contribution,
    local: &str,
    name: &str,
    role: &Reference,
    document: PolicyDocument,
) -> Reference {
    out.add(
        Resource::new("aws_iam_role_policy", local)
            .set("name", name)
            .set("role", role.attr("name"))
            .set("policy", document),
    )
}

/// Returns the policies of the execution role: writing logs, pulling images and reading secrets, as far as the
/// containers need them.
fn execution_policies(
    inputs: &Inputs,
    logs: &LogGroup,
    account: &Account,
) -> Vec<(&'static str, Vec<Statement>)> {
    let write = ["logs:CreateLogStream", "logs:PutLogEvents"];
    let streams = template![&logs.arn, ":*"];
    let mut policies = vec![("logs", vec![Statement::allow(write).sid("Logs").resources(values![streams])])];
    let repositories = repositories(inputs, account);
    if !repositories.is_empty() {
        let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
        let statements = vec![
            Statement::allow(["ecr:GetAuthorizationToken"]).sid("Registry").resources(values!["*"]),
            Statement::allow(pull).sid("Images").resources(repositories),
        ];
        policies.push(("images", statements));
    }
    let statements = secrets(inputs);
    if !statements.is_empty() {
        policies.push(("secrets", statements));
    }
    policies
}

fn secrets(inputs: &Inputs) -> Vec<Statement> {
    let (mut secrets, mut parameters) = (Vec::new(), Vec::new());
    for container in inputs.containers.values() {
        secrets.extend(container.secrets.values().map(|secret| Value::from(&secret.arn)));
        secrets.extend(container.registry_secret_arn.iter().map(Value::from));
        parameters.extend(container.parameters.values().map(Value::from));
    }
    let mut statements = Vec::new();
    if !secrets.is_empty() {
        let read = Statement::allow(["secretsmanager:GetSecretValue"]).sid("Secrets");
        statements.push(read.resources(unique(secrets)));
    }
    if !parameters.is_empty() {
        let read = Statement::allow(["ssm:GetParameters"]).sid("Parameters");
        statements.push(read.resources(unique(parameters)));
    }
    if !statements.is_empty() && !inputs.kms_key_arns.is_empty() {
        let keys = inputs.kms_key_arns.iter().map(Value::from);
        let decrypt = Statement::allow(["kms:Decrypt"]).sid("Keys").resources(keys).condition(
            "StringLike",
            "kms:ViaService",
            values!["secretsmanager.*", "ssm.*"],
        );
        statements.push(decrypt);
    }
    statements
}

/// Returns the ARNs of the ECR repositories that images are pulled from.
fn repositories(inputs: &Inputs, account: &Account) -> Vec<Value> {
    if let Some(given) = &inputs.repository_arns {
        return given.iter().map(Value::from).collect();
    }
    let mut arns = Vec::new();
    for container in inputs.containers.values() {
        let image = match &container.image {
            Input::Known(image) => image.clone(),
            Input::Expression(image) => image.to_template(),
        };
        let literal = image.split("${").next().unwrap_or_default();
        let is_whole = literal.len() == image.len()
            || literal.rsplit('/').next().unwrap_or_default().contains([':', '@']);
        let arn = match repository(literal) {
            _ if !is_whole => {
                let region = [&account.region, &account.id];
                template!["arn:", &account.partition, ":ecr:", region[0], ":", region[1], ":repository/*"]
            }
            Some((id, region, name)) => {
                template!["arn:", &account.partition, ":ecr:", region, ":", id, ":repository/", name]
            }
            None => continue,
        };
        arns.push(arn.into());
    }
    unique(arns)
}

/// Returns account, region and name of the ECR repository of an image, if it is in one.
fn repository(image: &str) -> Option<(&str, &str, &str)> {
    let (registry, rest) = image.split_once('/')?;
    let (id, host) = registry.split_once('.')?;
    // Registries have three kinds of host names; all continue with the region.
    let kinds = ["dkr.ecr.", "dkr.ecr-fips.", "dkr-ecr."];
    let region = kinds.iter().find_map(|kind| host.strip_prefix(kind))?.split('.').next()?;
    Some((id, region, rest.split([':', '@']).next()?))
}

/// Removes values that occur again.
fn unique(values: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}
