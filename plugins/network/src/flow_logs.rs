//! Logs of the VPC's traffic.

use crate::here::Here;
use crate::inputs::FlowLogs;
use crate::vpc::Vpc;
use terrace_aws::{PolicyDocument, Statement, short_name};
use terrace_sdk::prelude::*;

/// The service that writes to log groups.
const SERVICE: &str = "vpc-flow-logs.amazonaws.com";
/// The maximum length of a role's name that Terraform completes.
const MAX_ROLE_PREFIX: usize = 38;
/// The maximum length of a log group's name.
const MAX_LOG_GROUP_CHARS: usize = 512;

/// Adds the flow log, with a log group and a role unless a bucket receives it.
pub(crate) fn add(context: &Context, out: &mut Contribution, here: &mut Here, logs: &FlowLogs, vpc: &Vpc) {
    let log = Resource::new("aws_flow_log", "main")
        .set("vpc_id", vpc.id())
        .set("traffic_type", logs.traffic.name())
        .set("max_aggregation_interval", logs.interval_seconds)
        .set("tags", context.tags("flow-logs"));
    let log = match &logs.bucket_arn {
        Some(bucket) => log.set("log_destination_type", "s3").set("log_destination", bucket),
        None => to_log_group(context, out, here, logs, log),
    };
    out.add(log);
}

/// Directs the flow log to a new log group.
fn to_log_group(
    context: &Context,
    out: &mut Contribution,
    here: &mut Here,
    logs: &FlowLogs,
    log: Resource,
) -> Resource {
    let group = out.add(
        Resource::new("aws_cloudwatch_log_group", "flow_logs")
            .set("name", short_name(&format!("/aws/vpc/{}", context.name("flow-logs")), MAX_LOG_GROUP_CHARS))
            .set("retention_in_days", logs.retention_days)
            .set("kms_key_id", &logs.kms_key_arn)
            .set("tags", context.tags("flow-logs")),
    );
    let trust = trust(out, here);
    let role = out.add(
        Resource::new("aws_iam_role", "flow_logs")
            .set("name_prefix", role_prefix(context))
            .set("description", "Writes flow logs of the VPC to CloudWatch Logs")
            .set("assume_role_policy", trust)
            .set("permissions_boundary", &logs.permissions_boundary)
            .set("tags", context.tags("flow-logs")),
    );
    let write =
        ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"];
    let arn = group.attr("arn");
    let statement = Statement::allow(write).sid("FlowLogs").resources(values![&arn, template![&arn, ":*"]]);
    let policy = out.add(
        Resource::new("aws_iam_role_policy", "flow_logs")
            .set("name", "flow-logs")
            .set("role", role.attr("id"))
            .set("policy", PolicyDocument::new([statement])),
    );
    log.set("log_destination_type", "cloud-watch-logs")
        .set("log_destination", arn)
        .set("iam_role_arn", role.attr("arn"))
        // The first entries would be refused without it.
        .depends_on(&policy)
}

/// Returns the trust policy: only flow logs of this account and region use the role.
fn trust(out: &mut Contribution, here: &mut Here) -> PolicyDocument {
    let (partition, region, account) = (here.partition(out), here.region(out), here.account_id(out));
    let logs = template!["arn:", partition, ":ec2:", region, ":", &account, ":vpc-flow-log/*"];
    PolicyDocument::new([Statement::allow(["sts:AssumeRole"])
        .principal("Service", values![SERVICE])
        .condition("StringEquals", "aws:SourceAccount", values![account])
        .condition("ArnLike", "aws:SourceArn", values![logs])])
}

/// Returns the beginning of the role's name, which Terraform makes unique.
fn role_prefix(context: &Context) -> String {
    let kept: String = context.name("flow-logs").chars().take(MAX_ROLE_PREFIX - 1).collect();
    format!("{}-", kept.trim_end_matches('-'))
}
