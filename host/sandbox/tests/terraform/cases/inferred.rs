//! Cases without a real schema.

use serde_json::{Value as Json, json};
use terrace_sandbox::Fixtures;

use super::Case;
use crate::run::{Stack, bare};

pub const ALL: &[Case] = &[
    ("data_sources_stand_what_is_done_with_them", data_sources),
    ("fixtures_prescribe_values", fixtures),
    ("fixtures_for_one_address", fixtures_by_address),
    ("dynamic_blocks_are_blocks", dynamic_blocks),
    ("ephemeral_resources_are_opened", ephemeral),
    ("nulls_unknowns_and_numbers_survive", values),
    ("a_schema_grows_with_the_stack", growing),
    ("random_values_keep_to_their_arguments", random),
    ("every_provider_in_the_world", any_provider),
    ("functions_of_providers_say_why_not", functions),
];

fn outputs(stack: &Stack) -> Json {
    let outputs = stack.state()["outputs"].clone();
    outputs.as_object().unwrap().iter().map(|(name, it)| (name.clone(), it["value"].clone())).collect()
}

fn data_sources() {
    let stack = Stack::new(&json!({
        "provider": { "aws": [{ "alias": "primary", "region": "eu-west-3", "default_tags": [{ "tags": { "Team": "web" } }] }] },
        "data": {
            "aws_availability_zones": { "available": { "provider": "aws.primary", "state": "available",
                "lifecycle": { "postcondition": [{ "condition": "${length(self.names) >= 2}", "error_message": "few" }] } } },
            "aws_caller_identity": { "current": { "provider": "aws.primary" } },
            "aws_secretsmanager_secret_version": { "db": { "provider": "aws.primary", "secret_id": "database" } },
            "aws_subnets": { "all": { "provider": "aws.primary" } },
            "aws_ami": { "linux": { "provider": "aws.primary", "most_recent": true } }
        },
        "locals": { "zones": "${slice(data.aws_availability_zones.available.names, 0, 2)}",
                    "secret": "${jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)}" },
        "resource": { "aws_db_instance": { "main": {
            "provider": "aws.primary",
            "availability_zone": "${data.aws_availability_zones.available.names[1]}",
            "username": "${local.secret[\"username\"]}",
            "password": "${local.secret.password}",
            "count": "${length(data.aws_availability_zones.available.zone_ids)}"
        } } },
        "output": {
            "zones": { "value": "${local.zones}" },
            "account": { "value": "${data.aws_caller_identity.current.account_id}" },
            "subnets": { "value": "${[for id in data.aws_subnets.all.ids : upper(id)]}" },
            "ami": { "value": "${data.aws_ami.linux.id} ${data.aws_ami.linux.block_device_mappings[0].device_name}" },
            "user": { "value": "${local.secret.username}" }
        }
    }));
    let said = stack.apply();
    assert!(said.contains("3 added"), "{said}");
    let outputs = outputs(&stack);
    assert_eq!(outputs["zones"], json!(["eu-west-3a", "eu-west-3b"]));
    assert_eq!(outputs["account"], "123456789012");
    assert_eq!(outputs["subnets"].as_array().unwrap().len(), 3);
    assert!(outputs["ami"].as_str().unwrap().starts_with("ami-"), "{outputs}");
    assert_eq!(outputs["user"], "sandbox");
    stack.destroy();
}

fn fixtures() {
    let mut stack = Stack::new(&json!({
        "data": {
            "aws_caller_identity": { "current": {} },
            "aws_secretsmanager_secret_version": { "db": { "secret_id": "database" } },
            "aws_availability_zones": { "all": {} }
        },
        "resource": { "aws_db_instance": { "main": { "engine": "mysql" } } },
        "output": {
            "account": { "value": "${data.aws_caller_identity.current.account_id}" },
            "user": { "value": "${jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)[\"username\"]}" },
            "zones": { "value": "${data.aws_availability_zones.all.names}" },
            "endpoint": { "value": "${aws_db_instance.main.endpoint}" }
        }
    }));
    stack.options.fixtures = serde_json::from_value::<Fixtures>(json!({
        "data": {
            "aws_caller_identity": { "account_id": "210987654321" },
            "data.aws_secretsmanager_secret_version.*": { "secret_string": { "username": "app", "password": "x" } },
            "aws_availability_zones": { "names": ["here", "there"] }
        },
        "resource": { "aws_db_instance.main": { "endpoint": "db.example:3306" } }
    }))
    .unwrap();
    stack.apply();
    let expected = json!({ "account": "210987654321", "user": "app", "zones": ["here", "there"], "endpoint": "db.example:3306" });
    assert_eq!(outputs(&stack), expected);
}

