//! Loads a [`Stack`] from its files.

use super::error::{FileError, StackError, StateError};
use super::expressions::Expressions;
use super::file::{self, Text};
use super::locate::suspects;
use super::read::document::Document;
use super::read::{misspelt, tiers};
use super::state::head::Head;
use super::tree::node::{Node, json_object};
use super::tree::patch;
use super::{Stack, tree};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use terrace_core::model::{
    Diagnostic, Explain, Location, Problems, Settings, Severity, SourceId, Sources, TierName,
};
use terrace_core::render::{self, MAX_TOLD};

/// All errors found in a stack, and the files that they point into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the stack has {} error{}", errors.len(), if errors.len() == 1 { "" } else { "s" })]
pub struct StackErrors {
    /// The files that were read.
    pub sources: Sources,
    /// The errors, sorted by location; never empty.
    pub errors: Vec<StackError>,
}

impl StackErrors {
    /// Converts the first errors to diagnostics. One more diagnostic has the number of errors that were omitted.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut told: Vec<_> = self.errors.iter().take(MAX_TOLD).map(StackError::diagnostic).collect();
        let more = self.errors.len() - told.len();
        if more > 0 {
            told.push(render::more(Severity::Error, more));
        }
        told
    }
}

impl From<StackErrors> for Problems {
    fn from(errors: StackErrors) -> Self {
        Self { diagnostics: errors.diagnostics(), sources: errors.sources }
    }
}

/// Loads the stack at a path: a stack file, or a directory with a `terrace.yaml`, `terrace.yml` or `terrace.json`.
///
/// The environment defaults to the one that the file names. Its overlay, `terrace.<environment>.yaml`, is merged into
/// the file. If `environment` is given, it must have an overlay or be the one that the file names.
pub fn load(path: &Path, environment: Option<&str>) -> Result<Stack, StackErrors> {
    load_text(|| file::read(&file::find(path)?), environment)
}

/// A file that has been read and parsed.
pub(super) struct ParsedFile {
    pub(super) path: PathBuf,
    pub(super) source: SourceId,
    pub(super) root: Node,
}

/// Reads the stack file at a path, and the overlay of its environment, if it has one.
pub(super) fn load_texts(
    path: &Path,
    environment: Option<&str>,
    sources: &mut Sources,
) -> Result<(ParsedFile, Option<ParsedFile>), Vec<StackError>> {
    load_base(|| file::read(&file::find(path)?), environment, sources)
}

/// Loads a stack from text, with the environment's overlay from the directory of the text's path.
pub fn load_text(
    read: impl FnOnce() -> Result<Text, FileError>,
    environment: Option<&str>,
) -> Result<Stack, StackErrors> {
    let _span = tracing::info_span!("load", environment).entered();
    let mut sources = Sources::default();
    match load_base(read, environment, &mut sources) {
        Ok((base, overlay)) => build(sources, base, overlay, environment),
        Err(errors) => Err(StackErrors { sources, errors }),
    }
}

fn load_base(
    read: impl FnOnce() -> Result<Text, FileError>,
    environment: Option<&str>,
    sources: &mut Sources,
) -> Result<(ParsedFile, Option<ParsedFile>), Vec<StackError>> {
    let one = |error: FileError| vec![error.into()];
    if let Some(Err(error)) = environment.map(TierName::new) {
        return Err(one(FileError::EnvironmentName { error }));
    }
    let base = parse_text(read().map_err(one)?, sources)?;
    let file = base.path.clone();
    let own = own_environment(&base.root);
    let Some(name) = environment.or(own) else { return Ok((base, None)) };
    match file::find_overlay(&file, name).map_err(one)? {
        Some(overlay) => {
            let overlay = file::read(&overlay).map_err(one).and_then(|text| parse_text(text, sources))?;
            Ok((base, Some(overlay)))
        }
        None if own == Some(name) => Ok((base, None)),
        None => Err(one(file::unknown_environment(&file, name, own))),
    }
}

/// Returns the environment that a file names, if it is valid. An invalid one is reported when the file is read.
pub(super) fn own_environment(root: &Node) -> Option<&str> {
    root.get("environment")?.value.as_str().filter(|name| TierName::new(*name).is_ok())
}

pub(super) fn parse_text(text: Text, sources: &mut Sources) -> Result<ParsedFile, Vec<StackError>> {
    let source = sources.add_suspect(text.path.to_string_lossy(), text.text, suspects::of_file);
    let root = tree::read(&text.path, source, &sources.get(source).text)
        .map_err(|errors| errors.into_iter().map(StackError::from).collect::<Vec<_>>())?;
    Ok(ParsedFile { path: text.path, source, root })
}

/// Parses a stack from the text of a stack file and the overlay of its environment, if there is one.
///
/// The texts need paths, because the paths of components are relative to the file that contains them.
pub fn parse(base: Text, overlay: Option<Text>, environment: Option<&str>) -> Result<Stack, StackErrors> {
    let mut sources = Sources::default();
    let base = parse_text(base, &mut sources);
    let overlay = overlay.map(|text| parse_text(text, &mut sources)).transpose();
    match (base, overlay) {
        (Ok(base), Ok(overlay)) => build(sources, base, overlay, environment),
        (base, overlay) => {
            let errors = [base.err(), overlay.err()].into_iter().flatten().flatten().collect();
            Err(StackErrors { sources, errors })
        }
    }
}

