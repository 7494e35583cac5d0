use super::{findings, server};
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn resource_type_must_be_known() {
    assert_snapshot!(findings(json!({"resource": {"demo_retired": {"r": null}, "demo_servr": {"web": {}}}})), @r"
    demo_retired.r: not-a-block: expected an object, which is the block's body, found nothing
    demo_servr.web: unknown-type: expected a resource type of example/demo (did you mean `demo_server`?), found `demo_servr`
    ");
    assert_snapshot!(findings(json!({"data": {"demo_server": {"web": {}}}})), @"data.demo_server.web: unknown-type: expected a data type of example/demo, found `demo_server`");
    assert_snapshot!(findings(json!({"ephemeral": {"demo_token": {"t": {"length": 8}}}})), @"");
}

#[test]
fn provider_without_schemas_is_reported() {
    assert_snapshot!(findings(json!({"resource": {"other_thing": {"x": {"a": "${demo_server.none.id}"}}}})), @r"
    other_thing.x: no-schema: expected schemas of provider hashicorp/other, found none
    other_thing.x: a: unknown-reference: expected a declared block, found `demo_server.none`
    ");
    assert_snapshot!(findings(json!({"resource": {"thing": {"x": {"provider": "demo.far"}}}})), @"thing.x: unknown-type: expected a resource type of example/demo, found `thing`");
}

#[test]
fn malformed_schema_is_reported() {
    assert_snapshot!(findings(json!({"resource": {"demo_broken": {"x": {}}}})), @r#"demo_broken.x: malformed-schema: expected a schema of demo_broken that can be read, found not a type constraint: `"text"` at line 1 column 66"#);
}

#[test]
fn arguments_must_be_known() {
    assert_eq!(server(json!({"port": 80, "//": {"anything": 1}})), "");
    assert_snapshot!(server(json!({"prot": 80})), @"demo_server.web: prot: unknown-argument: expected an argument of this block (did you mean `port`?), found `prot`");
    assert_snapshot!(server(json!({"xyz": "${data.demo_zones.all.nams}"})), @r"
    demo_server.web: xyz: unknown-argument: expected an argument of this block, found `xyz`
    demo_server.web: xyz: unknown-reference: expected an attribute of `data.demo_zones.all` (did you mean `names`?), found `data.demo_zones.all.nams`
    ");
    assert_snapshot!(server(json!({"disk": {"size": 1, "siz": 2}})), @"demo_server.web: disk.siz: unknown-argument: expected an argument of this block (did you mean `size`?), found `siz`");
}

#[test]
fn required_arguments_must_be_set() {
    assert_snapshot!(server(json!({"name": null})), @"demo_server.web: name: missing-argument: expected string, which is required, found nothing");
    assert_snapshot!(server(json!({"disk": [{"size": 1}, {}]})), @"demo_server.web: disk[1].size: missing-argument: expected number, which is required, found nothing");
}

#[test]
fn computed_arguments_must_not_be_set() {
    assert_eq!(server(json!({"id": null, "port": 1})), "");
    assert_snapshot!(server(json!({"id": "x"})), @r#"demo_server.web: id: computed-argument: expected nothing: only the provider sets it, found the string "x""#);
    assert_snapshot!(server(json!({"disk": {"size": 1, "path": "/"}})), @r#"demo_server.web: disk.path: computed-argument: expected nothing: only the provider sets it, found the string "/""#);
}

#[test]
fn deprecated_arguments_and_blocks_are_reported() {
    assert_snapshot!(server(json!({"old_name": "x", "legacy": {}})), @r"
    demo_server.web: legacy: deprecated: expected a block that is not deprecated, found this one
    demo_server.web: old_name: deprecated: expected an argument that is not deprecated, found this one
    ");
    assert_snapshot!(findings(json!({"resource": {"demo_retired": {"r": {}}}})), @"demo_retired.r: deprecated: expected a block that is not deprecated, found this one");
}

#[test]
fn argument_named_like_a_meta_argument_is_escaped() {
    assert_eq!(server(json!({"_": {"count": 1}, "count": 2})), "");
    assert_snapshot!(server(json!({"_": {"count": "x", "for_each": {}}})), @r#"
    demo_server.web: _.count: wrong-type: expected number, found the string "x"
    demo_server.web: _.for_each: unknown-argument: expected an argument of this block, found `for_each`
    "#);
}
