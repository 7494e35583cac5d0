//! Finds a toolchain that compiles for WebAssembly.

use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_programs::Outside;

/// The target that tiers are compiled for. It has no operating system, so a component built from it imports
/// nothing.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which `scripts/setup` links a toolchain if rustup cannot install the target.
const LINKED: &str = "terrace-wasm";

/// The separator of `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// A Rust toolchain that has the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchain {
    /// The name for rustup. `None` for the active toolchain.
    name: Option<&'static str>,
    /// The root directory of the toolchain.
    sysroot: PathBuf,
    /// The environment in which programs are looked up. `None` in a build script, which trusts the workspace.
    outside: Option<Outside>,
}

impl Toolchain {
    /// Returns the toolchain that is active in `directory` if it has the target, otherwise the one linked by
    /// `scripts/setup`. `None` if neither has it.
    pub fn find(directory: &Path) -> Option<Self> {
        [None, Some(LINKED)].into_iter().find_map(|name| {
            let sysroot = sysroot(program("rustc", name, None)?.current_dir(directory))?;
            has_target(&sysroot).then_some(Self { name, sysroot, outside: None })
        })
    }

    /// Returns the user's own toolchain, otherwise the one linked by `scripts/setup`. The checkout has no
    /// influence on this: programs are looked up and started outside of it. `None` if neither has the target.
    pub fn find_outside(outside: &Outside) -> Option<Self> {
        [None, Some(LINKED)].into_iter().find_map(|name| {
            let sysroot = sysroot(&mut program("rustc", name, Some(outside))?)?;
            has_target(&sysroot).then(|| Self { name, sysroot, outside: Some(outside.clone()) })
        })
    }

