//! Contributions that try to leave their namespace: tier `web` tries to read the secret of tier `vault`.
//!
//! Each is rejected, or all its uses of the other tier's names are renamed to its own. To add one, add a line to the
//! table of its part of a block, and read the snapshot.

use super::fixture::{contribution, manifest, object, region, tier};
use super::{Context, ScopedContribution, scope_contribution};
use crate::expression::is_template;
use crate::merge::merge;
use crate::model::Explain;
use crate::model::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The reference that every attack tries to preserve.
const SECRET: &str = "${terraform_data.vault_east_secret.output}";

fn settings() -> Settings {
    let source = ProviderSettings { source: Some("hashicorp/aws".to_owned()), ..ProviderSettings::default() };
    Settings {
        stack: "shop".to_owned(),
        providers: BTreeMap::from([("aws".to_owned(), source)]),
        regions: BTreeMap::from([(region("east"), BTreeMap::new())]),
        default_region: Some(region("east")),
        tiers: BTreeMap::from([
            (tier("vault"), Some(vec![region("east")])),
            (tier("web"), Some(vec![region("east")])),
        ]),
        ..Settings::default()
    }
}

fn scoped(of: &str, value: Value) -> Result<ScopedContribution, Vec<super::ScopeError>> {
    let settings = settings();
    let instance = InstanceId { tier: tier(of), region: Some(region("east")) };
    let mut manifest = manifest();
    // The author of a tier also writes its manifest.
    manifest.resources.extend(["value", "setting", "data", "local", "var", "module"].map(str::to_owned));
    manifest.data_sources.push("terraform_data".to_owned());
    scope_contribution(&Context::new(&settings), &instance, &Arc::new(manifest), contribution(value))
}

fn vault() -> ScopedContribution {
    scoped(
        "vault",
        json!({
            "terraform_data.secret": { "input": "s3cret" }, "local.secret": "s3cret",
            "data.terraform_data.secret": {}, "module.secret": { "source": "./queue" }, "ephemeral.aws_secret.secret": {}
        }),
    )
    .unwrap()
}

/// Returns the outcome of an attack in one line, and all of its strings that remain.
fn outcome(attack: Value) -> (String, Vec<String>) {
    let attacker = match scoped("web", attack) {
        Err(errors) => {
            let told = errors.iter().map(|error| format!("[{}] {error}", error.diagnostic().code));
            return (format!("rejected: {}", told.collect::<Vec<_>>().join("\n    ")), Vec::new());
        }
        Ok(attacker) => attacker,
    };
    let outputs = attacker.outputs.clone();
    let configuration = match merge(&Context::new(&settings()), vec![vault(), attacker]) {
        Err(errors) => {
            let told = errors.iter().map(|error| format!("[{}] {error}", error.diagnostic().code));
            return (format!("rejected late: {}", told.collect::<Vec<_>>().join("\n    ")), Vec::new());
        }
        Ok(configuration) => configuration,
    };
    let mine = configuration.blocks.iter().filter(|(_, block)| block.instance.tier == tier("web"));
    let mut left = serde_json::Map::new();
    for (address, block) in mine {
        left.insert(address.to_string(), block.body.clone());
    }
    for (name, output) in outputs {
        left.insert(format!("output.{name}"), output.value);
    }
    for (from, to) in configuration.moved {
        left.insert(format!("moved from {from}"), to.into());
    }
    for (from, _) in configuration.removed {
        left.insert(format!("removed {from}"), Value::Null);
    }
    let left = Value::Object(left);
    let mut strings = Vec::new();
    collect(&left, &mut strings);
    (format!("renamed: {left}"), strings)
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            found.push(key.clone());
            collect(member, found);
        }),
        _ => {}
    }
}

/// Returns whether a string contains one of the vault's names that is not part of one of the attacker's own.
fn names_vault(text: &str) -> bool {
    text.replace("web_east_vault_east_", "").contains("vault_east_")
}

