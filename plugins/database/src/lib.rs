//! The database tier: a database of RDS or Aurora, either a primary or a replica of one.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod access;
mod alarms;
mod checks;
mod cluster;
mod credentials;
mod defaults;
mod engine;
mod final_snapshot;
mod groups;
mod inputs;
mod instance;
mod key;
mod monitoring;
mod parameters;
mod primary;
mod replica;
mod reserved;
mod restore;
mod role;

pub use engine::Engine;
pub use inputs::{
    Access, Alarms, ApplyMethod, Aurora, AutomatedBackupsArn, BackupWindow, CaCertificate, Cidr, Credentials,
    DatabaseName, EngineVersion, EnhancedMonitoring, GlobalCluster, GlobalClusterId, Inputs, InstanceClass,
    Ipv6Cidr, LogExport, MaintenanceWindow, OptionGroupName, OptionSettings, Parameter, ParameterGroupName,
    PasswordSource, PointInTime, PrefixListId, Reader, Restore, RoleArn, SecretName, Serverless, Setting,
    SnapshotId, SnapshotName, StorageType, Username, UtcTime,
};

use groups::Groups;
use role::Role;
use terrace_aws::{ALARM_RESOURCES, SecurityGroup, check_tags, provider_versions};
use terrace_sdk::prelude::*;

/// One database in each region. `replicate_source_db`, or `global_cluster_identifier` for Aurora, decides
/// whether it is a primary or a replica.
///
/// Both have the same addresses: a replica without a source in its inputs any more is promoted in place.
pub struct Database;

impl Tier for Database {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new(
            "database",
            env!("CARGO_PKG_VERSION"),
            "A MySQL, PostgreSQL, MariaDB or Aurora database in private subnets: a primary, or a replica of one.",
        )
        .provider("aws", "hashicorp/aws", &provider_versions("5.0", &[]))
        .annotation(
            "aws versions",
            "Replicas with a parameter group need 5.58, and a write-only password 5.88. Other inputs say it themselves.",
        )
        .resources(["aws_db_instance", "aws_db_option_group", "aws_db_parameter_group", "aws_db_subnet_group"])
        .resources(["aws_iam_role", "aws_iam_role_policy_attachment"])
        .resources(["aws_rds_cluster", "aws_rds_cluster_instance", "aws_rds_cluster_parameter_group"])
        .resources(["aws_rds_global_cluster", "terraform_data"])
        .resources(SecurityGroup::RESOURCES)
        .resources(ALARM_RESOURCES)
        .data_sources(["aws_caller_identity", "aws_kms_alias", "aws_partition"])
        .data_sources(["aws_secretsmanager_secret", "aws_secretsmanager_secret_version"])
        .ephemeral_resources(["aws_secretsmanager_secret_version"])
        .output("arn", "string", "ARN of the instance or cluster, for a replica to use as its source.")
        .output("identifier", "string", "Identifier of the instance or cluster.")
        .output("address", "string", "Host name of the database, for writes if it is a primary.")
        .output("port", "number", "Port of the database.")
        .output("endpoint", "string", "Host name and port, joined by `:`.")
        .output("reader_address", "string", "Host name for reads: of Aurora's readers, of the first read replica, or of the database itself.")
        .output("reader_endpoint", "string", "Host name for reads and port, joined by `:`.")
        .output("reader_addresses", "map(string)", "Host name of each reader, by its name.")
        .output("db_name", "string", "Name of the database; empty if none was created.")
        .output("resource_id", "string", "Resource ID, which policies for IAM authentication contain.")
        .output("security_group_id", "string", "ID of the database's security group.")
        .output("secret_arn", "string", "ARN of the secret with the credentials of a primary.")
        .output("master_secret_arn", "string", "The same, also if RDS makes the secret.")
        .output("global_cluster_identifier", "string", "Identifier of the global cluster, for other regions to join.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut problems = Diagnostics::new();
        let identifier = problems.take(inputs.identifier(context));
        let role = problems.take(inputs.role(context));
        let checked = problems.take(inputs.check(context));
        let tags = problems.take(check_tags(context, inputs.tag_rules()));
        let (Some(identifier), Some(role), Some(()), Some(())) = (identifier, role, checked, tags) else {
            return Err(problems);
        };
        inputs.check_readers(context, &identifier)?;
        let mut out = Contribution::new();
        let groups = groups::add(context, &mut out, &inputs, &identifier)?;
        out.output("security_group_id", groups.security_group.attr("id"));
        let database = if inputs.engine.is_aurora() {
            add_cluster(context, &mut out, &inputs, &groups, (&identifier, &role))
        } else {
            add_instances(context, &mut out, &inputs, &groups, (&identifier, &role))
        };
        if let Role::Primary(credentials) = role {
            credentials::outputs(&mut out, credentials, &database);
        }
        Ok(out)
    }
}

