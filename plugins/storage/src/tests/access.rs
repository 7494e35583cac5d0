use super::*;

fn statement(more: Json) -> Json {
    let mut statement =
        json!({"effect": "Allow", "principals": {"aws": ["123456789012"]}, "actions": ["s3:GetObject"]});
    statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement
}

fn errors(sid: &str, more: Json) -> String {
    instance(json!({"statements": {sid: statement(more)}})).errors()
}

#[test]
fn statements_are_added_to_the_policy() {
    let made = made(json!({"statements": {
        "Deny1": statement(json!({"effect": "Deny", "principals": {"aws": ["*"]}, "actions": ["s3:Delete*"]})),
        "Read": statement(json!({
            "principals": {"aws": [{"$expr": "${tier.iam.role_arn}"}], "service": ["cloudfront.amazonaws.com"]},
            "keys": ["reports/*", {"$expr": "${var.key}"}],
            "conditions": {"StringEquals": {"aws:SourceAccount": [{"$expr": "${var.account}"}]}},
        })),
    }}));
    let policy = made.block("aws_s3_bucket_policy.main")["policy"].as_str().unwrap();
    insta::assert_snapshot!(policy.replace("}, {", "},\n{"));
}

#[test]
fn statements_for_everybody_need_a_limit() {
    let everybody = |conditions: Json| json!({"principals": {"aws": ["*"]}, "conditions": conditions});
    for limited in [
        json!({"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}),
        json!({"ArnLike": {"aws:sourcearn": [{"$expr": "${var.arn}"}]}}),
        json!({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}),
    ] {
        made(json!({"statements": {"Read": statement(everybody(limited))}}));
    }
    for public in [
        json!({}),
        json!({"StringLike": {"aws:PrincipalOrgID": ["*"]}}),
        json!({"StringNotEquals": {"aws:PrincipalOrgID": ["o-1"]}}),
        json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": ["o-1"]}}),
        json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}),
        json!({"Bool": {"aws:SecureTransport": ["true"]}}),
        json!({"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}),
    ] {
        let errors = errors("Read", everybody(public.clone()));
        assert!(errors.starts_with("public-statement: "), "{public}: {errors}");
    }
    insta::assert_snapshot!(errors("Read", everybody(json!({}))));
}

#[test]
fn statements_for_services_say_for_whom() {
    let warnings = |more: Json| {
        let statement = statement(more);
        made(json!({"statements": {"Deliver": statement}})).warnings().to_owned()
    };
    let services = json!({"service": ["cloudfront.amazonaws.com"]});
    insta::assert_snapshot!(warnings(json!({"principals": services})));
    let conditions = json!({"StringEquals": {"AWS:SourceArn": [{"$expr": "${var.distribution}"}]}});
    assert_eq!(warnings(json!({"principals": services, "conditions": conditions})), "");
    assert_eq!(warnings(json!({"principals": services, "effect": "Deny"})), "");
    assert_eq!(warnings(json!({})), "");
}

#[test]
fn statements_that_iam_rejects_are_reported() {
    let wrong = [
        errors("OnlyTls", json!({})),
        errors("read-reports", json!({})),
        errors("Read", json!({"principals": {}})),
        errors("Read", json!({"principals": {"service": ["cloudfront"]}})),
        errors("Read", json!({"conditions": {"StringIs": {"org": []}}})),
    ];
    insta::assert_snapshot!(wrong.join("\n"));
}

#[test]
fn cors_rules_become_one_configuration() {
    let made = made(json!({"cors_rules": [
        {
            "origins": ["https://shop.example.com", "https://*.example.com", "*", {"$expr": "${var.origin}"}],
            "methods": ["GET", "PUT"], "headers": ["*"], "exposed_headers": ["ETag"], "max_age_seconds": 3600,
        },
        {"origins": ["http://localhost:3000"], "methods": ["HEAD"]},
    ]}));
    insta::assert_snapshot!(format!("{:#}", made.block("aws_s3_bucket_cors_configuration.main")));
}

#[test]
fn cors_rules_that_match_nothing_are_reported() {
    let rule = json!({
        "origins": ["https://shop.example.com/", "shop.example.com", "https://*.*.com"],
        "methods": ["GET"], "headers": ["x-*-*"],
    });
    insta::assert_snapshot!(instance(json!({"cors_rules": [rule]})).errors());
}
