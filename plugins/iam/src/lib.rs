//! The IAM tier: a role, who may assume it, and its permissions.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod databases;
mod inputs;
mod managed;
mod policies;
mod trust;

pub use inputs::{
    Account, AssumedBy, AwsPrincipal, ExternalId, GitHub, GitHubRepository, GitLab, GitLabProject, IamName,
    IamPath, Inputs, IssuerUrl, Kubernetes, KubernetesName, ManagedPolicy, OidcProviderArn, RefPattern,
    ServicePrincipal, Thumbprint,
};

use terrace_aws::{TagRules, check_tags, limited_name, own_policies, provider_versions};
use terrace_sdk::prelude::*;

/// One role, its policies and, for instances, its instance profile. IAM is not regional, so the tier is not
/// bound to a region and runs once.
pub struct Iam;

impl Tier for Iam {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "iam",
            env!("CARGO_PKG_VERSION"),
            "A role for instances, other services, accounts or deployments, with its permissions.",
        )
        .provider("aws", "hashicorp/aws", &provider_versions("5.0", &[]))
        .annotation("aws versions", "An OIDC provider without thumbprints needs 5.81.")
        .resources([
            "aws_iam_instance_profile",
            "aws_iam_openid_connect_provider",
            "aws_iam_policy",
            "aws_iam_role",
            "aws_iam_role_policy_attachment",
        ])
        .data_sources(["aws_caller_identity", "aws_partition", "aws_service"])
        .output(
            "instance_profile_name",
            "string",
            "Name of the instance profile, if EC2 may assume the role.",
        )
        .output("instance_profile_arn", "string", "ARN of the instance profile, if EC2 may assume the role.")
        .output("role_name", "string", "Name of the role.")
        .output("role_arn", "string", "ARN of the role.")
        .output("account_id", "string", "ID of the account.")
        .output(
            "oidc_provider_arns",
            "map(string)",
            "ARNs of the OIDC providers that the role trusts, by `github`, `gitlab` or `kubernetes_NAME`.",
        )
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let global = problems.take(check_region(context));
        let given = inputs.name.as_ref().map(IamName::as_str);
        let name = problems.take(limited_name(context, given, inputs.local_name(), "a role", 64));
        let regions = problems.take(databases::regions(context, inputs.database_regions()));
        let tags = problems.take(check_tags(context, TagRules::CaseInsensitive));
        problems.take(trust::check(inputs.assumed_by.as_ref()));
        let mut out = Contribution::new();
        let own = problems.take(own_policies(&mut out, &inputs.policies, &policies::CREATED));
        let created = policies::number(&inputs, regions.as_ref().is_some_and(|regions| !regions.is_empty()));
        problems.take(managed::check(&mut out, &inputs, created));
        let (Some(()), Some(name), Some(regions), Some(()), Some(own), true) =
            (global, name, regions, tags, own, problems.is_empty())
        else {
            return Err(problems);
        };

        let account = out.add(Resource::data("aws_caller_identity", "current")).attr("account_id");
        let partition = Reference::data("aws_partition", "current").attr("partition");
        if inputs.needs_partition(&regions) {
            out.add(Resource::data("aws_partition", "current"));
        }
        let assumed_by = inputs.assumed_by.as_ref();
        let trust = trust::add(context, &mut out, assumed_by, &account, &partition)?;
        let role = out.add(
            Resource::new("aws_iam_role", "instance")
                .set("name", &name)
                .set("path", &inputs.path)
                .set("description", inputs.role_description(context))
                .set("assume_role_policy", trust.policy)
                .set("max_session_duration", &inputs.max_session_duration)
                .set("permissions_boundary", &inputs.permissions_boundary)
                .set("tags", context.tags(inputs.local_name())),
        );
        let databases = databases::arns(&mut out, &regions, &account, &partition);
        policies::add(context, &mut out, &inputs, &name, &role, databases, own);
        managed::attach(&mut out, &inputs, &role, &partition);

        if trust::includes_ec2(assumed_by) {
            let profile = out.add(
                Resource::new("aws_iam_instance_profile", "instance")
                    .set("name", &name)
                    .set("path", &inputs.path)
                    .set("role", role.attr("name"))
                    .set("tags", context.tags("instance")),
            );
            out.output("instance_profile_name", profile.attr("name"));
            out.output("instance_profile_arn", profile.attr("arn"));
        }
        if !trust.providers.is_empty() {
            out.output("oidc_provider_arns", trust.providers);
        }
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
