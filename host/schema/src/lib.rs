//! Terraform's types, and schemas of providers.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod provider_schema;
pub mod types;
