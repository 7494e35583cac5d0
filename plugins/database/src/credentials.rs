//! The master user, and the three ways to its password.

use crate::{Credentials, Inputs, PasswordSource, Username};
use terrace_sdk::prelude::*;

/// The names of the attributes, which differ between instances and clusters.
pub(crate) struct Names {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
}

pub(crate) const OF_INSTANCE: Names = Names { username: "username", password: "password" };
pub(crate) const OF_CLUSTER: Names = Names { username: "master_username", password: "master_password" };

/// Sets user name and password. A database that is restored has the user of its origin.
pub(crate) fn set(
    out: &mut Contribution,
    inputs: &Inputs,
    database: Resource,
    credentials: &Credentials,
    names: &Names,
) -> Resource {
    let named = |database: Resource, username: Value| match &inputs.restore {
        Some(_) => database,
        None => database.set(names.username, username),
    };
    if credentials.password == PasswordSource::Managed {
        let database = named(database, username(inputs, credentials));
        return database
            .set("manage_master_user_password", true)
            .set("master_user_secret_kms_key_id", &credentials.secret_kms_key_arn);
    }
    let secret = out.add(
        Resource::data("aws_secretsmanager_secret", "credentials")
            .set("name", &credentials.secret_name)
            .set("arn", &credentials.secret_arn),
    );
    let is_write_only = credentials.password == PasswordSource::WriteOnly;
    let version = if is_write_only { Resource::ephemeral } else { Resource::data };
    let version = version("aws_secretsmanager_secret_version", "credentials");
    let version = out.add(version.set("secret_id", secret.attr("arn")));
    out.output("secret_arn", secret.attr("arn"));
    out.output("master_secret_arn", secret.attr("arn"));
    // Terraform treats the string and everything derived from it as sensitive.
    let object = Expression::call("jsondecode", values![version.attr("secret_string")]);
    let password = object.key(&credentials.password_key);
    if is_write_only {
        return named(database, username(inputs, credentials))
            .set(&format!("{}_wo", names.password), password)
            .set(&format!("{}_wo_version", names.password), credentials.password_version);
    }
    named(database, object.key(&credentials.username_key).into()).set(names.password, password)
}

/// Sets the outputs of a secret that RDS makes. It exists only after the database does.
pub(crate) fn outputs(out: &mut Contribution, credentials: &Credentials, database: &Reference) {
    if credentials.password == PasswordSource::Managed {
        let arn = Expression::raw(format!("one({}[*].secret_arn)", database.attr("master_user_secret")));
        out.output("secret_arn", arn.clone());
        out.output("master_secret_arn", arn);
    }
}

fn username(inputs: &Inputs, credentials: &Credentials) -> Value {
    match &credentials.username {
        Some(username) => username.into(),
        None => Username::from(inputs.engine.default_username()).into(),
    }
}
