//! Reads the names in a stack's files without checking anything else, so that it also works for unfinished files.

use super::load::{ParsedFile, load_texts, own_environment};
use super::read::component::ComponentReference;
use super::tree::node::{Mapping, Node};
use super::tree::patch;
use super::{StackErrors, file};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use terrace_core::expression::literal;
use terrace_core::model::Sources;

/// The names that the files of a stack contain.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The path of the stack file.
    pub file: PathBuf,
    /// The path of the overlay that is merged into it.
    pub overlay: Option<PathBuf>,
    /// The environment that the stack file itself names.
    pub environment: Option<String>,
    /// The environments that have an overlay, sorted.
    pub environments: Vec<String>,
    /// The names of the regions, sorted.
    pub regions: Vec<String>,
    /// The source addresses of the providers, sorted.
    pub provider_sources: BTreeSet<String>,
    pub tiers: BTreeMap<String, NamedComponent>,
}

/// A component as the stack file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedComponent {
    pub name: ComponentName,
    /// The parsed reference.
    pub reference: ComponentReference,
}

/// The keys of a tier that choose its component, as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentName {
    pub text: String,
    pub version: Option<String>,
}

impl fmt::Display for ComponentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Reads the names in a stack's files. `path` and `environment` have the same meaning as for [`load`](super::load).
///
/// # Errors
///
/// Returns an error if a file is missing, cannot be read, or is not YAML.
pub fn outline(path: &Path, environment: Option<&str>) -> Result<Outline, StackErrors> {
    let _span = tracing::debug_span!("outline", path = %path.display(), environment).entered();
    let mut sources = Sources::default();
    match load_texts(path, environment, &mut sources) {
        Ok((base, overlay)) => Ok(Outline::of(base, overlay)),
        Err(errors) => Err(StackErrors { sources, errors }),
    }
}

impl Outline {
    fn of(base: ParsedFile, overlay: Option<ParsedFile>) -> Self {
        let directory_of = |node: &Node| {
            let parsed = overlay.iter().find(|overlay| overlay.source == node.location.source);
            parsed.unwrap_or(&base).path.parent().map(Path::to_path_buf).unwrap_or_default()
        };
        let mut root = base.root.clone();
        if let Some(overlay) = &overlay {
            patch::merge(&mut root, &overlay.root);
        }
        let component = |(tier, entry): (&String, &super::Entry)| {
            let node = &entry.value.get("component")?.value;
            let text = literal(node.as_str()?)?.into_owned();
            let mut reference = ComponentReference::parse(&text, &directory_of(node)).ok()?;
            let version = entry.value.get("version").and_then(|entry| literal(entry.value.as_str()?));
            if let ComponentReference::Remote(remote) = &mut reference {
                remote.requires = version.as_ref().and_then(|range| range.parse().ok());
            }
            let name = ComponentName { text, version: version.map(Cow::into_owned) };
            Some((tier.clone(), NamedComponent { name, reference }))
        };
        let source = |(_, entry): (&String, &super::Entry)| {
            Some(literal(entry.value.get("source")?.value.as_str()?)?.into_owned())
        };
        Self {
            environments: file::overlays(&base.path),
            regions: section(&root, "regions").map(|(name, _)| name.clone()).collect(),
            provider_sources: section(&root, "providers").filter_map(source).collect(),
            tiers: section(&root, "tiers").filter_map(component).collect(),
            environment: own_environment(&base.root).map(str::to_owned),
            overlay: overlay.as_ref().map(|overlay| overlay.path.clone()),
            file: base.path.clone(),
        }
    }

    /// Returns the paths of the stack file and the overlays of all environments.
    pub fn files(&self) -> Vec<PathBuf> {
        let overlay = |name: &String| file::find_overlay(&self.file, name).ok().flatten();
        std::iter::once(self.file.clone()).chain(self.environments.iter().filter_map(overlay)).collect()
    }

    /// Returns the directory of the stack file; empty for the working directory.
    pub fn directory(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }
}

fn section<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = (&'a String, &'a super::Entry)> {
    root.get(key).and_then(|entry| entry.value.as_mapping()).into_iter().flat_map(Mapping::iter)
}
