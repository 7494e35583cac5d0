use super::{findings, server};
use insta::assert_snapshot;
use serde_json::{Value, json};

fn site(mut body: Value) -> String {
    if body.get("origin").is_none() {
        body["origin"] = json!({});
    }
    findings(json!({"resource": {"demo_site": {"main": body}}}))
}

#[test]
fn blocks_are_objects_or_arrays_of_objects() {
    assert_eq!(server(json!({"disk": {"size": 1}, "network": [{"subnet": "a"}, {}], "timeouts": null})), "");
    assert_snapshot!(server(json!({"disk": "${local.none}"})), @r#"
    demo_server.web: disk: not-a-block: expected an object or an array of objects, which are nested blocks, found the string "${local.none}"
    demo_server.web: disk: unknown-reference: expected a local value, found `local.none`
    "#);
    assert_snapshot!(server(json!({"disk": [{"size": 1}, "x"]})), @r#"demo_server.web: disk[1]: not-a-block: expected an object, which is a nested block, found the string "x""#);
}

#[test]
fn blocks_are_counted() {
    assert_snapshot!(server(json!({"disk": []})), @"demo_server.web: disk: too-few-blocks: expected at least 1, found 0");
    assert_snapshot!(server(json!({"disk": [{"size": 1}, {"size": 1}, {"size": 1}]})), @"demo_server.web: disk: too-many-blocks: expected at most 2, found 3");
    assert_snapshot!(server(json!({"timeouts": [{}, {"create": []}]})), @r"
    demo_server.web: timeouts[1].create: wrong-type: expected string, found an empty list
    demo_server.web: timeouts: too-many-blocks: expected at most 1, found 2
    ");
}

#[test]
fn blocks_with_labels() {
    assert_eq!(server(json!({"hook": {"start": {"command": "a"}, "stop": [{"command": "b"}]}})), "");
    assert_snapshot!(server(json!({"hook": {"start": {}}})), @"demo_server.web: hook.start.command: missing-argument: expected string, which is required, found nothing");
    assert_snapshot!(server(json!({"hook": "start"})), @r#"demo_server.web: hook: not-a-block: expected an object of labelled blocks, found the string "start""#);
}

#[test]
fn dynamic_blocks() {
    let sized = json!({"disk": {"for_each": [1, 2], "content": {"size": "${disk.value}"}}});
    assert_eq!(server(json!({"disk": null, "dynamic": sized})), "");
    let named = json!([{"network": {
        "for_each": {"a": {"subnet": "x"}},
        "iterator": "it",
        "content": {"subnet": "${it.key}-${it.value.subnet}"},
    }}]);
    assert_eq!(server(json!({"dynamic": named})), "");
    let attribute = json!({"rules": {"for_each": [1], "content": {"ports": ["${rules.value}"]}}});
    assert_eq!(server(json!({"dynamic": attribute})), "");

    assert_snapshot!(server(json!({"dynamic": {"disk": {"content": {"size": "x"}}}})), @r#"
    demo_server.web: dynamic.disk.for_each: missing-argument: expected the collection that the blocks are made from, found nothing
    demo_server.web: dynamic.disk.content.size: wrong-type: expected number, found the string "x"
    "#);
    assert_snapshot!(server(json!({"dynamic": {"disk": {"for_each": [1]}}})), @"demo_server.web: dynamic.disk.content: missing-argument: expected the body of the blocks, found nothing");
    assert_snapshot!(server(json!({"dynamic": {"disc": {"for_each": [1], "content": {}}, "network": 1}})), @r"
    demo_server.web: dynamic.disc: unknown-argument: expected a type of nested block of this block (did you mean `disk`?), found `disc`
    demo_server.web: dynamic.network: not-a-block: expected an object with `for_each` and `content`, found the number 1
    ");
    let wrong =
        json!({"network": {"for_each": {"a": {"x": 1}}, "content": {"subnet": "${network.value.y}"}}});
    assert_snapshot!(server(json!({"dynamic": wrong})), @"demo_server.web: dynamic.network.content.subnet: unknown-reference: expected an attribute of `network.value` (did you mean `x`?), found `network.value.y`");
}

#[test]
fn nested_attributes() {
    let body = json!({
        "domains": [{"name": "a"}, {"name": "b", "status": null}],
        "origin": {"port": "80"},
        "routes": {"/": {"target": "a"}},
    });
    assert_eq!(site(body), "");
    assert_eq!(site(json!({"domains": "${[{ name = \"a\" }]}"})), "");
    assert_snapshot!(site(json!({"domains": {"name": "a"}, "origin": [{}]})), @r"
    demo_site.main: domains: wrong-type: expected list(object({name = string, status = string})), found a map
    demo_site.main: origin: wrong-type: expected object({port = number}), found a list
    ");
    assert_snapshot!(site(json!({"domains": [{"nme": "a", "status": "up"}]})), @r#"
    demo_site.main: domains[0].nme: unknown-argument: expected an attribute of this object (did you mean `name`?), found `nme`
    demo_site.main: domains[0].status: computed-argument: expected nothing: only the provider sets it, found the string "up"
    demo_site.main: domains[0].name: missing-argument: expected string, which is required, found nothing
    "#);
    assert_snapshot!(site(json!({"routes": {"/": {"target": []}, "/b": {}}})), @r#"
    demo_site.main: routes["/"].target: wrong-type: expected string, found an empty list
    demo_site.main: routes["/b"].target: missing-argument: expected string, which is required, found nothing
    "#);
    assert_snapshot!(site(json!({"domains": "${[{ label = \"a\" }]}", "origin": null})), @r#"
    demo_site.main: domains: wrong-type: expected list(object({name = string, status = string})), found `[{ label = "a" }]`, which is tuple([object({label = string})])
    demo_site.main: origin: missing-argument: expected object({port = number}), which is required, found nothing
    "#);
}
