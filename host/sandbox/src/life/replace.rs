//! Knows which changes force replacement.
//!
//! Schemas do not say so: a provider decides it while planning. So the attributes that a stack is most likely to change are
//! listed here. All others are changed in place, which at worst results in a plan that is too optimistic.

/// Returns true if changing an attribute of a resource replaces it, as far as that is known without the provider.
pub fn replaces(type_name: &str, attribute: &str) -> bool {
    if let Some((_, attributes)) = KNOWN.iter().find(|(name, _)| *name == type_name) {
        return attributes.contains(&attribute);
    }
    if let Some(kind) = type_name.strip_prefix("random_") {
        return kind != "shuffle" || attribute != "result";
    }
    let (provider, kind) = type_name.split_once('_').unwrap_or((type_name, ""));
    match provider {
        "aws" => {
            let association = kind.ends_with("attachment") || kind.ends_with("association");
            matches!(attribute, "name" | "name_prefix" | "bucket" | "availability_zone" | "vpc_id")
                || association
        }
        "google" => matches!(attribute, "name" | "location" | "zone" | "region" | "project"),
        "azurerm" => matches!(attribute, "name" | "location" | "resource_group_name"),
        _ => false,
    }
}

/// Sorted by type. The attributes are all those that force replacement.
const KNOWN: &[(&str, &[&str])] = &[
    ("aws_autoscaling_group", &["name", "name_prefix"]),
    ("aws_autoscaling_policy", &["autoscaling_group_name", "name"]),
    ("aws_cloudwatch_log_group", &["name", "name_prefix"]),
    (
        "aws_db_instance",
        &[
            "availability_zone",
            "character_set_name",
            "db_name",
            "engine",
            "kms_key_id",
            "snapshot_identifier",
            "storage_encrypted",
            "username",
        ],
    ),
    ("aws_db_subnet_group", &["name", "name_prefix"]),
    ("aws_default_security_group", &["vpc_id"]),
    ("aws_dynamodb_table", &["hash_key", "name", "range_key"]),
    ("aws_eip", &["domain"]),
    ("aws_iam_instance_profile", &["name", "name_prefix", "path"]),
    ("aws_iam_policy", &["description", "name", "name_prefix", "path"]),
    ("aws_iam_role", &["name", "name_prefix", "path"]),
    ("aws_iam_role_policy", &["name", "name_prefix", "role"]),
    ("aws_iam_role_policy_attachment", &["policy_arn", "role"]),
    ("aws_iam_user", &[]),
    ("aws_instance", &["ami", "availability_zone", "key_name", "subnet_id"]),
    ("aws_internet_gateway", &[]),
    ("aws_kms_key", &["customer_master_key_spec", "key_usage"]),
    ("aws_kms_replica_key", &["policy_arn", "primary_key_arn"]),
    ("aws_lambda_function", &["function_name", "package_type"]),
    ("aws_launch_template", &["name", "name_prefix"]),
    ("aws_lb", &["internal", "load_balancer_type", "name", "name_prefix"]),
    ("aws_lb_listener", &["load_balancer_arn"]),
    ("aws_lb_listener_rule", &["listener_arn"]),
    ("aws_lb_target_group", &["name", "name_prefix", "port", "protocol", "target_type", "vpc_id"]),
    ("aws_nat_gateway", &["allocation_id", "connectivity_type", "subnet_id"]),
    ("aws_network_interface", &["subnet_id"]),
    ("aws_rds_cluster", &["database_name", "engine", "master_username", "storage_encrypted"]),
    (
        "aws_route",
        &[
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id",
            "route_table_id",
        ],
    ),
    ("aws_route53_record", &["name", "set_identifier", "type", "zone_id"]),
    ("aws_route53_zone", &["name"]),
    ("aws_route_table", &["vpc_id"]),
    ("aws_route_table_association", &["gateway_id", "subnet_id"]),
    ("aws_s3_bucket", &["bucket", "bucket_prefix"]),
    ("aws_secretsmanager_secret", &["name", "name_prefix"]),
    ("aws_secretsmanager_secret_version", &["secret_id", "secret_string"]),
    ("aws_security_group", &["description", "name", "name_prefix", "vpc_id"]),
    ("aws_sns_topic", &["fifo_topic", "name", "name_prefix"]),
    ("aws_sqs_queue", &["fifo_queue", "name", "name_prefix"]),
    ("aws_subnet", &["availability_zone", "cidr_block", "vpc_id"]),
    ("aws_vpc", &["cidr_block"]),
    ("aws_vpc_security_group_egress_rule", &["security_group_id"]),
    ("aws_vpc_security_group_ingress_rule", &["security_group_id"]),
    ("null_resource", &["triggers"]),
    ("time_static", &["triggers"]),
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn replace_table_is_sorted_with_each_type_once() {
        assert!(KNOWN.is_sorted_by(|(left, _), (right, _)| left < right));
    }
}
