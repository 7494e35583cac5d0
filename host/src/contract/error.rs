//! What is wrong with a component as a tier.

use super::{INTERFACE, LoadFailure, VERSIONS};
use crate::model::Limit;

/// A component that does not keep the contract.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// It exports no version of the interface.
    #[error("it is no tier: it does not export `{INTERFACE}`")]
    World {
        /// What it exports.
        exports: Vec<String>,
    },
    /// It was built for a version that this host does not speak.
    #[error("it was built for contract version {found}; this terrace speaks {}", VERSIONS.join(", "))]
    Version {
        /// The version it was built for.
        found: String,
    },
    /// It imports something.
    #[error("it imports {}; a tier imports nothing", list(.imports))]
    Imports {
        /// The names of all imports.
        imports: Vec<String>,
    },
    /// Its exports have the right names and the wrong types.
    #[error("its exports do not have the contract's types: {0}")]
    Types(String),
    /// It trapped, or a limit stopped it.
    #[error("it stopped while running: {0}")]
    Trap(wasmtime::Error),
    /// The language engine cannot make a tier of the program.
    #[error("{}", .0.summary)]
    Load(LoadFailure),
    /// What it gave goes beyond a limit.
    #[error("{place} goes beyond {limit}")]
    Limit {
        /// Which limit.
        limit: Limit,
        /// What goes beyond it, such as `the body of aws_vpc.main`.
        place: String,
    },
    /// A JSON text it gave is none, or not of the form its place asks for.
    #[error("{place} is not {expected}: {reason}")]
    Json {
        /// Which text, such as `the body of aws_vpc.main`.
        place: String,
        /// What it should be, such as `a JSON object`.
        expected: &'static str,
        /// What is wrong.
        reason: String,
        /// The beginning of the text.
        excerpt: String,
    },
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
