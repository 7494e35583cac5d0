use super::*;
use terrace_sdk::serde_json::{Value as Json, from_value, json};

fn statements(json: Json) -> Vec<OwnStatement> {
    from_value(json).unwrap()
}

fn problems(json: Json) -> String {
    let problems = own_policy("/policies/p", &statements(json)).err().into_iter().flatten();
    problems.map(|problem| format!("{problem:?}\n")).collect()
}

#[test]
fn own_policy_is_written_as_it_is_described() {
    let own = statements(json!([
        {
            "sid": "Send",
            "actions": ["sqs:SendMessage"],
            "resources": [{"$expr": "${tier.queues.arn}"}, "arn:aws:sqs:*:123456789012:jobs-${aws:PrincipalTag/team}"],
            "conditions": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", {"$expr": "${var.region}"}]}},
        },
        {"effect": "Deny", "not_actions": ["sqs:*"], "not_resources": ["arn:aws:sqs:*:*:jobs"]},
    ]));
    let document = own_policy("/policies/p", &own).unwrap();
    insta::assert_snapshot!(Expression::from(document));
}

#[test]
fn own_policy_follows_the_grammar_of_iam() {
    insta::assert_snapshot!(problems(json!([
        {"sid": "not a name", "actions": ["s3"], "resources": ["*"]},
        {"actions": ["s3:GetObject"], "not_actions": ["S3:PutObject"]},
        {"resources": ["*"], "not_resources": ["*"]},
        {"sid": "A", "actions": ["s3:*"], "resources": ["*"], "conditions": {
            "stringequals": {"aws:username": ["x"]},
            "Contains": {"username": []},
            "Bool": {"aws:SecureTransport": ["yes"]},
            "IpAddress": {"aws:SourceIp": ["home"]},
            "ArnLike": {"aws:SourceArn": ["bucket"]},
            "NumericLessThan": {"aws:MultiFactorAuthAge": ["short"]},
        }},
        {"sid": "A", "actions": ["s3:*"], "resources": ["*"]},
    ])));
    insta::assert_snapshot!("empty", problems(json!([])));
}

#[test]
fn own_policy_has_a_maximum_size() {
    let resource =
        |count: usize| -> Vec<String> { (0..count).map(|i| format!("arn:aws:s3:::bucket-{i:04}")).collect() };
    let policy = |count| json!([{"actions": ["s3:GetObject"], "resources": resource(count)}]);
    assert_eq!(problems(policy(200)), "");
    insta::assert_snapshot!("too_long", problems(policy(260)));
}

#[test]
fn own_policy_that_allows_everything_is_worth_a_warning() {
    let own = statements(json!([
        {"actions": ["s3:*"], "resources": ["*"]},
        {"actions": ["*"], "resources": ["*"]},
        {"effect": "Deny", "actions": ["*"], "resources": ["*"]},
        {"actions": ["*"], "resources": ["*"], "conditions": {"Bool": {"aws:SecureTransport": ["true"]}}},
    ]));
    let warnings = broad_statements("/policies/p", &own);
    assert_eq!(warnings.len(), 1);
    insta::assert_debug_snapshot!(warnings);
}
