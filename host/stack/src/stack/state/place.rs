//! Determines where a backend keeps its state, as far as its settings show.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// A backend type, and its settings that identify a state.
struct Kind {
    label: &'static str,
    /// Settings that identify the state. If one is missing, it is set outside of the stack file, so the place is
    /// unknown.
    required: &'static [&'static str],
    /// Further settings that identify the state, with their defaults.
    optional: &'static [(&'static str, &'static str)],
    /// The setting that should differ between states, and a suggested value.
    remedy: (&'static str, &'static str),
}

const FILE: &str = "${terrace.stack}/${terrace.environment}.tfstate";
const DIRECTORY: &str = "${terrace.stack}/${terrace.environment}";
const NAME: &str = "${terrace.stack}-${terrace.environment}";

/// The backends whose settings are known. `cloud` is treated like `remote`.
const KINDS: &[Kind] = &[
    Kind { label: "local", required: &[], optional: &[], remedy: ("path", FILE) },
    // Bucket names are unique across AWS, unless the endpoint is a different service. The workspace prefix does not
    // apply to the default workspace.
    Kind { label: "s3", required: &["bucket", "key"], optional: &[("endpoint", "")], remedy: ("key", FILE) },
    Kind { label: "gcs", required: &["bucket"], optional: &[("prefix", "")], remedy: ("prefix", DIRECTORY) },
    Kind {
        label: "azurerm",
        required: &["storage_account_name", "container_name", "key"],
        optional: &[],
        remedy: ("key", FILE),
    },
    Kind {
        label: "http",
        required: &["address"],
        optional: &[],
        remedy: ("address", "https://…/${terrace.stack}/${terrace.environment}"),
    },
    Kind {
        label: "pg",
        required: &["conn_str"],
        optional: &[("schema_name", "terraform_remote_state")],
        remedy: ("schema_name", NAME),
    },
    Kind {
        label: "kubernetes",
        required: &["secret_suffix"],
        optional: &[
            ("namespace", "default"),
            ("host", ""),
            ("config_path", ""),
            ("config_paths", ""),
            ("config_context", ""),
            ("config_context_cluster", ""),
        ],
        remedy: ("secret_suffix", NAME),
    },
    Kind {
        label: "consul",
        required: &["path"],
        optional: &[("address", ""), ("scheme", ""), ("datacenter", "")],
        remedy: ("path", DIRECTORY),
    },
    Kind {
        label: "remote",
        required: &["organization", "workspace"],
        optional: &[("hostname", "app.terraform.io")],
        remedy: ("workspaces", "{ name: \"${terrace.stack}-${terrace.environment}\" }"),
    },
];

/// The place of a state.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StatePlace {
    label: String,
    parts: BTreeMap<String, String>,
    region: Option<String>,
}

impl StatePlace {
    /// Returns where a backend with this type and settings keeps the state, given the output directory as an absolute
    /// path.
    ///
    /// Returns `None` if this is configured elsewhere, such as in environment variables.
    pub fn of(label: &str, settings: &Map<String, Value>, directory: &Path) -> Option<Self> {
        let Some(kind) = kind(label) else {
            let parts: BTreeMap<_, _> = settings.keys().filter_map(|key| text_of(settings, key)).collect();
            return (!parts.is_empty()).then(|| Self { label: label.to_owned(), parts, region: None });
        };
        let mut parts = BTreeMap::new();
        if kind.label == "local" {
            let path = settings.get("path").and_then(Value::as_str).unwrap_or("terraform.tfstate");
            parts.insert("path".to_owned(), plain(&directory.join(path)).display().to_string());
        }
        for key in kind.required {
            let (key, text) = text_of(settings, key)?;
            parts.insert(key, text);
        }
        for (key, default) in kind.optional {
            let part = text_of(settings, key).unwrap_or_else(|| ((*key).to_owned(), (*default).to_owned()));
            parts.insert(part.0, part.1);
        }
        let region = settings.get("region").and_then(Value::as_str).map(str::to_owned);
        let region = region.filter(|_| kind.label == "s3");
        Some(Self { label: kind.label.to_owned(), parts, region })
    }

    /// Returns whether both places are the same. A region that is not set comes from the environment, so it may be
    /// the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        let same_region = match (&self.region, &other.region) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        };
        self.label == other.label && self.parts == other.parts && same_region
    }
}

/// Suggests a setting for the backend that makes states distinct.
pub(super) fn remedy(label: &str) -> String {
    match kind(label).map(|kind| kind.remedy) {
        Some((key @ "workspaces", value)) => format!("write `{key}: {value}` in the backend"),
        Some((key, value)) => format!("write `{key}: \"{value}\"` in the backend"),
        None => {
            "use `${terrace.stack}` and `${terrace.environment}` in the backend setting that names the state"
                .to_owned()
        }
    }
}

/// Returns the setting that distinguishes states in a backend of this type.
pub(super) fn telling(label: &str) -> Option<&'static str> {
    kind(label).map(|kind| kind.remedy.0)
}

