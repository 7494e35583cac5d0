use super::{findings, server};
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn count_and_for_each_are_checked() {
    assert_eq!(server(json!({"count": 2, "name": "web-${count.index}"})), "");
    let sizes = json!({"a": {"port": 1}});
    assert_eq!(server(json!({"for_each": sizes, "name": "${each.key}", "port": "${each.value.port}"})), "");
    assert_eq!(server(json!({"for_each": "${toset([\"a\"])}", "name": "${each.value}"})), "");
    assert_snapshot!(server(json!({"for_each": sizes, "port": "${each.value.prt}"})), @"demo_server.web: port: unknown-reference: expected an attribute of `each.value` (did you mean `port`?), found `each.value.prt`");
    assert_snapshot!(server(json!({"for_each": ["a", "b"], "name": "${each.key}"})), @"demo_server.web: for_each: wrong-type: expected a map, an object or a set of strings, found tuple([string, string])");
    assert_snapshot!(server(json!({"count": "many", "name": "${each.key}"})), @r#"
    demo_server.web: count: wrong-type: expected number, found the string "many"
    demo_server.web: name: unknown-reference: expected a block with `for_each` around it, found `each.key`
    "#);
}

#[test]
fn depends_on_is_checked() {
    assert_eq!(server(json!({"depends_on": ["data.demo_zones.all"]})), "");
    assert_snapshot!(server(json!({"depends_on": ["demo_server.wbe", "${demo_server.web}"]})), @r#"
    demo_server.web: depends_on[0]: unknown-reference: expected a declared block (did you mean `demo_server.web`?), found `demo_server.wbe`
    demo_server.web: depends_on[1]: invalid-expression: expected a reference without `${}`, found the string "${demo_server.web}"
    "#);
    assert_snapshot!(server(json!({"depends_on": "data.demo_zones.all"})), @r#"demo_server.web: depends_on: wrong-type: expected an array of addresses, found the string "data.demo_zones.all""#);
}

#[test]
fn lifecycle_is_checked() {
    let lifecycle = json!({
        "create_before_destroy": true,
        "ignore_changes": ["tags[\"a\"]", "disk[0].size"],
        "replace_triggered_by": ["data.demo_zones.all.names"],
        "precondition": [{"condition": "${length(data.demo_zones.all.names) > 0}", "error_message": "none"}],
        "postcondition": {"condition": "${self.port > 0}", "error_message": "none"},
    });
    assert_eq!(server(json!({"lifecycle": lifecycle})), "");
    assert_eq!(server(json!({"lifecycle": [{"ignore_changes": "all"}]})), "");
    let lifecycle = json!({
        "ignore_changes": ["tag", "${tags}", "1 + 1"],
        "replace_triggered_by": ["data.demo_zones.all.nams"],
        "precondition": [{"condition": "${self.port > 0}"}],
        "postcondition": {"condition": "${self.prt > 0}"},
    });
    assert_snapshot!(server(json!({"lifecycle": lifecycle})), @r#"
    demo_server.web: lifecycle.ignore_changes[0]: unknown-reference: expected an attribute of `self` (did you mean `tags`?), found `self.tag`
    demo_server.web: lifecycle.ignore_changes[1]: invalid-expression: expected a reference without `${}`, found the string "${tags}"
    demo_server.web: lifecycle.ignore_changes[2]: invalid-expression: expected a reference without `${}`, found the string "1 + 1"
    demo_server.web: lifecycle.postcondition.condition: unknown-reference: expected an attribute of `self` (did you mean `port`?), found `self.prt`
    demo_server.web: lifecycle.precondition[0].condition: unknown-reference: expected a provisioner, a connection or a postcondition around it, found `self.port`
    demo_server.web: lifecycle.replace_triggered_by[0]: unknown-reference: expected an attribute of `data.demo_zones.all` (did you mean `names`?), found `data.demo_zones.all.nams`
    "#);
    assert_snapshot!(server(json!({"lifecycle": {"ignore_changes": "tags"}})), @r#"demo_server.web: lifecycle.ignore_changes: wrong-type: expected `all` or an array of attributes, found the string "tags""#);
}

#[test]
fn provisioners_and_connections() {
    let provisioner = json!([{"local-exec": {"//": "${not.read}", "command": "echo ${self.id}"}}]);
    assert_eq!(
        server(json!({"provisioner": provisioner, "connection": {"host": "${self.addresses[0]}"}})),
        ""
    );
    let provisioner = json!([{"local-exec": {"command": "echo ${self.idd}"}}]);
    assert_snapshot!(server(json!({"provisioner": provisioner})), @"demo_server.web: provisioner[0].local-exec.command: unknown-reference: expected an attribute of `self` (did you mean `id`?), found `self.idd`");
    assert_snapshot!(findings(json!({"data": {"demo_zones": {"all": {"connection": {}}}}})), @"data.demo_zones.all: connection: unknown-argument: expected an argument of this block, found `connection`");
}
