//! The key's policy: who manages the key, and who uses it. Its resource `*` means the key itself.

use crate::inputs::{Inputs, PrincipalArn, ServiceUse};
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// Cryptographic operations, and reading what they need to know.
const USE: [&str; 5] =
    ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
/// The operations of a service that sends to a topic or queue.
const SEND: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey*"];
/// Operations that show the key's settings, as every plan of Terraform reads them.
const READ: [&str; 6] = [
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
];
/// Operations that manage the key. None of them encrypts or decrypts.
const MANAGE: [&str; 23] = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReplicateKey",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
];

/// Names that ARNs and conditions are composed of.
struct Names {
    partition: Expression,
    dns_suffix: Expression,
    account: Expression,
    region: Expression,
}

impl Names {
    fn root(&self) -> Expression {
        template!["arn:", &self.partition, ":iam::", &self.account, ":root"]
    }

    /// Returns the domain name of a service in this region, with any suffix: partitions have different ones.
    fn via(&self, service: &str) -> Value {
        template![service, ".", &self.region, ".*"].into()
    }
}

/// Returns the policy, and adds what it refers to.
pub(crate) fn document(out: &mut Contribution, inputs: &Inputs, region: &Expression) -> PolicyDocument {
    let partition = out.add(Resource::data("aws_partition", "current"));
    let names = Names {
        partition: partition.attr("partition"),
        dns_suffix: partition.attr("dns_suffix"),
        account: out.add(Resource::data("aws_caller_identity", "current")).attr("account_id"),
        region: region.clone(),
    };
    let mut statements = account(inputs, &names);
    if !inputs.administrators.is_empty() {
        statements.push(for_principals("Administrators", &MANAGE, &inputs.administrators));
    }
    if !inputs.users.is_empty() {
        statements.push(for_principals("Users", &USE, &inputs.users));
        let grants = for_principals("UsersGrants", &["kms:CreateGrant"], &inputs.users);
        statements.push(only_for_resources(grants));
    }
    statements.extend(via_services(&inputs.services, &names));
    for service in &inputs.services {
        statements.extend(of_service(*service, &names));
    }
    PolicyDocument::new(statements)
}

fn statement(sid: &str, actions: &[&str]) -> Statement {
    Statement::allow(actions.iter().copied()).sid(sid).resources(values!["*"])
}

fn for_principals(sid: &str, actions: &[&str], principals: &[Input<PrincipalArn>]) -> Statement {
    statement(sid, actions).principal("AWS", principals.iter().map(Value::from))
}

/// Limits a statement to grants that an AWS service asks for.
fn only_for_resources(statement: Statement) -> Statement {
    statement.condition("Bool", "kms:GrantIsForAWSResource", values!["true"])
}

/// Returns the statements about the account itself. Without any, nobody could ever change the policy again if
/// the administrators are deleted.
fn account(inputs: &Inputs, names: &Names) -> Vec<Statement> {
    let root = || values![names.root()];
    let of_account = |sid: &str, actions: &[&str]| statement(sid, actions).principal("AWS", root());
    if inputs.administrators.is_empty() {
        return vec![of_account("Account", &["kms:*"])];
    }
    let root_user = of_account("RootUser", &["kms:*"]).condition("StringEquals", "aws:PrincipalArn", root());
    let mut statements = vec![root_user, of_account("Read", &READ)];
    if inputs.iam_policies {
        statements.push(of_account("Use", &USE));
        statements.push(only_for_resources(of_account("UseGrants", &["kms:CreateGrant"])));
    }
    statements
}

/// Returns the statements for services that call KMS for those who use them: everybody in the account, but
/// only through the service.
fn via_services(services: &[ServiceUse], names: &Names) -> Vec<Statement> {
    let via = |is_wanted: fn(ServiceUse) -> bool| -> Vec<Value> {
        let wanted = services.iter().filter(|service| is_wanted(**service));
        wanted.filter_map(|service| service.via()).map(|service| names.via(service)).collect()
    };
    let mut statements = Vec::new();
    let (all, with_grants) = (via(|_| true), via(ServiceUse::needs_grants));
    if !all.is_empty() {
        statements.push(within_account(statement("Services", &USE), names).condition(
            "StringLike",
            "kms:ViaService",
            all,
        ));
    }
    if !with_grants.is_empty() {
        let grants = within_account(statement("ServicesGrants", &["kms:CreateGrant"]), names);
        let grants = grants.condition("StringLike", "kms:ViaService", with_grants);
        statements.push(only_for_resources(grants));
    }
    statements
}

/// Limits a statement to principals of the account.
fn within_account(statement: Statement, names: &Names) -> Statement {
    statement.principal("AWS", values!["*"]).condition(
        "StringEquals",
        "kms:CallerAccount",
        values![&names.account],
    )
}

/// Returns the statements for a service that calls KMS for itself.
fn of_service(service: ServiceUse, names: &Names) -> Vec<Statement> {
    let Names { partition, dns_suffix, account, region } = names;
    if let Some(principal) = service.sender() {
        let sid = match service {
            ServiceUse::CloudwatchAlarms => "CloudWatchAlarms",
            ServiceUse::Eventbridge => "EventBridge",
            _ => "S3Notifications",
        };
        let send = statement(sid, &SEND).principal("Service", values![principal]);
        return vec![send.condition("StringEquals", "aws:SourceAccount", values![account])];
    }
    match service {
        ServiceUse::CloudwatchLogs => {
            let principal = template!["logs.", region, ".", dns_suffix];
            let groups = template!["arn:", partition, ":logs:", region, ":", account, ":log-group:*"];
            let logs = statement("CloudWatchLogs", &USE).principal("Service", values![principal]).condition(
                "ArnLike",
                "kms:EncryptionContext:aws:logs:arn",
                values![groups],
            );
            vec![logs]
        }
        ServiceUse::LogDelivery => {
            let delivery = statement("LogDelivery", &USE)
                .principal("Service", values!["delivery.logs.amazonaws.com"])
                .condition("StringEquals", "aws:SourceAccount", values![account]);
            vec![delivery]
        }
        ServiceUse::S3Replication => {
            let actions = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];
            let replication = within_account(statement("S3Replication", &actions), names);
            vec![replication.condition("StringLike", "kms:ViaService", values!["s3.*"])]
        }
        ServiceUse::AutoScaling => {
            // As a condition: as a principal, the role would have to exist already.
            let role = template![
                "arn:",
                partition,
                ":iam::",
                account,
                ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling*",
            ];
            let of_role = |sid: &str, actions: &[&str]| {
                let statement = within_account(statement(sid, actions), names);
                statement.condition("ArnLike", "aws:PrincipalArn", values![&role])
            };
            vec![
                of_role("AutoScaling", &USE),
                only_for_resources(of_role("AutoScalingGrants", &["kms:CreateGrant"])),
            ]
        }
        _ => Vec::new(),
    }
}
