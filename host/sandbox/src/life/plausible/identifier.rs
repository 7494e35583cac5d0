//! Identifiers and ARNs.

use super::super::subject::{ACCOUNT, Subject};

/// The form of a type's identifiers.
enum Rule {
    /// A prefix and 17 digits.
    Prefix(&'static str),
    /// The object's name.
    Name,
    /// The object's ARN.
    Arn,
    Uuid,
}

/// Returns the identifier of an object: in the real form if its type is known, otherwise its type and digits.
pub(in super::super) fn identifier(subject: &Subject<'_>) -> String {
    let rule = KNOWN.binary_search_by_key(&subject.type_name, |(name, _)| name).ok().map(|at| &KNOWN[at].1);
    match rule {
        Some(Rule::Prefix(prefix)) => format!("{prefix}-{}", subject.digits("id", 17)),
        Some(Rule::Name) => subject.name.clone(),
        Some(Rule::Arn) => arn(subject),
        Some(Rule::Uuid) => uuid(subject, "id"),
        None => format!("{}-{}", subject.kind().replace('_', "-"), subject.digits("id", 12)),
    }
}

/// Returns the identifier of another object, for an attribute such as `vpc_id`.
pub(super) fn foreign(subject: &Subject<'_>, attribute: &str) -> String {
    let kind = attribute.strip_suffix("_id").unwrap_or(attribute);
    let prefix = match kind {
        "vpc" => "vpc",
        "subnet" => "subnet",
        "security_group" => "sg",
        "route_table" | "main_route_table" | "default_route_table" => "rtb",
        "network_interface" => "eni",
        "network_acl" | "default_network_acl" => "acl",
        "association" | "main_route_table_association" => "assoc",
        "dhcp_options" => "dopt",
        "instance" => "i",
        "image" => "ami",
        "zone" | "hosted_zone" => return format!("Z{}", subject.digits(attribute, 20).to_uppercase()),
        "key" | "kms_key" => return uuid(subject, attribute),
        "account" | "owner" | "registry" => return ACCOUNT.to_owned(),
        "user" | "unique" => return format!("AID{}", subject.digits(attribute, 18).to_uppercase()),
        other => return format!("{}-{}", other.replace(['_', '.'], "-"), subject.digits(attribute, 12)),
    };
    format!("{prefix}-{}", subject.digits(attribute, 17))
}

/// Returns an Amazon Resource Name in the form of the type's, or for other providers a name of the same form.
pub(in super::super) fn arn(subject: &Subject<'_>) -> String {
    let kind = subject.kind();
    let region = subject.region;
    let (service, resource) = match subject.type_name {
        "aws_s3_bucket" => return format!("arn:aws:s3:::{}", subject.name),
        "aws_lb" | "aws_alb" => (
            "elasticloadbalancing",
            format!("loadbalancer/app/{}/{}", subject.name, subject.digits("arn", 16)),
        ),
        "aws_lb_target_group" => {
            ("elasticloadbalancing", format!("targetgroup/{}/{}", subject.name, subject.digits("arn", 16)))
        }
        "aws_lb_listener" => {
            let (balancer, listener) = (subject.digits("balancer", 16), subject.digits("arn", 16));
            ("elasticloadbalancing", format!("listener/app/{}/{balancer}/{listener}", subject.name))
        }
        "aws_db_instance" => ("rds", format!("db:{}", subject.name)),
        "aws_db_subnet_group" => ("rds", format!("subgrp:{}", subject.name)),
        "aws_secretsmanager_secret" | "aws_secretsmanager_secret_version" => {
            ("secretsmanager", format!("secret:{}-{}", subject.name, subject.digits("arn", 6)))
        }
        "aws_sns_topic" => ("sns", subject.name.clone()),
        "aws_sqs_queue" => ("sqs", subject.name.clone()),
        "aws_kms_key" | "aws_kms_replica_key" | "aws_kms_alias" => {
            ("kms", format!("key/{}", uuid(subject, "id")))
        }
        "aws_caller_identity" => return format!("arn:aws:iam::{ACCOUNT}:user/sandbox"),
        "aws_autoscaling_group" => {
            let group = uuid(subject, "arn");
            ("autoscaling", format!("autoScalingGroup:{group}:autoScalingGroupName/{}", subject.name))
        }
        name if name.starts_with("aws_iam_") => {
            let kind = kind.trim_start_matches("iam_").replace('_', "-");
            return format!("arn:aws:iam::{ACCOUNT}:{kind}/{}", subject.name);
        }
        name if name.starts_with("aws_") => {
            let (service, rest) = kind.split_once('_').unwrap_or(("ec2", kind));
            let compute = KNOWN
                .binary_search_by_key(&name, |(name, _)| name)
                .is_ok_and(|at| matches!(KNOWN[at].1, Rule::Prefix(prefix) if prefix != "db"));
            let id = if subject.id.is_empty() { &subject.name } else { &subject.id };
            if compute {
                ("ec2", format!("{}/{id}", kind.replace('_', "-")))
            } else {
                (service, format!("{}/{id}", rest.replace('_', "-")))
            }
        }
        name => {
            let provider = name.split('_').next().unwrap_or(name);
            return format!("arn:{provider}:{}:{region}:{ACCOUNT}:{}", kind.replace('_', "-"), subject.name);
        }
    };
    format!("arn:aws:{service}:{region}:{ACCOUNT}:{resource}")
}

/// Returns the ARN of another object, for an attribute such as `kms_key_arn`.
pub(super) fn foreign_arn(subject: &Subject<'_>, attribute: &str) -> String {
    let kind = attribute.strip_suffix("_arn").unwrap_or(attribute);
    let digits = subject.digits(attribute, 12);
    let region = subject.region;
    let last = kind.rsplit('_').next().unwrap_or(kind);
    let (service, resource) = match (kind, last) {
        ("kms_key" | "key", _) => ("kms", format!("key/{}", uuid(subject, attribute))),
        ("load_balancer", _) => ("elasticloadbalancing", format!("loadbalancer/app/{digits}")),
        ("target_group", _) => ("elasticloadbalancing", format!("targetgroup/{digits}")),
        (_, "role" | "policy" | "user") => return format!("arn:aws:iam::{ACCOUNT}:{last}/{digits}"),
        (_, "bucket") => return format!("arn:aws:s3:::{digits}"),
        (_, "certificate") => ("acm", format!("certificate/{}", uuid(subject, attribute))),
        (_, "secret") => ("secretsmanager", format!("secret:{digits}")),
        (_, "topic") => ("sns", digits),
        (_, "queue") => ("sqs", digits),
        (_, "function") => ("lambda", format!("function:{digits}")),
        (_, "group") if kind.ends_with("log_group") => ("logs", format!("log-group:{digits}")),
        _ => {
            (subject.kind().split('_').next().unwrap_or(kind), format!("{}/{digits}", kind.replace('_', "-")))
        }
    };
    format!("arn:aws:{service}:{region}:{ACCOUNT}:{resource}")
}

pub(in super::super) fn uuid(subject: &Subject<'_>, purpose: &str) -> String {
    let digits = subject.digits(purpose, 30);
    let (a, b, c, d, e) = (&digits[..8], &digits[8..12], &digits[12..15], &digits[15..18], &digits[18..30]);
    format!("{a}-{b}-4{c}-8{d}-{e}")
}

/// Sorted by type.
const KNOWN: &[(&str, Rule)] = &[
    ("aws_alb", Rule::Arn),
    ("aws_ami", Rule::Prefix("ami")),
    ("aws_autoscaling_group", Rule::Name),
    ("aws_autoscaling_policy", Rule::Name),
    ("aws_cloudwatch_log_group", Rule::Name),
    ("aws_db_instance", Rule::Prefix("db")),
    ("aws_db_subnet_group", Rule::Name),
    ("aws_default_network_acl", Rule::Prefix("acl")),
    ("aws_default_route_table", Rule::Prefix("rtb")),
    ("aws_default_security_group", Rule::Prefix("sg")),
    ("aws_dynamodb_table", Rule::Name),
    ("aws_ebs_volume", Rule::Prefix("vol")),
    ("aws_egress_only_internet_gateway", Rule::Prefix("eigw")),
    ("aws_eip", Rule::Prefix("eipalloc")),
    ("aws_flow_log", Rule::Prefix("fl")),
    ("aws_iam_group", Rule::Name),
    ("aws_iam_instance_profile", Rule::Name),
    ("aws_iam_policy", Rule::Arn),
    ("aws_iam_role", Rule::Name),
    ("aws_iam_user", Rule::Name),
    ("aws_instance", Rule::Prefix("i")),
    ("aws_internet_gateway", Rule::Prefix("igw")),
    ("aws_kms_key", Rule::Uuid),
    ("aws_kms_replica_key", Rule::Uuid),
    ("aws_lambda_function", Rule::Name),
    ("aws_launch_template", Rule::Prefix("lt")),
    ("aws_lb", Rule::Arn),
    ("aws_lb_listener", Rule::Arn),
    ("aws_lb_target_group", Rule::Arn),
    ("aws_nat_gateway", Rule::Prefix("nat")),
    ("aws_network_acl", Rule::Prefix("acl")),
    ("aws_network_interface", Rule::Prefix("eni")),
    ("aws_route", Rule::Prefix("r-rtb")),
    ("aws_route_table", Rule::Prefix("rtb")),
    ("aws_route_table_association", Rule::Prefix("rtbassoc")),
    ("aws_s3_bucket", Rule::Name),
    ("aws_secretsmanager_secret", Rule::Arn),
    ("aws_security_group", Rule::Prefix("sg")),
    ("aws_security_group_rule", Rule::Prefix("sgrule")),
    ("aws_sns_topic", Rule::Arn),
    ("aws_subnet", Rule::Prefix("subnet")),
    ("aws_vpc", Rule::Prefix("vpc")),
    ("aws_vpc_endpoint", Rule::Prefix("vpce")),
    ("aws_vpc_peering_connection", Rule::Prefix("pcx")),
    ("aws_vpc_security_group_egress_rule", Rule::Prefix("sgr")),
    ("aws_vpc_security_group_ingress_rule", Rule::Prefix("sgr")),
];

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn identifier_table_is_sorted_with_each_type_once() {
        assert!(KNOWN.is_sorted_by(|(left, _), (right, _)| left < right));
    }
}
