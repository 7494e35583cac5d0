use super::*;
use serde_json::json;
use std::fs;

/// A directory with a lock file that is also the home directory.
struct Place(tempfile::TempDir);

impl Place {
    fn new(lock: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(".terraform.lock.hcl"), lock).unwrap();
        Self(directory)
    }

    /// Returns an environment whose home has this CLI configuration.
    fn environment(&self, configuration: &str) -> Environment {
        fs::write(self.0.path().join(".terraformrc"), configuration).unwrap();
        [("HOME", self.0.path())].into_iter().collect()
    }

    fn reached<'a>(&'a self, configuration: &'a Value, external: &[&str]) -> OfflineCheck<'a> {
        let external = external.iter().map(|source| (*source).to_owned()).collect();
        OfflineCheck { configuration, directory: self.0.path(), external }
    }
}

fn text(connection: Option<Connection>) -> String {
    connection.map(|connection| connection.to_string()).unwrap_or_default()
}

const AWS: &str = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"6.0.0\"\n}\n";

#[test]
fn offline_check_rejects_commands_that_use_providers() {
    let place = Place::new(AWS);
    let nothing = json!({});
    let reached = place.reached(&nothing, &[]);
    let asked = |command: &str, arguments: &[&str]| text(reached.of_command(command, arguments));
    // Only the lock file names the provider of a module.
    for command in ["plan", "apply", "destroy", "refresh", "import", "test"] {
        let expected = format!("`terraform {command}` uses `hashicorp/aws`, which may open connections");
        assert_eq!(asked(command, &[]), expected);
    }
    assert_ne!(asked("providers", &["lock"]), "");
    assert_ne!(asked("login", &[]), "");
    assert_ne!(asked("of-another-version", &[]), "");
    for command in
        ["validate", "output", "fmt", "state", "show", "console", "workspace", "version", "providers", "get"]
    {
        assert_eq!(asked(command, &["schema"]), "", "{command}");
    }
}

#[test]
fn offline_check_rejects_remote_states_programs_and_modules() {
    let place = Place::new("");
    let asked = |configuration: &Value, command: &str| {
        text(place.reached(configuration, &[]).of_command(command, &[]))
    };
    let local =
        json!({ "terraform": { "backend": { "local": {} } }, "resource": { "terraform_data": { "a": {} } } });
    assert_eq!(asked(&local, "apply"), "");
    let remote = json!({ "terraform": { "backend": { "s3": {} } } });
    for command in ["plan", "output", "state"] {
        assert_eq!(asked(&remote, command), "the state is in the backend `s3`, which needs the network");
    }
    assert_eq!(asked(&remote, "validate"), "");
    let cloud = json!({ "terraform": { "cloud": {} } });
    assert_ne!(asked(&cloud, "output"), "");
    let outward = json!({
        "data": { "terraform_remote_state": { "other": { "backend": "http" }, "near": { "backend": "local" } } },
        "resource": { "terraform_data": { "run": { "provisioner": [{ "local-exec": {} }] }, "plain": {} } },
    });
    assert_eq!(
        asked(&outward, "plan"),
        "`terraform plan` uses `data.terraform_remote_state.other`, `terraform_data.run`, which may open connections"
    );
    assert_eq!(asked(&outward, "show"), "");
    let module = json!({ "module": { "far": { "source": "a/b/c" }, "near": { "source": "./near" } } });
    assert_eq!(asked(&module, "get"), "`terraform init` has to download `module.far`");
}

#[test]
fn offline_check_accepts_init_if_everything_is_installed() {
    let place = Place::new(AWS);
    let aws = BTreeSet::from(["hashicorp/aws".to_owned()]);
    let nothing = json!({});
    let init = |configuration: &Value, installed: &BTreeSet<String>, backend: bool, cli: &str| {
        text(place.reached(configuration, &["hashicorp/aws"]).of_init(
            installed,
            false,
            backend,
            &place.environment(cli),
        ))
    };
    assert_eq!(init(&nothing, &aws, true, ""), "");
    let download = "`terraform init` has to download `hashicorp/aws`";
    assert_eq!(init(&nothing, &BTreeSet::new(), true, ""), download);
    let remote = json!({ "terraform": { "backend": { "s3": {} } } });
    assert_ne!(init(&remote, &aws, true, ""), "");
    assert_eq!(init(&remote, &aws, false, ""), "");
    let module = json!({ "module": { "near": { "source": "./near" } } });
    assert_eq!(init(&module, &aws, true, ""), "`terraform init` has to download `module.near`");

    let ways = |ways: &str| format!("provider_installation {{\n{ways}\n}}\n");
    let none = BTreeSet::new();
    let mirror = "filesystem_mirror {\n path = \"/mirror\"\n}";
    assert_eq!(init(&nothing, &none, true, &ways(mirror)), "");
    assert_eq!(init(&module, &none, true, &ways(mirror)), "");
    for other in ["direct {}", "network_mirror {\n url = \"https://mirror.example/\"\n}"] {
        assert_eq!(init(&nothing, &none, true, &ways(&format!("{mirror}\n{other}"))), download, "{other}");
    }
    for broken in [ways(""), "provider_installation {".to_owned(), "plugin_cache_dir = \"/x\"\n".to_owned()] {
        assert_eq!(init(&nothing, &none, true, &broken), download, "{broken}");
    }
    let far = json!({ "module": { "far": { "source": "a/b/c" } } });
    assert_ne!(init(&far, &aws, true, &ways(mirror)), "");
}
