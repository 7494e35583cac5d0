//! Checks of the policies and names in a contribution and of inputs for ARNs, for the tests of tiers.
//!
//! The check of policies knows IAM's grammar and a few rules of least privilege. What it cannot see, such as the value of
//! an expression, it takes to be right.
//!
//! ```
//! use terrace_aws::testing::policy_problems;
//! use terrace_sdk::serde_json::json;
//!
//! let policy = "${jsonencode({\"Version\" = \"2012-10-17\", \"Statement\" = [{\"Effect\" = \"Allow\", \
//!     \"Action\" = [\"s3:*\"], \"Resource\" = [\"*\"]}]})}";
//! let contribution = json!({"resource": {"aws_iam_policy": {"main": {"policy": policy}}}});
//! assert_eq!(
//!     policy_problems(&contribution, &[]),
//!     ["aws_iam_policy.main.policy: statement 0 allows `s3:*`, every action of a service",
//!      "aws_iam_policy.main.policy: statement 0 allows `s3:*` on every resource"],
//! );
//! ```

mod arns;
mod document;
mod extreme_names;
mod literal;
mod names;

use document::{Kind, check};
use terrace_sdk::serde_json::Value as Json;
use terrace_sdk::testing::Synthesized;

pub use arns::assert_arn_forms;
pub use extreme_names::names_in_extreme_stacks;
pub use names::{assert_names, name_problems};

/// The attributes that contain policies.
const ATTRIBUTES: [(&str, &str, Kind); 17] = [
    ("aws_iam_policy", "policy", Kind::Managed),
    ("aws_iam_role_policy", "policy", Kind::Identity),
    ("aws_iam_user_policy", "policy", Kind::Identity),
    ("aws_iam_group_policy", "policy", Kind::Identity),
    ("aws_iam_role", "assume_role_policy", Kind::Trust),
    ("aws_kms_key", "policy", Kind::Key),
    ("aws_kms_replica_key", "policy", Kind::Key),
    ("aws_kms_key_policy", "policy", Kind::Key),
    ("aws_s3_bucket_policy", "policy", Kind::Resource),
    ("aws_sqs_queue_policy", "policy", Kind::Resource),
    ("aws_sqs_queue", "policy", Kind::Resource),
    ("aws_sns_topic_policy", "policy", Kind::Resource),
    ("aws_sns_topic", "policy", Kind::Resource),
    ("aws_secretsmanager_secret_policy", "policy", Kind::Own),
    ("aws_cloudwatch_log_resource_policy", "policy_document", Kind::Resource),
    ("aws_vpc_endpoint", "policy", Kind::Endpoint),
    ("aws_ecr_repository_policy", "policy", Kind::Repository),
];

/// Asserts that all policies of an instance follow IAM's grammar and allow no more than is needed.
///
/// `needed` are actions that may be allowed on every resource because AWS has no narrower form, such as
/// `ecr:GetAuthorizationToken`.
///
/// # Panics
///
/// If there is a problem, with all of them.
#[track_caller]
pub fn assert_policies(made: &Synthesized, needed: &[&str]) {
    let problems = policy_problems(made.json(), needed);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Returns the problems in the policies of a configuration, in the layout of [`Synthesized::json`]. Each
/// begins with the address and the attribute.
pub fn policy_problems(configuration: &Json, needed: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    for (type_name, attribute, kind) in ATTRIBUTES {
        for (name, body) in configuration["resource"][type_name].as_object().into_iter().flatten() {
            let Some(text) = body.get(attribute).and_then(Json::as_str) else { continue };
            let found = match literal::read(text) {
                Ok(Some(document)) => check(&document, kind, needed),
                // An expression that does not show what it contains.
                Ok(None) => continue,
                Err(error) => vec![error],
            };
            problems.extend(found.into_iter().map(|it| format!("{type_name}.{name}.{attribute}: {it}")));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
