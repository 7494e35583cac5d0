//! Finds obstacles to destroying a stack in its state.
//!
//! A provider may refuse to delete one resource while it deletes the others, so a destroy that meets an obstacle stops halfway.
//! The state counts rather than the configuration, which may not have been applied yet.

use super::body;
use serde_json::Value;

/// An obstacle to destroying a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The resource's address, without an index.
    pub address: String,
    pub kind: ObstacleKind,
}

/// The reason why a resource cannot be destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObstacleKind {
    /// An attribute protects it.
    Protected {
        /// Name of the attribute, such as `deletion_protection`.
        attribute: String,
        /// True if the configuration turns the protection off, but has not been applied yet.
        is_pending: bool,
    },
    /// Its `lifecycle` has `prevent_destroy`.
    Prevented,
    /// A final snapshot would be taken, but its name is not set.
    UnnamedSnapshot,
    /// It can only be deleted when empty, and Terrace does not know whether it is.
    MaybeFull {
        /// The attribute that allows deleting it together with its content.
        attribute: &'static str,
    },
}

/// Attributes that protect a resource of any provider while they are on.
const PROTECTING: &[&str] = &[
    "delete_protection",
    "delete_protection_enabled",
    "deletion_protection",
    "deletion_protection_enabled",
    "disable_api_termination",
    "enable_deletion_protection",
    "termination_protection",
    "termination_protection_enabled",
];

/// Types on which such an attribute protects not the resource itself but the machines made from it.
const TEMPLATES: &[&str] = &["aws_launch_template", "google_compute_instance_template"];

/// Types that are only deleted together with their content if an attribute allows it.
const HOLDING: &[(&str, &str)] = &[
    ("aws_athena_workgroup", "force_destroy"),
    ("aws_backup_vault", "force_destroy"),
    ("aws_ecr_repository", "force_delete"),
    ("aws_ecrpublic_repository", "force_destroy"),
    ("aws_route53_zone", "force_destroy"),
    ("aws_s3_bucket", "force_destroy"),
    ("aws_s3_directory_bucket", "force_destroy"),
    ("aws_s3tables_table_bucket", "force_destroy"),
    ("aws_s3vectors_vector_bucket", "force_destroy"),
    ("google_storage_bucket", "force_destroy"),
];

