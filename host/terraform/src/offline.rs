//! Finds the connections that a run of terraform would open, for runs that must not open any.
//!
//! A provider is a program of its own, and Terrace cannot tell whether it contacts its cloud. So a command that uses providers
//! is rejected if the configuration has any, and init is rejected if it would have to download one.

use super::{Environment, LOCK_FILE, MAX_LOCK_FILE_BYTES};
use hcl_edit::structure::Body;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use terrace_files::regular;

/// A connection that a run of terraform would open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Init downloads these providers, modules or both.
    Download(BTreeSet<String>),
    /// Init looks for newer versions because of this argument.
    Upgrade(String),
    /// The state is in this backend.
    Backend(String),
    /// The command uses these providers or blocks.
    Command {
        /// Terraform's command.
        command: String,
        /// The sources of providers, and addresses, that the command uses.
        asked: BTreeSet<String>,
    },
    /// The command always connects, or Terrace does not know whether it does.
    Always(String),
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Download(what) => write!(f, "`terraform init` has to download {}", format_names(what)),
            Self::Upgrade(argument) => {
                write!(f, "`terraform init {argument}` looks up what to download")
            }
            Self::Backend(kind) => {
                write!(f, "the state is in the backend `{kind}`, which needs the network")
            }
            Self::Command { command, asked } => {
                write!(f, "`terraform {command}` uses {}, which may open connections", format_names(asked))
            }
            Self::Always(command) => write!(f, "`terraform {command}` opens connections"),
        }
    }
}

impl Connection {
    /// Returns hints about what to do instead, one per line.
    pub(super) fn hints(&self) -> Vec<&'static str> {
        const ONCE: &str = "run the same command once without --offline and TERRACE_OFFLINE";
        const MIRROR: &str = "or configure a `filesystem_mirror` as the only method under `provider_installation` in terraform's CLI configuration";
        const SANDBOX: &str = "run it with --sandbox, which simulates the providers";
        match self {
            Self::Download(_) => vec![ONCE, MIRROR],
            Self::Upgrade(_) | Self::Always(_) => vec!["leave out --offline and TERRACE_OFFLINE"],
            Self::Backend(_) | Self::Command { .. } => {
                vec![
                    SANDBOX,
                    "or leave out --offline and TERRACE_OFFLINE: the real state of resources is only known online",
                ]
            }
        }
    }
}

fn format_names(names: &BTreeSet<String>) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The resources that a command accesses by itself, whatever the configuration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Files, and the state if `state` is set.
    Files {
        state: bool,
    },
    Providers,
    /// Sources of modules.
    Modules,
    /// The network.
    Out,
}

fn reach(command: &str, arguments: &[&str]) -> Reach {
    match command {
        "fmt" | "metadata" | "modules" | "validate" | "version" | "" => Reach::Files { state: false },
        "console" | "env" | "force-unlock" | "graph" | "output" | "show" | "state" | "taint" | "untaint"
        | "workspace" => Reach::Files { state: true },
        "providers" if !arguments.iter().any(|one| matches!(*one, "lock" | "mirror")) => {
            Reach::Files { state: true }
        }
        "apply" | "destroy" | "import" | "plan" | "providers" | "refresh" | "test" => Reach::Providers,
        "get" => Reach::Modules,
        _ => Reach::Out,
    }
}

/// A configuration in its directory, as far as connections are concerned.
pub(super) struct OfflineCheck<'a> {
    pub(super) configuration: &'a Value,
    pub(super) directory: &'a Path,
    /// Sources of the providers that the configuration itself requires.
    pub(super) external: BTreeSet<String>,
}

