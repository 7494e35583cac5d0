//! Checks a configuration in Terraform's JSON syntax against provider schemas in the form that
//! `terraform providers schema -json` prints, without Terraform and without the providers.
//!
//! ```no_run
//! # use terrace_schema::provider_schema::{LoadError, ProviderSchemas, check};
//! # fn run(configuration: &serde_json::Value, printed: &str) -> Result<(), LoadError> {
//! let aws = ProviderSchemas::parse(printed)?;
//! for finding in check(configuration, &[&aws]) {
//!     eprintln!("{finding}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! It knows only the schemas: rules inside a provider (arguments that exclude each other,
//! values that an attribute allows) are not part of them.

mod block_reference;
mod body;
mod builtin;
mod configuration;
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
mod value;
mod world;

pub use block_reference::BlockReference;
pub use configuration::provider_name;
pub use document::{Kind, LoadError, Part, Provider, ProviderSchemas, takes_tags};
pub use finding::{Finding, Rule};
pub use schema::{Attribute, Block, Function, NestedBlock, NestedType, NestingMode, Parameter, Schema};

use run::Run;
use serde_json::Value;
use world::World;

/// Checks a configuration against schemas, one document for each provider. Findings are in the order of the
/// configuration's members. An empty list means that everything matches.
///
/// The check accepts everything that it has no schema for. Only a block whose provider has no schema here is a
/// finding ([`Rule::NoSchema`]), so that nothing is skipped silently.
pub fn check(configuration: &Value, schemas: &[&ProviderSchemas]) -> Vec<Finding> {
    check_open(configuration, schemas, &[])
}

/// Like [`check`], for a configuration in which some roots of references have a meaning outside of
/// Terraform. Example: with `open_roots` `["tier"]`, `${tier.network.vpc_id}` may have any type.
pub fn check_open(configuration: &Value, schemas: &[&ProviderSchemas], open_roots: &[&str]) -> Vec<Finding> {
    let mut run = Run { world: World::new(configuration, schemas, open_roots), findings: Vec::new() };
    run.root(configuration);
    run.findings
}
