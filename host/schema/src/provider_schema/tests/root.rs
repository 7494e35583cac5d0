use super::{findings, schemas};
use crate::provider_schema::{check, check_open, takes_tags};
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn provider_configurations() {
    let configurations = json!([{"endpoint": "a"}, {"alias": "far", "endpoint": "${var.e}", "retries": "2"}]);
    assert_eq!(findings(json!({"provider": {"demo": configurations}, "variable": {"e": {}}})), "");
    let configurations = json!([{"alias": "far", "retries": "many"}, "x"]);
    assert_snapshot!(findings(json!({"provider": {"demo": configurations, "other": {"a": "${var.none}"}}})), @r#"
    provider.demo.far: retries: wrong-type: expected number, found the string "many"
    provider.demo.far: endpoint: missing-argument: expected string, which is required, found nothing
    provider.demo: not-a-block: expected an object, which is the provider's configuration, found the string "x"
    provider.other: a: unknown-reference: expected a variable, found `var.none`
    "#);
}

#[test]
fn references_are_checked_in_every_kind_of_block() {
    let configuration = json!({
        "locals": [{"a": ["${local.b}"]}, {"//": "${local.b}"}],
        "module": {"m": {
            "source": "./m", "for_each": {"x": {"y": 1}}, "providers": {"demo": "demo.far"}, "in": "${each.value.z}",
        }},
        "variable": {"v": {"default": "${literal", "validation": {"condition": "${var.w != 1}"}}},
        "output": {"o": {"value": {"a": "${var.w}"}, "precondition": {"condition": "${local.c}"}, "depends_on": ["module.n"]}},
        "check": {"c": {
            "data": {"demo_zones": {"probe": {"state": ["x"]}}},
            "assert": [{"condition": "${data.demo_zones.probe.nams != []}", "error_message": "x"}],
        }},
        "import": [{"to": "demo_server.x", "id": "${local.d}"}],
    });
    assert_snapshot!(findings(configuration), @r"
    local.a: [0]: unknown-reference: expected a local value (did you mean `a`?), found `local.b`
    module.m: in: unknown-reference: expected an attribute of `each.value` (did you mean `y`?), found `each.value.z`
    data.demo_zones.probe: state: wrong-type: expected string, found a list
    check.c: assert[0].condition: unknown-reference: expected an attribute of `data.demo_zones.probe` (did you mean `names`?), found `data.demo_zones.probe.nams`
    var.v: validation.condition: unknown-reference: expected a variable (did you mean `v`?), found `var.w`
    output.o: value.a: unknown-reference: expected a variable (did you mean `v`?), found `var.w`
    output.o: precondition.condition: unknown-reference: expected a local value (did you mean `a`?), found `local.c`
    output.o: depends_on[0]: unknown-reference: expected a module call (did you mean `m`?), found `module.n`
    import: id: unknown-reference: expected a local value (did you mean `a`?), found `local.d`
    ");
}

#[test]
fn bodies_and_roots_may_be_arrays() {
    let server = json!([{"name": "web", "disk": {"size": 1}}]);
    assert_eq!(findings(json!({"resource": [{"demo_server": [{"web": server}]}]})), "");
    let terraform = json!([{"required_providers": [{"demo": {"source": "example/demo"}}]}]);
    let root = json!([{"terraform": terraform}, {"resource": {"demo_server": {"web": []}}}]);
    assert!(check(&root, &[schemas()]).is_empty());
    assert_snapshot!(findings(json!({"resource": {"demo_server": {"web": "x"}}})), @r#"demo_server.web: not-a-block: expected an object, which is the block's body, found the string "x""#);
}

#[test]
fn terraforms_own_resources_are_known() {
    let good = json!({"terraform_data": {"t": {"input": {"a": [1]}}}});
    assert_eq!(
        findings(json!({"resource": good, "output": {"o": {"value": "${terraform_data.t.output.a}"}}})),
        ""
    );
    assert_snapshot!(findings(json!({"resource": {"terraform_data": {"t": {"inpt": 1}}}})), @"terraform_data.t: inpt: unknown-argument: expected an argument of this block (did you mean `input`?), found `inpt`");
    let state = json!({"terraform_remote_state": {"s": {"config": {}}}});
    assert_snapshot!(findings(json!({"data": state})), @"data.terraform_remote_state.s: backend: missing-argument: expected string, which is required, found nothing");
}

#[test]
fn open_roots_may_be_anything() {
    let configuration =
        json!({"locals": {"a": "${tier.network[\"primary\"].vpc_id}", "b": "${tier.x.y[*].z}"}});
    assert!(check_open(&configuration, &[], &["tier"]).is_empty());
    assert_snapshot!(findings(configuration), @r"
    local.a: unknown-reference: expected a declared block, found `tier.network`
    local.b: unknown-reference: expected a declared block, found `tier.x`
    ");
}

#[test]
fn tags_are_taken_where_they_can_be_set() {
    assert!(takes_tags(&[schemas()], "demo_server"));
    assert!(!takes_tags(&[schemas()], "demo_site"));
    assert!(!takes_tags(&[schemas()], "demo_retired"));
    assert!(!takes_tags(&[schemas()], "demo_broken"));
    assert!(!takes_tags(&[schemas()], "other_thing"));
}

#[test]
fn finding_paths_can_be_json_pointers() {
    let body = json!({"name": "web", "disk": [{"size": "x"}], "tags": {"a/b~c": []}});
    let configuration = json!({
        "terraform": {"required_providers": {"demo": {"source": "example/demo"}}},
        "resource": {"demo_server": {"web": body}},
    });
    let findings = check(&configuration, &[schemas()]);
    let pointers: Vec<_> = findings.iter().map(|finding| finding.path.pointer()).collect();
    assert_eq!(pointers, ["/disk/0/size", "/tags/a~1b~0c"]);
}