    /// Returns a cargo command of this toolchain without the settings of an outer cargo: its compiler,
    /// wrappers and flags are meant for another toolchain and another target.
    ///
    /// Compiled code contains no path of this machine, so that the same source results in the same bytes
    /// wherever it is. `remapped` has the source directories, each with its replacement. An inner directory
    /// takes precedence over an outer one.
    pub fn cargo(&self, remapped: &[(PathBuf, String)]) -> Command {
        let mut command = match (self.name, &self.outside) {
            // In a build script, this variable is the cargo that runs it.
            (None, None) => Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
            (name, outside) => program("cargo", name, outside.as_ref())
                .expect("cargo is found where rustc was, and the builder has asked for it before"),
        };
        for (variable, _) in std::env::vars_os() {
            if is_outer(&variable.to_string_lossy()) {
                command.env_remove(&variable);
            }
        }
        let machine = cargo_directories().into_iter().chain([(self.sysroot.clone(), "/rust".to_owned())]);
        command.env("CARGO_ENCODED_RUSTFLAGS", remapping(remapped.iter().cloned().chain(machine)));
        let rustc = self.sysroot.join("bin/rustc");
        if self.outside.is_some() && rustc.is_file() {
            // Cargo starts it in the workspace's directory, where a proxy would read `rust-toolchain.toml`.
            command.env("RUSTC", rustc);
        }
        command
    }
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

fn sysroot(rustc: &mut Command) -> Option<PathBuf> {
    let output = rustc.args(["--print", "sysroot"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| path.trim().into())
}

fn program(program: &str, toolchain: Option<&str>, outside: Option<&Outside>) -> Option<Command> {
    let path = toolchain.map(|_| path_with_proxies());
    let mut command = match (outside, &path) {
        (None, _) => Command::new(program),
        (Some(outside), None) => outside.command(program).ok()?,
        (Some(outside), Some(path)) => {
            outside.command_of(&outside.find_on(program.as_ref(), Some(path)).ok()?)
        }
    };
    if let (Some(name), Some(path)) = (toolchain, path) {
        command.env("RUSTUP_TOOLCHAIN", name);
        command.env("PATH", outside.map_or_else(|| path.clone(), |outside| outside.search_path(&path)));
    }
    Some(command)
}

/// Returns the flags that remove these directories from compiled code. If several contain a path, the
/// innermost is used, which is the last one for the compiler.
fn remapping(directories: impl Iterator<Item = (PathBuf, String)>) -> String {
    let real = |(from, to): (PathBuf, String)| {
        // The compiler may see either path of a directory that is reached through a link.
        let real = from.canonicalize().ok().filter(|real| *real != from);
        [Some(from), real].into_iter().flatten().map(move |from| (from, to.clone()))
    };
    let mut directories: Vec<_> = directories.flat_map(real).collect();
    directories.sort_by_key(|(from, _)| from.components().count());
    let flags = directories.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    flags.collect::<Vec<_>>().join(SEPARATOR)
}

/// Returns whether a variable belongs to an outer cargo, or is a user's setting that would change the
/// compiled code, so that it must not reach an inner cargo.
fn is_outer(variable: &str) -> bool {
    const NAMES: &[&str] = &[
        "CARGO_BUILD_INCREMENTAL",
        "CARGO_BUILD_RUSTC",
        "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_RUSTC_WRAPPER",
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "CARGO_MAKEFLAGS",
        "CARGO_TARGET_DIR",
        "RUSTC",
        "RUSTC_BOOTSTRAP",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOC",
        "RUSTFLAGS",
        "TARGET",
    ];
    const BEGINNINGS: &[&str] =
        &["CARGO_PROFILE_", "CARGO_RESOLVER_", "CARGO_TARGET_WASM32_", "CARGO_UNSTABLE_"];
    NAMES.contains(&variable) || BEGINNINGS.iter().any(|beginning| variable.starts_with(beginning))
}

/// Returns the search path with rustup's proxies first: inside a build script, the active toolchain's own
/// programs come first, and those do not understand `RUSTUP_TOOLCHAIN`.
fn path_with_proxies() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some(proxies) = cargo_home().map(|home| home.join("bin")) else { return path };
    std::env::join_paths(std::iter::once(proxies).chain(std::env::split_paths(&path))).unwrap_or(path)
}

/// Returns the directory of cargo's downloads and rustup's proxies.
fn cargo_home() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

/// Returns cargo's directory and the directories in it with unpacked crates: one for each registry, named
/// after the registry's host. The crates themselves do not depend on the registry.
fn cargo_directories() -> Vec<(PathBuf, String)> {
    let Some(home) = cargo_home() else { return Vec::new() };
    let registries = std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
    registries.sort();
    let registries = registries.into_iter().map(|directory| (directory, "/cargo/registry".to_owned()));
    std::iter::once((home, "/cargo".to_owned())).chain(registries).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_remapping_prefers_the_innermost_directory() {
        let directories = [("/a/b/c", "/inner"), ("/a", "/outer"), ("/a/b", "/middle")];
        let flags = remapping(directories.into_iter().map(|(from, to)| (from.into(), to.to_owned())));
        let flags: Vec<_> = flags.split(SEPARATOR).collect();
        assert_eq!(
            flags,
            [
                "--remap-path-prefix=/a=/outer",
                "--remap-path-prefix=/a/b=/middle",
                "--remap-path-prefix=/a/b/c=/inner"
            ]
        );
    }

    #[test]
    fn cargo_settings_that_change_the_build_are_left_out() {
        let outer = [
            "CARGO_INCREMENTAL",
            "CARGO_BUILD_INCREMENTAL",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_PROFILE_TIER_OPT_LEVEL",
            "CARGO_RESOLVER_FEATURE_UNIFICATION",
            "CARGO_TARGET_DIR",
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "CARGO_UNSTABLE_BUILD_STD",
            "RUSTC_BOOTSTRAP",
            "RUSTFLAGS",
        ];
        assert_eq!(outer.map(is_outer), [true; 10]);
        let needed = [
            "PATH",
            "HOME",
            "CARGO_HOME",
            "CARGO_BUILD_JOBS",
            "CARGO_NET_OFFLINE",
            "CARGO_TARGET_X86_64_LINKER",
        ];
        assert_eq!(needed.map(is_outer), [false; 6]);
    }
}
