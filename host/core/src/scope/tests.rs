mod faults;

use super::fixture::*;
use super::*;
use crate::model::Explain;
use crate::model::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

#[test]
fn naming_rule_is_frozen() {
    assert_eq!(scope(&instance("network[primary]"), "main"), "network_primary_main");
    assert_eq!(scope(&instance("iam"), "instance"), "iam__instance");
    assert_eq!(scope(&instance("web-app[eu-1]"), "_a_b"), "web-app_eu-1__a_b");
    assert_eq!(unscope("network_primary_main"), Some((instance("network[primary]"), "main")));
    assert_eq!(unscope("iam___x"), Some((instance("iam"), "_x")));
    for other in ["main", "network_main", "Network_primary_main", "network__", "_a_b", "n_9_b"] {
        assert_eq!(unscope(other), None, "{other}");
    }
}

proptest! {
    #[test]
    fn unscope_is_the_inverse_of_scope(
        tier in "[a-z][a-z0-9-]{0,6}", region in prop::option::of("[a-z][a-z0-9-]{0,6}"), local in "[a-zA-Z_ä][a-zA-Z0-9_-]{0,6}"
    ) {
        let instance = InstanceId {
            tier: TierName::new(tier).unwrap(),
            region: region.map(|region| RegionName::new(region).unwrap()),
        };
        let name = scope(&instance, &local);
        prop_assert!(Identifier::new(name.as_str()).is_ok());
        prop_assert_eq!(unscope(&name), Some((instance, local.as_str())));
    }

    #[test]
    fn scope_writes_what_unscope_reads(name in "[a-z0-9_-]{0,12}") {
        if let Some((instance, local)) = unscope(&name) {
            prop_assert_eq!(scope(&instance, local), name);
        }
    }
}

/// Returns a contribution whose bodies contain every construct.
fn everything() -> Value {
    json!({
        "aws_vpc.main": { "cidr_block": "10.0.0.0/16", "tags": { "Name": "${local.name}-$${x}", "dynamic": "no" } },
        "aws_subnet.this": {
            "for_each": { "a": "${aws_vpc.main.cidr_block}", "${local.name}": 1 },
            "vpc_id": "${aws_vpc.main.id}",
            "cidr_block": "${[for aws_vpc in local.list : aws_vpc.cidr if each.key != resource.aws_vpc.main.id][0]}",
            "depends_on": ["aws_vpc.main", "data.aws_ami.this", "module.queue"],
            "lifecycle": {
                "ignore_changes": ["tags", "tags[\"a\"]"],
                "create_before_destroy": true,
                "replace_triggered_by": ["aws_vpc.main.id", "aws_subnet.other[each.key]"],
                "precondition": { "condition": "${aws_vpc.main.id != \"\"}", "error_message": "no" },
                "postcondition": [{ "condition": "${self.id != \"\"}", "error_message": "${each.value}" }]
            }
        },
        "aws_subnet.other": { "provider": "aws.secondary", "_": { "count": "${local.name}" } },
        "aws_instance.web": {
            "count": "${length(local.list)}",
            "user_data": "${<<-EOT\n  a ${data.aws_ami.this.id}\n  %{ for local in local.list ~}\n  ${local.x}${count.index}\n  %{ endfor ~}\nEOT\n}",
            "secret": "${ephemeral.aws_secret.key.value}",
            "block": [{ "dynamic": { "ebs": {
                "for_each": "${aws_vpc.main.list}",
                "labels": ["${ebs.key}"],
                "content": { "size": "${ebs.value.size}${aws_vpc.main.id}" }
            } } }],
            "dynamic": { "nic": [{
                "for_each": "${local.list}",
                "iterator": "it",
                "content": { "id": "${it.value}", "dynamic": { "sub": {
                    "for_each": "${it.value.list}", "content": { "id": "${sub.value}-${it.key}" }
                } } }
            }] },
            "connection": { "type": "ssh", "host": "${self.public_ip}" },
            "provisioner": [
                { "local-exec": { "command": "echo ${self.id} ${aws_vpc.main.id}", "when": "destroy" } },
                { "file": [{ "source": "${path.module}/x", "connection": { "host": "${self.ip}" }, "on_failure": "continue" }] }
            ]
        },
        "random_id.suffix": { "byte_length": 4 },
        "terraform_data.x": { "input": "${terraform.workspace}${var.primary_region}${provider::aws::arn_parse(local.name).account}" },
        "data.aws_ami.this": { "most_recent": true },
        "ephemeral.aws_secret.key": { "name": "${module.queue.name}" },
        "module.queue": { "source": "./queue", "name": "${tier.iam.role}" },
        "check.health": {
            "data": { "aws_caller_identity": { "me": { "x": "${aws_vpc.main.id}" } } },
            "assert": { "condition": "${data.aws_caller_identity.me.id == \"1\"}", "error_message": "no ${local.name}" }
        },
        "local.name": "web-${var.primary_region}",
        "local.list": ["${tier.network[\"secondary\"].vpc_id}", { "x": "${local.name}" }],
        "output.vpc_id": "${aws_vpc.main.id}",
        "moved": [["aws_vpc.this", "aws_vpc.main"], ["aws_subnet.old[\"a.b\"]", "aws_subnet.this[\"a\"]"], ["module.q.aws_vpc.x", "aws_vpc.main"]],
        "removed": [["aws_instance.old", false]]
    })
}

