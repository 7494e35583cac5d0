//! Reads a tier's test cases, each a request or a fragment of a stack file, as stacks.

use super::error::{CaseError, LiteralPlace, StackError};
use super::expressions::mentioned::MentionedNames;
use super::expressions::{Expressions, Position};
use super::file::Text;
use super::load::{ParsedFile, build};
use super::locate::suspects;
use super::locate::suspects::FindSuspects;
use super::read::component::{Component, ComponentReference};
use super::read::path::At;
use super::read::reader::Reader;
use super::read::tiers::{self, Instance, Tier};
use super::state::head::Head;
use super::tree::node::{Entry, Mapping, Node, NodeValue};
use super::{Stack, file, tree};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_core::model::{
    Diagnostic, Explain, Grants, InstanceId, Limits, Location, RegionName, Settings, SourceId, Sources,
    TierName,
};
use terrace_core::suggest::nearest;

/// The key that holds a stack file fragment.
const STACK_FILE: &str = "stack_file";
/// The name by which a stack file fragment refers to the component under test.
const SELF: &str = "self";
/// The name of the stack if a case does not set one.
const STACK: &str = "example";
/// The region of a case that consists of inputs only.
const REGION: &str = "main";
const KEYS: &[&str] = &["stack", "environment", "tier", "region", "regions", "tags", "inputs", STACK_FILE];

/// The tier under test.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The component to load.
    pub component: &'a ComponentReference,
    /// The component's own name, the default for `tier`.
    pub name: &'a str,
    /// The local names of the providers that the tier needs.
    pub providers: &'a [String],
}

/// A test case, read as a stack.
#[derive(Debug, Clone, PartialEq)]
pub enum Case {
    /// A request, as a stack with a single instance.
    Request(Box<Stack>),
    /// A stack file fragment, as a complete stack.
    StackFile {
        /// The stack that the fragment describes.
        stack: Box<Stack>,
        /// The tiers that use the component under test; never empty.
        tiers: BTreeSet<TierName>,
    },
}

impl Case {
    /// Returns the stack of either kind of case.
    pub fn stack(&self) -> &Stack {
        match self {
            Self::Request(stack) | Self::StackFile { stack, .. } => stack,
        }
    }
}

/// The errors of a case that cannot be read, and the file that they point into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseErrors {
    /// The case's file, if it could be read.
    pub sources: Sources,
    /// The errors as diagnostics; never empty.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a case from a file.
pub fn case(path: &Path, subject: Subject<'_>) -> Result<Case, CaseErrors> {
    parse_case(read_case(path)?, subject)
}

pub fn parse_case(text: Text, subject: Subject<'_>) -> Result<Case, CaseErrors> {
    read(text, subject, suspects::of_file, |root| root)
}

/// Parses a case that consists of inputs only: a request in one region.
pub fn inputs_case(text: Text, subject: Subject<'_>) -> Result<Case, CaseErrors> {
    read(text, subject, suspects::of_inputs, |root| {
        let location = root.location.clone();
        let entry = |value: Node| Entry { key: location.clone(), value };
        let region = Node { value: NodeValue::String(REGION.to_owned()), location: location.clone() };
        let entries = [("region".to_owned(), entry(region)), ("inputs".to_owned(), entry(root))];
        Node { value: NodeValue::Mapping(entries.into_iter().collect()), location: location.clone() }
    })
}

/// Reads the text of a case's file.
pub fn read_case(path: &Path) -> Result<Text, CaseErrors> {
    file::read(path)
        .map_err(|error| CaseErrors { sources: Sources::default(), diagnostics: vec![error.diagnostic()] })
}

fn read(
    text: Text,
    subject: Subject<'_>,
    find: FindSuspects,
    shape: fn(Node) -> Node,
) -> Result<Case, CaseErrors> {
    let mut sources = Sources::default();
    let failed = |sources: Sources, errors: Vec<CaseError>| CaseErrors {
        sources,
        diagnostics: errors.iter().map(CaseError::diagnostic).collect(),
    };
    let source = sources.add_suspect(text.path.to_string_lossy(), text.text, find);
    let root = match tree::read(&text.path, source, &sources.get(source).text) {
        Ok(root) => shape(root),
        Err(errors) => return Err(failed(sources, errors.into_iter().map(CaseError::from).collect())),
    };
    let reader = CaseReader { path: &text.path, source, root, subject };
    reader.read(&mut sources).map_err(|errors| failed(sources, errors))
}

struct CaseReader<'a> {
    path: &'a Path,
    source: SourceId,
    root: Node,
    subject: Subject<'a>,
}

