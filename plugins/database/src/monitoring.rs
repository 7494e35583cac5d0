//! The role with which RDS sends the metrics of Enhanced Monitoring.

use crate::Inputs;
use terrace_aws::{PolicyDocument, Statement, TagRules};
use terrace_sdk::prelude::*;

/// The longest prefix that Terraform extends to the name of a role.
const MAX_PREFIX_CHARS: usize = 38;

impl Inputs {
    /// Returns the rules for tags. The role belongs to IAM, which has the strictest.
    pub(crate) fn tag_rules(&self) -> TagRules {
        let has_role = self.enhanced_monitoring.as_ref().is_some_and(|it| it.role_arn.is_none());
        if has_role { TagRules::CaseInsensitive } else { TagRules::SomeCharacters }
    }
}

/// Returns the role's ARN, or null without Enhanced Monitoring.
pub(crate) fn role(context: &Context, out: &mut Contribution, inputs: &Inputs, identifier: &str) -> Value {
    let Some(monitoring) = &inputs.enhanced_monitoring else { return Value::Null };
    if let Some(role) = &monitoring.role_arn {
        return role.into();
    }
    let account = out.add(Resource::data("aws_caller_identity", "current"));
    let partition = out.add(Resource::data("aws_partition", "current"));
    let trust = Statement::allow(["sts:AssumeRole"])
        .principal("Service", values!["monitoring.rds.amazonaws.com"])
        .condition("StringEquals", "aws:SourceAccount", values![account.attr("account_id")]);
    let kept: String = identifier.chars().take(MAX_PREFIX_CHARS - 1).collect();
    let role = out.add(
        Resource::new("aws_iam_role", "monitoring")
            .set("name_prefix", format!("{}-", kept.trim_end_matches('-')))
            .set("description", "Lets RDS send metrics of the operating system to CloudWatch")
            .set("assume_role_policy", PolicyDocument::new([trust]))
            .set("permissions_boundary", &monitoring.permissions_boundary)
            .set("tags", context.tags("monitoring")),
    );
    let policy = template![
        "arn:",
        partition.attr("partition"),
        ":iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
    ];
    // The metrics cannot be sent before the role has its policy.
    let attachment = out.add(
        Resource::new("aws_iam_role_policy_attachment", "monitoring")
            .set("role", role.attr("name"))
            .set("policy_arn", policy),
    );
    Expression::call("element", values![values![role.attr("arn"), attachment.attr("role")], 0]).into()
}
