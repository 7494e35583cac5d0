//! Detects environments and stacks that share one state. Applying one of them would replace the other.

use super::head::Head;
use super::place::{StatePlace, remedy, telling};
use crate::stack::error::{StackError, StateError};
use crate::stack::expressions::with_names;
use crate::stack::file::neighbours;
use crate::stack::load::{StackErrors, own_environment, parse_text};
use crate::stack::tree::node::{Mapping, Node, NodeValue, json_object};
use crate::stack::{Stack, file};
use serde_json::Map;
use std::path::{self, Path, PathBuf};
use terrace_core::model::{Location, Sources, TierName};

/// The states to compare a stack's own with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The states of the stack's other environments.
    Environments,
    /// Also the states of the other stack files in the repository.
    Repository,
}

/// A stack in an environment, and the place of its state.
struct StateOwner {
    file: PathBuf,
    stack: String,
    environment: Option<String>,
    head: Head,
    place: StatePlace,
}

/// Returns the default output directory of a stack file in an environment.
type DirectoryOf<'a> = &'a dyn Fn(&Path, Option<&str>) -> PathBuf;

/// Compares the place of a stack's state with those of others. `directory` is the stack's output directory.
///
/// Files that cannot be read are ignored, because they cannot be applied either.
///
/// # Errors
///
/// Returns an error for each that has the same place for its state.
pub fn check_state(
    stack: &Stack,
    among: Among,
    directory: &Path,
    directory_of: DirectoryOf<'_>,
) -> Result<(), StackErrors> {
    let mut sources = stack.sources.clone();
    let file = path::absolute(stack.file()).unwrap_or_else(|_| stack.file().to_owned());
    let environment = stack.settings.environment.clone();
    let directory = path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let Some(own) = StateOwner::of(&file, stack.head.clone(), environment, &directory) else { return Ok(()) };
    let mut others = Vec::new();
    let base = Base { file: &file, shown: stack.file(), root: &stack.head.own };
    base.owners(&mut sources, directory_of, Some(&own), &mut others);
    if among == Among::Repository {
        for path in neighbours::stack_files(&file) {
            let shown = shown(&path);
            let Some(root) = read(&shown, &mut sources).filter(|root| root.get("stack").is_some()) else {
                continue;
            };
            let base = Base { file: &path, shown: &shown, root: &root };
            base.owners(&mut sources, directory_of, None, &mut others);
        }
    }
    let errors: Vec<_> =
        others.iter().filter(|other| other.place.is(&own.place)).map(|other| own.error(other)).collect();
    if errors.is_empty() { Ok(()) } else { Err(StackErrors { sources, errors }) }
}

fn read(path: &Path, sources: &mut Sources) -> Option<Node> {
    Some(parse_text(file::read(path).ok()?, sources).ok()?.root)
}

/// Returns the path to show to people, relative if it is below the working directory.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

/// A stack file. The root has at least the keys that decide where the state is.
struct Base<'a> {
    /// The absolute path.
    file: &'a Path,
    /// The path to show to people.
    shown: &'a Path,
    root: &'a Node,
}

impl Base<'_> {
    /// Adds the stack in each of its environments, except that of `own`.
    fn owners(
        &self,
        sources: &mut Sources,
        directory_of: DirectoryOf<'_>,
        own: Option<&StateOwner>,
        owners: &mut Vec<StateOwner>,
    ) {
        let is_own =
            |environment: Option<&str>| own.is_some_and(|own| own.environment.as_deref() == environment);
        let mut add = |head: Head, environment: Option<&str>| {
            let directory = directory_of(self.file, environment);
            owners.extend(StateOwner::of(self.file, head, environment.map(str::to_owned), &directory));
        };
        let named = own_environment(self.root);
        let overlays = file::overlays(self.shown);
        let has_overlay = |name: &str| overlays.iter().any(|overlay| overlay == name);
        if !is_own(named) && !named.is_some_and(has_overlay) {
            add(Head::of(self.root, None), named);
        }
        for environment in overlays.iter().filter(|environment| !is_own(Some(environment))) {
            let overlay = file::find_overlay(self.shown, environment).ok().flatten();
            let overlay = overlay.and_then(|path| parse_text(file::read(&path).ok()?, sources).ok());
            if let Some(overlay) = overlay {
                add(Head::of(self.root, Some(&overlay)), Some(environment));
            }
        }
    }
}