fn show(scoped: &ScopedContribution) -> Value {
    let blocks = scoped.blocks.iter().map(|block| {
        let body = &block.body;
        let references: Vec<_> = block.references.iter().map(ToString::to_string).collect();
        let mut shown = json!({ "body": body, "references": references, "providers": block.providers });
        if block.linked {
            shown["linked"] = true.into();
        }
        if !block.depends_on.is_empty() {
            shown["depends_on"] = block.depends_on.iter().map(ToString::to_string).collect();
        }
        (block.address.to_string(), shown)
    });
    let outputs = scoped.outputs.iter().map(|(name, output)| (name.clone(), output.value.clone()));
    json!({
        "blocks": blocks.collect::<serde_json::Map<_, _>>(),
        "outputs": outputs.collect::<serde_json::Map<_, _>>(),
        "moved": scoped.moved.iter().map(|m| format!("{} -> {}", m.from, m.to)).collect::<Vec<_>>(),
        "removed": scoped.removed.iter().map(|(from, destroy)| json!([from, destroy])).collect::<Vec<_>>(),
    })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

#[test]
fn body_is_scoped_as_terraform_reads_it() {
    insta::assert_snapshot!(pretty(&show(&scoped("network[primary]", everything()))));
}

#[test]
fn instance_without_region_gets_the_providers_of_the_default_region() {
    let iam =
        scoped("iam", json!({ "aws_vpc.main": {}, "random_id.x": {}, "module.m": { "source": "./queue" } }));
    insta::assert_snapshot!(pretty(&show(&iam)));
}

#[test]
fn without_configured_regions_nothing_is_bound() {
    let settings = Settings { regions: Default::default(), default_region: None, ..settings() };
    let scoped = scoped_in(
        &settings,
        "iam",
        json!({
            "aws_vpc.main": { "provider": "aws" },
            "module.m": { "source": "./queue" },
            "module.n": { "source": "./queue", "providers": { "random": "random" } },
            "module.o": { "source": "./queue", "providers": {} },
        }),
    );
    let scoped = scoped.unwrap();
    assert_eq!(scoped.blocks[0].body["provider"], "aws");
    assert!(scoped.blocks[1].body.get("providers").is_none());
    assert_eq!(scoped.blocks[2].body["providers"], json!({ "aws": "aws", "random": "random" }));
    assert_eq!(scoped.blocks[3].body["providers"], json!({}));
}

#[test]
fn default_configuration_is_used_where_a_region_has_none() {
    let mut settings = settings();
    settings.regions.insert(region("third"), Default::default());
    let configuration = Some(Default::default());
    settings.providers.insert("aws".to_owned(), ProviderSettings { configuration, ..Default::default() });
    let body = json!({ "aws_vpc.main": {}, "aws_vpc.other": { "provider": "aws" } });
    let providers = |at: &str| {
        let blocks = scoped_in(&settings, at, body.clone()).unwrap().blocks;
        blocks.into_iter().map(|block| block.body.get("provider").cloned()).collect::<Vec<_>>()
    };
    assert_eq!(providers("network[third]"), [None, Some(json!("aws"))]);
    assert_eq!(providers("network[primary]"), [Some(json!("aws.primary")), Some(json!("aws"))]);
}

#[test]
fn arguments_that_terraform_reads_itself_are_kept() {
    let body = json!({ "lifecycle": { "ignore_changes": "all" }, "providers": null });
    assert_eq!(scoped("iam", json!({ "aws_vpc.main": body })).blocks[0].body["lifecycle"], body["lifecycle"]);
}

#[test]
fn parts_of_blocks_may_move_while_the_rest_stays() {
    let moved = json!([
        ["aws_vpc.main[0]", "aws_vpc.other"],
        ["aws_vpc.main", "aws_vpc.main[0]"],
        ["module.queue.aws_vpc.a", "aws_vpc.other"],
        ["aws_vpc.old", "aws_vpc.older"],
        ["aws_vpc.older", "aws_vpc.gone"],
        ["aws_vpc.old", "aws_vpc.older"],
    ]);
    let removed = json!([["aws_vpc.gone", true], ["aws_vpc.gone", true]]);
    let scoped = scoped(
        "iam",
        json!({
            "aws_vpc.main": {}, "aws_vpc.other": {}, "module.queue": { "source": "./queue" },
            "moved": moved, "removed": removed
        }),
    );
    assert_eq!(scoped.moved.len(), 5);
    assert_eq!(scoped.removed, [("aws_vpc.iam__gone".to_owned(), true)]);
}
