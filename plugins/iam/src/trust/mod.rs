//! The trust policy: who may assume the role.

mod oidc;
mod subjects;

use crate::inputs::{Account, AssumedBy, AwsPrincipal};
use std::collections::BTreeMap;
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// EC2, the only service that uses instance profiles.
pub(crate) const EC2: &str = "ec2.amazonaws.com";
/// EKS Pod Identity, which also tags its sessions.
const PODS: &str = "pods.eks.amazonaws.com";

/// Services that tell IAM the account on whose behalf they assume a role.
const WITH_SOURCE_ACCOUNT: [&str; 6] = [
    "codebuild.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

/// The maximum size of a trust policy, in characters; IAM raises it to this on request.
const MAX_TRUST_POLICY_CHARS: usize = 4096;

/// A trust policy, and the OIDC providers in it.
pub(crate) struct Trust {
    pub(crate) policy: PolicyDocument,
    pub(crate) providers: BTreeMap<String, Value>,
}

/// Returns whether instances of EC2 may assume the role.
pub(crate) fn includes_ec2(assumed_by: Option<&AssumedBy>) -> bool {
    assumed_by.is_none_or(|by| by.services.iter().any(|service| service.as_str() == EC2))
}

/// Checks what the schema does not say.
pub(crate) fn check(assumed_by: Option<&AssumedBy>) -> Result<(), Diagnostics> {
    let Some(by) = assumed_by else { return Ok(()) };
    let mut problems = Diagnostics::new();
    let is_empty = by.services.is_empty()
        && by.accounts.is_empty()
        && by.kubernetes.is_empty()
        && by.github.is_none()
        && by.gitlab.is_none();
    if is_empty {
        let problem = Diagnostic::new("nobody-assumes-role", "assumed_by names nobody").path("/assumed_by");
        problems
            .push(problem.hint("add services, accounts, kubernetes, github or gitlab, or remove it for EC2"));
    }
    problems.take(check_source_arns(by));
    for (name, cluster) in &by.kubernetes {
        if cluster.issuer.is_none() && cluster.provider_arn.is_none() {
            let summary = format!("the cluster `{name}` has neither issuer nor provider_arn");
            let problem = Diagnostic::new("cluster-without-issuer", summary);
            let problem = problem.path(format!("/assumed_by/kubernetes/{name}"));
            problems.push(problem.hint("set issuer to the URL of the cluster's OIDC issuer"));
        }
    }
    problems.take(subjects::check(by));
    problems.finish()
}

fn check_source_arns(by: &AssumedBy) -> Result<(), Diagnostics> {
    if by.source_arns.is_empty() {
        return Ok(());
    }
    let problem = if by.services.is_empty() {
        Diagnostic::new("source-without-service", "source_arns are set, but no services")
            .hint("remove source_arns, or name the services")
    } else if let Some(service) =
        by.services.iter().find(|it| matches!(it.as_str(), EC2 | "lambda.amazonaws.com"))
    {
        let summary =
            format!("`{}` does not tell IAM its sources, and could not assume the role", service.as_str());
        Diagnostic::new("service-without-source", summary)
            .hint("remove source_arns, or use another role for this service")
    } else {
        return Ok(());
    };
    Err(problem.path("/assumed_by/source_arns").into())
}

/// Returns the trust policy, and adds the OIDC providers that it needs.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    assumed_by: Option<&AssumedBy>,
    account: &Expression,
    partition: &Expression,
) -> Result<Trust, Diagnostics> {
    let mut providers = BTreeMap::new();
    let Some(by) = assumed_by else {
        return Ok(Trust { policy: PolicyDocument::assumed_by_service(EC2), providers });
    };
    let mut statements: Vec<Statement> =
        by.services.iter().map(|service| of_service(service.as_str(), by, account)).collect();
    statements.extend(by.accounts.iter().map(|other| of_account(other, partition)));
    for (name, cluster) in &by.kubernetes {
        let provider = oidc::of_cluster(context, out, name, cluster);
        statements.push(provider.statement(subjects::of_cluster(cluster)));
        providers.insert(provider.name.clone(), provider.arn);
    }
    if let Some(github) = &by.github {
        let provider = oidc::of_github(context, out, github);
        statements.push(provider.statement(subjects::of_github(github)));
        providers.insert(provider.name.clone(), provider.arn);
    }
    if let Some(gitlab) = &by.gitlab {
        let provider = oidc::of_gitlab(context, out, gitlab);
        statements.push(provider.statement(subjects::of_gitlab(gitlab)));
        providers.insert(provider.name.clone(), provider.arn);
    }
    let policy = PolicyDocument::new(statements);
    let size = policy.known_chars();
    if size > MAX_TRUST_POLICY_CHARS {
        let summary =
            format!("the trust policy has {size} characters, but IAM allows {MAX_TRUST_POLICY_CHARS}");
        let problem = Diagnostic::new("policy-too-long", summary).path("/assumed_by");
        return Err(problem.hint("use several roles, or combine branches with `*`").into());
    }
    Ok(Trust { policy, providers })
}

fn of_service(service: &str, by: &AssumedBy, account: &Expression) -> Statement {
    let actions: &[&str] =
        if service == PODS { &["sts:AssumeRole", "sts:TagSession"] } else { &["sts:AssumeRole"] };
    let mut statement = Statement::allow(actions.iter().copied()).principal("Service", values![service]);
    if WITH_SOURCE_ACCOUNT.contains(&service) || !by.source_arns.is_empty() {
        statement = statement.condition("StringEquals", "aws:SourceAccount", values![account]);
    }
    if !by.source_arns.is_empty() {
        statement = statement.condition("ArnLike", "aws:SourceArn", by.source_arns.iter().map(Value::from));
    }
    statement
}

fn of_account(other: &Account, partition: &Expression) -> Statement {
    let principal: Value = match other.principal.known().map(AwsPrincipal::as_str) {
        Some(id) if !id.starts_with("arn:") => template!["arn:", partition, ":iam::", id, ":root"].into(),
        _ => Value::from(&other.principal),
    };
    let mut statement = Statement::allow(["sts:AssumeRole"]).principal("AWS", [principal]);
    if let Some(id) = &other.external_id {
        statement = statement.condition("StringEquals", "sts:ExternalId", values![id]);
    }
    if other.mfa {
        statement = statement.condition("Bool", "aws:MultiFactorAuthPresent", values!["true"]);
    }
    statement
}
