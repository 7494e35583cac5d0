//! The keys tier: a KMS key, which other regions can have replicas of, and secrets that are encrypted by it.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod checks;
mod inputs;
mod key;
mod key_policy;
mod secrets;

pub use inputs::{
    AliasName, Inputs, PrincipalArn, RandomValue, Secret, SecretName, SecretTarget, ServiceUse,
};

use terrace_aws::{TagRules, check_tags, provider_versions};
use terrace_sdk::prelude::*;

/// One key in each region: the primary key, or a replica of it.
pub struct Keys;

impl Tier for Keys {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "keys",
            env!("CARGO_PKG_VERSION"),
            "A KMS key with replicas in the stack's regions, and secrets that are encrypted by it.",
        )
        .provider("aws", "hashicorp/aws", &provider_versions("5.0", &[]))
        .annotation("aws versions", "Secrets with a random value need 5.88, and `rotation_period_days` 5.49.")
        .resources([
            "aws_kms_alias",
            "aws_kms_key",
            "aws_kms_replica_key",
            "aws_secretsmanager_secret",
            "aws_secretsmanager_secret_policy",
            "aws_secretsmanager_secret_version",
        ])
        .data_sources(["aws_caller_identity", "aws_partition", "aws_service"])
        .ephemeral_resources(["aws_secretsmanager_random_password"])
        .output("key_arn", "string", "ARN of the key in this region.")
        .output("key_id", "string", "ID of the key, the same in all regions if it is a multi-Region key.")
        .output("alias_arn", "string", "ARN of the key's alias in this region.")
        .output("alias_name", "string", "Name of the alias, which begins with `alias/`.")
        .output("secret_arns", "map(string)", "ARNs of the secrets in this region, by their names.")
        .output(
            "secret_target",
            "object({ region = string, key_arn = string })",
            "This region and its key, for `replicate_secrets_to` in another region.",
        )
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let alias = problems.take(inputs.alias(context));
        problems.take(inputs.check(context));
        problems.take(check_tags(context, TagRules::SomeCharacters));
        let (Some(alias), true) = (alias, problems.is_empty()) else {
            return Err(problems);
        };
        let mut out = Contribution::new();

        let service = out.add(Resource::data("aws_service", "kms").set("service_id", "kms"));
        let region = service.attr("region");
        let policy = key_policy::document(&mut out, &inputs, &region);
        let key = key::add(context, &mut out, &inputs, policy);
        let alias = key::add_alias(&mut out, &alias, &key);
        let secrets = secrets::add(context, &mut out, &inputs, &key, &region);

        out.output("key_arn", key.attr("arn"));
        out.output("key_id", key.attr("key_id"));
        out.output("alias_arn", alias.attr("arn"));
        out.output("alias_name", alias.attr("name"));
        out.output("secret_arns", secrets);
        out.output("secret_target", object! { "region" => region, "key_arn" => key.attr("arn") });
        Ok(out)
    }
}

terrace_sdk::export!(Keys);

#[cfg(test)]
mod tests;
