use super::server;
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn scalars_convert_as_terraform_converts_them() {
    assert_eq!(server(json!({"name": 1, "port": "80", "enabled": "true"})), "");
    assert_eq!(server(json!({"name": true, "port": "-1.5e3", "enabled": "0"})), "");
    assert_snapshot!(server(json!({"port": "eighty"})), @r#"demo_server.web: port: wrong-type: expected number, found the string "eighty""#);
    assert_snapshot!(server(json!({"port": "inf", "enabled": "yes"})), @r#"
    demo_server.web: enabled: wrong-type: expected bool, found the string "yes"
    demo_server.web: port: wrong-type: expected number, found the string "inf"
    "#);
    assert_snapshot!(server(json!({"port": true, "enabled": 1})), @r"
    demo_server.web: enabled: wrong-type: expected bool, found the number 1
    demo_server.web: port: wrong-type: expected number, found `true`
    ");
    assert_snapshot!(server(json!({"name": ["a"]})), @"demo_server.web: name: wrong-type: expected string, found a list");
    assert_snapshot!(server(json!({"name": {"a": 1}})), @"demo_server.web: name: wrong-type: expected string, found a map");
}

#[test]
fn collections_are_checked() {
    assert_eq!(server(json!({"labels": ["a", 1, null], "tags": {"a": "b", "c": 1, "d": null}})), "");
    assert_eq!(server(json!({"range": [1, "2"], "limits": {"cpu": 1, "memory": null}})), "");
    assert_eq!(server(json!({"whatever": [1, {"a": ["b"]}]})), "");
    assert_snapshot!(server(json!({"labels": "a", "tags": ["a"]})), @r#"
    demo_server.web: labels: wrong-type: expected set(string), found the string "a"
    demo_server.web: tags: wrong-type: expected map(string), found a list
    "#);
    assert_snapshot!(server(json!({"labels": [["a"]], "tags": {"a": ["b"], "b.c": {}}})), @r#"
    demo_server.web: labels[0]: wrong-type: expected string, found a list
    demo_server.web: tags.a: wrong-type: expected string, found a list
    demo_server.web: tags["b.c"]: wrong-type: expected string, found an empty map
    "#);
    assert_snapshot!(server(json!({"range": [1], "limits": {"cpu": "x", "mem": 1}})), @r#"
    demo_server.web: limits.cpu: wrong-type: expected number, found the string "x"
    demo_server.web: limits.mem: unknown-argument: expected an attribute of this object (did you mean `memory`?), found `mem`
    demo_server.web: limits.memory: missing-argument: expected string, or null: the object has to be complete, found nothing
    demo_server.web: range: wrong-type: expected tuple([number, number]), found a list of 1 item
    "#);
}

#[test]
fn attributes_as_blocks_need_arrays_of_complete_objects() {
    assert_eq!(server(json!({"rules": [{"description": null, "ports": [80]}]})), "");
    assert_eq!(server(json!({"rules": []})), "");
    assert_snapshot!(server(json!({"rules": [{"ports": [80, "x"]}]})), @r#"
    demo_server.web: rules[0].ports[1]: wrong-type: expected number, found the string "x"
    demo_server.web: rules[0].description: missing-argument: expected string, or null: the object has to be complete, found nothing
    "#);
    assert_snapshot!(server(json!({"rules": {"description": "d", "ports": ["${local.none}"]}})), @r"
    demo_server.web: rules: wrong-type: expected set(object({description = string, ports = list(number)})), found a map
    demo_server.web: rules.ports[0]: unknown-reference: expected a local value, found `local.none`
    ");
}

#[test]
fn templates_are_checked() {
    assert_eq!(server(json!({"name": "a-${data.demo_zones.all.names[0]}", "port": "${1 + 1}"})), "");
    assert_eq!(server(json!({"port": "${anything(1)}", "labels": "${data.demo_zones.all.names}"})), "");
    assert_eq!(server(json!({"name": "$${x}", "tags": {"${data.demo_zones.all.names[0]}": "x"}})), "");
    assert_eq!(server(json!({"limits": {"${data.demo_zones.all.names[0]}": 1}})), "");
    assert_eq!(server(json!({"enabled": "${true ? null : data.demo_zones.all.state}"})), "");
    assert_snapshot!(server(json!({"port": "$${x}"})), @r#"demo_server.web: port: wrong-type: expected number, found the string "${x}""#);
    assert_snapshot!(server(json!({"labels": "a-${data.demo_zones.all.names[0]}"})), @"demo_server.web: labels: wrong-type: expected set(string), found a template, which is string");
    assert_snapshot!(server(json!({"name": "${data.demo_zones.all.names}"})), @"demo_server.web: name: wrong-type: expected string, found `data.demo_zones.all.names`, which is list(string)");
    assert_snapshot!(server(json!({"name": "${[for n in data.demo_zones.all.names : n]}"})), @"demo_server.web: name: wrong-type: expected string, found `[for n in data.demo_zones.all.names : n]`, which is list(string)");
    assert_snapshot!(server(json!({"enabled": "${1 + 2}", "port": "${!true}"})), @r"
    demo_server.web: enabled: wrong-type: expected bool, found `1 + 2`, which is number
    demo_server.web: port: wrong-type: expected number, found `!true`, which is bool
    ");
    assert_snapshot!(server(json!({"tags": {"${data.demo_zones.all.nmes}": "x"}})), @r#"demo_server.web: tags["${data.demo_zones.all.nmes}"]: unknown-reference: expected an attribute of `data.demo_zones.all` (did you mean `names`?), found `data.demo_zones.all.nmes`"#);
    assert_snapshot!(server(json!({"limits": "${{ cpu = \"1\" }}"})), @r#"demo_server.web: limits: wrong-type: expected object({cpu = number, memory = string}), found `{ cpu = "1" }`, which is object({cpu = string})"#);
    assert_snapshot!(server(json!({"name": "${data.demo_zones."})), @"demo_server.web: name: invalid-expression: expected a Terraform template, found `${data.demo_zones.` (expected `}`)");
}
