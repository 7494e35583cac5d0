//! Create, read, update, replace, delete, import, move.

use serde_json::{Value as Json, json};

use super::Case;
use crate::run::{Stack, bare};

pub const ALL: &[Case] = &[
    ("one_resource_lives_and_dies", one_resource),
    ("the_same_stack_gets_the_same_identifiers", same_identifiers),
    ("what_changes_is_updated_or_replaced", changes),
    ("what_goes_from_the_stack_is_deleted", orphans),
    ("what_is_taken_out_of_a_block_is_seen_to_go", removed_attribute),
    ("moved_resources_stay_what_they_are", moved),
    ("imported_resources_are_adopted", imported),
    ("instances_of_count_and_for_each_differ", instances),
    ("a_tainted_resource_is_made_anew", tainted),
];

fn network(cidr: &str) -> Json {
    json!({
        "resource": {
            "aws_vpc": { "network_primary_main": { "cidr_block": cidr, "tags": { "Name": "main" } } },
            "aws_subnet": { "network_primary_private_0": {
                "vpc_id": "${aws_vpc.network_primary_main.id}",
                "cidr_block": "${cidrsubnet(aws_vpc.network_primary_main.cidr_block, 8, 1)}"
            } }
        },
        "output": { "arn": { "value": "${aws_vpc.network_primary_main.arn}" } }
    })
}

fn one_resource() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    let said = stack.apply();
    assert!(said.contains("2 added, 0 changed, 0 destroyed"), "{said}");
    assert!(!said.contains("terrace_address"), "{said}");
    let objects = stack.objects();
    let vpc = &objects["aws_vpc.network_primary_main"];
    let id = vpc["id"].as_str().unwrap();
    assert!(id.starts_with("vpc-") && id.len() == 21, "{id}");
    assert_eq!(vpc["arn"], format!("arn:aws:ec2:us-east-1:123456789012:vpc/{id}"));
    assert_eq!(bare(&objects["aws_subnet.network_primary_private_0"]["vpc_id"]), id);
    assert_eq!(bare(&objects["aws_subnet.network_primary_private_0"]["cidr_block"]), "10.0.1.0/24");
    stack.destroy();
}

fn same_identifiers() {
    let (one, other) = (Stack::new(&network("10.0.0.0/16")), Stack::new(&network("10.0.0.0/16")));
    one.apply();
    other.apply();
    assert_eq!(one.objects(), other.objects());
}

fn changes() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    stack.apply();
    let before = stack.objects();
    let mut changed = network("10.0.0.0/16");
    changed["resource"]["aws_vpc"]["network_primary_main"]["tags"]["Name"] = "other".into();
    stack.write(&changed);
    let said = stack.apply();
    assert!(said.contains("0 added, 1 changed, 0 destroyed"), "{said}");
    assert_eq!(
        stack.objects()["aws_vpc.network_primary_main"]["id"],
        before["aws_vpc.network_primary_main"]["id"]
    );
    stack.write(&network("10.1.0.0/16"));
    let said = stack.apply();
    assert!(said.contains("2 added, 0 changed, 2 destroyed"), "{said}");
    assert!(said.contains("# forces replacement"), "{said}");
    assert_ne!(
        stack.objects()["aws_vpc.network_primary_main"]["id"],
        before["aws_vpc.network_primary_main"]["id"]
    );
}

fn orphans() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    stack.apply();
    let mut less = network("10.0.0.0/16");
    less["resource"].as_object_mut().unwrap().remove("aws_subnet");
    stack.write(&less);
    let said = stack.apply();
    assert!(said.contains("0 added, 0 changed, 1 destroyed"), "{said}");
    assert!(said.contains("10.0.1.0/24"), "what goes is shown: {said}");
    stack.write(&json!({}));
    let said = stack.apply();
    assert!(said.contains("0 added, 0 changed, 1 destroyed"), "{said}");
    assert_eq!(stack.state()["resources"], json!([]));
}

fn removed_attribute() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    stack.apply();
    let mut less = network("10.0.0.0/16");
    less["resource"]["aws_vpc"]["network_primary_main"].as_object_mut().unwrap().remove("tags");
    stack.write(&less);
    let said = stack.apply();
    assert!(said.contains("0 added, 1 changed, 0 destroyed") && said.contains("- tags"), "{said}");
}

fn moved() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    stack.apply();
    let before = stack.objects();
    let text = network("10.0.0.0/16").to_string().replace("network_primary_main", "network_primary_vpc");
    let mut after: Json = serde_json::from_str(&text).unwrap();
    after["moved"] = json!([{ "from": "aws_vpc.network_primary_main", "to": "aws_vpc.network_primary_vpc" }]);
    stack.write(&after);
    let said = stack.apply();
    assert!(said.contains("0 added, 0 changed, 0 destroyed"), "{said}");
    assert_eq!(stack.objects()["aws_vpc.network_primary_vpc"], before["aws_vpc.network_primary_main"]);
}

fn imported() {
    let mut configuration = network("10.0.0.0/16");
    configuration["import"] =
        json!([{ "to": "aws_vpc.network_primary_main", "id": "vpc-0123456789abcdef0" }]);
    let stack = Stack::new(&configuration);
    let said = stack.apply();
    assert!(said.contains("1 imported, 1 added, 1 changed, 0 destroyed"), "{said}");
    assert_eq!(stack.objects()["aws_vpc.network_primary_main"]["id"], "vpc-0123456789abcdef0");
    stack.destroy();
}

fn instances() {
    let stack = Stack::new(&json!({
        "resource": {
            "aws_eip": { "nat": { "count": 3, "domain": "vpc" } },
            "random_string": { "suffix": { "for_each": "${toset([\"a\", \"b c\"])}", "length": 8, "upper": false, "special": false } }
        },
        "output": {
            "ips": { "value": "${aws_eip.nat[*].public_ip}" },
            "names": { "value": "${[for it in random_string.suffix : it.result]}" }
        }
    }));
    let said = stack.apply();
    assert!(said.contains("5 added"), "{said}");
    let objects = stack.objects();
    let ids: std::collections::BTreeSet<_> =
        (0..3).map(|i| objects[&format!("aws_eip.nat[{i}]")]["id"].to_string()).collect();
    assert_eq!(ids.len(), 3);
    let result = |key| {
        bare(&objects[&format!("random_string.suffix[\"{key}\"]")]["result"]).as_str().unwrap().to_owned()
    };
    let (one, other) = (result("a"), result("b c"));
    assert!(
        one != other
            && one.len() == 8
            && one.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()),
        "{one}"
    );
    stack.destroy();
}

fn tainted() {
    let stack = Stack::new(&network("10.0.0.0/16"));
    stack.apply();
    let said = stack.run(&["apply", "-auto-approve", "-no-color", "-replace=aws_vpc.network_primary_main"]);
    assert_eq!(said.code, 0, "{}", said.text);
    assert!(said.text.contains("replace"), "{}", said.text);
    assert_eq!(stack.plan().code, 0);
}