impl OfflineCheck<'_> {
    /// Returns the connection that a command other than init opens. For `Other`, the name is its first argument.
    pub(super) fn of_command(&self, command: &str, arguments: &[&str]) -> Option<Connection> {
        let command = command.to_owned();
        match reach(&command, arguments) {
            Reach::Out => Some(Connection::Always(command)),
            Reach::Files { state } => self.backend().filter(|_| state),
            Reach::Modules => {
                let remote = self.remote_modules();
                (!remote.is_empty()).then_some(Connection::Download(remote))
            }
            Reach::Providers => {
                let mut asked = &self.external | &self.locked();
                asked.extend(self.outward());
                let asks = (!asked.is_empty()).then_some(Connection::Command { command, asked });
                self.backend().or(asks)
            }
        }
    }

    /// Returns the connection that init would open if it had to run, with or without the backend. `installed` are the installed
    /// providers.
    pub(super) fn of_init(
        &self,
        installed: &BTreeSet<String>,
        has_files_beside: bool,
        backend: bool,
        environment: &Environment,
    ) -> Option<Connection> {
        if let Some(backend) = self.backend().filter(|_| backend) {
            return Some(backend);
        }
        let mut missing = self.remote_modules();
        if !has_mirrors_only(environment) {
            let locked = self.locked();
            missing.extend(
                self.external
                    .iter()
                    .filter(|one| !installed.contains(*one) || !locked.contains(*one))
                    .cloned(),
            );
            // The files of a module may require providers too, which only init finds out.
            missing.extend(self.modules().map(|(name, _)| format!("module.{name}")));
            if has_files_beside {
                missing.insert(self.directory.display().to_string());
            }
        }
        (!missing.is_empty()).then_some(Connection::Download(missing))
    }

    /// Returns the backend, unless it is on this machine.
    fn backend(&self) -> Option<Connection> {
        let terraform = &self.configuration["terraform"];
        if !terraform["cloud"].is_null() {
            return Some(Connection::Backend("cloud".to_owned()));
        }
        let kind = terraform["backend"].as_object()?.keys().find(|kind| *kind != "local")?;
        Some(Connection::Backend(kind.clone()))
    }

    fn modules(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.configuration["module"].as_object().into_iter().flatten()
    }

    /// Returns the addresses of calls of remote modules.
    fn remote_modules(&self) -> BTreeSet<String> {
        let is_local = |call: &Value| call["source"].as_str().is_some_and(|source| source.starts_with('.'));
        self.modules().filter(|(_, call)| !is_local(call)).map(|(name, _)| format!("module.{name}")).collect()
    }

    /// Returns the blocks that connect without a provider: remote states, and resources with provisioners.
    fn outward(&self) -> Vec<String> {
        let states = self.configuration["data"]["terraform_remote_state"].as_object().into_iter().flatten();
        let states = states.filter(|(_, body)| body["backend"] != "local");
        let states = states.map(|(name, _)| format!("data.terraform_remote_state.{name}"));
        let resources = self.configuration["resource"].as_object().into_iter().flatten();
        let bodies = resources.flat_map(|(kind, named)| {
            named.as_object().into_iter().flatten().map(move |(name, body)| (kind, name, body))
        });
        let provisioned = bodies.filter(|(_, _, body)| !body["provisioner"].is_null());
        states.chain(provisioned.map(|(kind, name, _)| format!("{kind}.{name}"))).collect()
    }

    /// Returns the sources of the providers in the lock file, including those of modules.
    fn locked(&self) -> BTreeSet<String> {
        let text = regular::read(&self.directory.join(LOCK_FILE), MAX_LOCK_FILE_BYTES).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let sources = text.lines().filter_map(|line| line.strip_prefix("provider \"")?.split('"').next());
        sources.map(without_usual_host).collect()
    }
}

/// Removes the host from a source such as `registry.terraform.io/hashicorp/aws` if it is the program's own registry.
fn without_usual_host(source: &str) -> String {
    let source = source.to_lowercase();
    let hosts = ["registry.terraform.io/", "registry.opentofu.org/"];
    hosts.iter().find_map(|host| source.strip_prefix(host)).unwrap_or(&source).to_owned()
}

/// Returns whether the user's CLI configuration only allows providers from directories.
fn has_mirrors_only(environment: &Environment) -> bool {
    let home = || environment.get("HOME").map(PathBuf::from);
    let named = environment.get("TF_CLI_CONFIG_FILE").or_else(|| environment.get("TERRAFORM_CONFIG"));
    let file = named.map(PathBuf::from).or_else(|| {
        let names = [".tofurc", ".terraformrc"];
        names.iter().filter_map(|name| Some(home()?.join(name))).find(|file| file.is_file())
    });
    let text = file.and_then(|file| regular::read(&file, MAX_CONFIGURATION_BYTES).ok()).unwrap_or_default();
    let body = str::from_utf8(&text).ok().and_then(|text| text.parse::<Body>().ok()).unwrap_or_default();
    let mut ways = body.get_blocks("provider_installation").flat_map(|block| block.body.blocks()).peekable();
    ways.peek().is_some()
        && ways.all(|way| matches!(way.ident.as_str(), "filesystem_mirror" | "dev_overrides"))
}

/// The maximum size of terraform's CLI configuration, in bytes.
const MAX_CONFIGURATION_BYTES: u64 = 1 << 20;

#[cfg(test)]
mod tests;
