use super::*;
use crate::model::{NamedBlock, NamedValue, TierName};
use serde_json::json;

fn instance() -> InstanceId {
    InstanceId { tier: TierName::new("queue").unwrap(), region: None }
}

fn members(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { panic!("an object") };
    members
}

fn resource(type_name: &str, body: Value) -> Resource {
    Resource { type_name: type_name.to_owned(), name: "main".to_owned(), body: members(body) }
}

/// Does everything that is to be granted.
fn contribution() -> Contribution {
    let exec = json!([{ "local-exec": { "command": "id" } }]);
    Contribution {
        resources: vec![
            resource(
                "aws_instance",
                json!({ "provisioner": exec, "connection": {}, "user_data": "${file(\"x\")}" }),
            ),
            resource("local_file", json!({ "filename": "x" })),
            resource(
                "aws_vpc",
                json!({ "tags": { "a": ["say file(\"x\")", "${templatefile(\"t\", {})}"] } }),
            ),
        ],
        data_sources: vec![
            resource("external", json!({ "program": ["id"] })),
            resource("http", json!({ "url": "x" })),
            resource("terraform_remote_state", json!({ "backend": "local" })),
            resource("archive_file", json!({})),
            resource(
                "aws_ami",
                json!({ "tags": { "${filesha1(\"key\")}": "${provider::disk::direxists(\"d\")}" } }),
            ),
        ],
        ephemeral_resources: vec![resource(
            "random_password",
            json!({ "keepers": "${core::filemd5(\"k\")}" }),
        )],
        locals: vec![NamedValue {
            name: "l".to_owned(),
            value: json!("${provider::local::direxists(\"d\")}"),
        }],
        modules: vec![NamedBlock { name: "m".to_owned(), body: members(json!({ "source": "./m" })) }],
        checks: vec![NamedBlock {
            name: "c".to_owned(),
            body: members(json!({ "data": { "http": { "h": {} } } })),
        }],
        outputs: vec![NamedValue { name: "o".to_owned(), value: json!(["${fileexists(\"o\")}"]) }],
        ..Contribution::default()
    }
}

/// Of a tier that calls the provider `local` by a name of its own.
fn manifest() -> Manifest {
    let manifest = json!({
        "name": "queue", "version": "1.0.0", "summary": "", "inputs": {}, "outputs": [],
        "providers": [{ "name": "disk", "source": "registry.example/hashicorp/local", "version": "" }],
        "resources": [], "data_sources": [], "ephemeral_resources": [], "modules": [], "annotations": [],
    });
    serde_json::from_value(manifest).unwrap()
}

fn told(inputs: Value, granted: &[Grant]) -> String {
    let granted = granted.iter().copied().collect();
    let errors = check(&instance(), &manifest(), &contribution(), &members(inputs), &granted);
    let text = |error: &GrantError| {
        let path = if error.path.is_empty() { String::new() } else { format!(" (at {})", error.path) };
        format!("{error}{path}\n  help: {}\n", error.diagnostic().hints.join("; "))
    };
    errors.iter().map(text).collect()
}

#[test]
fn nothing_of_it_is_allowed_by_itself() {
    insta::assert_snapshot!(told(json!({}), &[]));
}

#[test]
fn each_grant_allows_its_own_and_no_other() {
    assert_eq!(told(json!({}), &Grant::ALL), "");
    for grant in Grant::ALL {
        let others: Vec<_> = Grant::ALL.into_iter().filter(|other| *other != grant).collect();
        let told = told(json!({}), &others);
        assert!(!told.is_empty(), "{grant} is needed");
        assert!(told.matches("help:").count() == told.matches(&format!("[{grant}]")).count(), "{told}");
    }
}

#[test]
fn what_the_stack_file_itself_reads_may_be_passed_on() {
    let given = json!({
        "user_data": { "$expr": "a ${file(\"x\")}" },
        "more": [{ "text": { "$expr": "${upper(templatefile(\"t\", {}))}" } }, "${fileexists(\"o\")}"],
    });
    let grants = [Grant::Provisioners, Grant::External, Grant::Http, Grant::RemoteState, Grant::Modules];
    let told = told(given, &grants);
    assert!(!told.contains("calls `file`") && !told.contains("templatefile"), "{told}");
    assert!(told.contains("`fileexists`"), "a literal text in an input is no call: {told}");
}
