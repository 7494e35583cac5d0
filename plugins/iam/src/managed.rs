//! Managed policies that exist already.

use crate::inputs::{Inputs, ManagedPolicy};
use std::collections::BTreeSet;
use terrace_sdk::prelude::*;

/// The number of managed policies that IAM attaches to a role by default.
const DEFAULT_MANAGED_POLICIES: usize = 10;
/// The number of managed policies that IAM attaches to a role on request.
const MAX_MANAGED_POLICIES: usize = 20;

/// Checks that no policy is listed twice, and that there are not too many. `created` is the number of
/// policies that the tier creates for its other inputs.
pub(crate) fn check(out: &mut Contribution, inputs: &Inputs, created: usize) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut seen = BTreeSet::new();
    for (i, policy) in inputs.managed_policies.iter().enumerate() {
        if !seen.insert(local_name(policy)) {
            let summary = format!("the managed policy `{}` is listed twice", policy.as_str());
            let problem = Diagnostic::new("repeated-policy", summary).path(format!("/managed_policies/{i}"));
            problems.push(problem.hint("remove it"));
        }
    }
    let number = created + inputs.policies.len() + inputs.managed_policies.len() + inputs.policy_arns.len();
    let hint = "combine policies, or use several roles";
    if number > MAX_MANAGED_POLICIES {
        let summary =
            format!("the role would have {number} managed policies, but IAM allows {MAX_MANAGED_POLICIES}");
        problems.push(Diagnostic::new("too-many-policies", summary).path("/policies").hint(hint));
    } else if number > DEFAULT_MANAGED_POLICIES {
        let summary = format!(
            "the role has {number} managed policies, but IAM allows {DEFAULT_MANAGED_POLICIES} \
             unless the account's quota is raised"
        );
        out.warn(Diagnostic::new("many-policies", summary).path("/policies").hint(hint));
    }
    problems.finish()
}

/// Attaches the policies to the role.
pub(crate) fn attach(out: &mut Contribution, inputs: &Inputs, role: &Reference, partition: &Expression) {
    let mut attach = |name: String, arn: Value| {
        out.add(
            Resource::new("aws_iam_role_policy_attachment", name)
                .set("role", role.attr("name"))
                .set("policy_arn", arn),
        );
    };
    for policy in &inputs.managed_policies {
        let arn = match is_name(policy) {
            true => template!["arn:", partition, ":iam::aws:policy/", policy.as_str()].into(),
            false => Value::from(policy.as_str()),
        };
        attach(local_name(policy), arn);
    }
    for (name, arn) in &inputs.policy_arns {
        attach(format!("given_{name}"), arn.into());
    }
}

/// Returns whether a policy is one of AWS's own, by its name.
pub(crate) fn is_name(policy: &ManagedPolicy) -> bool {
    !policy.as_str().starts_with("arn:")
}

/// Returns the local name of a policy's attachment. It depends on the policy alone, so that removing one from
/// the list detaches no other.
fn local_name(policy: &ManagedPolicy) -> String {
    let text = policy.as_str();
    let (owner, name) = match text.split_once(":policy/") {
        Some((arn, name)) => (arn.rsplit(':').next().unwrap_or("aws"), name),
        None => ("aws", text),
    };
    let mut local = format!("managed_{owner}_");
    for c in name.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' => local.push(c),
            other => local.push_str(&format!("_{:02x}", u32::from(other))),
        }
    }
    local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_name_of_a_managed_policy_belongs_to_it_alone() {
        let name = |text: &str| local_name(&ManagedPolicy::from(text));
        assert_eq!(name("AmazonSSMManagedInstanceCore"), "managed_aws_AmazonSSMManagedInstanceCore");
        assert_eq!(
            name("AmazonSSMManagedInstanceCore"),
            name("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
        );
        assert_eq!(name("service-role/X"), "managed_aws_service-role_2fX");
        assert_ne!(name("service-role/X"), name("service-role_2fX"));
        assert_ne!(name("X"), name("arn:aws:iam::123456789012:policy/X"));
    }
}