impl CaseReader<'_> {
    fn read(self, sources: &mut Sources) -> Result<Case, Vec<CaseError>> {
        let Some(entries) = self.root.as_mapping() else {
            let (got, location) = (self.root.to_string(), self.root.location.clone());
            return Err(vec![CaseError::NotAMap { got, location }]);
        };
        let mut errors = unknown_keys(entries);
        if let Some(piece) = entries.get(STACK_FILE) {
            let beside = entries.iter().filter(|(key, _)| KEYS.contains(&key.as_str()) && *key != STACK_FILE);
            errors.extend(beside.map(|(key, entry)| CaseError::BesideStackFile {
                key: key.clone(),
                location: entry.key.clone(),
            }));
            if !errors.is_empty() {
                return Err(errors);
            }
            let piece = piece.clone();
            return self.stack_file(sources, piece);
        }
        match self.request(sources, entries) {
            Ok(stack) if errors.is_empty() => Ok(Case::Request(Box::new(stack))),
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                errors.sort_by_key(|error| error.location().map(|at| at.range.start));
                Err(errors)
            }
        }
    }

    fn stack_file(&self, sources: &mut Sources, piece: Entry) -> Result<Case, Vec<CaseError>> {
        let mut root = piece.value;
        if let NodeValue::Mapping(entries) = &mut root.value {
            entries.entry("stack".to_owned()).or_insert_with(|| Entry {
                key: piece.key.clone(),
                value: Node { value: NodeValue::String(STACK.to_owned()), location: piece.key.clone() },
            });
        }
        let parsed = ParsedFile { path: self.path.to_owned(), source: self.source, root };
        let mut stack = build(std::mem::take(sources), parsed, None, None).map_err(|errors| {
            *sources = errors.sources;
            errors.errors.into_iter().map(CaseError::from).collect::<Vec<_>>()
        })?;
        let mut under_test = BTreeSet::new();
        for (name, tier) in &mut stack.tiers {
            if matches!(&tier.component.reference, ComponentReference::Builtin(name) if name == SELF) {
                tier.component.reference = self.subject.component.clone();
                under_test.insert(name.clone());
            }
        }
        if under_test.is_empty() {
            *sources = stack.sources;
            return Err(vec![CaseError::NoSelf { location: piece.key }]);
        }
        Ok(Case::StackFile { stack: Box::new(stack), tiers: under_test })
    }

    fn request(&self, sources: &Sources, entries: &Mapping) -> Result<Stack, Vec<CaseError>> {
        let mut request = Request { reader: Reader::default(), entries };
        let stack = request.name("stack").map_or_else(|| STACK.to_owned(), |name| name.as_str().to_owned());
        let environment = request.name("environment").map(|name| name.as_str().to_owned());
        let tier = request.name("tier").or_else(|| TierName::new(self.subject.name).ok());
        let location = entries.get("tier").map_or(&self.root.location, |entry| &entry.value.location).clone();
        let regions = request.regions(self.subject.providers);
        let region = request.region(&regions);

        let inputs = request.values("inputs", "a map of inputs", &self.root.location);
        let tags = request.values("tags", "a map from names to strings", &self.root.location);
        let here = region.clone().into_iter().collect::<Vec<_>>();
        let position = if here.is_empty() { Position::Global } else { Position::Regions(&here) };
        let mentioned = MentionedNames::in_all([&inputs, &tags], &regions);
        let expressions = Expressions {
            sources,
            stack: &stack,
            environment: environment.as_deref(),
            variables: &mentioned.variables,
            tiers: &mentioned.tiers,
        };
        let errors = &mut request.reader.errors;
        let mut inputs = expressions.resolve(At::ROOT.key("inputs"), &inputs, position, errors);
        if let Some(region) = &region {
            super::expressions::put_region(&mut inputs, region);
        }
        let tags = expressions.resolve(At::ROOT.key("tags"), &tags, Position::Global, errors);

        let mut errors: Vec<CaseError> = request.reader.errors.into_iter().map(CaseError::from).collect();
        let Some(tier) = tier else {
            if !entries.contains_key("tier") {
                let name = self.subject.name.to_owned();
                errors.push(CaseError::NoTierName { name, location });
            }
            return Err(errors);
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let configured = |(name, providers): (RegionName, Vec<String>)| {
            (name, providers.into_iter().map(|provider| (provider, Map::new())).collect())
        };
        let settings = Settings {
            stack,
            environment,
            variables: mentioned.variables.into_iter().map(|name| (name, Map::new())).collect(),
            default_region: regions.keys().next().cloned(),
            regions: regions.into_iter().map(configured).collect(),
            tiers: mentioned.tiers,
            ..Settings::default()
        };
        let component =
            Component { reference: self.subject.component.clone(), digest: None, location: location.clone() };
        let limits = Limits::default();
        // Tests try the tier, they do not trust it: grants are the decision of each stack.
        let grants = Grants::all();
        Ok(Stack {
            sources: sources.clone(),
            settings,
            tags: tags.as_mapping().cloned().unwrap_or_default(),
            tiers: BTreeMap::from([(tier.clone(), Tier { component, location, grants, limits })]),
            limits,
            sandbox: None,
            warnings: Vec::new(),
            head: Head::of(&self.root, None),
            file: PathBuf::from(self.path),
            instances: vec![Instance { id: InstanceId { tier, region }, inputs: Arc::new(inputs) }],
            document: self.root.clone(),
        })
    }
}

