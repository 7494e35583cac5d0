//! The algebra of configurations: addresses, expressions, references and blocks, and how contributions become one configuration.
//!
//! A contribution passes through these modules in order: [`scope`] gives its blocks the names of the whole stack, [`merge`] joins
//! the contributions of all instances, for which [`link`] replaces references between tiers and [`boundary`] checks that nothing
//! refers to what belongs to another tier, [`check`] looks for cycles, and [`terraform_json`] prints the result.
//!
//! ```
//! use terrace_core::expression::{Template, TierReference};
//! use terrace_core::model::{Address, InstanceId, RegionName, TierName};
//! use terrace_core::scope::scope_address;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A value of the stack file, and the output that it refers to.
//! let template = Template::parse("${tier.network.vpc_id}")?;
//! let symbols = template.symbols();
//! let reference = TierReference::read(&symbols.references[0])?;
//! assert_eq!((reference.tier, reference.region, reference.output), ("network", None, "vpc_id"));
//!
//! // The address of a block in its tier, and in the stack.
//! let instance = InstanceId { tier: TierName::new("network")?, region: Some(RegionName::new("primary")?) };
//! let local = Address::parse("aws_vpc.main")?;
//! assert_eq!(scope_address(&instance, &local).to_string(), "aws_vpc.network_primary_main");
//! # Ok(())
//! # }
//! ```
//!
//! # Main types
//!
//! - [`model`] has the words that everything else speaks in: a [`Contribution`](model::Contribution) is what a tier returns from
//!   one call, [`Settings`](model::Settings) is the stack's own part, a [`Diagnostic`](model::Diagnostic) is a message with
//!   locations in [`Sources`](model::Sources).
//! - [`expression`] parses Terraform's templates and edits them by position.
//! - A [`Linker`](link::Linker) is where the references between tiers meet.
//! - A [`Configuration`](terraform_json::Configuration) is the whole of `main.tf.json`.
//! - [`difference`] compares two of them, [`render`] formats diagnostics, [`mod@reference`] and [`version`] name remote components,
//!   [`digest`] identifies them, [`version_constraint`] limits the versions of providers, [`hidden`] makes invisible characters
//!   visible, [`suggest`] corrects mistyped names, [`path`] writes paths to values and [`words`] describes them.
//!
//! This crate does no input or output, starts no thread, and knows neither YAML nor WebAssembly nor the command line.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod boundary;
pub mod check;
pub mod difference;
pub mod digest;
pub mod expression;
mod graph;
pub mod hidden;
pub mod link;
pub mod merge;
pub mod model;
pub mod path;
pub mod reference;
pub mod render;
pub mod scope;
pub mod suggest;
pub mod terraform_json;
pub mod version;
pub mod version_constraint;
pub mod words;