impl StateOwner {
    fn of(file: &Path, head: Head, environment: Option<String>, directory: &Path) -> Option<Self> {
        let stack = TierName::new(head.stack()?).ok()?.to_string();
        let place = match head.backend() {
            Some((label, entry)) => {
                let mut settings = entry.value.as_mapping().cloned().unwrap_or_else(Mapping::new);
                settings
                    .values_mut()
                    .try_for_each(|entry| put_names(&mut entry.value, &stack, environment.as_deref()))?;
                StatePlace::of(label, &json_object(&settings), directory)?
            }
            None => StatePlace::of("local", &Map::new(), directory)?,
        };
        Some(Self { file: file.to_owned(), stack, environment, head, place })
    }

    fn error(&self, other: &Self) -> StackError {
        let (one, another) = (self.location(), other.location());
        let (first, second) = (self.name(other), other.name(self));
        let places = if one == another {
            // Both inherit it from the stack file, so the fix belongs there or in an overlay.
            let overlays = [(self, &first), (other, &second)].into_iter().filter_map(|(keeper, name)| {
                Some((keeper.head.overlay.clone()?, format!("{name} does not change it")))
            });
            std::iter::once((one, "both use this place".to_owned())).chain(overlays).collect()
        } else {
            vec![(one, format!("used by {first}")), (another, format!("used by {second}"))]
        };
        let label = self.head.backend().map_or("local", |(label, _)| label);
        let is_told_by_name = self.stack != other.stack || self.environment != other.environment;
        let remedy = match self.head.backend() {
            _ if !is_told_by_name => {
                "rename one of the stacks and use `${terrace.stack}` in the backend, or \
                                      remove one of the files"
                    .to_owned()
            }
            None if self.file != other.file => {
                "move one of the stack files to its own directory, or give each a `backend`".to_owned()
            }
            None => "give the environment a name other than `default`".to_owned(),
            Some(_) => remedy(label),
        };
        let is_unnamed = self.head.backend().is_some()
            && is_told_by_name
            && (self.environment.is_none() || other.environment.is_none());
        StateError::SharedState { first, second, places, remedy, is_unnamed }.into()
    }

    /// Returns a description that differs from the other's.
    fn name(&self, other: &Self) -> String {
        match (&self.environment, self.file == other.file) {
            (Some(environment), true) => format!("the environment `{environment}`"),
            (None, true) => "the stack without an environment".to_owned(),
            (Some(environment), false) => format!("the stack `{}` ({environment})", self.stack),
            (None, false) => format!("the stack `{}`", self.stack),
        }
    }

    /// Returns the location of the setting that decides, or should decide, where the state is.
    fn location(&self) -> Location {
        let at_stack = || {
            let stack = self.head.merged.get("stack").map(|entry| &entry.value.location);
            stack.unwrap_or(&self.head.merged.location).clone()
        };
        let Some((label, entry)) = self.head.backend() else { return at_stack() };
        let setting = telling(label).and_then(|key| entry.value.get(key));
        setting.map_or_else(|| entry.key.clone(), |setting| setting.value.location.clone())
    }
}

/// Replaces the names of the stack and the environment in all strings; `None` if one does not become a literal.
fn put_names(node: &mut Node, stack: &str, environment: Option<&str>) -> Option<()> {
    match &mut node.value {
        NodeValue::String(text) => *text = with_names(text, stack, environment).ok()?,
        NodeValue::Sequence(items) => {
            items.iter_mut().try_for_each(|item| put_names(item, stack, environment))?;
        }
        NodeValue::Mapping(entries) => {
            entries.values_mut().try_for_each(|entry| put_names(&mut entry.value, stack, environment))?;
        }
        _ => {}
    }
    Some(())
}
