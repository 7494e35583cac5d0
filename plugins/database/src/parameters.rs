//! Parameter groups and option groups.

use crate::{Inputs, Parameter};
use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// Static parameters, which take effect only when the database is rebooted.
#[rustfmt::skip]
const STATIC: &[&str] = &[
    "autovacuum_freeze_max_age", "autovacuum_max_workers", "binlog_format", "default_authentication_plugin",
    "enforce_gtid_consistency", "gtid-mode", "huge_pages", "innodb_buffer_pool_instances",
    "innodb_ft_min_token_size", "innodb_log_file_size", "lower_case_table_names", "max_locks_per_transaction",
    "max_prepared_transactions", "max_replication_slots", "max_wal_senders", "max_worker_processes",
    "performance_schema", "pg_stat_statements.max", "rds.logical_replication", "shared_buffers",
    "shared_preload_libraries", "skip_name_resolve", "track_activity_query_size", "wal_buffers",
];

/// Returns the name of the group of an instance or of an Aurora cluster; null for AWS's own.
pub(crate) fn group(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    identifier: &str,
) -> Result<Value, Diagnostics> {
    if inputs.parameters.is_empty() {
        return Ok((&inputs.parameter_group_name).into());
    }
    let family = inputs.family("parameters")?;
    let resource =
        if inputs.engine.is_aurora() { "aws_rds_cluster_parameter_group" } else { "aws_db_parameter_group" };
    let group = Resource::new(resource, "main");
    Ok(out.add(described(context, group, identifier, &family, &inputs.parameters)).attr("name").into())
}

/// Returns the name of the group of Aurora's instances; null for AWS's own.
pub(crate) fn instance_group(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    identifier: &str,
) -> Result<Value, Diagnostics> {
    let Some(aurora) = inputs.aurora.as_ref().filter(|aurora| !aurora.instance_parameters.is_empty()) else {
        return Ok(Value::Null);
    };
    let family = inputs.family("aurora.instance_parameters")?;
    let group = Resource::new("aws_db_parameter_group", "instances");
    let group = described(context, group, identifier, &family, &aurora.instance_parameters);
    Ok(out.add(group).attr("name").into())
}

/// Returns the name of the option group; null for AWS's own.
pub(crate) fn option_group(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    identifier: &str,
) -> Result<Value, Diagnostics> {
    if inputs.options.is_empty() {
        return Ok((&inputs.option_group_name).into());
    }
    // The family has the release, and fails if it is not known.
    let family = inputs.family("options")?;
    let release = family.trim_start_matches(inputs.engine.name()).to_owned();
    let options = inputs.options.iter().map(|(name, settings)| {
        let setting = |(name, value)| Block::new().set("name", name).set("value", Value::from(value));
        let settings = settings.iter().map(|(name, value)| (name.as_str(), value)).map(setting);
        Block::new().set("option_name", name.as_str()).blocks("option_settings", settings)
    });
    let group = Resource::new("aws_db_option_group", "main")
        .set("name_prefix", format!("{identifier}-"))
        .set("option_group_description", "Options of the database")
        .set("engine_name", inputs.engine)
        .set("major_engine_version", release)
        .blocks("option", options)
        .set("tags", context.tags("main"))
        .create_before_destroy();
    Ok(out.add(group).attr("name").into())
}

/// Describes a parameter group. A new version has a new family and so a new group, which must exist before the
/// old one is deleted: so its name is a prefix.
fn described(
    context: &Context,
    group: Resource,
    identifier: &str,
    family: &str,
    parameters: &BTreeMap<String, Parameter>,
) -> Resource {
    let parameters = parameters.iter().map(|(name, parameter)| {
        let default = if is_static(name) { "pending-reboot" } else { "immediate" };
        Block::new()
            .set("name", name.as_str())
            .set("value", &parameter.value)
            .set("apply_method", parameter.apply_method.map_or(default, |method| method.name()))
    });
    group
        .set("name_prefix", format!("{identifier}-"))
        .set("description", "Parameters of the database")
        .set("family", family)
        .blocks("parameter", parameters)
        .set("tags", context.tags("main"))
        .create_before_destroy()
}

/// Returns whether a parameter is known to take effect only with a reboot.
pub(crate) fn is_static(name: &str) -> bool {
    STATIC.contains(&name)
}
