//! Holds a Terraform JSON configuration against provider schemas in the form that
//! `terraform providers schema -json` prints, without Terraform and without the providers.
//!
//! ```no_run
//! # use terrace::provider_schema::{LoadError, ProviderSchemas, check};
//! # fn run(configuration: &serde_json::Value, printed: &str) -> Result<(), LoadError> {
//! let aws = ProviderSchemas::parse(printed)?;
//! for finding in check(configuration, &[&aws]) {
//!     eprintln!("{finding}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! It knows what the schema says, and no more: rules inside a provider (arguments that exclude each other,
//! values that an attribute allows) are not in it.

mod body;
mod builtin;
mod configuration;
mod convert;
mod document;
mod dynamic;
mod expression;
mod finding;
mod meta;
mod nearest;
mod nested;
mod reference;
mod root;
mod run;
mod schema;
mod scope;
#[cfg(test)]
mod tests;
mod traversal;
mod types;
mod value;
mod variable;
mod world;

pub use document::{Kind, LoadError, Provider, ProviderSchemas, takes_tags};
pub use finding::{Finding, Path, Rule};
pub use schema::{Attribute, Block, NestedBlock, NestedType, NestingMode, Schema};
pub use types::{Field, Type, TypeError};

use run::Run;
use serde_json::Value;
use world::World;

/// Holds a configuration against schemas, one document for each provider. Findings come in the order of the
/// configuration's members; an empty list says that everything fits.
///
/// Everything that the check does not know, it accepts; only a block whose provider has no schema here is a
/// finding ([`Rule::NoSchema`]), so that nothing passes unseen.
pub fn check(configuration: &Value, schemas: &[&ProviderSchemas]) -> Vec<Finding> {
    check_open(configuration, schemas, &[])
}

/// Like [`check`], for a configuration in which some first words of references mean something outside
/// Terraform. Example: with `open_roots` `["tier"]`, `${tier.network.vpc_id}` may be anything.
pub fn check_open(configuration: &Value, schemas: &[&ProviderSchemas], open_roots: &[&str]) -> Vec<Finding> {
    let mut run = Run { world: World::new(configuration, schemas, open_roots), findings: Vec::new() };
    run.root(configuration);
    run.findings
}