fn unknown_keys(entries: &Mapping) -> Vec<CaseError> {
    let unknown = entries.iter().filter(|(key, _)| !KEYS.contains(&key.as_str()));
    let error = |(key, entry): (&String, &Entry)| CaseError::UnknownKey {
        key: key.clone(),
        location: entry.key.clone(),
        near: nearest(key, KEYS.iter().copied()).map(str::to_owned),
        known: KEYS,
    };
    unknown.map(error).collect()
}

/// A request that is being read.
struct Request<'a> {
    reader: Reader,
    entries: &'a Mapping,
}

impl<'a> Request<'a> {
    fn node(&self, key: &str) -> Option<&'a Node> {
        self.entries.get(key).map(|entry| &entry.value).filter(|node| !node.is_null())
    }

    /// Reads a name that follows the rules for tier names.
    fn name(&mut self, key: &'static str) -> Option<TierName> {
        let node = self.node(key)?;
        let text = self.reader.text(At::ROOT.key(key), node)?;
        TierName::new(text)
            .map_err(|error| {
                let location = node.location.clone();
                self.reader.errors.push(StackError::Name { what: key, error, location });
            })
            .ok()
    }

    fn region_name(&mut self, name: &str, location: &Location) -> Option<RegionName> {
        RegionName::new(name)
            .map_err(|error| {
                let location = location.clone();
                self.reader.errors.push(StackError::Name { what: "region", error, location });
            })
            .ok()
    }

    /// Reads the regions and the providers of each. Defaults to the instance's region with all providers of the tier.
    fn regions(&mut self, providers: &[String]) -> BTreeMap<RegionName, Vec<String>> {
        const EXPECTED: &str = "a map from regions to lists of providers";
        let Some(node) = self.node("regions") else {
            let Some(node) = self.node("region") else { return BTreeMap::new() };
            let Some(text) = node.as_str() else { return BTreeMap::new() };
            let name = self.region_name(text, &node.location);
            return name.into_iter().map(|name| (name, providers.to_vec())).collect();
        };
        let at = At::ROOT.key("regions");
        let mut regions = BTreeMap::new();
        for (name, entry) in self.reader.entries(at, node, EXPECTED).into_iter().flatten() {
            let here = at.key(name);
            let providers = match &entry.value.value {
                NodeValue::Sequence(items) => {
                    let text =
                        |(index, item)| self.reader.literal(here.index(index), item, LiteralPlace::Argument);
                    items.iter().enumerate().filter_map(text).collect::<BTreeSet<_>>()
                }
                NodeValue::Null => providers.iter().cloned().collect(),
                _ => {
                    self.reader.wrong_type(here, &entry.value, "a list of providers", None);
                    continue;
                }
            };
            if let Some(name) = self.region_name(name, &entry.key) {
                regions.insert(name, providers.into_iter().collect());
            }
        }
        regions
    }

    /// Reads the region of the instance.
    fn region(&mut self, regions: &BTreeMap<RegionName, Vec<String>>) -> Option<RegionName> {
        let node = self.node("region")?;
        let at = At::ROOT.key("region");
        let text = self.reader.text(at, node)?;
        let is_written = self.node("regions").is_some();
        let known: Vec<RegionName> = regions.keys().cloned().collect();
        if !is_written {
            // An invalid name has been reported already.
            return known.into_iter().next();
        }
        tiers::region(&mut self.reader, at, text, &node.location, &known)
    }

    /// Reads a map of values that may contain expressions; empty if the key is missing.
    fn values(&mut self, key: &'static str, expected: &'static str, root: &Location) -> Node {
        let empty = |location: &Location| Node {
            value: NodeValue::Mapping(Mapping::new()),
            location: location.clone(),
        };
        let Some(entry) = self.entries.get(key) else { return empty(root) };
        let at = At::ROOT.key(key);
        if self.reader.entries(at, &entry.value, expected).is_none() {
            return empty(&entry.key);
        }
        self.reader.plain_inputs(at, &entry.value);
        Node { value: entry.value.value.clone(), location: entry.key.clone() }
    }
}
