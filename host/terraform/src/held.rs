//! The resources in a state, and the provider configurations that they need.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use terrace_core::model::ProviderSource;
use terrace_files::regular;

/// The maximum size of a state file, in bytes.
const MAX_STATE_BYTES: u64 = 64 << 20;

/// The maximum size of the file that names the workspace, in bytes.
const MAX_NAME_BYTES: u64 = 4 << 10;

/// A provider configuration, identified by source and alias.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProviderConfiguration {
    /// The provider's source in its usual short form.
    pub source: String,
    /// The alias, which is the name of a region, or `None` for the default configuration.
    pub alias: Option<String>,
}

/// A block that has objects in a state, or will have, and a provider configuration that it needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateBlock {
    /// The address in the root module: that of a resource, or of the module call that contains it.
    pub address: String,
    /// The provider configuration that the block needs.
    pub on: ProviderConfiguration,
}

/// Normalizes a provider source, so that sources with the same meaning are equal.
pub fn comparable(source: &str) -> String {
    source.parse::<ProviderSource>().map_or_else(|_| source.to_owned(), |source| source.to_string())
}

/// Returns the path of the state file in a directory without a backend.
///
/// `data` is terraform's data directory, and `workspace` the value of `TF_WORKSPACE`.
pub fn state_file(directory: &Path, data: &Path, workspace: Option<&OsStr>) -> PathBuf {
    const NAME: &str = "terraform.tfstate";
    let chosen = || String::from_utf8(regular::read(&data.join("environment"), MAX_NAME_BYTES).ok()?).ok();
    let name = workspace.and_then(OsStr::to_str).map(str::to_owned).or_else(chosen).unwrap_or_default();
    let mut parts = Path::new(name.trim()).components();
    match (name.trim(), parts.next(), parts.next()) {
        ("default", ..) => directory.join(NAME),
        (_, Some(Component::Normal(name)), None) => {
            directory.join("terraform.tfstate.d").join(name).join(NAME)
        }
        _ => directory.join(NAME),
    }
}

#[derive(Deserialize)]
struct State {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    module: Option<String>,
    mode: String,
    r#type: String,
    name: String,
    provider: String,
    instances: Vec<IgnoredAny>,
}

/// Returns the managed resources in a state file that have objects, sorted. Empty if the file cannot be read: terraform reports
/// why.
pub fn of_state(path: &Path) -> Vec<StateBlock> {
    let text = regular::read(path, MAX_STATE_BYTES).unwrap_or_default();
    let Ok(state) = serde_json::from_slice::<State>(&text) else { return Vec::new() };
    let made = state.resources.into_iter().filter(|it| it.mode == "managed" && !it.instances.is_empty());
    let mut held: Vec<_> = made.filter_map(|resource| resource.held()).collect();
    held.sort();
    held.dedup();
    held
}

impl Resource {
    fn held(&self) -> Option<StateBlock> {
        let address = match &self.module {
            None => format!("{}.{}", self.r#type, self.name),
            Some(module) => {
                let name = module.strip_prefix("module.")?.split(['.', '[']).next()?;
                format!("module.{name}")
            }
        };
        Some(StateBlock { address, on: configured(&self.provider)? })
    }
}

/// Parses `provider["registry.terraform.io/hashicorp/aws"].west`. Returns `None` for a configuration within a module, which
/// stacks do not have.
fn configured(text: &str) -> Option<ProviderConfiguration> {
    let (source, rest) = text.strip_prefix("provider[\"")?.split_once("\"]")?;
    let alias = rest.strip_prefix('.').and_then(|rest| rest.split('[').next()).map(str::to_owned);
    Some(ProviderConfiguration { source: comparable(source), alias })
}

/// Returns the missing provider configurations that one of terraform's error messages names, one for each alias.
pub fn missed(text: &str) -> impl Iterator<Item = ProviderConfiguration> {
    let is_it = text.contains("Provider configuration not present");
    let parts = text.split("provider[\"").skip(1).filter(move |_| is_it);
    parts.filter_map(|part| {
        let end = part.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(part.len());
        configured(&format!("provider[\"{}", part[..end].trim_end_matches('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn written(text: &str) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("terraform.tfstate");
        fs::write(&path, text).unwrap();
        let told = |held: StateBlock| format!("{} {} {:?}", held.address, held.on.source, held.on.alias);
        of_state(&path).into_iter().map(told).collect()
    }

    #[test]
    fn state_file_is_read_for_resources_and_their_providers() {
        let text = r#"{ "version": 4, "resources": [
            { "mode": "managed", "type": "aws_vpc", "name": "network_west_main",
              "provider": "provider[\"registry.terraform.io/hashicorp/aws\"].west", "instances": [{}] },
            { "mode": "managed", "type": "aws_vpc", "name": "gone",
              "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [] },
            { "mode": "data", "type": "aws_ami", "name": "read",
              "provider": "provider[\"registry.terraform.io/hashicorp/aws\"].west", "instances": [{}] },
            { "mode": "managed", "type": "random_pet", "name": "a",
              "provider": "provider[\"registry.opentofu.org/hashicorp/random\"]", "instances": [{}] },
            { "module": "module.queues_west_q[\"a\"].module.inner", "mode": "managed", "type": "aws_sqs_queue", "name": "x",
              "provider": "provider[\"example.com/acme/aws\"].west", "instances": [{}] },
            { "module": "module.own", "mode": "managed", "type": "aws_sqs_queue", "name": "x",
              "provider": "module.own.provider[\"example.com/acme/aws\"]", "instances": [{}] }
        ] }"#;
        assert_eq!(
            written(text),
            [
                "aws_vpc.network_west_main hashicorp/aws Some(\"west\")",
                "module.queues_west_q example.com/acme/aws Some(\"west\")",
                "random_pet.a hashicorp/random None",
            ]
        );
        let large = text.to_owned() + &" ".repeat(MAX_STATE_BYTES as usize);
        assert_eq!(written(&large[..MAX_STATE_BYTES as usize]).len(), 3);
        assert_eq!(written(&large).len(), 0);
        for unread in ["", "{}", "[]", r#"{"encrypted_data":"x"}"#] {
            assert_eq!(written(unread), [""; 0]);
        }
    }

    #[test]
    fn state_file_depends_on_the_workspace() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let file = |workspace: Option<&str>| {
            let file = state_file(path, path, workspace.map(OsStr::new));
            file.strip_prefix(path).unwrap().display().to_string()
        };
        assert_eq!(file(None), "terraform.tfstate");
        assert_eq!(file(Some("../../x")), "terraform.tfstate");
        fs::write(path.join("environment"), "blue\n").unwrap();
        assert_eq!(file(None), "terraform.tfstate.d/blue/terraform.tfstate");
        assert_eq!(file(Some("green")), "terraform.tfstate.d/green/terraform.tfstate");
        assert_eq!(file(Some("default")), "terraform.tfstate");
    }

    #[test]
    fn missing_provider_configuration_is_read_from_the_error() {
        let text = "\
│ Error: Provider configuration not present
│ To work with aws_s3_bucket.storage_west_main (orphan) its original provider
│ configuration at
│ provider[\"registry.terraform.io/hashicorp/aws\"].west is required, but it has
│ been removed. This occurs when
";
        let missed = |text: &str| missed(text).filter_map(|it| it.alias).collect::<Vec<_>>();
        assert_eq!(missed(text), ["west"]);
        assert_eq!(missed(&text.replace("not present", "x")), [""; 0]);
    }
}
