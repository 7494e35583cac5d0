//! Cases with real schemas.

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use terrace_sandbox::{add_schemas, prepare};

use super::Case;
use crate::run::{Stack, shared};

pub const ALL: &[Case] = &[
    ("terraform_refuses_what_the_schema_refuses", refused),
    ("a_real_schema_takes_over_from_an_inferred_one", takes_over),
    ("what_the_real_schema_lacks_can_still_go", gone),
    ("fixtures_need_a_place", fixture_without_place),
    ("computed_parts_of_blocks_are_filled", nested),
    ("nested_attributes_and_every_kind_of_block", every_kind),
    ("networks_get_a_block_of_ipv6_addresses_on_request", ipv6),
    ("log_groups_are_not_protected_from_deletion", unprotected),
    ("databases_are_promoted_but_not_demoted_in_place", promoted),
];

/// Returns a stack with real schemas, if they are available.
fn stack(configuration: &Json) -> Option<(Stack, TempDir)> {
    let (Some(aws), Some(random)) = (shared("aws-6.47.0.json.gz"), shared("random-3.7.2.json.gz")) else {
        println!("skipped: the real schemas are not available");
        return None;
    };
    let schemas = TempDir::new().unwrap();
    add_schemas(&aws, schemas.path()).unwrap();
    add_schemas(&random, schemas.path()).unwrap();
    let mut stack = Stack::new(configuration);
    stack.options.schemas = vec![schemas.path().to_owned()];
    Some((stack, schemas))
}

fn refused() {
    let Some((stack, _schemas)) =
        stack(&json!({ "resource": { "aws_vpc": { "main": { "cidr_blok": "10.0.0.0/16" } } } }))
    else {
        return;
    };
    let ran = stack.plan();
    assert_eq!(ran.code, 1);
    assert!(ran.says("Extraneous JSON object property") && ran.says("cidr_blok"), "{}", ran.text);
    stack.write(&json!({ "resource": { "aws_db_instance": { "main": { "instance_class": "x", "allocated_storage": "many" } } } }));
    let ran = stack.plan();
    assert!(ran.says("Incorrect attribute value type") && ran.says("a number is required"), "{}", ran.text);
    stack.write(&json!({ "resource": { "aws_vqc": { "main": {} } } }));
    let ran = stack.plan();
    assert!(ran.says("does not support resource type \"aws_vqc\""), "{}", ran.text);
    stack.write(&json!({ "resource": { "aws_subnet": { "main": {} } } }));
    let ran = stack.plan();
    assert!(ran.says("\"vpc_id\" is required"), "{}", ran.text);
}

fn configuration() -> Json {
    json!({
        "provider": { "aws": { "region": "eu-west-1", "default_tags": [{ "tags": { "Team": "web" } }] } },
        "resource": {
            "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16", "tags": { "Name": "x" } } },
            "aws_lb": { "web": { "name": "web", "subnets": ["${aws_vpc.main.id}"], "access_logs": { "bucket": "b" } } },
            "aws_s3_bucket_versioning": { "it": { "bucket": "b", "versioning_configuration": { "status": "Enabled" } } },
            "random_string": { "it": { "length": 5 } }
        },
        "output": { "tags": { "value": "${aws_vpc.main.tags_all}" } }
    })
}

fn takes_over() {
    let Some((mut stack, _schemas)) = stack(&configuration()) else { return };
    let schemas = std::mem::take(&mut stack.options.schemas);
    let mut simple = configuration();
    simple.as_object_mut().unwrap().remove("output");
    stack.write(&simple);
    stack.apply();
    let ids: Vec<_> = stack.objects().into_values().map(|it| it["id"].clone()).collect();
    stack.options.schemas = schemas;
    let ran = stack.plan();
    assert_eq!(ran.code, 0, "{}", ran.text);
    stack.write(&configuration());
    stack.apply();
    assert_eq!(ids, stack.objects().into_values().map(|it| it["id"].clone()).collect::<Vec<_>>());
    assert_eq!(stack.state()["outputs"]["tags"]["value"], json!({ "Name": "x", "Team": "web" }));
    stack.destroy();
}