/// Runs a table of attacks. `harmless` lists those in which the vault's names are only bound variables or literal text.
fn tried(attacks: Vec<(&str, Value)>, harmless: &[&str]) -> String {
    let mut told = String::new();
    for (name, attack) in attacks {
        let (outcome, strings) = outcome(attack);
        let left: Vec<_> = strings
            .iter()
            .filter(|text| names_vault(text) && (is_template(text) || !text.contains(['{', ' '])))
            .collect();
        assert!(left.is_empty() || harmless.contains(&name), "{name}: {left:?}");
        told.push_str(&format!("{name}\n    {outcome}\n"));
    }
    told
}

/// Returns a value that looks like a dynamic block.
fn dynamic(label: &str, block: Value) -> Value {
    json!({ "dynamic": { label: block } })
}

#[test]
fn values_that_look_like_dynamic_blocks() {
    let string = || dynamic("terraform_data", json!({ "for_each": [], "content": SECRET }));
    let block = || dynamic("terraform_data", json!({ "for_each": [], "content": { "x": SECRET } }));
    let named = || {
        let content = json!({ "x": SECRET });
        dynamic("x", json!({ "for_each": [], "iterator": "terraform_data", "content": content }))
    };
    let deep = |value: Value| json!([{ "a": [[{ "b": value }]] }]);
    let module = |value: Value| json!({ "module.m": { "source": "./queue", "input": value } });
    let resource = |value: Value| json!({ "terraform_data.x": { "input": value } });
    let check =
        |value: Value| json!({ "check.c": { "assert": { "condition": true, "error_message": value } } });
    let attacks = vec![
        ("local, content a string", json!({ "local.x": string() })),
        ("local, content an object", json!({ "local.x": block() })),
        ("local, iterator named", json!({ "local.x": named() })),
        ("local, deep", json!({ "local.x": deep(block()) })),
        ("output, content a string", json!({ "output.name": string() })),
        ("output, content an object", json!({ "output.name": block() })),
        ("output, iterator named", json!({ "output.name": named() })),
        ("output, deep", json!({ "output.name": deep(named()) })),
        ("attribute, content a string", resource(string())),
        ("attribute, content an object", resource(block())),
        ("attribute, iterator named", resource(named())),
        ("attribute, deep", resource(deep(block()))),
        ("input of a module", module(block())),
        (
            "input of a module, called dynamic",
            json!({ "module.m": { "source": "./queue", "dynamic": block()["dynamic"] } }),
        ),
        ("body of a resource", json!({ "terraform_data.x": block() })),
        ("body of a data source", json!({ "data.aws_ami.x": named() })),
        ("body of an ephemeral resource", json!({ "ephemeral.aws_secret.x": block() })),
        ("escape block", json!({ "terraform_data.x": { "_": block() } })),
        ("for_each", json!({ "terraform_data.x": { "for_each": block() } })),
        ("count", json!({ "terraform_data.x": { "count": block() } })),
        ("condition of a check", check(block())),
        ("data source of a check", json!({ "check.c": { "data": { "aws_ami": { "x": block() } } } })),
        ("precondition", json!({ "terraform_data.x": { "lifecycle": { "precondition": block() } } })),
        ("provisioner", json!({ "terraform_data.x": { "provisioner": { "local-exec": block() } } })),
        (
            "environment of a provisioner",
            json!({ "terraform_data.x": { "provisioner": { "local-exec": { "environment": block() } } } }),
        ),
        ("connection", json!({ "terraform_data.x": { "connection": block() } })),
        (
            "labels as a list",
            json!({ "local.x": { "dynamic": [{ "terraform_data": { "for_each": [], "content": SECRET } }] } }),
        ),
        (
            "blocks as a list",
            json!({ "local.x": dynamic("terraform_data", json!([{ "for_each": [], "content": SECRET }])) }),
        ),
        (
            "blocks as a list of lists",
            json!({ "terraform_data.x": { "input": dynamic("terraform_data", json!([[{ "for_each": [] }, { "content": SECRET }]])) } }),
        ),
        (
            "content as a list",
            json!({ "terraform_data.x": { "input": dynamic("terraform_data", json!({ "for_each": [], "content": [{ "x": SECRET }] })) } }),
        ),
        (
            "for_each of a dynamic block",
            json!({ "terraform_data.x": { "input": dynamic("terraform_data", json!({ "for_each": SECRET, "content": {} })) } }),
        ),
        (
            "labels of a dynamic block",
            json!({ "terraform_data.x": { "input": dynamic("terraform_data", json!({ "for_each": [], "labels": [SECRET], "content": {} })) } }),
        ),
        (
            "another argument of a dynamic block",
            json!({ "terraform_data.x": dynamic("rule", json!({ "for_each": [], "content": {}, "x": SECRET })) }),
        ),
        ("dynamic in dynamic", resource(dynamic("a", json!({ "for_each": [], "content": block() })))),
        (
            "dynamic in for_each of dynamic",
            resource(dynamic("a", json!({ "for_each": block(), "content": {} }))),
        ),
        (
            "iterator is a root",
            json!({ "terraform_data.x": dynamic("setting", json!({ "for_each": [], "iterator": "data", "content": { "x": "${data.value.vault_east_secret}" } })) }),
        ),
        (
            "iterator var",
            resource(dynamic("var", json!({ "for_each": [], "content": { "x": "${var.value}" } }))),
        ),
        (
            "iterator local",
            resource(dynamic("local", json!({ "for_each": [], "content": { "x": "${local.value}" } }))),
        ),
        (
            "iterator module",
            resource(dynamic("module", json!({ "for_each": [], "content": { "x": "${module.value.x}" } }))),
        ),
        (
            "iterator tier",
            resource(dynamic("tier", json!({ "for_each": [], "content": { "x": "${tier.value}" } }))),
        ),
        (
            "iterator is a list",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": [], "iterator": ["terraform_data"], "content": { "x": SECRET } })) }),
        ),
        (
            "iterator with a space",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": [], "iterator": " terraform_data ", "content": { "x": SECRET } })) }),
        ),
        (
            "iterator with steps",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": [], "iterator": "terraform_data.vault_east_secret", "content": {} })) }),
        ),
        (
            "iterator a template",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": [], "iterator": "${terraform_data}", "content": {} })) }),
        ),
        (
            "iterator null",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": [], "iterator": null, "content": { "x": "${a.value}" } })) }),
        ),
        (
            "label not a name",
            json!({ "terraform_data.x": dynamic("${terraform_data}", json!({ "for_each": [], "content": {} })) }),
        ),
        (
            "unknown type as iterator",
            resource(dynamic(
                "aws_db",
                json!({ "for_each": [], "content": { "x": "${aws_db.vault_east_secret.password}" } }),
            )),
        ),
        (
            "unknown type as iterator, first item",
            resource(dynamic("aws_db", json!({ "for_each": [], "content": { "x": "${aws_db[0].value}" } }))),
        ),
        (
            "unknown type as iterator, splat",
            resource(dynamic("aws_db", json!({ "for_each": [], "content": { "x": "${aws_db[*].value}" } }))),
        ),
        (
            "the iterator alone",
            resource(dynamic("rule", json!({ "for_each": [], "content": { "x": "${jsonencode(rule)}" } }))),
        ),
        (
            "an own block called value",
            json!({
                "value.value": {}, "terraform_data.x": { "input": dynamic("value", json!({ "for_each": [], "content": { "x": "${value.value.id}" } })) }
            }),
        ),
        (
            "an own block of a listed type",
            json!({
                "setting.a": {}, "terraform_data.x": { "input": dynamic("setting", json!({ "for_each": [], "content": { "x": "${setting.a.id}" } })) }
            }),
        ),
        ("dynamic null", json!({ "terraform_data.x": { "dynamic": null } })),
        ("dynamic a string", json!({ "terraform_data.x": { "dynamic": SECRET } })),
        (
            "dynamic without content",
            json!({ "terraform_data.x": dynamic("a", json!({ "for_each": SECRET })) }),
        ),
        (
            "an honest dynamic block",
            json!({ "terraform_data.x": {
            "dynamic": { "rule": { "for_each": [1], "content": { "a": "${rule.value}", "b": "${rule.key}", "c": "${rule.value.x[0]}",
                "dynamic": { "ordered_cache_behavior": { "for_each": "${rule.value.list}", "content": { "d": "${ordered_cache_behavior.value}-${rule.key}" } } } } } },
            "outer": [{ "dynamic": { "health_check": [{ "for_each": [], "iterator": "it", "content": [{ "e": "${it.value}" }] }] } }]
        } }),
        ),
        (
            "a value with a key dynamic",
            json!({ "local.x": { "dynamic": { "a": { "for_each": "x", "content": "y" } } } }),
        ),
    ];
    insta::assert_snapshot!(tried(attacks, &[]));
}