fn fixtures_by_address() {
    let mut stack = Stack::new(&json!({
        "data": { "aws_ami": { "one": { "owners": ["self"] }, "other": { "owners": ["self"] } } },
        "output": { "ids": { "value": ["${data.aws_ami.one.id}", "${data.aws_ami.other.id}"] } }
    }));
    stack.options.fixtures = serde_json::from_value(
        json!({ "data": { "aws_ami": { "id": "ami-1" }, "aws_ami.other": { "id": "ami-2" } } }),
    )
    .unwrap();
    let said = stack.apply();
    assert!(!said.contains("terrace_address"), "{said}");
    assert_eq!(outputs(&stack), json!({ "ids": ["ami-1", "ami-2"] }));
}

fn dynamic_blocks() {
    let configuration = |ports: &[u16]| {
        json!({
            "locals": { "ports": ports },
            "resource": { "aws_security_group": {
                "dynamic": {
                    "name": "dynamic",
                    "dynamic": { "ingress": [{ "for_each": "${local.ports}", "iterator": "port",
                        "content": { "from_port": "${port.value}", "to_port": "${port.value}", "cidr_blocks": ["0.0.0.0/0"] } }] }
                },
                "static": { "name": "static", "ingress": [{ "from_port": 1, "to_port": 2, "cidr_blocks": [] }] }
            } }
        })
    };
    let stack = Stack::new(&configuration(&[80, 443]));
    let said = stack.apply();
    assert!(said.contains("2 added"), "{said}");
    let count = || bare(&stack.objects()["aws_security_group.dynamic"]["ingress"]).as_array().unwrap().len();
    assert_eq!(count(), 2);
    stack.write(&configuration(&[80, 443, 8080]));
    let said = stack.apply();
    assert!(said.contains("1 changed"), "{said}");
    assert_eq!(count(), 3);
    stack.destroy();
}

fn ephemeral() {
    let stack = Stack::new(&json!({
        "ephemeral": { "aws_secretsmanager_secret_version": { "db": { "secret_id": "x" } } },
        "provider": { "other": { "token": "${ephemeral.aws_secretsmanager_secret_version.db.secret_string}" } },
        "terraform": { "required_providers": { "other": { "source": "example/other", "version": "~> 2.3" } } },
        "resource": { "other_thing": { "it": { "name": "it",
            "secret_wo": "${ephemeral.aws_secretsmanager_secret_version.db.secret_string}" } } }
    }));
    let said = stack.apply();
    assert!(said.contains("1 added"), "{said}");
    assert_eq!(stack.objects()["other_thing.it"]["secret_wo"], Json::Null);
    assert_eq!(stack.objects().keys().collect::<Vec<_>>(), ["other_thing.it"]);
}

fn values() {
    let stack = Stack::new(&json!({
        "variable": { "nothing": { "type": "string", "default": null } },
        "resource": {
            "example_one": { "it": {
                "null": "${var.nothing}",
                "list": [1, "two", true, null, { "a": [] }],
                "big": "${12345678901234567890123456789}",
                "fraction": "${0.1}",
                "half": 0.5,
                "negative": -3,
                "empty": {},
                "text": "ünï ${1 + 1} $${x}"
            } },
            "example_two": { "it": {
                "unknown": "${example_one.it.id}",
                "partly": ["${example_one.it.id}", "known", { "deep": "${example_one.it.computed}" }],
                "refined": "prefix-${example_one.it.id}",
                "mixed": "${merge({ a = 1 }, { b = example_one.it.other })}"
            } }
        }
    }));
    let said = stack.apply();
    assert!(said.contains("2 added"), "{said}");
    let objects = stack.objects();
    let one = &objects["example_one.it"];
    assert_eq!(bare(&one["big"]).to_string(), "12345678901234567890123456789");
    assert_eq!(bare(&one["fraction"]).to_string(), "0.1");
    assert_eq!(bare(&one["list"]), &json!([1, "two", true, null, { "a": [] }]));
    assert_eq!(bare(&one["text"]), "ünï 2 ${x}");
    let id = one["id"].as_str().unwrap();
    assert_eq!(bare(&objects["example_two.it"]["refined"]), &json!(format!("prefix-{id}")));
    assert_eq!(bare(&objects["example_two.it"]["partly"])[0], id);
    stack.destroy();
}

