//! Errors of components that do not implement the tier contract.

use super::{INTERFACE, LoadFailure, VERSIONS};
use terrace_core::model::Limit;

/// A violation of the contract by a component.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    #[error("it is not a tier: it does not export `{INTERFACE}`")]
    World { exports: Vec<String> },
    #[error("it was built for contract version {found}; this version of terrace supports {}", VERSIONS.join(", "))]
    Version { found: String },
    #[error("it imports {}; a tier cannot have imports", list(.imports))]
    Imports { imports: Vec<String> },
    /// The exports have the right names but the wrong types.
    #[error("its exports do not match the contract's types: {0}")]
    Types(String),
    #[error("it stopped while running: {0}")]
    Trap(wasmtime::Error),
    /// The language engine could not load the program as a tier.
    #[error("{}", .0.summary)]
    Load(LoadFailure),
    #[error("{place} exceeds the limit of {limit}")]
    Limit {
        limit: Limit,
        /// The value that exceeds it, such as `the body of aws_vpc.main`.
        place: String,
    },
    /// A string that should be JSON is not, or does not have the required form.
    #[error("{place} is not {expected}: {reason}")]
    Json {
        /// The string, such as `the body of aws_vpc.main`.
        place: String,
        /// The expected form, such as `a JSON object`.
        expected: &'static str,
        /// The reason, such as the parser's error.
        reason: String,
        /// The beginning of the string.
        excerpt: String,
    },
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
