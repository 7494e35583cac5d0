//! Reads stack files, checks everything that can be checked without running tiers, and plans the instances.
//!
//! Every value keeps its location in the file, so that errors found later can point to it.

mod case;
pub mod edit;
mod error;
mod expressions;
mod file;
pub mod grammar;
mod load;
mod locate;
mod outline;
mod read;
mod state;
mod tree;

#[cfg(test)]
mod tests;

pub use case::{Case, CaseErrors, Subject, case, inputs_case, parse_case, read_case};
pub use error::{
    CaseError, ComponentReferenceError, FileError, Kind, LiteralPlace, ReadError, ReferenceError,
    RegionError, StackError, StackWarning, StateError,
};
pub use file::{MAX_FILE_BYTES, STDIN, Text, possible_files, standard_input};
pub use load::{StackErrors, load, load_text, parse, values};
pub use locate::referring::{ReferenceLocations, referring};
pub(crate) use locate::suspects::extent;
pub use outline::{ComponentName, NamedComponent, Outline, outline};
pub use read::component::{Component, ComponentReference, NameError, Pin, Remote};
pub use read::component::{is_module_like, is_registry_like};
pub use read::tiers::{Instance, Tier};
pub use state::shared::{Among, check_state};
pub use tree::node::{Entry, Mapping, Node, NodeValue};
pub use tree::scalar::ScalarError;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use terrace_core::model::{Limits, Region, Settings, Sources, TierName};

/// A stack that has been read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// The files that the stack was read from.
    pub sources: Sources,
    /// Everything but the tiers.
    pub settings: Settings,
    /// The tags of all resources; strings are templates.
    pub tags: Mapping,
    pub tiers: BTreeMap<TierName, Tier>,
    /// The resource limits of tiers that do not set their own.
    pub limits: Limits,
    /// The values that simulated providers return; strings are literals.
    pub sandbox: Option<Node>,
    /// Probable mistakes in the stack's files.
    pub warnings: Vec<StackWarning>,
    /// The settings that decide where the states of the environments are.
    head: state::head::Head,
    /// The path at which the stack file was found.
    file: PathBuf,
    instances: Vec<Instance>,
    document: Node,
}

impl Stack {
    /// Returns all instances, sorted by tier and region.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Returns the regions as tiers see them, sorted by name.
    pub fn regions(&self) -> Vec<Region> {
        let region = |(name, providers): (&_, &BTreeMap<String, _>)| Region {
            name: Clone::clone(name),
            providers: providers.keys().cloned().collect(),
        };
        self.settings.regions.iter().map(region).collect()
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the directory of the stack file.
    pub fn directory(&self) -> &Path {
        self.file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}
