//! A primary: it has an engine, storage, and a user whose password is in a secret.

use crate::{Credentials, Inputs};
use terrace_sdk::prelude::*;

/// `snapshot` is the name of the final snapshot if the inputs have none.
pub(crate) fn of(
    out: &mut Contribution,
    inputs: &Inputs,
    instance: Resource,
    credentials: &Credentials,
    snapshot: Expression,
) -> Resource {
    let secret = out.add(
        Resource::data("aws_secretsmanager_secret", "credentials")
            .set("name", &credentials.secret_name)
            .set("arn", &credentials.secret_arn),
    );
    let version = out.add(
        Resource::data("aws_secretsmanager_secret_version", "credentials")
            .set("secret_id", secret.attr("arn")),
    );
    out.output("secret_arn", secret.attr("arn"));
    // Terraform treats the string and everything derived from it as sensitive.
    let object = Expression::call("jsondecode", values![version.attr("secret_string")]);

    let snapshot = inputs.final_snapshot.then(|| match &inputs.final_snapshot_name {
        Some(name) => Value::from(name),
        None => snapshot.into(),
    });
    instance
        .set("engine", "mysql")
        .set("engine_version", &inputs.engine_version)
        .set("db_name", &inputs.db_name)
        .set("username", object.key(&credentials.username_key))
        .set("password", object.key(&credentials.password_key))
        .set("allocated_storage", &inputs.allocated_storage)
        .set("kms_key_id", &inputs.kms_key_arn)
        .set("skip_final_snapshot", !inputs.final_snapshot)
        .set("final_snapshot_identifier", snapshot)
        .set("deletion_protection", inputs.deletion_protection.clone().unwrap_or(true.into()))
}