#[test]
fn checks_whose_data_is_not_one_object() {
    let body = || json!({ "depends_on": ["terraform_data.vault_east_secret"], "x": SECRET });
    let data = |data: Value| json!({ "check.c": { "data": data, "assert": { "condition": true, "error_message": "no" } } });
    let attacks = vec![
        ("data a list", data(json!([{ "aws_ami": { "vault_east_secret": {} } }]))),
        ("data a list of lists", data(json!([[{ "aws_ami": { "x": {} } }]]))),
        ("data an empty list", data(json!([]))),
        ("data null", data(Value::Null)),
        ("data a string", data(json!(SECRET))),
        ("data a number", data(json!(1))),
        ("data empty", data(json!({}))),
        ("type a list", data(json!({ "aws_ami": [{ "vault_east_secret": body() }] }))),
        ("type an empty list", data(json!({ "aws_ami": [] }))),
        ("type null", data(json!({ "aws_ami": null }))),
        ("type a string", data(json!({ "aws_ami": SECRET }))),
        ("type empty", data(json!({ "aws_ami": {} }))),
        ("two types", data(json!({ "aws_ami": { "x": {} }, "aws_caller_identity": { "y": {} } }))),
        ("two names", data(json!({ "aws_ami": { "x": {}, "y": {} } }))),
        ("name a list", data(json!({ "aws_ami": { "x": [body()] } }))),
        ("name a list of lists", data(json!({ "aws_ami": { "x": [[body()]] } }))),
        ("name null", data(json!({ "aws_ami": { "x": null } }))),
        ("name a string", data(json!({ "aws_ami": { "x": SECRET } }))),
        ("name not a name", data(json!({ "aws_ami": { "a b": {} } }))),
        ("name a template", data(json!({ "aws_ami": { "${local.x}": {} } }))),
        ("type not listed", data(json!({ "aws_vpc": { "x": {} } }))),
        ("a comment between labels", data(json!({ "//": "x" }))),
        ("body", data(json!({ "aws_ami": { "x": body() } }))),
        ("the vault's name", data(json!({ "aws_ami": { "vault_east_secret": {} } }))),
        ("another argument", json!({ "check.c": { "output": { "value": SECRET } } })),
        ("a comment", json!({ "check.c": { "//": SECRET } })),
        ("assert a string", json!({ "check.c": { "assert": SECRET } })),
        ("assert a list of lists", json!({ "check.c": { "assert": [[{ "condition": SECRET }]] } })),
        ("assert with another argument", json!({ "check.c": { "assert": { "x": SECRET } } })),
        (
            "condition a list",
            json!({ "check.c": { "assert": { "condition": [SECRET], "error_message": "no" } } }),
        ),
        ("condition", json!({ "check.c": { "assert": { "condition": SECRET, "error_message": SECRET } } })),
    ];
    insta::assert_snapshot!(tried(attacks, &[]));
}

