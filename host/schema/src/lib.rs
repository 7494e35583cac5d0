//! Terraform's types, and schemas of providers.
//!
//! [`types`] has the types that tiers declare for their outputs and that schemas have. [`provider_schema`] has the schemas that
//! `terraform providers schema -json` prints, and checks a whole configuration against them, without Terraform and without the
//! providers. [`syntax`] reads the strings and blocks of such a configuration.
//!
//! ```
//! use serde_json::json;
//! use terrace_schema::provider_schema::{Rule, check};
//! use terrace_schema::types::Type;
//!
//! # fn main() -> Result<(), terrace_schema::types::TypeError> {
//! let subnets: Type = "list( string )".parse()?;
//! assert_eq!(subnets, Type::List(Box::new(Type::String)));
//!
//! // Without a schema of its provider, a block cannot be checked, and that is a finding too.
//! let configuration = json!({ "resource": { "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16" } } } });
//! let findings = check(&configuration, &[]);
//! assert_eq!(findings[0].rule, Rule::NoSchema);
//! # Ok(())
//! # }
//! ```
//!
//! The crate knows neither stacks nor tiers. The schema of a tier's inputs is not its subject: that is JSON Schema, which
//! `terrace-stack` reads.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod provider_schema;
pub mod syntax;
pub mod types;
