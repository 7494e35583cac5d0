//! The IAM tier: the identity of the application's instances, and their permissions.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod databases;
mod inputs;
mod policies;

pub use inputs::{IamName, IamPath, Inputs};

use terrace_aws::{PolicyDocument, TagRules, check_tags, limited_name};
use terrace_sdk::prelude::*;

/// One role that instances assume, its policies and its instance profile. IAM is not regional, so the tier is
/// not bound to a region and runs once.
pub struct Iam;

impl Tier for Iam {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "iam",
            env!("CARGO_PKG_VERSION"),
            "The role of the application's instances, with their permissions.",
        )
        .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
        .resources([
            "aws_iam_instance_profile",
            "aws_iam_policy",
            "aws_iam_role",
            "aws_iam_role_policy_attachment",
        ])
        .data_sources(["aws_caller_identity", "aws_partition", "aws_service"])
        .output("instance_profile_name", "string", "Name of the instance profile.")
        .output("instance_profile_arn", "string", "ARN of the instance profile.")
        .output("role_name", "string", "Name of the role.")
        .output("role_arn", "string", "ARN of the role.")
        .output("account_id", "string", "ID of the account.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let global = problems.take(check_region(context));
        let given = inputs.name.as_ref().map(IamName::as_str);
        let name = problems.take(limited_name(context, given, "instance", "a role", 64));
        let regions = problems.take(databases::regions(context, inputs.database_regions.as_deref()));
        let tags = problems.take(check_tags(context, TagRules::CaseInsensitive));
        let (Some(()), Some(name), Some(regions), Some(())) = (global, name, regions, tags) else {
            return Err(problems);
        };
        let mut out = Contribution::new();

        let account = out.add(Resource::data("aws_caller_identity", "current")).attr("account_id");
        let role = out.add(
            Resource::new("aws_iam_role", "instance")
                .set("name", &name)
                .set("path", &inputs.path)
                .set("description", "What instances of the application run as")
                .set("assume_role_policy", PolicyDocument::assumed_by_service("ec2.amazonaws.com"))
                .set("permissions_boundary", &inputs.permissions_boundary)
                .set("tags", context.tags("instance")),
        );
        let profile = out.add(
            Resource::new("aws_iam_instance_profile", "instance")
                .set("name", &name)
                .set("path", &inputs.path)
                .set("role", role.attr("name"))
                .set("tags", context.tags("instance")),
        );
        let databases = databases::arns(&mut out, &regions, &account);
        policies::add(context, &mut out, &inputs, &name, &role, databases);

        out.output("instance_profile_name", profile.attr("name"));
        out.output("instance_profile_arn", profile.attr("arn"));
        out.output("role_name", role.attr("name"));
        out.output("role_arn", role.attr("arn"));
        out.output("account_id", account);
        Ok(out)
    }
}

/// Bound to regions, the tier would create a role for each of them.
fn check_region(context: &Context) -> Result<(), Diagnostics> {
    let Some(region) = &context.region else { return Ok(()) };
    let summary = format!("IAM is not regional, but the tier runs for region `{region}`");
    Err(Diagnostic::new("bound-to-a-region", summary).hint("remove `regions` from this tier").into())
}

terrace_sdk::export!(Iam);

#[cfg(test)]
mod tests;
