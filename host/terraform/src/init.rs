//! Decides whether `terraform init` has to run.
//!
//! Terraform only says so by failing. The result of init depends on a few things: the providers, the modules, the backend, the
//! lock file and the program. Their digests are recorded next to init's own files when it has succeeded, so that init only runs
//! again when one of them has changed.

use super::offline::{Connection, OfflineCheck};
use super::{Environment, LOCK_FILE, MAX_LOCK_FILE_BYTES, Terraform, TerraformError, local_modules};
use crate::held;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_files::atomic::AtomicWrite;
use terrace_files::regular;

/// Name of the record in terraform's data directory, so that deleting that directory deletes the record.
const STAMP: &str = "terrace-init.json";
/// The maximum size of the record, in bytes.
const MAX_STAMP_BYTES: u64 = 1 << 20;

/// The reason why init has to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InitReason {
    /// It has not run here, or not through Terrace.
    First,
    /// The program or its version has changed.
    Program,
    /// The required providers have changed.
    Providers,
    /// The modules have changed.
    Modules,
    /// Other configuration files in the directory have changed.
    Beside,
    /// The backend has changed, or init last ran without it.
    Backend,
    /// The dependency lock file has changed.
    Lock,
    /// Something that init installed is missing.
    Incomplete,
}

/// Completes the sentence "terraform init runs because …".
impl fmt::Display for InitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "it has not run in this directory",
            Self::Program => "it last ran with another terraform",
            Self::Providers => "the required providers have changed",
            Self::Modules => "the modules have changed",
            Self::Beside => "other files in the directory have changed",
            Self::Backend => "the backend has changed",
            Self::Lock => "the dependency lock file has changed",
            Self::Incomplete => "something that it installed is missing",
        })
    }
}

/// The digests of everything that the last init depended on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stamp {
    program: String,
    providers: String,
    modules: String,
    /// The other configuration files in the directory, or `None` if there are none.
    beside: Option<String>,
    /// The backend, or `None` if init ran without it.
    backend: Option<String>,
    lock: Option<String>,
    /// The providers that existed afterwards. Init does not install a provider that the user's CLI configuration overrides, or
    /// that is already running.
    installed: BTreeSet<String>,
}

/// A configuration in a directory, as far as init is concerned.
#[derive(Debug)]
pub(super) struct Init<'a> {
    directory: &'a Path,
    data: PathBuf,
    configuration: &'a Value,
    program: String,
    /// The value of `TF_WORKSPACE`.
    workspace: Option<OsString>,
}

impl<'a> Init<'a> {
    pub(super) fn new(
        terraform: &Terraform,
        environment: &Environment,
        directory: &'a Path,
        configuration: &'a Value,
    ) -> Self {
        // Terraform interprets it relative to its working directory.
        let data = directory.join(environment.get("TF_DATA_DIR").unwrap_or(".terraform".as_ref()));
        let workspace = environment.get("TF_WORKSPACE").map(OsStr::to_owned);
        Self { directory, data, configuration, program: terraform.to_string(), workspace }
    }

    /// Returns the reason why init has to run, or `None` if it does not. A command such as `validate` does not need the
    /// `backend`.
    pub fn reason(&self, backend: bool) -> Option<InitReason> {
        let providers = self.external_providers();
        let modules = self.configuration["module"].as_object().is_some_and(|modules| !modules.is_empty());
        let has_backend = self.has_backend();
        // Terraform stores the backend's settings here, so the file shows that a backend has been set up.
        let had_backend = self.data.join("terraform.tfstate").exists();
        let now = self.stamp(true);
        if providers.is_empty()
            && (!backend || self.provided_to_state().is_empty())
            && !modules
            && now.beside.is_none()
            && !(backend && (has_backend || had_backend))
        {
            return None;
        }
        let Some(stamp) = self.read() else { return Some(InitReason::First) };
        if stamp.program != now.program {
            Some(InitReason::Program)
        } else if stamp.providers != now.providers {
            Some(InitReason::Providers)
        } else if stamp.modules != now.modules {
            Some(InitReason::Modules)
        } else if stamp.beside != now.beside {
            Some(InitReason::Beside)
        } else if backend && stamp.backend != now.backend {
            Some(InitReason::Backend)
        } else if stamp.lock != now.lock {
            Some(InitReason::Lock)
        } else if !self.is_complete(&stamp, modules, backend && has_backend) {
            Some(InitReason::Incomplete)
        } else {
            None
        }
    }

    /// Returns the connection that init opens, with or without the backend, or `None` if everything is available locally.
    pub(super) fn connection(&self, backend: bool, environment: &Environment) -> Option<Connection> {
        let has_files_beside = local_modules::beside(self.directory).is_some();
        self.reached().of_init(&self.installed(), has_files_beside, backend, environment)
    }

