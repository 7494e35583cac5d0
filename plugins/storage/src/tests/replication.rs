use super::*;

fn region(name: &str, output: &str) -> Json {
    json!({"$expr": format!("${{tier.storage[\"{name}\"].{output}}}")})
}

/// Returns targets in both regions, which both of them share.
fn both_ways() -> Json {
    let target = |name: &str| {
        json!({
            "bucket_arn": region(name, "replication_target_arn"),
            "storage_class": "STANDARD",
            "sync_replica_changes": true,
            "time_control": true,
        })
    };
    json!({"replicas": {"primary": target("primary"), "secondary": target("secondary")}})
}

#[test]
fn replicas_leave_out_the_own_bucket() {
    for (own, other) in [("primary", "secondary"), ("secondary", "primary")] {
        let made = instance(both_ways()).region(own).synth();
        let rules = made.block("aws_s3_bucket_replication_configuration.main")["rule"].as_array().unwrap();
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0]["id"], other);
    }
    insta::assert_snapshot!(format!(
        "{:#}",
        made(both_ways()).block("aws_s3_bucket_replication_configuration.main")
    ));
}

#[test]
fn replicas_are_added_to_the_first_target() {
    let mut inputs = source();
    let before = made(inputs.clone());
    inputs["replicas"] = json!({
        "other-account": {
            "bucket_arn": "arn:aws:s3:::archive", "account_id": "123456789012", "metrics": true,
            "kms_key_arn": {"$expr": "${var.key}"},
        },
        "reports": {
            "bucket_arn": "arn:aws:s3:::archive", "prefix": "reports/", "tags": {"kind": "monthly"},
            "permissions_boundary": {"$expr": "${var.boundary}"},
        },
    });
    let after = made(inputs);
    let configuration = |made: &Synthesized| {
        made.block("aws_s3_bucket_replication_configuration.main")["rule"].as_array().unwrap().clone()
    };
    assert_eq!(configuration(&before)[0], configuration(&after)[0]);
    assert_eq!(after.addresses(""), before.addresses(""));
    insta::assert_snapshot!(format!("{:#}", json!(configuration(&after)[1..])));
    insta::assert_snapshot!(after.block("aws_iam_role_policy.replication")["policy"].as_str().unwrap());
    assert_eq!(after.block("aws_iam_role.replication")["permissions_boundary"], "${var.boundary}");
}

#[test]
fn bucket_is_not_replicated_to_itself() {
    let to = |arn: &str| instance(json!({"replicate_to": {"bucket_arn": {"$expr": arn}}}));
    for own in ["${tier.storage.arn}", "${tier.storage[\"primary\"].replication_target_arn}"] {
        let errors = to(own).errors();
        assert!(
            errors.starts_with("replicates-to-itself: a bucket cannot be replicated to itself"),
            "{errors}"
        );
    }
    for other in ["${tier.archive.arn}", "${tier.storage[\"secondary\"].arn}", "${var.bucket}"] {
        to(other).synth();
    }
    let only = json!({"replicas": {"own": {"bucket_arn": {"$expr": "${tier.storage.arn}"}}}});
    assert!(instance(only).errors().contains("at /replicas/own/bucket_arn"));
}

#[test]
fn replications_that_s3_rejects_are_reported() {
    let wrong = json!({
        "versioning": "Suspended",
        "kms_key_arn": {"$expr": "${var.key}"},
        "replicate_to": {
            "bucket_arn": {"$expr": "${var.bucket}"}, "kms_key_arn": {"$expr": "${var.other}"},
            "permissions_boundary": {"$expr": "${var.one}"},
        },
        "replicas": {
            "everything": {"bucket_arn": {"$expr": "${var.bucket}"}, "permissions_boundary": {"$expr": "${var.two}"}},
            "marked": {
                "bucket_arn": {"$expr": "${var.bucket}"}, "kms_key_arn": {"$expr": "${var.other}"},
                "tags": {"a": "b"}, "delete_markers": true,
            },
        },
    });
    let suspended = json!({"versioning": "Suspended", "receives_replicas_from": [{"$expr": "${var.role}"}]});
    insta::assert_snapshot!([wrong, suspended].map(|inputs| instance(inputs).errors()).join("\n"));
}

#[test]
fn replicas_of_other_accounts_are_received_by_role() {
    let made = made(json!({"receives_replicas_from": [{"$expr": "${var.role}"}]}));
    insta::assert_snapshot!(made.block("aws_s3_bucket_policy.main")["policy"].as_str().unwrap());
}
