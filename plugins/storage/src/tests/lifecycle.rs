use super::*;

fn rules(rules: Json) -> Json {
    let made = made(json!({"lifecycle_rules": rules}));
    made.block("aws_s3_bucket_lifecycle_configuration.main")["rule"].clone()
}

fn errors(rule: Json) -> String {
    instance(json!({"lifecycle_rules": {"old": rule}})).errors()
}

#[test]
fn lifecycle_rules_are_one_configuration() {
    let made = made(json!({
        "noncurrent_version_days": 90,
        "lifecycle_rules": {
            "archive": {
                "prefix": "reports/",
                "tags": {"kind": "monthly"},
                "larger_than": 1000,
                "smaller_than": {"$expr": "${var.size}"},
                "transitions": [
                    {"days": 30, "storage_class": "STANDARD_IA"},
                    {"days": 60, "storage_class": "GLACIER_IR"},
                    {"days": 61, "storage_class": {"$expr": "${var.class}"}},
                ],
                "expiration_days": 400,
                "noncurrent": {
                    "transitions": [{"days": 0, "storage_class": "GLACIER"}],
                    "expiration_days": 30,
                    "newest_kept": 3,
                },
            },
            "parts": {"abort_uploads_days": 7, "expired_delete_markers": true, "enabled": false},
        },
    }));
    insta::assert_snapshot!(format!("{:#}", made.block("aws_s3_bucket_lifecycle_configuration.main")));
}

#[test]
fn lifecycle_filter_with_one_criterion_is_not_combined() {
    let filter = |more: Json| {
        let mut rule = json!({"expiration_days": 1});
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rules(json!({"old": rule}))[0]["filter"].clone()
    };
    assert_eq!(filter(json!({})), json!([{"prefix": ""}]));
    assert_eq!(filter(json!({"prefix": ""})), json!([{"prefix": ""}]));
    assert_eq!(filter(json!({"prefix": "a/"})), json!([{"prefix": "a/"}]));
    assert_eq!(filter(json!({"tags": {"a": "b"}})), json!([{"tag": [{"key": "a", "value": "b"}]}]));
    assert_eq!(filter(json!({"larger_than": 1})), json!([{"object_size_greater_than": 1}]));
    assert_eq!(
        filter(json!({"tags": {"a": "b", "c": "d"}})),
        json!([{"and": [{"tags": {"a": "b", "c": "d"}}]}])
    );
}

#[test]
fn lifecycle_transitions_follow_the_order_of_s3() {
    let moves = |steps: &[(u32, &str)]| {
        let steps: Vec<Json> =
            steps.iter().map(|(days, class)| json!({"days": days, "storage_class": class})).collect();
        json!({"transitions": steps})
    };
    rules(json!({"old": moves(&[
        (30, "STANDARD_IA"), (60, "INTELLIGENT_TIERING"), (90, "ONEZONE_IA"), (120, "GLACIER"), (121, "DEEP_ARCHIVE"),
    ])}));
    let wrong = [
        moves(&[(29, "STANDARD_IA")]),
        moves(&[(30, "STANDARD_IA"), (59, "GLACIER")]),
        moves(&[(10, "GLACIER"), (10, "DEEP_ARCHIVE")]),
        moves(&[(40, "GLACIER"), (80, "STANDARD_IA")]),
        moves(&[(30, "ONEZONE_IA"), (60, "GLACIER_IR")]),
        moves(&[(1, "DEEP_ARCHIVE"), (2, "GLACIER")]),
    ];
    insta::assert_snapshot!(wrong.map(errors).join("\n"));
}

#[test]
fn lifecycle_rules_that_s3_rejects_are_reported() {
    let old = json!([{"days": 30, "storage_class": "GLACIER"}]);
    let wrong = [
        json!({}),
        json!({"noncurrent": {}}),
        json!({"expiration_days": 30, "transitions": old}),
        json!({"noncurrent": {"expiration_days": 30, "transitions": old}}),
        json!({"noncurrent": {"newest_kept": 3, "transitions": old}}),
        json!({"expiration_days": 30, "expired_delete_markers": true}),
        json!({"tags": {"a": "b"}, "abort_uploads_days": 1, "expired_delete_markers": true}),
        json!({"expiration_days": 30, "larger_than": 10, "smaller_than": 10}),
    ];
    let names = instance(json!({
        "noncurrent_version_days": 1,
        "lifecycle_rules": {"noncurrent-versions": {"expiration_days": 1}, "": {"expiration_days": 1}},
    }));
    insta::assert_snapshot!([wrong.map(errors).join("\n"), names.errors()].join("\n"));
}