fn kind(label: &str) -> Option<&'static Kind> {
    let label = if label == "cloud" { "remote" } else { label };
    KINDS.iter().find(|kind| kind.label == label)
}

/// Returns a setting, normalized for comparison.
fn text_of(settings: &Map<String, Value>, key: &str) -> Option<(String, String)> {
    let value = match key {
        "workspace" => block(settings.get("workspaces")?)?.get("name")?,
        "endpoint" => {
            let of_s3 = settings.get("endpoints").and_then(block).and_then(|all| all.get("s3"));
            of_s3.or_else(|| settings.get("endpoint"))?
        }
        _ => settings.get(key)?,
    };
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = match key {
        "key" | "path" => from_here(&text).to_owned(),
        "prefix" => plain(Path::new(text.trim_start_matches('/'))).display().to_string(),
        "address" | "endpoint" | "hostname" => text.trim_end_matches('/').to_lowercase(),
        _ => text,
    };
    Some((key.to_owned(), text))
}

/// Returns a nested block, which may be written as a map or as a list of one map.
fn block(value: &Value) -> Option<&Map<String, Value>> {
    match value {
        Value::Array(items) => items.first()?.as_object(),
        other => other.as_object(),
    }
}

/// Strips a leading `./` from a key.
fn from_here(mut key: &str) -> &str {
    while let Some(rest) = key.strip_prefix("./") {
        key = rest.trim_start_matches('/');
    }
    key
}

/// Resolves `.` and `..` in a path lexically.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn place(label: &str, settings: Value) -> Option<StatePlace> {
        StatePlace::of(label, settings.as_object().unwrap(), Path::new("/stack/terrace.out/a"))
    }

    #[track_caller]
    fn same(label: &str, one: Value, other: Value) {
        assert!(
            place(label, one.clone()).unwrap().is(&place(label, other.clone()).unwrap()),
            "{one} {other}"
        );
    }

    #[track_caller]
    fn apart(label: &str, one: Value, other: Value) {
        assert!(
            !place(label, one.clone()).unwrap().is(&place(label, other.clone()).unwrap()),
            "{one} {other}"
        );
    }

    #[test]
    fn state_place_ignores_other_settings() {
        let s3 = json!({ "bucket": "b", "key": "k" });
        same("s3", s3.clone(), json!({ "bucket": "b", "key": "./k", "profile": "other", "encrypt": true }));
        same("s3", s3.clone(), json!({ "bucket": "b", "key": "k", "region": "us-east-1" }));
        same("s3", s3, json!({ "bucket": "b", "key": "k", "workspace_key_prefix": "x" }));
        same(
            "s3",
            json!({ "bucket": "b", "key": "k", "endpoint": "https://S3.example" }),
            json!({ "bucket": "b", "key": "k", "endpoints": [{ "s3": "https://s3.example/" }] }),
        );
        same("gcs", json!({ "bucket": "b" }), json!({ "bucket": "b", "prefix": "" }));
        same("gcs", json!({ "bucket": "b", "prefix": "a/" }), json!({ "bucket": "b", "prefix": "./a" }));
        same("local", json!({}), json!({ "path": "../a/./terraform.tfstate" }));
        same(
            "kubernetes",
            json!({ "secret_suffix": "x" }),
            json!({ "secret_suffix": "x", "namespace": "default" }),
        );
        same(
            "pg",
            json!({ "conn_str": "c" }),
            json!({ "conn_str": "c", "schema_name": "terraform_remote_state" }),
        );
        let workspace = |value| json!({ "organization": "o", "workspaces": value });
        same("cloud", workspace(json!({ "name": "w" })), workspace(json!([{ "name": "w" }])));
        same("cos", json!({ "a": 1 }), json!({ "a": 1 }));
    }

    #[test]
    fn state_place_differs_by_settings() {
        apart("s3", json!({ "bucket": "b", "key": "k" }), json!({ "bucket": "b", "key": "l" }));
        apart(
            "s3",
            json!({ "bucket": "b", "key": "k" }),
            json!({ "bucket": "b", "key": "k", "endpoint": "http://minio" }),
        );
        apart(
            "s3",
            json!({ "bucket": "b", "key": "k", "region": "us-east-1" }),
            json!({ "bucket": "b", "key": "k", "region": "cn-north-1" }),
        );
        apart("consul", json!({ "path": "a" }), json!({ "path": "a", "datacenter": "east" }));
        apart("oss", json!({ "a": 1 }), json!({ "a": 2 }));
    }

    #[test]
    fn state_place_is_unknown_without_all_settings() {
        assert_eq!(place("s3", json!({ "bucket": "b" })), None);
        assert_eq!(place("pg", json!({})), None);
        assert_eq!(place("cloud", json!({ "organization": "o", "workspaces": { "tags": ["x"] } })), None);
        assert_eq!(place("oss", json!({})), None);
    }
}