/// Adds an instance with storage of its own, and its read replicas.
fn add_instances(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    groups: &Groups,
    (identifier, role): (&str, &Role<'_>),
) -> Reference {
    let instance = instance::common(context, inputs, groups, "main")
        .set("identifier", identifier)
        .set("instance_class", inputs.class())
        .set("db_subnet_group_name", groups.subnet_group.clone())
        .set("multi_az", &inputs.multi_az)
        .set("backup_retention_period", &inputs.backup_retention_days)
        .set("backup_window", &inputs.backup_window);
    let instance = match role {
        Role::Primary(credentials) => primary::of(out, inputs, instance, credentials, identifier),
        Role::Replica { source, is_within_region } => {
            replica::of(out, inputs, instance, source, *is_within_region)
        }
        Role::Secondary(_) => instance,
    };
    let instance = out.add(instance);
    let mut readers = Vec::new();
    for (name, reader) in &inputs.readers {
        let reader = replica::reader(context, inputs, groups, &instance, (identifier, name, reader));
        readers.push((name.clone(), out.add(reader)));
    }
    for name in ["arn", "identifier", "address", "port", "endpoint", "db_name", "resource_id"] {
        out.output(name, instance.attr(name));
    }
    let first = readers.first().map_or(&instance, |(_, reader)| reader);
    out.output("reader_address", first.attr("address"));
    out.output("reader_endpoint", first.attr("endpoint"));
    let addresses = readers.iter().map(|(name, reader)| (name.clone(), reader.attr("address").into()));
    out.output("reader_addresses", Value::object(addresses));
    alarms::of_instances(context, out, inputs, &instance, role);
    instance
}

/// Adds an Aurora cluster and its instances.
fn add_cluster(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    groups: &Groups,
    (identifier, role): (&str, &Role<'_>),
) -> Reference {
    let cluster = cluster::add(context, out, inputs, groups, (identifier, role));
    let database = cluster.reference;
    for (output, attribute) in [
        ("arn", "arn"),
        ("identifier", "cluster_identifier"),
        ("address", "endpoint"),
        ("port", "port"),
        ("db_name", "database_name"),
        ("resource_id", "cluster_resource_id"),
        ("reader_address", "reader_endpoint"),
    ] {
        out.output(output, database.attr(attribute));
    }
    for (output, attribute) in [("endpoint", "endpoint"), ("reader_endpoint", "reader_endpoint")] {
        out.output(output, template![database.attr(attribute), ":", database.attr("port")]);
    }
    let address = |name: &String| {
        let reader = Reference::resource("aws_rds_cluster_instance", &format!("reader_{name}"));
        (name.clone(), reader.attr("endpoint").into())
    };
    out.output("reader_addresses", Value::object(inputs.readers.keys().map(address)));
    if let Some(global) = cluster.global {
        out.output("global_cluster_identifier", global);
    }
    alarms::of_cluster(context, out, inputs, &database, role);
    database
}

terrace_sdk::export!(Database);

#[cfg(test)]
mod tests;
