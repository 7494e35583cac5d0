//! Which toolchain compiles for WebAssembly.

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
    /// Where it lies.
    sysroot: PathBuf,
}

impl Toolchain {
    /// The toolchain that is active in `directory` where it has the target, otherwise the one that `scripts/setup`
    /// linked. `None`: neither has it.
    pub fn find(directory: &Path) -> Option<Self> {
        [None, Some(LINKED)].into_iter().find_map(|name| {
            let sysroot = sysroot(name, directory)?;
            has_target(&sysroot).then_some(Self { name, sysroot })
        })
    }

    /// A cargo of this toolchain, free of what an outer cargo set for itself: its compiler, its
    /// wrappers and its flags are meant for another toolchain and another target.
    ///
    /// What it compiles holds no path of this machine, so that the same source gives the same bytes
    /// wherever it lies. `remapped` are the directories of the source, each with what stands for it; a later one
    /// goes before an earlier one.
    pub fn cargo(&self, remapped: &[(PathBuf, String)]) -> Command {
        let mut command = match self.name {
            None => Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            Some(_) => program("cargo", self.name),
        };
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if OUTER.contains(&name.as_ref()) || name.starts_with("CARGO_PROFILE_") {
                command.env_remove(&variable);
            }
        }
        let flags: Vec<_> = remapped
            .iter()
            .cloned()
            .chain(cargo_directories())
            .chain([(self.sysroot.clone(), "/rust".to_owned())])
            .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
            .collect();
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(SEPARATOR));
        command
    }
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

fn sysroot(name: Option<&str>, directory: &Path) -> Option<PathBuf> {
    let output = program("rustc", name).args(["--print", "sysroot"]).current_dir(directory).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| path.trim().into())
}

fn program(program: &str, toolchain: Option<&str>) -> Command {
    let mut command = Command::new(program);
    if let Some(name) = toolchain {
        command.env("RUSTUP_TOOLCHAIN", name);
        command.env("PATH", path_with_proxies());
    }
    command
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

/// Cargo's directory and, in it, where it unpacks crates: a directory for each registry, named after the registry's
/// host. Crates are the same wherever they come from.
fn cargo_directories() -> Vec<(PathBuf, String)> {
    let Some(home) = cargo_home() else { return Vec::new() };
    let registries = std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
    registries.sort();
    let registries = registries.into_iter().map(|directory| (directory, "/cargo/registry".to_owned()));
    std::iter::once((home, "/cargo".to_owned())).chain(registries).collect()
}
