//! Which toolchain compiles for WebAssembly.

use crate::BuildError;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target that tiers are compiled for. It has no operating system, so a component made from it
/// imports nothing.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which `scripts/setup` links a toolchain where rustup cannot install the target.
const LINKED: &str = "terrace-wasm";

/// The separator of `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// A Rust toolchain that has the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchain {
    /// Its name for rustup; none for the one that is active anyway.
    name: Option<&'static str>,
}

impl Toolchain {
    /// The active toolchain where it has the target, otherwise the one that `scripts/setup` linked.
    pub fn find() -> Result<Self, BuildError> {
        [None, Some(LINKED)]
            .into_iter()
            .map(|name| Self { name })
            .find(Self::has_target)
            .ok_or(BuildError::NoTarget)
    }

    /// A cargo of this toolchain, free of what an outer cargo set for itself: its compiler, its
    /// wrappers and its flags are meant for another toolchain and another target.
    ///
    /// What it compiles holds no path of this machine, so that the same source gives the same bytes
    /// wherever it lies.
    pub fn cargo(&self, workspace: &Path) -> Command {
        let mut command = match self.name {
            None => Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            Some(_) => self.command("cargo"),
        };
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if OUTER.contains(&name.as_ref()) || name.starts_with("CARGO_PROFILE_") {
                command.env_remove(&variable);
            }
        }
        let remapped =
            [(Some(workspace.to_owned()), "/workspace"), (cargo_home(), "/cargo"), (self.sysroot(), "/rust")];
        let flags: Vec<_> = remapped
            .into_iter()
            .filter_map(|(from, to)| Some(format!("--remap-path-prefix={}={to}", from?.display())))
            .collect();
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(SEPARATOR));
        command
    }

    fn has_target(&self) -> bool {
        self.sysroot().is_some_and(|sysroot| sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir())
    }

    fn sysroot(&self) -> Option<PathBuf> {
        let output = self.command("rustc").args(["--print", "sysroot"]).output().ok()?;
        let path = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| path.trim().into())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if let Some(name) = self.name {
            command.env("RUSTUP_TOOLCHAIN", name);
            command.env("PATH", path_with_proxies());
        }
        command
    }
}

/// Variables of an outer cargo that must not reach an inner one.
const OUTER: &[&str] = &[
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_TARGET_DIR",
    "CARGO_MAKEFLAGS",
    "RUSTC",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTDOC",
    "RUSTFLAGS",
    "TARGET",
];

/// The search path with rustup's proxies first: inside a build script the active toolchain's own
/// programs stand before them, and those do not know `RUSTUP_TOOLCHAIN`.
fn path_with_proxies() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some(proxies) = cargo_home().map(|home| home.join("bin")) else { return path };
    std::env::join_paths(std::iter::once(proxies).chain(std::env::split_paths(&path))).unwrap_or(path)
}

/// Where cargo keeps what it downloads and rustup its proxies.
fn cargo_home() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}
