//! An Aurora cluster, alone or as a member of a global cluster.

use crate::groups::Groups;
use crate::role::Role;
use crate::{Inputs, Reader, credentials, final_snapshot, instance, key, restore};
use terrace_sdk::prelude::*;

/// Attributes that AWS reads only when it creates the cluster. A change would replace the cluster and its data.
const AT_CREATION: [&str; 4] =
    ["database_name", "master_username", "restore_to_point_in_time", "snapshot_identifier"];
/// Attributes that the global cluster changes in its members: it upgrades them, and a switchover to another
/// region reverses the replication.
const OF_MEMBER: [&str; 2] = ["engine_version", "replication_source_identifier"];

/// The references that outputs need.
pub(crate) struct Cluster {
    pub(crate) reference: Reference,
    /// The identifier of the global cluster, known once the first writer runs.
    pub(crate) global: Option<Expression>,
}

pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    groups: &Groups,
    (identifier, role): (&str, &Role<'_>),
) -> Cluster {
    let global = inputs.global_cluster.as_ref().map(|global| {
        let name = global.name.as_ref().map_or(identifier, |name| name.as_str());
        let resource = Resource::new("aws_rds_global_cluster", "main").set("global_cluster_identifier", name);
        (resource.set("tags", context.tags("main")), global)
    });
    let is_existing = global.as_ref().is_some_and(|(_, global)| global.from_existing_cluster);
    let mut cluster = common(context, inputs, groups, identifier).ignore_changes(AT_CREATION);
    if global.is_some() || matches!(role, Role::Secondary(_)) {
        cluster = cluster.ignore_changes(OF_MEMBER);
    }
    let cluster = match role {
        Role::Primary(given) => {
            let cluster = match (&global, is_existing) {
                (Some((global, _)), false) => {
                    cluster.set("global_cluster_identifier", global.reference().attr("id"))
                }
                (Some(_), true) => cluster.ignore_changes(["global_cluster_identifier"]),
                (None, _) => cluster,
            };
            let cluster = match &inputs.restore {
                Some(restore) => restore::of_cluster(cluster, restore),
                None => cluster.set("database_name", &inputs.db_name),
            };
            let cluster = credentials::set(out, inputs, cluster, given, &credentials::OF_CLUSTER)
                .set("kms_key_id", &inputs.kms_key_arn);
            final_snapshot::set(out, inputs, cluster, identifier)
        }
        Role::Secondary(global) => {
            let forwarding = inputs.aurora.as_ref().and_then(|aurora| aurora.write_forwarding.clone());
            let cluster = cluster
                .set("global_cluster_identifier", *global)
                .set("enable_global_write_forwarding", forwarding)
                .set("skip_final_snapshot", true);
            key::set(out, inputs, cluster)
        }
        Role::Replica { .. } => cluster,
    };
    let cluster = out.add(cluster);
    let first = out.add(
        member(inputs, groups, &cluster, "main")
            .set("identifier", format!("{identifier}-0"))
            .set("instance_class", inputs.class())
            .set("promotion_tier", 0)
            .set("tags", context.tags("main")),
    );
    for (name, reader) in &inputs.readers {
        let tags = context.tags(&format!("reader-{name}"));
        let reader = described(member(inputs, groups, &cluster, &format!("reader_{name}")), inputs, reader);
        // The first instance of a new cluster becomes its writer.
        out.add(
            reader.set("identifier", format!("{identifier}-{name}")).set("tags", tags).depends_on(&first),
        );
    }
    let global = global.map(|(global, settings)| {
        let global =
            global.set("deletion_protection", inputs.deletion_protection.clone().unwrap_or(true.into()));
        let global = if settings.from_existing_cluster {
            global.set("source_db_cluster_identifier", cluster.attr("arn")).set("force_destroy", true)
        } else {
            global
                .set("engine", inputs.engine)
                .set("engine_version", inputs.version())
                .set("database_name", &inputs.db_name)
                .set("storage_encrypted", inputs.storage_encrypted)
        };
        let global = out.add(global);
        // AWS adds a region only once an instance runs in the first one.
        Expression::call("element", values![values![global.attr("id"), first.attr("cluster_identifier")], 0])
    });
    Cluster { reference: cluster, global }
}

fn common(context: &Context, inputs: &Inputs, groups: &Groups, identifier: &str) -> Resource {
    let aurora = inputs.aurora.as_ref();
    let io_optimized = aurora.is_some_and(|aurora| aurora.io_optimized).then_some("aurora-iopt1");
    let protection = inputs.deletion_protection.clone().unwrap_or(true.into());
    let instance_group =
        inputs.allow_major_version_upgrade.as_ref().map(|_| groups.instance_parameter_group.clone());
    let cluster = Resource::new("aws_rds_cluster", "main")
        .set("cluster_identifier", identifier)
        .set("engine", inputs.engine)
        .set("engine_version", inputs.version())
        .set("db_subnet_group_name", groups.subnet_group.clone())
        .set("vpc_security_group_ids", [groups.security_group.attr("id")])
        .set("port", inputs.port())
        .set("db_cluster_parameter_group_name", &groups.parameter_group)
        .set("db_instance_parameter_group_name", instance_group)
        .set("storage_type", io_optimized)
        .set("storage_encrypted", inputs.storage_encrypted)
        .set("backup_retention_period", &inputs.backup_retention_days)
        .set("preferred_backup_window", &inputs.backup_window)
        .set("preferred_maintenance_window", &inputs.maintenance_window)
        .set("copy_tags_to_snapshot", true)
        .set("enabled_cloudwatch_logs_exports", inputs.logs())
        .set("iam_database_authentication_enabled", &inputs.iam_authentication)
        .set("allow_major_version_upgrade", &inputs.allow_major_version_upgrade)
        .set("apply_immediately", &inputs.apply_immediately)
        .set("deletion_protection", protection)
        .set("tags", context.tags("main"));
    match aurora.and_then(|aurora| aurora.serverless.as_ref()) {
        Some(serverless) => cluster.block(
            "serverlessv2_scaling_configuration",
            Block::new()
                .set("min_capacity", serverless.min_capacity)
                .set("max_capacity", serverless.max_capacity)
                .set("seconds_until_auto_pause", serverless.seconds_until_auto_pause),
        ),
        None => cluster,
    }
}

fn member(inputs: &Inputs, groups: &Groups, cluster: &Reference, name: &str) -> Resource {
    let instance = Resource::new("aws_rds_cluster_instance", name)
        .set("cluster_identifier", cluster.attr("id"))
        .set("engine", inputs.engine)
        .set("db_subnet_group_name", groups.subnet_group.clone())
        .set("db_parameter_group_name", &groups.instance_parameter_group)
        .set("preferred_maintenance_window", &inputs.maintenance_window)
        .set("copy_tags_to_snapshot", true)
        .set("publicly_accessible", false);
    instance::monitored(inputs, groups, instance)
}

fn described(instance: Resource, inputs: &Inputs, reader: &Reader) -> Resource {
    instance
        .set("instance_class", reader.instance_class.clone().unwrap_or_else(|| inputs.class()))
        .set("availability_zone", &reader.availability_zone)
        .set("promotion_tier", reader.promotion_tier.unwrap_or(1))
}