/// Returns the content of a single file as JSON, unchecked and with its strings unchanged.
///
/// # Errors
///
/// Returns an error if the text is not YAML or contains duplicate keys.
pub fn values(text: Text) -> Result<serde_json::Value, StackErrors> {
    let mut sources = Sources::default();
    match parse_text(text, &mut sources) {
        Ok(parsed) => Ok(parsed.root.to_json()),
        Err(errors) => Err(StackErrors { sources, errors }),
    }
}

pub(super) fn build(
    sources: Sources,
    base: ParsedFile,
    overlay: Option<ParsedFile>,
    environment: Option<&str>,
) -> Result<Stack, StackErrors> {
    let head = Head::of(&base.root, overlay.as_ref());
    let mut root = base.root;
    let mut early = Vec::new();
    if let Some(overlay) = &overlay {
        let expected = environment.or(own_environment(&root));
        early.extend(other_environment(&overlay.root, expected));
        if overlay.root.as_mapping().is_some() {
            patch::merge(&mut root, &overlay.root);
        } else {
            let (got, location) = (overlay.root.to_string(), overlay.root.location.clone());
            early.push(StackError::WrongType {
                path: String::new(),
                expected: "a map",
                got,
                location,
                hint: None,
            });
        }
    }
    early.extend(misspelt::correct(&mut root));
    let directories: BTreeMap<SourceId, &Path> = [Some((base.source, &base.path))]
        .into_iter()
        .chain([overlay.as_ref().map(|overlay| (overlay.source, &overlay.path))])
        .flatten()
        .filter_map(|(source, path)| Some((source, path.parent()?)))
        .collect();
    let directory_of = |location: &Location| {
        directories.get(&location.source).map(|directory| directory.to_path_buf()).unwrap_or_default()
    };

    let mut document = Document::new(&root);
    document.reader.errors.append(&mut early);
    let stack = document.stack();
    let own = document.environment();
    let environment = environment.map(str::to_owned).or(own);
    let region_names = document.region_names();
    let tier_entries = document.tier_entries();
    let Some(tier_regions) = tiers::regions(&mut document.reader, tier_entries, &region_names) else {
        return Err(in_order(sources, document.reader.errors));
    };
    let variable_names: BTreeSet<String> = document.variable_names().map(str::to_owned).collect();
    let expressions = Expressions {
        sources: &sources,
        stack: &stack,
        environment: environment.as_deref(),
        variables: &variable_names,
        tiers: &tier_regions,
    };
    let required_version = document.required_version();
    let variables = document.variables(&expressions);
    let mut providers = document.providers(&expressions);
    let regions = document.regions(&providers, &expressions);
    let default_region = document.default_region(&region_names);
    let tags = document.tags(&expressions);
    let backend = document.backend(&expressions);
    let outputs = document.outputs(&expressions);
    let limits = document.limits();
    let surroundings = tiers::Surroundings {
        expressions: &expressions,
        regions: &region_names,
        limits,
        keys: tier_entries,
        directory_of: &directory_of,
        inputs: &Cell::new(0),
    };
    let mut instances = Vec::new();
    let mut stack_tiers = BTreeMap::new();
    for (name, entry) in tier_entries.into_iter().flatten() {
        let Ok(name) = TierName::new(name) else { continue };
        let reader = &mut document.reader;
        if let Some(tier) = tiers::read(reader, &name, entry, &surroundings, &mut instances) {
            stack_tiers.insert(name, tier);
        }
    }

    let sandbox = document.section("sandbox").cloned();
    let errors = document.reader.errors;
    if errors.iter().any(|error| !matches!(error, StackError::Warning(_))) {
        return Err(in_order(sources, errors));
    }
    let warnings = errors
        .into_iter()
        .filter_map(|error| if let StackError::Warning(warning) = error { Some(warning) } else { None })
        .collect();
    for (name, section) in &mut providers {
        let is_regional = regions.values().any(|configurations| configurations.contains_key(name));
        if !is_regional {
            let configuration = section.configuration.as_ref().and_then(Node::as_mapping);
            section.settings.configuration = configuration.map(json_object);
        }
    }
    let settings = Settings {
        stack,
        environment,
        required_version,
        variables,
        providers: providers.into_iter().map(|(name, section)| (name, section.settings)).collect(),
        regions,
        default_region,
        backend,
        outputs,
        tiers: tier_regions,
    };
    let file = base.path;
    Ok(Stack {
        sources,
        settings,
        tags,
        tiers: stack_tiers,
        limits,
        sandbox,
        warnings,
        head,
        file,
        instances,
        document: root,
    })
}

/// Sorts errors by location and removes duplicates.
fn in_order(sources: Sources, mut errors: Vec<StackError>) -> StackErrors {
    errors.sort_by_cached_key(|error| error.location().map(|at| (at.source, at.range.start)));
    errors.dedup();
    StackErrors { sources, errors }
}

fn other_environment(overlay: &Node, expected: Option<&str>) -> Option<StackError> {
    let node = &overlay.get("environment")?.value;
    let (expected, got) = (expected?, node.as_str()?);
    (got != expected).then(|| {
        StateError::OtherEnvironment {
            expected: expected.to_owned(),
            got: got.to_owned(),
            location: node.location.clone(),
        }
        .into()
    })
}
