//! The database tier: a MySQL instance, either a primary or a read replica of one.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod checks;
mod inputs;
mod instance;
mod primary;
mod replica;
mod reserved;

pub use inputs::{
    Credentials, DatabaseName, EngineVersion, Inputs, InstanceClass, LogExport, ParameterGroupName,
    SecretName, SnapshotName,
};

use checks::Role;
use terrace_aws::{Peer, SecurityGroup, TagRules, check_tags};
use terrace_sdk::prelude::*;

/// One MySQL instance in each region. `replicate_source_db` decides whether it is a primary or a replica.
///
/// Both have the same addresses: a replica without a source in its inputs any more is promoted in place.
pub struct Database;

impl Tier for Database {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "database",
            env!("CARGO_PKG_VERSION"),
            "A MySQL database in private subnets: a primary, or a read replica of another instance.",
        )
        .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
        .resources(["aws_db_instance", "aws_db_subnet_group"])
        .resources(SecurityGroup::RESOURCES)
        .data_sources(["aws_kms_alias", "aws_secretsmanager_secret", "aws_secretsmanager_secret_version"])
        .output("arn", "string", "ARN of the instance, for a replica to use as its source.")
        .output("identifier", "string", "Identifier of the instance.")
        .output("address", "string", "Host name of the instance.")
        .output("port", "number", "Port of the instance.")
        .output("endpoint", "string", "Host name and port, joined by `:`.")
        .output("db_name", "string", "Name of the database; empty if none was created.")
        .output("security_group_id", "string", "ID of the instance's security group.")
        .output("secret_arn", "string", "ARN of the secret with the credentials of a primary.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let identifier = problems.take(inputs.identifier(context));
        let role = problems.take(inputs.role(context));
        let checked = problems.take(inputs.check(context));
        let tags = problems.take(check_tags(context, TagRules::SomeCharacters));
        let (Some(identifier), Some(role), Some(()), Some(())) = (identifier, role, checked, tags) else {
            return Err(problems);
        };
        let mut out = Contribution::new();

        let subnet_group = out.add(
            Resource::new("aws_db_subnet_group", "main")
                .set("name", &identifier)
                .set("description", "Private subnets of the database")
                .set("subnet_ids", &inputs.subnet_ids)
                .set("tags", context.tags("main")),
        );
        let mut group = SecurityGroup::new("main", "Database, only from the instances", &inputs.vpc_id);
        if let Some(instances) = &inputs.instance_security_group_id {
            group = group.inbound_ports([inputs.port], &Peer::group(instances));
        }
        let group = group.add(context, &mut out);

        let instance = instance::common(context, &inputs, &identifier)
            .set("db_subnet_group_name", subnet_group.attr("name"))
            .set("vpc_security_group_ids", [group.attr("id")]);
        let instance = match role {
            Role::Primary(credentials) => {
                // Each time the stack is created, it has a new group, so two snapshots never have the same
                // name.
                let life = Expression::call("trimprefix", values![group.attr("id"), "sg-"]);
                let snapshot = template![identifier, "-final-", life];
                primary::of(&mut out, &inputs, instance, credentials, snapshot)
            }
            Role::Replica { source, is_within_region } => {
                replica::of(&mut out, &inputs, instance, source, is_within_region)
            }
        };
        let instance = out.add(instance);

        for name in ["arn", "identifier", "address", "port", "endpoint", "db_name"] {
            out.output(name, instance.attr(name));
        }
        out.output("security_group_id", group.attr("id"));
        Ok(out)
    }
}

terrace_sdk::export!(Database);

#[cfg(test)]
mod tests;
