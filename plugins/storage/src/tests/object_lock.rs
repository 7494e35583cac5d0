use super::*;

#[test]
fn object_lock_never_replaces_an_existing_bucket() {
    let made = made(json!({"object_lock": {"mode": "COMPLIANCE", "years": 7}}));
    let bucket = made.block("aws_s3_bucket.main");
    assert_eq!(bucket["object_lock_enabled"], true);
    assert_eq!(bucket["lifecycle"], json!([{"ignore_changes": ["object_lock_enabled"]}]));
    insta::assert_snapshot!(format!("{:#}", made.block("aws_s3_bucket_object_lock_configuration.main")));
}

#[test]
fn object_lock_without_default_retention() {
    let made = made(json!({"object_lock": {}}));
    assert!(made.block("aws_s3_bucket_object_lock_configuration.main").get("rule").is_none());
}

#[test]
fn object_lock_lets_replication_read_retentions() {
    let mut inputs = source();
    inputs["object_lock"] = json!({});
    let made = made(inputs);
    let policy = made.block("aws_iam_role_policy.replication")["policy"].as_str().unwrap();
    assert!(policy.contains("s3:GetObjectRetention") && policy.contains("s3:GetObjectLegalHold"), "{policy}");
}

#[test]
fn object_locks_that_are_incomplete_are_reported() {
    let wrong = [
        json!({"mode": "GOVERNANCE"}),
        json!({"mode": "GOVERNANCE", "days": 1, "years": 1}),
        json!({"days": 1}),
    ];
    let wrong = wrong.map(|lock| instance(json!({"object_lock": lock})).errors());
    let suspended = instance(json!({"object_lock": {}, "versioning": "Suspended"})).errors();
    insta::assert_snapshot!([wrong.join("\n"), suspended].join("\n"));
}

#[test]
fn versioning_that_is_suspended_is_no_replication_target() {
    let made = made(json!({"versioning": "Suspended"}));
    let versioning = &made.block("aws_s3_bucket_versioning.main")["versioning_configuration"];
    assert_eq!(versioning, &json!([{"status": "Suspended"}]));
    assert!(made.json()["output"].get("replication_target_arn").is_none());
}
