//! Reads stack files, checks everything that can be checked without running tiers, and plans the instances.
//!
//! Every value keeps its location in the file, so that errors found later can point to it.

mod aws;
mod case;
mod case_error;
mod component;
mod component_error;
mod document;
pub mod edit;
mod error;
mod expressions;
mod file;
mod file_error;
pub mod grammar;
mod grants;
mod head;
mod json;
mod limits;
mod load;
mod locate;
mod mentioned;
mod misspelt;
mod neighbours;
mod node;
mod outline;
mod patch;
mod path;
mod place;
mod position;
mod providers;
mod read_error;
mod reader;
mod reference_error;
mod referring;
mod scalar;
mod shared_state;
mod size_error;
mod state_place;
mod suspects;
mod syntax;
mod tag;
mod tiers;
mod tree;
mod warning;
mod yaml;

#[cfg(test)]
mod tests;

pub use case::{Case, CaseErrors, Subject, case, inputs_case, parse_case, read_case};
pub use case_error::CaseError;
pub use component::{Component, ComponentReference, NameError, Pin, Remote};
pub use component::{is_module_like, is_registry_like};
pub use component_error::{ComponentReferenceError, Kind};
pub use error::{LiteralPlace, StackError};
pub use file::{MAX_FILE_BYTES, STDIN, Text, possible_files, standard_input};
pub use file_error::FileError;
pub use load::{StackErrors, load, load_text, parse, values};
pub use node::{Entry, Mapping, Node, NodeValue};
pub use outline::{ComponentName, NamedComponent, Outline, outline};
pub use read_error::ReadError;
pub use reference_error::ReferenceError;
pub use referring::{Referring, referring};
pub use scalar::ScalarError;
pub use shared_state::{Among, check_state};
pub(crate) use suspects::extent;
pub use tiers::{Instance, Tier};
pub use warning::StackWarning;

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
    /// The tiers by name.
    pub tiers: BTreeMap<TierName, Tier>,
    /// The resource limits of tiers that do not set their own.
    pub limits: Limits,
    /// The values that simulated providers return; strings are literals.
    pub sandbox: Option<Node>,
    /// Probable mistakes in the stack's files.
    pub warnings: Vec<StackWarning>,
    /// The settings that decide where the states of the environments are.
    head: head::Head,
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

    /// Returns the path of the stack file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the directory of the stack file.
    pub fn directory(&self) -> &Path {
        self.file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}
