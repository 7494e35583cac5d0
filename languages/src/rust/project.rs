//! A cargo project, as cargo tells of it.

use super::BuildError;
use crate::tool::{self, Tool};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) const CARGO: Tool = Tool {
    name: "cargo",
    purpose: "build tiers in Rust",
    install: "https://rustup.rs, and then `rustup target add wasm32-unknown-unknown`",
};

/// A package, and the packages on this machine that it is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    /// Its directory.
    pub(super) directory: PathBuf,
    /// Its name.
    pub(super) package: String,
    /// Whether it has a library that can become a component.
    pub(super) dynamic: bool,
    /// The directory of the workspace that it belongs to, which may be its own.
    pub(super) workspace: PathBuf,
    /// Where cargo puts what it makes.
    pub(super) target: PathBuf,
    /// The directories of the package and of its path dependencies, theirs too, each with its package's name.
    pub(super) sources: BTreeMap<PathBuf, String>,
}

impl Project {
    /// Asks cargo about the project in a directory. It asks no network.
    pub(super) fn read(directory: &Path) -> Result<Self, BuildError> {
        let failed = |source| BuildError::NoProject { project: directory.to_owned(), source };
        let directory = directory.canonicalize().map_err(failed)?;
        let mut metadata = Metadata::of(&directory)?;
        let manifest = directory.join("Cargo.toml");
        let Some(package) = metadata.package(&manifest) else {
            let packages = metadata.directories();
            let relative =
                |path: PathBuf| path.strip_prefix(&directory).ok().map(|path| path.display().to_string());
            return Err(BuildError::NoPackage {
                manifest,
                packages: packages.into_iter().filter_map(relative).collect(),
            });
        };
        let dynamic =
            items(&package["targets"]).any(|target| items(&target["kind"]).any(|kind| kind == "cdylib"));
        Ok(Self {
            package: text(&package["name"]).to_owned(),
            dynamic,
            workspace: text(&metadata.0["workspace_root"]).into(),
            target: text(&metadata.0["target_directory"]).into(),
            sources: sources(&mut metadata, &manifest),
            directory,
        })
    }
}

/// Follows path dependencies. Those outside of the workspace are asked about one by one.
fn sources(metadata: &mut Metadata, manifest: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![manifest.to_owned()];
    while let Some(manifest) = pending.pop() {
        let Some(directory) = manifest.parent().map(Path::to_owned) else { continue };
        if found.contains_key(&directory) {
            continue;
        }
        // What is wrong with a dependency's own workspace does not keep cargo from building it.
        if metadata.package(&manifest).is_none()
            && let Ok(other) = Metadata::of(&directory)
        {
            metadata.join(other);
        }
        let Some(package) = metadata.package(&manifest) else { continue };
        let paths = items(&package["dependencies"]).filter_map(|dependency| dependency["path"].as_str());
        pending.extend(paths.map(|path| Path::new(path).join("Cargo.toml")));
        found.insert(directory, text(&package["name"]).to_owned());
    }
    found
}

/// What `cargo metadata` prints.
struct Metadata(Value);

impl Metadata {
    fn of(directory: &Path) -> Result<Self, BuildError> {
        let mut command = CARGO.command()?;
        command.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).current_dir(directory);
        let output = tool::run(&mut command, "cargo metadata")?;
        Ok(Self(serde_json::from_slice(&output.stdout).unwrap_or_default()))
    }

    fn package(&self, manifest: &Path) -> Option<&Value> {
        items(&self.0["packages"]).find(|package| Path::new(text(&package["manifest_path"])) == manifest)
    }

    /// The directories of the packages.
    fn directories(&self) -> Vec<PathBuf> {
        let manifests = items(&self.0["packages"]).map(|package| Path::new(text(&package["manifest_path"])));
        manifests.filter_map(Path::parent).map(Path::to_owned).collect()
    }

    /// Adds another workspace's packages.
    fn join(&mut self, mut other: Self) {
        if let (Some(packages), Value::Array(more)) =
            (self.0["packages"].as_array_mut(), other.0["packages"].take())
        {
            packages.extend(more);
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