    /// Returns the connections that the configuration needs.
    pub(super) fn reached(&self) -> OfflineCheck<'_> {
        let external = self.external_providers();
        OfflineCheck { configuration: self.configuration, directory: self.directory, external }
    }

    /// Records that init has succeeded, with or without the backend.
    pub fn note(&self, backend: bool) -> Result<(), TerraformError> {
        let path = self.data.join(STAMP);
        let mut stamp = self.stamp(backend);
        if let (None, Some(earlier)) = (&stamp.backend, self.read()) {
            // Without the backend, init keeps an earlier one unchanged.
            stamp.backend = earlier.backend;
        }
        let write = || {
            // Init does not create the data directory if it has nothing to install.
            fs::create_dir_all(&self.data)?;
            let content = serde_json::to_vec_pretty(&stamp)?;
            AtomicWrite::cache().replace(&path, &content)
        };
        write().map(drop).map_err(|source| TerraformError::Stamp { path: path.clone(), source })
    }

    /// Reads the record. One that cannot be parsed, for example from another version of Terrace, counts as missing.
    fn read(&self) -> Option<Stamp> {
        serde_json::from_slice(&regular::read(&self.data.join(STAMP), MAX_STAMP_BYTES).ok()?).ok()
    }

    fn stamp(&self, backend: bool) -> Stamp {
        let terraform = &self.configuration["terraform"];
        let lock = regular::read(&self.directory.join(LOCK_FILE), MAX_LOCK_FILE_BYTES).ok();
        Stamp {
            program: self.program.clone(),
            providers: digest(&json!([terraform["required_providers"], self.implied_providers()])),
            modules: digest(&self.modules()),
            beside: local_modules::beside(self.directory),
            backend: backend.then(|| digest(&json!([terraform["backend"], terraform["cloud"]]))),
            lock: lock.map(|text| hex(&text)),
            installed: self.installed(),
        }
    }

    fn has_backend(&self) -> bool {
        let terraform = &self.configuration["terraform"];
        ["backend", "cloud"].iter().any(|key| !terraform[key].is_null())
    }

    /// Returns the sources of all modules, and digests of the local ones, because those may require providers.
    fn modules(&self) -> Value {
        let calls = members(&self.configuration["module"]);
        let calls: Map<String, Value> = calls
            .map(|(name, call)| {
                let local = call["source"].as_str().filter(|source| source.starts_with('.'));
                let files = local.map(|source| local_modules::digest(&self.directory.join(source)));
                (name.clone(), json!([call["source"], call["version"], files]))
            })
            .collect();
        Value::Object(calls)
    }

    /// Returns the sources of the providers that init installs, without host. The built-in provider is part of terraform.
    fn external_providers(&self) -> BTreeSet<String> {
        let required =
            self.configuration["terraform"]["required_providers"].as_object().into_iter().flatten();
        let sources = required.map(|(name, requirement)| match requirement["source"].as_str() {
            Some(source) => source.to_lowercase(),
            None => format!("hashicorp/{name}"),
        });
        let implied = self.implied_providers().into_iter().map(|name| format!("hashicorp/{name}"));
        sources.chain(implied).filter(|source| !source.starts_with("terraform.io/builtin/")).collect()
    }

    /// Returns providers that are used without being required. Terrace requires the providers of all tiers, but a body may use
    /// others.
    fn implied_providers(&self) -> BTreeSet<String> {
        let required = &self.configuration["terraform"]["required_providers"];
        let types =
            ["resource", "data", "ephemeral"].iter().flat_map(|key| members(&self.configuration[key]));
        let bodies =
            types.flat_map(|(type_name, named)| members(named).map(move |(_, body)| (type_name, body)));
        let used = bodies.filter_map(|(type_name, body)| match body["provider"].as_str() {
            Some(configuration) => configuration.split('.').next(),
            None => type_name.split('_').next(),
        });
        let configured = members(&self.configuration["provider"]).map(|(name, _)| name.as_str());
        used.chain(configured)
            .filter(|name| *name != "terraform" && required[name].is_null())
            .map(str::to_owned)
            .collect()
    }

    /// Returns the sources of the providers that a state in the directory needs. Init installs these too, so that their
    /// resources can be destroyed.
    fn provided_to_state(&self) -> BTreeSet<String> {
        let held = held::of_state(&held::state_file(self.directory, &self.data, self.workspace.as_deref()));
        let sources = held.into_iter().map(|held| held.on.source);
        sources.filter(|source| !source.starts_with("terraform.io/builtin/")).collect()
    }

    /// Returns those providers of the configuration and the state that are installed.
    fn installed(&self) -> BTreeSet<String> {
        let mut providers = self.external_providers();
        providers.extend(self.provided_to_state());
        self.are_there(providers)
    }

    fn are_there(&self, mut providers: BTreeSet<String>) -> BTreeSet<String> {
        let hosts: Vec<PathBuf> = fs::read_dir(self.data.join("providers"))
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        providers.retain(|source| {
            // `HOST/NAMESPACE/NAME` or, for the program's own registry, `NAMESPACE/NAME`.
            let parts: Vec<&str> = source.split('/').collect();
            let name = parts[parts.len().saturating_sub(2)..].join("/");
            hosts.iter().any(|host| host.join(&name).is_dir())
        });
        providers
    }

    fn is_complete(&self, stamp: &Stamp, modules: bool, backend: bool) -> bool {
        self.are_there(stamp.installed.clone()) == stamp.installed
            && (!modules || self.data.join("modules/modules.json").is_file())
            && (!backend || self.data.join("terraform.tfstate").is_file())
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Returns a digest of a value, whose maps are sorted.
fn digest(value: &Value) -> String {
    hex(value.to_string().as_bytes())
}

/// Returns the SHA-256 digest of some bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
