//! The attributes that all instances with storage of their own share.

use crate::Inputs;
use crate::groups::Groups;
use terrace_sdk::prelude::*;

/// Returns an instance under this local name, without identifier, class and subnets.
pub(crate) fn common(context: &Context, inputs: &Inputs, groups: &Groups, name: &str) -> Resource {
    let instance = Resource::new("aws_db_instance", name)
        .set("max_allocated_storage", inputs.most_storage())
        .set("storage_type", inputs.storage_type.name())
        .set("iops", &inputs.storage_iops)
        .set("storage_throughput", &inputs.storage_throughput)
        .set("storage_encrypted", inputs.storage_encrypted)
        .set("publicly_accessible", false)
        .set("port", inputs.port())
        .set("vpc_security_group_ids", [groups.security_group.attr("id")])
        .set("parameter_group_name", &groups.parameter_group)
        .set("option_group_name", &groups.option_group)
        .set("copy_tags_to_snapshot", true)
        .set("enabled_cloudwatch_logs_exports", inputs.logs())
        .set("iam_database_authentication_enabled", &inputs.iam_authentication)
        .set("allow_major_version_upgrade", &inputs.allow_major_version_upgrade)
        .set("maintenance_window", &inputs.maintenance_window)
        .set("tags", context.tags("main"));
    monitored(inputs, groups, instance)
}

/// Sets what instances of Aurora have as well.
pub(crate) fn monitored(inputs: &Inputs, groups: &Groups, instance: Resource) -> Resource {
    let interval = inputs.enhanced_monitoring.as_ref().map(|monitoring| monitoring.interval_seconds);
    instance
        .set("ca_cert_identifier", &inputs.ca_certificate)
        .set("monitoring_interval", interval)
        .set("monitoring_role_arn", &groups.monitoring_role_arn)
        .set("performance_insights_enabled", &inputs.performance_insights)
        .set("performance_insights_retention_period", &inputs.performance_insights_retention_days)
        .set("performance_insights_kms_key_id", &inputs.performance_insights_kms_key_arn)
        .set("auto_minor_version_upgrade", true)
        .set("apply_immediately", &inputs.apply_immediately)
}
