//! Names in stacks whose own names are hard, and the forms of ARNs.

use super::*;
use terrace_aws::testing::{assert_arn_forms, assert_names, names_in_extreme_stacks};

/// Inputs that create everything with a name.
fn inputs(engine: &str) -> Json {
    let mut inputs = json!({
        "engine": engine,
        "credentials": {"password": "write-only", "secret_name": "shop/database"},
        "parameters": {"max_connections": 100},
        "readers": {"a": {}},
        "enhanced_monitoring": {},
    });
    match engine {
        "mysql" => {
            inputs["options"] = json!({"MARIADB_AUDIT_PLUGIN": {}});
            inputs["engine_version"] = json!("8.0");
        }
        _ => inputs["global_cluster"] = json!({}),
    }
    inputs
}

#[test]
fn names_fit_aws() {
    for engine in ["mysql", "aurora-postgresql"] {
        insta::assert_snapshot!(
            engine,
            names_in_extreme_stacks(|region| instance(inputs(engine)).region(region))
        );
    }
}

#[test]
fn given_names_fit_aws() {
    for (engine, length) in [("mysql", 61), ("aurora-postgresql", 61)] {
        for name in ["d", "sg-database", &"n".repeat(length)] {
            let mut inputs = inputs(engine);
            inputs["name"] = json!(name);
            assert_names(&instance(inputs).synth());
        }
    }
}

#[test]
fn names_of_readers_fit_the_tag() {
    let mut inputs = inputs("mysql");
    inputs["name"] = json!("d");
    inputs["readers"] = json!({"a-reader-with-quite-a-long-name-for-a-database": {}});
    let errors = instance(inputs).stack(&"s".repeat(200)).errors();
    insta::assert_snapshot!(errors.replace(&"s".repeat(200), "(200 characters)"));
}

#[test]
fn tags_of_a_role_differ_in_more_than_case() {
    let tags = json!({"Team": "a", "team": "b"});
    insta::assert_snapshot!(instance(inputs("mysql")).tags(tags.clone()).errors());
    let mut inputs = inputs("mysql");
    inputs["enhanced_monitoring"] = json!({"role_arn": {"$expr": "${var.role}"}});
    instance(inputs).tags(tags).synth();
}

#[test]
fn inputs_for_arns_have_patterns() {
    assert_arn_forms(&schema::<Database>());
}