/// A misspelled type was created under an inferred schema, which accepts every type.
fn gone() {
    let Some((mut stack, _schemas)) =
        stack(&json!({ "resource": { "aws_vpcc": { "main": { "name": "x" } } } }))
    else {
        return;
    };
    let schemas = std::mem::take(&mut stack.options.schemas);
    stack.apply();
    stack.options.schemas = schemas;
    stack.write(&json!({}));
    let said = stack.apply();
    assert!(said.contains("1 destroyed"), "{said}");
}

fn fixture_without_place() {
    let Some((mut stack, _schemas)) = stack(&json!({ "data": { "aws_caller_identity": { "me": {} } } }))
    else {
        return;
    };
    stack.options.fixtures =
        serde_json::from_value(json!({ "data": { "aws_caller_identity": { "acount_id": "1" } } })).unwrap();
    let error = prepare(&stack.options).unwrap_err().to_string();
    assert_eq!(
        error,
        "the sandbox's value for acount_id of aws_caller_identity cannot be used: the provider's schema has no such \
         attribute; did you mean `account_id`?"
    );
}

fn nested() {
    let configuration = |size: u32| {
        json!({
            "resource": { "aws_instance": { "it": {
                "ami": "ami-1", "instance_type": "t3.micro",
                "root_block_device": [{ "volume_size": size }],
                "ebs_block_device": [{ "device_name": "/dev/sdb" }, { "device_name": "/dev/sdc", "volume_size": 3 }],
                "user_data": "x"
            } }, "aws_db_instance": { "it": { "instance_class": "x", "password_wo": "secret", "password_wo_version": 1 } } },
            "ephemeral": { "random_password": { "it": { "length": 12 } } },
            "output": { "volume": { "value": "${aws_instance.it.root_block_device[0].volume_id}" } }
        })
    };
    let Some((stack, _schemas)) = stack(&configuration(10)) else { return };
    stack.apply();
    let instance = stack.objects()["aws_instance.it"].clone();
    assert!(instance["root_block_device"][0]["volume_id"].as_str().unwrap().starts_with("v"), "{instance}");
    assert_eq!(stack.objects()["aws_db_instance.it"]["password_wo"], Json::Null);
    stack.write(&configuration(20));
    assert!(stack.apply().contains("1 changed"));
    stack.destroy();
}

/// A provider's schema with everything that a schema can have.
fn every_kind() {
    let attributes = json!({
        "name": { "type": "string", "required": true },
        "made": { "type": "string", "computed": true },
        "size": { "type": "number", "optional": true, "computed": true }
    });
    let nested = |mode: &str, how: &str| json!({ "nested_type": { "attributes": attributes, "nesting_mode": mode }, how: true });
    let block = |mode: &str| json!({ "block": { "attributes": attributes }, "nesting_mode": mode });
    let schema = json!({ "format_version": "1.0", "provider_schemas": { "registry.terraform.io/example/nest": {
        "provider": { "version": 0, "block": { "attributes": { "region": { "type": "string", "optional": true } } } },
        "resource_schemas": { "nest_thing": { "version": 3, "block": {
            "attributes": {
                "single": nested("single", "optional"), "list": nested("list", "optional"), "set": nested("set", "optional"),
                "map": nested("map", "optional"), "computed_list": nested("list", "computed"),
                "computed_single": nested("single", "computed"), "open": { "type": "dynamic", "optional": true },
                "made_open": { "type": "dynamic", "computed": true },
                "tuple": { "type": ["tuple", ["string", "bool"]], "optional": true },
                "flags": { "type": ["map", "bool"], "computed": true }
            },
            "block_types": { "b_single": block("single"), "b_group": { "nesting_mode": "group", "block": { "attributes": {
                "size": { "type": "number", "optional": true } } } },
                "b_list": block("list"), "b_set": block("set"), "b_map": block("map") }
        } } },
        "functions": { "double": { "return_type": "number", "parameters": [{ "name": "it", "type": "number" }] } }
    } } });
    let one = |name: &str| json!({ "name": name });
    let configuration = |third: &str| {
        json!({
            "terraform": { "required_providers": { "nest": { "source": "example/nest" } } },
            "resource": { "nest_thing": { "it": {
                "single": one("a"), "list": [one("a"), { "name": "b", "size": 2 }], "set": [one("a"), one(third)],
                "map": { "k": one("a") }, "open": { "x": [1, "y"] }, "tuple": ["a", true],
                "b_single": one("a"), "b_group": { "size": 1 }, "b_list": [one("a"), one(third)],
                "b_set": [one("a"), one(third)], "b_map": { "k": one("a"), "l": one(third) }
            }, "empty": {} } },
            "output": { "made": { "value": "${nest_thing.it.list[1].made} ${nest_thing.it.b_map.k.made}" } }
        })
    };
    let mut stack = Stack::new(&configuration("c"));
    let schemas = TempDir::new().unwrap();
    let file = schemas.path().join("schema.json");
    std::fs::write(&file, schema.to_string()).unwrap();
    add_schemas(&file, schemas.path()).unwrap();
    stack.options.schemas = vec![schemas.path().to_owned()];
    let said = stack.apply();
    assert!(said.contains("2 added"), "{said}");
    let before = stack.objects()["nest_thing.it"].clone();
    assert!(before["set"][0]["made"].is_string() && before["b_set"][1]["made"].is_string(), "{before:#}");
    stack.write(&configuration("d"));
    assert!(stack.apply().contains("1 changed"));
    let after = stack.objects()["nest_thing.it"].clone();
    assert_eq!(before["single"], after["single"]);
    assert_eq!(before["b_list"][0], after["b_list"][0]);
    assert_eq!(after["b_list"][1]["name"], "d");
    stack.destroy();
}