/// Returns all obstacles to destroying the resources of a state. `state` is the output of `terraform state pull`, and
/// `configuration` the configuration last written for terraform.
pub fn obstacles(state: &Value, configuration: &Value) -> Vec<Obstacle> {
    let mut found = Vec::new();
    for resource in list(state, "resources") {
        let text = |key: &str| resource.get(key).and_then(Value::as_str);
        let (Some("managed"), Some(type_name), Some(name)) = (text("mode"), text("type"), text("name"))
        else {
            continue;
        };
        let in_root = format!("{type_name}.{name}");
        let address = text("module").map_or_else(|| in_root.clone(), |module| format!("{module}.{in_root}"));
        let body = body(configuration, &address);
        let mut kinds: Vec<ObstacleKind> = Vec::new();
        for attributes in list(resource, "instances").filter_map(|instance| instance.get("attributes")) {
            let of_instance = of_attributes(type_name, attributes, body);
            kinds.extend(of_instance.into_iter().filter(|kind| !kinds.contains(kind)).collect::<Vec<_>>());
        }
        if body.is_some_and(is_prevented) {
            kinds.push(ObstacleKind::Prevented);
        }
        found.extend(kinds.into_iter().map(|kind| Obstacle { address: address.clone(), kind }));
    }
    found
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn of_attributes(type_name: &str, attributes: &Value, body: Option<&Value>) -> Vec<ObstacleKind> {
    let attribute = |name: &str| attributes.get(name).map(value);
    let is_true = |name: &str| attribute(name) == Some(&Value::Bool(true));
    let mut kinds = Vec::new();
    if !TEMPLATES.contains(&type_name) {
        let protecting = PROTECTING.iter().filter(|name| attribute(name).is_some_and(is_on));
        // With `force_destroy`, an instance can be destroyed in spite of its protection.
        let protecting =
            protecting.filter(|name| **name != "disable_api_termination" || !is_true("force_destroy"));
        kinds.extend(protecting.map(|name| ObstacleKind::Protected {
            attribute: (*name).to_owned(),
            is_pending: body.and_then(|body| body.get(*name)).is_some_and(is_off),
        }));
    }
    let unnamed = |name: &Value| name.is_null() || name == "";
    if attribute("skip_final_snapshot") == Some(&Value::Bool(false))
        && attribute("final_snapshot_identifier").is_some_and(unnamed)
    {
        kinds.push(ObstacleKind::UnnamedSnapshot);
    }
    let holding = HOLDING.iter().find(|(name, _)| *name == type_name);
    kinds.extend(
        holding
            .filter(|(_, attribute)| !is_true(attribute))
            .map(|(_, attribute)| ObstacleKind::MaybeFull { attribute }),
    );
    kinds
}

/// Returns the value of an attribute. If the schema leaves its type open, as the sandbox's does, the state stores its type next
/// to it.
fn value(attribute: &Value) -> &Value {
    match attribute.as_object() {
        Some(typed) if typed.len() == 2 && typed.contains_key("type") => {
            typed.get("value").unwrap_or(attribute)
        }
        _ => attribute,
    }
}

fn is_on(value: &Value) -> bool {
    *value == Value::Bool(true) || matches!(value.as_str(), Some("ACTIVE" | "ENABLED"))
}

fn is_off(value: &Value) -> bool {
    *value == Value::Bool(false) || matches!(value.as_str(), Some("false" | "INACTIVE" | "DISABLED"))
}

fn is_prevented(body: &Value) -> bool {
    let lifecycle = body.get("lifecycle");
    let lifecycle = lifecycle.and_then(|one| one.as_array().map_or(Some(one), |all| all.first()));
    lifecycle.and_then(|lifecycle| lifecycle.get("prevent_destroy")) == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn managed(address: &str, attributes: Value) -> Value {
        let (type_name, name) = address.split_once('.').unwrap();
        json!({ "mode": "managed", "type": type_name, "name": name, "instances": [{ "attributes": attributes }] })
    }

    fn found(resources: Vec<Value>, configuration: &Value) -> Vec<String> {
        let obstacles = obstacles(&json!({ "version": 4, "resources": resources }), configuration);
        obstacles.into_iter().map(|Obstacle { address, kind }| format!("{address}: {kind:?}")).collect()
    }

    #[test]
    fn obstacles_include_protections_in_the_state() {
        let resources = vec![
            managed("aws_db_instance.a", json!({ "deletion_protection": true, "skip_final_snapshot": true })),
            managed(
                "aws_db_instance.open",
                json!({ "deletion_protection": { "value": true, "type": "bool" } }),
            ),
            managed("aws_db_instance.off", json!({ "deletion_protection": false })),
            managed("aws_rds_cluster.a", json!({ "deletion_protection": true })),
            managed("aws_lb.a", json!({ "enable_deletion_protection": true })),
            managed("aws_instance.a", json!({ "disable_api_termination": true, "force_destroy": false })),
            managed("aws_instance.forced", json!({ "disable_api_termination": true, "force_destroy": true })),
            managed("aws_launch_template.a", json!({ "disable_api_termination": true })),
            managed("aws_dynamodb_table.a", json!({ "deletion_protection_enabled": true })),
            managed("aws_cognito_user_pool.a", json!({ "deletion_protection": "ACTIVE" })),
            managed("aws_cognito_user_pool.off", json!({ "deletion_protection": "INACTIVE" })),
            managed("google_sql_database_instance.a", json!({ "deletion_protection": true })),
            json!({ "mode": "data", "type": "aws_lb", "name": "b", "instances": [
                { "attributes": { "enable_deletion_protection": true } },
            ] }),
        ];
        let configuration =
            json!({ "resource": { "aws_lb": { "a": { "enable_deletion_protection": false } } } });
        insta::assert_snapshot!(found(resources, &configuration).join("\n"), @r#"
        aws_db_instance.a: Protected { attribute: "deletion_protection", is_pending: false }
        aws_db_instance.open: Protected { attribute: "deletion_protection", is_pending: false }
        aws_rds_cluster.a: Protected { attribute: "deletion_protection", is_pending: false }
        aws_lb.a: Protected { attribute: "enable_deletion_protection", is_pending: true }
        aws_instance.a: Protected { attribute: "disable_api_termination", is_pending: false }
        aws_dynamodb_table.a: Protected { attribute: "deletion_protection_enabled", is_pending: false }
        aws_cognito_user_pool.a: Protected { attribute: "deletion_protection", is_pending: false }
        google_sql_database_instance.a: Protected { attribute: "deletion_protection", is_pending: false }
        "#);
    }

    #[test]
    fn obstacles_include_prevent_destroy_and_buckets_that_may_be_full() {
        let resources = vec![
            managed("aws_kms_key.a", json!({})),
            managed("aws_kms_key.b", json!({})),
            managed("aws_s3_bucket.a", json!({ "force_destroy": false })),
            managed("aws_s3_bucket.forced", json!({ "force_destroy": true })),
            managed("aws_ecr_repository.a", json!({ "force_delete": null })),
            managed(
                "aws_rds_cluster.a",
                json!({
                    "skip_final_snapshot": false, "final_snapshot_identifier": null,
                }),
            ),
            managed(
                "aws_rds_cluster.named",
                json!({
                    "skip_final_snapshot": false, "final_snapshot_identifier": "last",
                }),
            ),
        ];
        let configuration = json!({ "resource": { "aws_kms_key": {
            "a": { "lifecycle": [{ "prevent_destroy": true }] },
            "b": { "lifecycle": { "prevent_destroy": false } },
            "not_applied": { "lifecycle": { "prevent_destroy": true } },
        } } });
        insta::assert_snapshot!(found(resources, &configuration).join("\n"), @r#"
        aws_kms_key.a: Prevented
        aws_s3_bucket.a: MaybeFull { attribute: "force_destroy" }
        aws_ecr_repository.a: MaybeFull { attribute: "force_delete" }
        aws_rds_cluster.a: UnnamedSnapshot
        "#);
    }

    #[test]
    fn obstacles_list_a_resource_once_for_all_its_instances() {
        let state = json!({ "resources": [{
            "module": "module.db", "mode": "managed", "type": "aws_db_instance", "name": "a", "instances": [
                { "index_key": 0, "attributes": { "deletion_protection": true } },
                { "index_key": 1, "attributes": { "deletion_protection": true } },
            ],
        }] });
        let found = obstacles(&state, &Value::Null);
        let addresses: Vec<_> = found.iter().map(|obstacle| obstacle.address.as_str()).collect();
        assert_eq!(addresses, ["module.db.aws_db_instance.a"]);
    }

    #[test]
    fn obstacles_of_an_invalid_state_are_empty() {
        for state in
            [json!(null), json!([]), json!({ "resources": {} }), json!({ "resources": [1, { "mode": 2 }] })]
        {
            assert_eq!(obstacles(&state, &Value::Null), []);
        }
    }
}