fn growing() {
    let stack = Stack::new(
        &json!({ "resource": { "aws_lb": { "web": { "name": "web" } } }, "data": { "aws_ami": { "it": {} } },
        "output": { "ami": { "value": "${data.aws_ami.it.id}" } } }),
    );
    stack.apply();
    stack.write(&json!({
        "resource": { "aws_lb": { "web": { "name": "web", "internal": true } } },
        "data": { "aws_ami": { "it": {} } },
        "output": { "name": { "value": "${aws_lb.web.dns_name}" }, "zone": { "value": "${aws_lb.web.zone_id}" },
                    "ami": { "value": "${data.aws_ami.it.architecture}" } }
    }));
    let said = stack.apply();
    assert!(outputs(&stack)["name"].as_str().unwrap().contains("sandbox.example"), "{said}");
    stack.destroy();
}

fn random() {
    let stack = Stack::new(&json!({
        "resource": {
            "random_password": { "it": { "length": 20, "min_numeric": 20 } },
            "random_integer": { "it": { "min": 5, "max": 7 } },
            "random_id": { "it": { "byte_length": 4 } },
            "random_pet": { "it": { "prefix": "web" } },
            "random_shuffle": { "it": { "input": ["a", "b", "c"], "result_count": 2 } },
            "random_uuid": { "it": {} }
        },
        "output": {
            "digits": { "value": "${can(regex(\"^[0-9]{20}$\", random_password.it.result))}" },
            "number": { "value": "${random_integer.it.result >= 5 && random_integer.it.result <= 7}" },
            "hex": { "value": "${length(random_id.it.hex)}" },
            "pet": { "value": "${startswith(random_pet.it.id, \"web-\")}" },
            "two": { "value": "${length(random_shuffle.it.result)}" },
            "uuid": { "value": "${length(random_uuid.it.result)}" }
        }
    }));
    stack.apply();
    let expected = json!({ "digits": true, "number": true, "hex": 8, "pet": true, "two": 2, "uuid": 36 });
    assert_eq!(outputs(&stack), expected);
    stack.destroy();
}

fn any_provider() {
    let stack = Stack::new(&json!({
        "terraform": { "required_providers": {
            "cloudflare": { "source": "cloudflare/cloudflare", "version": "~> 5.1" },
            "own": { "source": "registry.example.com/team/own", "version": ">= 0.3.0, < 0.4.0, != 0.3.0" }
        } },
        "provider": { "cloudflare": { "api_token": "x" }, "own": [{ "alias": "a" }, { "alias": "b", "nested": { "x": 1 } }] },
        "resource": {
            "cloudflare_record": { "it": { "zone_id": "z", "content": "${own_thing.a.address}" } },
            "own_thing": { "a": { "provider": "own.a" }, "b": { "provider": "own.b", "peer": "${own_thing.a.id}" } },
            "terraform_data": { "built_in": { "input": "${own_thing.b.id}" } }
        }
    }));
    let said = stack.apply();
    assert!(said.contains("4 added"), "{said}");
    stack.destroy();
}

fn functions() {
    let stack = Stack::new(&json!({
        "terraform": { "required_providers": { "aws": { "source": "hashicorp/aws" } } },
        "output": { "account": { "value": "${provider::aws::arn_parse(\"arn:aws:s3:::x\").account}" } }
    }));
    let ran = stack.plan();
    assert_eq!(ran.code, 1);
    assert!(ran.says("does not know what the function arn_parse of hashicorp/aws computes"), "{}", ran.text);
}