#[test]
fn forms_that_no_place_takes() {
    let resource = |key: &str, value: Value| json!({ "terraform_data.x": { key: value } });
    let lifecycle = |key: &str, value: Value| resource("lifecycle", json!({ key: value }));
    let raw = "terraform_data.vault_east_secret";
    let attacks = vec![
        ("depends_on", resource("depends_on", json!([raw]))),
        (
            "depends_on, resource.",
            resource("depends_on", json!(["resource.terraform_data.vault_east_secret"])),
        ),
        ("depends_on, data.", resource("depends_on", json!(["data.terraform_data.vault_east_secret"]))),
        ("depends_on, ephemeral.", resource("depends_on", json!(["ephemeral.aws_secret.vault_east_secret"]))),
        ("depends_on, module.", resource("depends_on", json!(["module.vault_east_secret"]))),
        ("depends_on, local.", resource("depends_on", json!(["local.vault_east_secret"]))),
        ("depends_on, index", resource("depends_on", json!(["terraform_data.vault_east_secret[0]"]))),
        (
            "depends_on, name in brackets",
            resource("depends_on", json!(["terraform_data[\"vault_east_secret\"]"])),
        ),
        ("depends_on, spaces", resource("depends_on", json!([" terraform_data . vault_east_secret "]))),
        ("depends_on, parentheses", resource("depends_on", json!(["(terraform_data.vault_east_secret)"]))),
        ("depends_on, template", resource("depends_on", json!([SECRET]))),
        ("depends_on a string", resource("depends_on", json!(raw))),
        ("depends_on a list of lists", resource("depends_on", json!([[raw]]))),
        ("depends_on an object", resource("depends_on", json!({ raw: raw }))),
        ("depends_on of a module", json!({ "module.m": { "source": "./queue", "depends_on": [raw] } })),
        ("replace_triggered_by", lifecycle("replace_triggered_by", json!([raw]))),
        (
            "replace_triggered_by, attribute",
            lifecycle("replace_triggered_by", json!([format!("{raw}.output")])),
        ),
        (
            "replace_triggered_by, computed",
            lifecycle(
                "replace_triggered_by",
                json!(["terraform_data.x[terraform_data.vault_east_secret.output]"]),
            ),
        ),
        (
            "replace_triggered_by, a call",
            lifecycle("replace_triggered_by", json!(["upper(terraform_data.x.id)"])),
        ),
        (
            "replace_triggered_by, for",
            lifecycle(
                "replace_triggered_by",
                json!(["[for terraform_data in [] : terraform_data.vault_east_secret]"]),
            ),
        ),
        ("replace_triggered_by a string", lifecycle("replace_triggered_by", json!(raw))),
        ("replace_triggered_by a list of lists", lifecycle("replace_triggered_by", json!([[raw]]))),
        ("replace_triggered_by of objects", lifecycle("replace_triggered_by", json!([{ "x": raw }]))),
        (
            "ignore_changes, computed",
            lifecycle("ignore_changes", json!(["input[terraform_data.vault_east_secret.output]"])),
        ),
        ("ignore_changes, a call", lifecycle("ignore_changes", json!(["upper(input)"]))),
        ("ignore_changes, template", lifecycle("ignore_changes", json!([SECRET]))),
        ("ignore_changes a list of lists", lifecycle("ignore_changes", json!([["input"]]))),
        ("ignore_changes a string", lifecycle("ignore_changes", json!("input"))),
        (
            "action_trigger",
            lifecycle(
                "action_trigger",
                json!({ "events": ["before_create"], "actions": ["action.x.vault_east_secret"] }),
            ),
        ),
        ("an unknown argument", lifecycle("x", json!("terraform_data.vault_east_secret"))),
        ("prevent_destroy a list", lifecycle("prevent_destroy", json!([true]))),
        ("prevent_destroy a template", lifecycle("prevent_destroy", json!(SECRET))),
        ("create_before_destroy null", lifecycle("create_before_destroy", Value::Null)),
        ("precondition a list of lists", lifecycle("precondition", json!([[{ "condition": SECRET }]]))),
        ("precondition a string", lifecycle("precondition", json!(SECRET))),
        ("postcondition with another argument", lifecycle("postcondition", json!({ "dynamic": SECRET }))),
        ("lifecycle a list of two", resource("lifecycle", json!([{}, {}]))),
        ("lifecycle a list of lists", resource("lifecycle", json!([[{ "replace_triggered_by": [raw] }]]))),
        ("lifecycle a string", resource("lifecycle", json!(SECRET))),
        ("count a list", resource("count", json!([SECRET]))),
        ("count a bool", resource("count", json!(true))),
        ("for_each a number", resource("for_each", json!(1))),
        ("for_each a list", resource("for_each", json!([SECRET]))),
        ("for_each, key", resource("for_each", json!({ SECRET: 1 }))),
        ("provider an object", resource("provider", json!({ "aws": SECRET }))),
        ("provider a list", resource("provider", json!(["aws"]))),
        ("provisioner a string", resource("provisioner", json!(SECRET))),
        (
            "provisioner a list of lists",
            resource("provisioner", json!([[{ "local-exec": { "command": SECRET } }]])),
        ),
        (
            "provisioner, label a list of lists",
            resource("provisioner", json!({ "local-exec": [[{ "command": SECRET }]] })),
        ),
        ("provisioner, command", resource("provisioner", json!([{ "local-exec": [{ "command": SECRET }] }]))),
        (
            "provisioner, when a list",
            resource("provisioner", json!({ "local-exec": { "when": ["destroy"] } })),
        ),
        ("connection a list of lists", resource("connection", json!([[{ "host": SECRET }]]))),
        ("connection a string", resource("connection", json!(SECRET))),
        ("connection, type a list", resource("connection", json!({ "type": [SECRET] }))),
        (
            "connection in a provisioner",
            resource("provisioner", json!({ "file": { "connection": { "host": SECRET } } })),
        ),
        ("dynamic, a label without blocks", json!({ "terraform_data.x": { "dynamic": { SECRET: [] } } })),
        ("provisioner, a type without blocks", resource("provisioner", json!({ SECRET: [] }))),
        ("connection, name of an argument", resource("connection", json!({ SECRET: 1 }))),
        (
            "connection in a provisioner, name of an argument",
            resource("provisioner", json!({ "file": { "connection": { SECRET: 1 } } })),
        ),
        ("provisioner, name of an argument", resource("provisioner", json!({ "file": [{ SECRET: 1 }] }))),
        ("provisioner, name of its type", resource("provisioner", json!({ SECRET: {} }))),
        ("name of an argument", json!({ "terraform_data.x": { SECRET: 1 } })),
        ("a comment", resource("//", json!(SECRET))),
        ("a comment below", resource("input", json!({ "//": SECRET }))),
        ("providers a list", json!({ "module.m": { "source": "./queue", "providers": [{ "aws": "aws" }] } })),
        ("providers, key", json!({ "module.m": { "source": "./queue", "providers": { SECRET: "aws" } } })),
        ("providers, deep", json!({ "module.m": { "source": "./queue", "providers": { "aws": ["aws"] } } })),
        ("version a list", json!({ "module.m": { "source": "./queue", "version": [SECRET] } })),
        ("source a list", json!({ "module.m": { "source": ["./queue"] } })),
        ("moved", json!({ "moved": [[raw, "terraform_data.x"]] })),
        ("moved to", json!({ "terraform_data.x": {}, "moved": [["terraform_data.y", raw]] })),
        (
            "moved, resource.",
            json!({ "terraform_data.x": {}, "moved": [["resource.terraform_data.vault_east_secret", "terraform_data.x"]] }),
        ),
        (
            "moved, in a module",
            json!({ "terraform_data.x": {}, "moved": [["module.m.terraform_data.vault_east_secret", "terraform_data.x"]] }),
        ),
        (
            "moved, data",
            json!({ "terraform_data.x": {}, "moved": [["data.terraform_data.vault_east_secret", "terraform_data.x"]] }),
        ),
        (
            "moved, index",
            json!({ "terraform_data.x": {}, "moved": [["terraform_data.y[terraform_data.vault_east_secret.output]", "terraform_data.x"]] }),
        ),
        ("removed", json!({ "removed": [[raw, true]] })),
        ("removed, resource.", json!({ "removed": [["resource.terraform_data.vault_east_secret", true]] })),
        (
            "a type called data",
            json!({ "data.terraform_data.a": {}, "local.x": "${data.terraform_data.vault_east_secret}" }),
        ),
        (
            "the vault's name as a local name",
            json!({ "terraform_data.vault_east_secret": {}, "local.x": SECRET }),
        ),
    ];
    insta::assert_snapshot!(tried(attacks, &[]));
    // The fixture's addresses do not support such types.
    for type_name in ["data", "local", "var", "module", "each", "action"] {
        let mut blocks = contribution(json!({}));
        let body = object(json!({}));
        blocks.resources.push(Resource { type_name: type_name.to_owned(), name: "x".to_owned(), body });
        let (settings, mut manifest) = (settings(), manifest());
        manifest.resources.push(type_name.to_owned());
        manifest.providers.push(ProviderRequirement {
            name: type_name.to_owned(),
            source: "a/b".to_owned(),
            version: String::new(),
        });
        let instance = InstanceId { tier: tier("web"), region: None };
        let scoped = scope_contribution(&Context::new(&settings), &instance, &Arc::new(manifest), blocks);
        assert_eq!(
            scoped.unwrap_err()[0].to_string(),
            format!("web: {type_name}.x: `{type_name}` cannot be a resource type: references begin with it")
        );
    }
}

