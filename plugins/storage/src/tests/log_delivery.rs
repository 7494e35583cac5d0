use super::*;

fn policy(inputs: Json) -> String {
    let made = made(inputs);
    made.block("aws_s3_bucket_policy.main")["policy"].as_str().unwrap().replace("}, {", "},\n{")
}

#[test]
fn log_target_allows_each_service_its_own_logs() {
    let inputs = json!({"receives_logs": ["load_balancers", "flow_logs", "buckets", "inventories"]});
    insta::assert_snapshot!(policy(inputs.clone()));
    let made = made(inputs);
    assert!(made.has("data.aws_caller_identity.current"));
    assert_eq!(made.output("log_target_name"), "${aws_s3_bucket_policy.main.bucket}");
    assert!(made.output("log_target_arn").as_str().unwrap().ends_with("${aws_s3_bucket_policy.main.bucket}"));
}

#[test]
fn log_target_for_other_accounts_does_not_look_up_its_own() {
    let inputs = json!({
        "receives_logs": ["load_balancers", "flow_logs"],
        "log_accounts": ["123456789012", {"$expr": "${var.account}"}],
    });
    assert!(!made(inputs.clone()).has("data.aws_caller_identity.current"));
    insta::assert_snapshot!(policy(inputs));
}

#[test]
fn bucket_that_receives_no_logs_is_no_log_target() {
    assert!(made(json!({})).json()["output"].get("log_target_name").is_none());
}

#[test]
fn log_targets_that_aws_does_not_deliver_to_are_reported() {
    let wrong = json!({
        "receives_logs": ["load_balancers", "flow_logs", "buckets", "buckets"],
        "kms_key_arn": {"$expr": "${var.key}"},
        "object_lock": {"mode": "GOVERNANCE", "days": 1},
    });
    let accounts = json!({"log_accounts": ["123456789012"]});
    insta::assert_snapshot!([wrong, accounts].map(|inputs| instance(inputs).errors()).join("\n"));
}

#[test]
fn access_logs_are_sent_to_another_bucket() {
    let sent = |bucket: &str| json!({"access_logs": {"bucket_name": {"$expr": bucket}}});
    let logging = made(sent("${tier.logs.log_target_name}")).block("aws_s3_bucket_logging.main").clone();
    assert_eq!(logging["target_bucket"], "${tier.logs.log_target_name}");
    assert_eq!(logging["target_prefix"], "${aws_s3_bucket.main.id}/");
    let wrong = ["${tier.storage.log_target_name}", "${tier.logs.log_target_arn}", "${tier.logs.arn}"];
    insta::assert_snapshot!(wrong.map(|bucket| instance(sent(bucket)).errors()).join("\n"));
}

#[test]
fn inventory_and_metrics_of_requests() {
    let made = made(json!({
        "inventory": {
            "bucket_arn": {"$expr": "${tier.logs.log_target_arn}"}, "account_id": "123456789012",
            "prefix": "inventories", "frequency": "Daily", "format": "Parquet", "versions": "All",
            "fields": ["Size", "ReplicationStatus"],
        },
        "request_metrics": {"all": {}, "reports": {"prefix": "reports/", "tags": {"kind": "monthly"}}},
    }));
    let reports = [
        "aws_s3_bucket_inventory.main",
        "aws_s3_bucket_metric.requests_all",
        "aws_s3_bucket_metric.requests_reports",
    ];
    insta::assert_snapshot!(reports.map(|address| format!("{:#}", made.block(address))).join("\n"));
    insta::assert_snapshot!(instance(json!({"request_metrics": {"All": {}}})).errors());
}
