//! Tests of invented values. They must stay the same from release to release, or every sandbox's outputs change.

use insta::assert_snapshot;
use serde_json::json;
use terrace_schema::types::Type;

use super::super::subject::Subject;
use super::invent;
use crate::shape::{Shape, Step, Use};
use crate::value::Value;

const ATTRIBUTES: [&str; 8] =
    ["id", "arn", "vpc_id", "kms_key_arn", "dns_name", "public_ip", "created_at", "some_thing"];

fn subject(type_name: &str) -> Subject<'_> {
    let address = format!("{type_name}.network_primary_main");
    Subject::new(type_name, &[address.as_bytes()], &Value::Null, Some(&address), "eu-west-1")
}

fn text(value: &Value) -> String {
    match value.bare() {
        Value::String(text) => text.clone(),
        Value::List(elements) => elements.iter().map(text).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    }
}

#[test]
fn plausible_strings_depend_on_type_and_name() {
    let mut lines = Vec::new();
    for type_name in
        ["aws_vpc", "aws_lb", "aws_iam_role", "aws_s3_bucket", "aws_ecs_cluster", "google_compute_network"]
    {
        let mut subject = subject(type_name);
        for name in ATTRIBUTES {
            let value = text(&invent(&subject, name, &Type::String, None));
            if name == "id" {
                subject.id.clone_from(&value);
            }
            lines.push(format!("{type_name}.{name} = {value}"));
        }
    }
    assert_snapshot!(lines.join("\n"));
}

#[test]
fn plausible_values_depend_on_their_use() {
    let mut subject = subject("aws_availability_zones");
    subject.data = true;
    let mut shape = Shape::default();
    shape.note(&[Step::Name("names".to_owned()), Step::Number(4)], Use::Plain);
    shape.note(&[Step::Name("zone_ids".to_owned())], Use::List);
    shape.note(&[Step::Name("secret".to_owned()), Step::Json, Step::Name("username".to_owned())], Use::Plain);
    shape.note(&[Step::Name("total".to_owned())], Use::Number);
    shape.note(&[Step::Name("enabled".to_owned())], Use::Boolean);
    let part = |name: &str| shape.attributes.get(name);
    let list = Type::List(Box::new(Type::String));
    let value = |name: &str, ty: &Type| text(&invent(&subject, name, ty, part(name)));
    assert_eq!(value("names", &Type::Any), "eu-west-1a, eu-west-1b, eu-west-1c, eu-west-1d, eu-west-1e");
    assert_eq!(value("zone_ids", &list), "euwest1-az1, euwest1-az2, euwest1-az3");
    assert_eq!(value("others", &list), "", "nobody asks for any");
    let secret: serde_json::Value = serde_json::from_str(&value("secret", &Type::String)).unwrap();
    assert_eq!(secret, json!({ "username": "sandbox" }));
    assert_eq!(value("total", &Type::Any), "Number(Integer(0))");
    assert_eq!(value("enabled", &Type::Any), "Bool(true)");
}

#[test]
fn plausible_endpoint_has_a_port_where_the_provider_says_so() {
    let value = |type_name, name| text(&invent(&subject(type_name), name, &Type::String, None));
    assert!(value("aws_db_instance", "endpoint").ends_with(".sandbox.example:3306"));
    assert!(value("aws_redshift_cluster", "endpoint").ends_with(".sandbox.example:443"));
    for type_name in ["aws_rds_cluster", "aws_rds_cluster_instance", "aws_rds_global_cluster", "aws_db_proxy"]
    {
        assert!(value(type_name, "endpoint").ends_with(".sandbox.example"), "{type_name}");
    }
    let reader = value("aws_rds_cluster", "reader_endpoint");
    assert!(reader.ends_with(".sandbox.example") && reader != value("aws_rds_cluster", "endpoint"));
}

#[test]
fn plausible_objects_are_not_protected_from_deletion() {
    for (name, expected) in
        [("deletion_protection_enabled", false), ("termination_protection_enabled", false), ("enabled", true)]
    {
        let value = invent(&subject("aws_cloudwatch_log_group"), name, &Type::Bool, None);
        assert_eq!(value, Value::Bool(expected), "{name}");
    }
}
