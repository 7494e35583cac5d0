//! Reads a Cargo project from its manifests.
//!
//! Cargo itself is not run for this: it would read settings of the checkout, which can name programs to run.

use super::BuildError;
use crate::tool::Tool;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

pub(super) const CARGO: Tool = Tool {
    name: "cargo",
    purpose: "build tiers in Rust",
    install: "https://rustup.rs, and then `rustup target add wasm32-unknown-unknown`",
};

/// The most packages of one project that are followed.
const MAX_PACKAGES: usize = 1000;

/// The largest manifest that is read, in bytes.
const MAX_MANIFEST_BYTES: u64 = 1024 * 1024;

/// A package, with the packages on this machine that it is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    /// The directory of the package.
    pub(super) directory: PathBuf,
    pub(super) package: String,
    /// True if it has a library that can become a component.
    pub(super) dynamic: bool,
    /// The directory of its workspace, which may be its own.
    pub(super) workspace: PathBuf,
    /// The directory for cargo's output.
    pub(super) target: PathBuf,
    /// The directories of the package and of its direct and indirect path dependencies, each with its package's name.
    pub(super) sources: BTreeMap<PathBuf, String>,
}

impl Project {
    /// Reads the project in a directory. None of its code runs.
    pub(super) fn read(directory: &Path) -> Result<Self, BuildError> {
        let failed = |source| BuildError::NoProject { project: directory.to_owned(), source };
        let directory = directory.canonicalize().map_err(failed)?;
        let manifest = directory.join("Cargo.toml");
        let table = parse(&manifest)?;
        let Some(package) = name(&table) else {
            return Err(BuildError::NoPackage { packages: members(&directory, &table), manifest });
        };
        let workspace = workspace(&directory, &table);
        let target = env::var_os("CARGO_TARGET_DIR").and_then(|target| std::path::absolute(target).ok());
        Ok(Self {
            package: package.to_owned(),
            dynamic: is_dynamic(&table),
            sources: sources(&directory),
            target: target.unwrap_or_else(|| workspace.join("target")),
            workspace,
            directory,
        })
    }
}

fn parse(manifest: &Path) -> Result<Table, BuildError> {
    let failed = |source| BuildError::Read { path: manifest.to_owned(), source };
    let metadata = fs::metadata(manifest).map_err(failed)?;
    if !metadata.is_file() || metadata.len() > MAX_MANIFEST_BYTES {
        return Err(failed(io::Error::from(io::ErrorKind::InvalidData)));
    }
    let text = fs::read_to_string(manifest).map_err(failed)?;
    text.parse().map_err(|error: toml::de::Error| BuildError::Manifest {
        manifest: manifest.to_owned(),
        output: error.to_string().trim().to_owned(),
    })
}

fn name(manifest: &Table) -> Option<&str> {
    manifest.get("package")?.get("name")?.as_str()
}

fn is_dynamic(manifest: &Table) -> bool {
    let library = manifest.get("lib");
    let kinds = library.and_then(|library| library.get("crate-type").or_else(|| library.get("crate_type")));
    let kinds = kinds.and_then(Value::as_array).into_iter().flatten();
    kinds.filter_map(Value::as_str).any(|kind| kind == "cdylib")
}

/// Returns the directory of the workspace: the one that the package names, otherwise its own, otherwise the nearest one above
/// that does not exclude it.
fn workspace(directory: &Path, manifest: &Table) -> PathBuf {
    if let Some(named) = manifest.get("package").and_then(|package| package.get("workspace")?.as_str()) {
        return normal(&directory.join(named));
    }
    if manifest.contains_key("workspace") {
        return directory.to_owned();
    }
    let is_root = |above: &&Path| {
        let table = parse(&above.join("Cargo.toml")).ok();
        table.as_ref().and_then(|table| table.get("workspace")).is_some_and(|workspace| {
            !strings(workspace, "exclude")
                .any(|excluded| directory.starts_with(normal(&above.join(excluded))))
        })
    };
    directory.ancestors().skip(1).find(is_root).unwrap_or(directory).to_owned()
}

/// Returns the directories of a workspace's packages, relative to it.
fn members(directory: &Path, manifest: &Table) -> Vec<String> {
    let Some(workspace) = manifest.get("workspace") else { return Vec::new() };
    let mut found: Vec<String> = strings(workspace, "members")
        .flat_map(|member| match member.strip_suffix("/*") {
            Some(parent) => below(&directory.join(parent), parent),
            None => vec![member.to_owned()],
        })
        .filter(|member| directory.join(member).join("Cargo.toml").is_file())
        .collect();
    found.sort();
    found
}

fn below(directory: &Path, shown: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| format!("{shown}/{}", entry.file_name().to_string_lossy())).collect()
}

fn strings<'a>(table: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Follows path dependencies. An unreadable one is left out: cargo reports what is wrong with it.
fn sources(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        if found.len() == MAX_PACKAGES || found.contains_key(&directory) {
            continue;
        }
        let Ok(manifest) = parse(&directory.join("Cargo.toml")) else { continue };
        let Some(package) = name(&manifest) else { continue };
        pending.extend(dependencies(&directory, &manifest));
        found.insert(directory, package.to_owned());
    }
    found
}

/// Returns the directories of a package's path dependencies, of every kind and for every target, including patches and
/// replacements.
fn dependencies(directory: &Path, manifest: &Table) -> Vec<PathBuf> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let root = workspace(directory, manifest);
    let shared = parse(&root.join("Cargo.toml")).unwrap_or_default();
    let inherited = shared.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let tables = targets.filter_map(|(_, target)| target.as_table()).chain([manifest]);
    let listed = tables.flat_map(|table| KINDS.map(|kind| table.get(kind)));
    let mut paths = Vec::new();
    for (name, dependency) in listed.flatten().filter_map(Value::as_table).flatten() {
        let is_inherited = dependency.get("workspace").and_then(Value::as_bool) == Some(true);
        let (from, dependency) = match inherited.and_then(|all| all.get(name)) {
            Some(shared) if is_inherited => (root.as_path(), shared),
            _ => (directory, dependency),
        };
        paths.extend(path(from, dependency));
    }
    let patched = shared.get("patch").and_then(Value::as_table).into_iter().flatten();
    let patched = patched.filter_map(|(_, patches)| patches.as_table()).flatten();
    paths.extend(patched.filter_map(|(_, patch)| path(&root, patch)));
    paths
}

fn path(from: &Path, dependency: &Value) -> Option<PathBuf> {
    from.join(dependency.get("path")?.as_str()?).canonicalize().ok()
}

/// Returns a canonical path, or the same path if it does not exist.
fn normal(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