#[test]
fn expressions_that_hide_a_reference() {
    let local = |text: &str| json!({ "local.x": text, "local.own": 1 });
    let key = |text: &str| json!({ "local.x": { text: 1 } });
    let attacks = vec![
        ("bound by for", local("${[for terraform_data in [] : terraform_data.vault_east_secret.output]}")),
        (
            "bound as the key",
            local("${{for terraform_data, x in {} : terraform_data => terraform_data.vault_east_secret}}"),
        ),
        ("after for", local("${[for terraform_data in [] : 1][terraform_data.vault_east_secret.output]}")),
        (
            "in the collection of for",
            local("${[for terraform_data in terraform_data.vault_east_secret.output : terraform_data]}"),
        ),
        (
            "in the condition of another for",
            local("${[for x in [1] : x if terraform_data.vault_east_secret.output != x]}"),
        ),
        (
            "bound by a directive",
            local("%{ for terraform_data in [] }${terraform_data.vault_east_secret.output}%{ endfor }"),
        ),
        (
            "after a directive",
            local("%{ for terraform_data in [] }%{ endfor }${terraform_data.vault_east_secret.output}"),
        ),
        (
            "in the collection of a directive",
            local("%{ for x in terraform_data.vault_east_secret.output }${x}%{ endfor }"),
        ),
        (
            "in the condition of a directive",
            local("%{ if terraform_data.vault_east_secret.output == \"\" }a%{ endif }"),
        ),
        ("in a heredoc", local("${<<EOT\n${terraform_data.vault_east_secret.output}\nEOT\n}")),
        ("in a quoted template", local("${\"a ${\"b ${terraform_data.vault_east_secret.output}\"}\"}")),
        ("after a comment", local("${/* x */ terraform_data.vault_east_secret.output}")),
        ("after an escape", local("$${a} ${terraform_data.vault_east_secret.output}")),
        ("after three dollars", local("$$${terraform_data.vault_east_secret.output}")),
        ("after four dollars", local("$$$${terraform_data.vault_east_secret.output}")),
        ("after five dollars", local("$$$$${terraform_data.vault_east_secret.output}")),
        ("after percent and dollar", local("%${terraform_data.vault_east_secret.output}")),
        ("after an escaped directive", local("%%{ if }${terraform_data.vault_east_secret.output}")),
        ("escaped", local("$${terraform_data.vault_east_secret.output}")),
        ("stripped", local("${~ terraform_data.vault_east_secret.output ~}")),
        ("lines", local("${\nterraform_data.vault_east_secret.output\n}")),
        ("splat", local("${terraform_data.vault_east_secret[*].output}")),
        ("legacy splat", local("${terraform_data.vault_east_secret.*.output}")),
        ("legacy index", local("${terraform_data.vault_east_secret.0.output}")),
        ("name in brackets", local("${terraform_data[\"vault_east_secret\"].output}")),
        ("root in parentheses", local("${(terraform_data).vault_east_secret.output}")),
        ("the type alone", local("${keys(terraform_data)}")),
        ("data, the kind alone", local("${data}")),
        ("data, the type alone", local("${data.terraform_data}")),
        ("resource.", local("${resource.terraform_data.vault_east_secret.output}")),
        ("resource, the type alone", local("${resource.terraform_data}")),
        ("data.", local("${data.terraform_data.vault_east_secret.output}")),
        ("ephemeral.", local("${ephemeral.aws_secret.vault_east_secret.x}")),
        ("module.", local("${module.vault_east_secret.x}")),
        ("local.", local("${local.vault_east_secret}")),
        ("action.", local("${action.x.vault_east_secret}")),
        ("self", local("${self.vault_east_secret}")),
        ("each", local("${each.value}")),
        ("as an index", local("${[1][terraform_data.vault_east_secret.output]}")),
        ("as a key of an object", local("${{(terraform_data.vault_east_secret.output) = 1}}")),
        ("as a quoted key of an object", local("${{\"${terraform_data.vault_east_secret.output}\" = 1}}")),
        ("as a plain key of an object", local("${{vault_east_secret = 1}}")),
        ("as an argument", local("${upper(terraform_data.vault_east_secret.output)}")),
        ("as a spread argument", local("${max(terraform_data.vault_east_secret.output...)}")),
        ("in a condition", local("${true ? terraform_data.vault_east_secret.output : 1}")),
        ("after a minus", local("${-terraform_data.vault_east_secret.output}")),
        ("in a key", key(SECRET)),
        ("in an escaped key", key("$${terraform_data.vault_east_secret.output}")),
        (
            "in a deep key",
            json!({ "terraform_data.x": { "input": [{ "a": { "%{ if terraform_data.vault_east_secret.output }%{ endif }": 1 } }] } }),
        ),
        (
            "keys that become each other",
            json!({ "local.a": 1, "local.web_east_a": 1, "local.x": { "${local.a}": "a", "${local.web_east_a}": "b" } }),
        ),
        ("a byte order mark", local("\u{feff}${terraform_data.vault_east_secret.output}")),
        ("a unicode root", local("${terraform_datä.vault_east_secret}")),
        ("a zero-width joiner", local("${terraform_data.\u{200d}vault_east_secret}")),
        ("a provider's function", local("${provider::vault::read(terraform_data.vault_east_secret.output)}")),
        ("not finished", local("${terraform_data.vault_east_secret.output")),
    ];
    let bound = ["bound by for", "bound as the key", "bound by a directive", "as a plain key of an object"];
    insta::assert_snapshot!(tried(attacks, &bound));
}
