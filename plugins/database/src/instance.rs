//! The attributes that a primary and a replica share.

use crate::Inputs;
use terrace_sdk::prelude::*;

pub(crate) fn common(context: &Context, inputs: &Inputs, identifier: &str) -> Resource {
    Resource::new("aws_db_instance", "main")
        .set("identifier", identifier)
        .set("instance_class", &inputs.instance_class)
        .set("max_allocated_storage", inputs.most_storage())
        .set("storage_type", "gp3")
        .set("storage_encrypted", inputs.storage_encrypted)
        .set("multi_az", &inputs.multi_az)
        .set("publicly_accessible", false)
        .set("port", inputs.port)
        .set("parameter_group_name", &inputs.parameter_group_name)
        .set("backup_retention_period", &inputs.backup_retention_days)
        .set("copy_tags_to_snapshot", true)
        .set("enabled_cloudwatch_logs_exports", &inputs.log_exports)
        .set("performance_insights_enabled", &inputs.performance_insights)
        .set("auto_minor_version_upgrade", true)
        .set("apply_immediately", &inputs.apply_immediately)
        .set("tags", context.tags("main"))
}
