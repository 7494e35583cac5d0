use super::*;

fn errors(notifications: Json) -> String {
    instance(json!({"notifications": notifications})).errors()
}

#[test]
fn notifications_are_one_configuration() {
    let created = json!(["s3:ObjectCreated:*"]);
    let made = made(json!({"notifications": {
        "eventbridge": true,
        "queues": {"uploads": {"arn": {"$expr": "${tier.queues.arn}"}, "events": created, "prefix": "uploads/"}},
        "topics": {"gone": {"arn": {"$expr": "${var.topic}"}, "events": ["s3:ObjectRemoved:*"]}},
        "functions": {
            "thumbnails": {
                "arn": {"$expr": "${var.function}"}, "events": created, "prefix": "images/", "suffix": ".jpg",
            },
        },
    }}));
    assert_eq!(made.addresses("aws_lambda_permission."), ["aws_lambda_permission.notification_thumbnails"]);
    let blocks = ["aws_s3_bucket_notification.main", "aws_lambda_permission.notification_thumbnails"];
    insta::assert_snapshot!(blocks.map(|address| format!("{:#}", made.block(address))).join("\n"));
}

#[test]
fn notifications_apply_to_different_events() {
    let to = |events: &str, prefix: &str, suffix: &str| json!({"arn": "x", "events": [events], "prefix": prefix, "suffix": suffix});
    let both = |a: Json, b: Json| json!({"queues": {"one": a}, "topics": {"two": b}});
    let put = "s3:ObjectCreated:Put";
    for separate in [
        both(to(put, "a/", ""), to(put, "b/", "")),
        both(to(put, "", ".jpg"), to(put, "", ".png")),
        both(to(put, "", ""), to("s3:ObjectRemoved:*", "", "")),
        both(to(put, "", ""), to("s3:ObjectCreated:Copy", "", "")),
    ] {
        made(json!({"notifications": separate}));
    }
    for shared in [
        both(to(put, "a/", ""), to(put, "a/b/", ".jpg")),
        both(to("s3:ObjectCreated:*", "", ""), to(put, "", ".jpg")),
        both(to(put, "", ".jpg"), to("s3:ObjectCreated:*", "", "")),
    ] {
        assert!(errors(shared).starts_with("overlapping-notifications: "));
    }
    insta::assert_snapshot!(errors(both(to("s3:ObjectCreated:*", "", ""), to(put, "", ".jpg"))));
    // An expression can have any value.
    let mut unknown = to(put, "", "");
    unknown["prefix"] = json!({"$expr": "${var.prefix}"});
    made(json!({"notifications": both(unknown, to(put, "", ""))}));
}

#[test]
fn notifications_that_s3_rejects_are_reported() {
    let to = |prefix: &str| json!({"arn": "x", "events": ["s3:ObjectCreated:*"], "prefix": prefix});
    let wrong = [
        json!({}),
        json!({"queues": {"Uploads": to("a/")}}),
        json!({"queues": {"uploads": to("a/")}, "functions": {"uploads": to("b/")}}),
    ];
    insta::assert_snapshot!(wrong.map(errors).join("\n"));
}
