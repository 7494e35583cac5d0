//! Support for the integration tests.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod edit;
pub mod elsewhere;
pub mod markdown;
pub mod masks;
pub mod program;
pub mod provider_schemas;
pub mod schema;
pub mod stack_reference;
pub mod stacks;
pub mod terminal;
