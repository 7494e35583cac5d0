//! Secrets, their values and their replicas.

use crate::inputs::{Inputs, RandomValue, Secret, SecretTarget};
use terrace_aws::{PolicyDocument, Statement};
use terrace_sdk::prelude::*;

/// Adds the secrets, and returns their ARNs in this region, a map.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    key: &Reference,
    region: &Expression,
) -> Value {
    match &inputs.secrets_from {
        None => {
            let secrets = inputs.secrets.iter();
            let arns = secrets.map(|(name, secret)| {
                (name.clone(), Value::from(add_secret(context, out, inputs, name, secret, key)))
            });
            Value::object(arns)
        }
        Some(Input::Known(arns)) => Value::object(
            arns.iter().map(|(name, arn)| (name.clone(), in_region(&arn.into(), region).into())),
        ),
        Some(Input::Expression(arns)) => {
            let replica = in_region(&Expression::raw("arn").into(), region);
            Expression::raw(format!("{{ for name, arn in {arns} : name => {replica} }}")).into()
        }
    }
}

/// Returns the ARN of a secret's replica in a region. It differs from that of the secret only in the region,
/// its fourth part, which occurs nowhere else in it.
fn in_region(arn: &Value, region: &Expression) -> Expression {
    let other = Expression::call("split", values![":", arn]).index(3);
    let between = |region: &Expression| template![":", region, ":"];
    Expression::call("replace", values![arn, between(&other), between(region)])
}

/// Returns the block for a replica.
fn replica(target: &Input<SecretTarget>) -> Block {
    match target {
        Input::Known(target) => Block::new().set("region", &target.region).set("kms_key_id", &target.key_arn),
        Input::Expression(target) => {
            Block::new().set("region", target.attr("region")).set("kms_key_id", target.attr("key_arn"))
        }
    }
}

/// Adds a secret, and returns its ARN, known once it has its value.
fn add_secret(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    name: &str,
    secret: &Secret,
    key: &Reference,
) -> Expression {
    let resource = Resource::new("aws_secretsmanager_secret", name)
        .set("name", secret.secret_name(context, name))
        .set("description", &secret.description)
        .set("kms_key_id", key.attr("arn"))
        .set("recovery_window_in_days", secret.recovery_window_days)
        .set("tags", context.tags(name))
        .blocks("replica", inputs.replicate_secrets_to.iter().map(replica));
    let resource = if inputs.deletion_protection { resource.prevent_destroy() } else { resource };
    let reference = out.add(resource);
    if !secret.readers.is_empty() {
        add_policy(out, name, secret, &reference);
    }
    match &secret.random {
        Some(random) => add_value(out, name, random, &reference),
        None => reference.attr("arn"),
    }
}

fn add_policy(out: &mut Contribution, name: &str, secret: &Secret, reference: &Reference) {
    let read = Statement::allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"])
        .sid("Readers")
        .principal("AWS", secret.readers.iter().map(Value::from))
        // The secret itself. Its replicas have the same policy, but other ARNs.
        .resources(values!["*"]);
    out.add(
        Resource::new("aws_secretsmanager_secret_policy", name)
            .set("secret_arn", reference.attr("arn"))
            .set("policy", PolicyDocument::new([read]))
            .set("block_public_policy", true),
    );
}

/// Adds a random value. It passes through Terraform's memory only: neither plan nor state contain it.
fn add_value(out: &mut Contribution, name: &str, random: &RandomValue, secret: &Reference) -> Expression {
    let exclude = (!random.exclude_characters.is_empty()).then_some(random.exclude_characters.as_str());
    let password = out.add(
        Resource::ephemeral("aws_secretsmanager_random_password", name)
            .set("password_length", random.length)
            .set("exclude_characters", exclude)
            .set("exclude_punctuation", excludes_punctuation(random).then_some(true))
            .set("require_each_included_type", true),
    );
    let password = password.attr("random_password");
    let value = match &random.username {
        Some(username) => {
            let object = object! { "username" => username, "password" => &password };
            Expression::call("jsonencode", values![object])
        }
        None => password,
    };
    let version = out.add(
        Resource::new("aws_secretsmanager_secret_version", name)
            .set("secret_id", secret.attr("arn"))
            .set("secret_string_wo", value)
            .set("secret_string_wo_version", random.version),
    );
    version.attr("secret_id")
}

/// Returns whether no punctuation is left. AWS rejects a random text that must contain some then.
fn excludes_punctuation(random: &RandomValue) -> bool {
    let mut punctuation = (' '..='~').filter(char::is_ascii_punctuation);
    punctuation.all(|c| random.exclude_characters.contains(c))
}
