use crate::{Feature, Flavour, used};
use serde_json::json;

#[test]
fn features_are_found_once_with_their_place() {
    let configuration = json!({
        "removed": [
            {"from": "aws_vpc.a", "lifecycle": {"destroy": true}},
            {"from": "aws_vpc.b"},
            {"from": "aws_vpc.c"},
        ],
        "ephemeral": {"random_password": {"a__x": {}, "a__y": {}}},
        "variable": {"token": {"ephemeral": true}, "plain": {}},
        "output": {"token": {"value": "${var.token}", "ephemeral": true}},
        "resource": {"aws_db_instance": {
            "a": {"password_wo": "", "tags_wo": {}},
            "b": {"password_wo": "", "password_wo_version": 1},
        }},
        "locals": {"x": ["${provider::aws::arn_parse(var.arn).region}"]},
    });
    let found: Vec<_> = used(&configuration).into_iter().map(|one| (one.feature, one.place)).collect();
    let expected = [
        (Feature::Basics, ""),
        (Feature::Removed, "removed: aws_vpc.b"),
        (Feature::RemovedDestroy, "removed: aws_vpc.a"),
        (Feature::ProviderFunction, "provider::aws::arn_parse"),
        (Feature::EphemeralResource, "ephemeral.random_password.a__x"),
        (Feature::EphemeralValue, "var.token"),
        (Feature::WriteOnlyArgument, "aws_db_instance.b.password_wo"),
    ];
    assert_eq!(found, expected.map(|(feature, place)| (feature, place.to_owned())));
}

#[test]
fn features_of_a_plain_configuration_are_the_basics_only() {
    let configuration = json!({
        "//": {"note": "${provider::x::y()}"},
        "removed": [],
        "resource": {"aws_vpc": {"a": {"tags": {"how": "provider::x::y"}}}},
    });
    assert_eq!(used(&configuration).len(), 1);
    assert_eq!(Feature::Basics.since(Flavour::Terraform), (1, 5));
    assert_eq!(Feature::Basics.since(Flavour::OpenTofu), (1, 6));
}
