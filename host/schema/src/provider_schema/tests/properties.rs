use super::schemas;
use crate::provider_schema::check;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Returns JSON made of words that have a meaning in a configuration.
fn configurations() -> impl Strategy<Value = Value> {
    let words = [
        "resource",
        "data",
        "demo_server",
        "demo_site",
        "web",
        "name",
        "disk",
        "size",
        "dynamic",
        "for_each",
        "content",
        "count",
        "lifecycle",
        "ignore_changes",
        "provider",
        "demo",
        "locals",
        "output",
        "value",
        "//",
        "_",
        "rules",
    ];
    let texts = [
        "a",
        "${local.name}",
        "${demo_server.web}",
        "${demo_server.web[*].disk[0].size}",
        "${",
        "%{ if true }x%{ endif }",
        "${each.value.a}",
        "${[for x in local.value : x.y]}",
        "tags",
        "$${a}",
        "${local.value[0][local.name]}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(texts.to_vec()).prop_map(Value::from),
        select(words.to_vec()).prop_map(Value::from),
    ];
    let any = leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(words.to_vec()), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    });
    (any.clone(), any.clone(), any).prop_map(|(root, body, local)| {
        let resource = json!({"demo_server": {"web": body}, "demo_site": root});
        let terraform = json!({"required_providers": {"demo": {"source": "example/demo"}}});
        json!([root, {"terraform": terraform, "resource": resource, "locals": {"name": "a", "value": local}}])
    })
}

proptest! {
    #[test]
    fn check_never_panics(configuration in configurations()) {
        check(&configuration, &[schemas()]);
    }
}

#[test]
fn types_that_grow_without_bound_end_as_unknown() {
    let mut locals = serde_json::Map::from_iter([("a0".to_owned(), json!("x"))]);
    for step in 1..1000 {
        locals.insert(
            format!("a{step}"),
            json!([format!("${{local.a{}}}", step - 1), format!("${{local.a{}}}", step - 1)]),
        );
    }
    assert!(check(&json!({"locals": locals}), &[]).is_empty());
    let long = format!("${{local.a{}}}", "[*].b".repeat(2000));
    assert!(check(&json!({"locals": {"a": "x", "b": long}}), &[]).is_empty());
}