fn ipv6() {
    let configuration = |assigned: bool| {
        json!({ "resource": {
            "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16", "assign_generated_ipv6_cidr_block": assigned } },
            "aws_subnet": { "main": {
                "vpc_id": "${aws_vpc.main.id}", "cidr_block": "10.0.1.0/24",
                "ipv6_cidr_block": if assigned { json!("${cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)}") } else { Json::Null }
            } }
        } })
    };
    let Some((stack, _schemas)) = stack(&configuration(false)) else { return };
    stack.apply();
    let vpc = || stack.objects()["aws_vpc.main"].clone();
    assert_eq!((&vpc()["ipv6_cidr_block"], &vpc()["ipv6_association_id"]), (&json!(""), &json!("")));
    stack.write(&configuration(true));
    let said = stack.apply();
    assert!(said.contains("0 added, 2 changed, 0 destroyed"), "{said}");
    let block = vpc()["ipv6_cidr_block"].as_str().unwrap().to_owned();
    assert!(block.starts_with("2001:db8:") && block.ends_with("00::/56"), "{block}");
    assert_eq!(stack.objects()["aws_subnet.main"]["ipv6_cidr_block"], block.replace("00::/56", "01::/64"));
    stack.write(&configuration(false));
    stack.apply();
    assert_eq!(vpc()["ipv6_cidr_block"], "");
}

fn unprotected() {
    let Some((stack, _schemas)) =
        stack(&json!({ "resource": { "aws_cloudwatch_log_group": { "web": { "name": "web" } } } }))
    else {
        return;
    };
    stack.apply();
    assert_eq!(stack.objects()["aws_cloudwatch_log_group.web"]["deletion_protection_enabled"], false);
}

fn promoted() {
    let configuration = |source: Option<&str>| json!({ "resource": { "aws_db_instance": { "main": { "instance_class": "x", "replicate_source_db": source } } } });
    let arn = "arn:aws:rds:us-west-2:123456789012:db:shop";
    let Some((stack, _schemas)) = stack(&configuration(Some(arn))) else { return };
    stack.apply();
    stack.write(&configuration(None));
    let said = stack.apply();
    assert!(said.contains("0 added, 1 changed, 0 destroyed"), "{said}");
    stack.write(&configuration(Some(arn)));
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    let ran = stack.run(&apply);
    assert_eq!(ran.code, 1, "{}", ran.text);
    assert!(ran.says("cannot elect new source database for replication"), "{}", ran.text);
    let ran = stack.run(&[&apply[..], &["-replace=aws_db_instance.main"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.text);
    assert_eq!(stack.plan().code, 0);
}
