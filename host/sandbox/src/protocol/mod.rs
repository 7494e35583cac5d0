//! The messages of plugin protocol 6 that a simulated provider needs.
//!
//! Only field numbers and types come from the protocol; fields that are not sent or read here are left out, and unknown fields
//! are skipped. Every message derives its wire format, so no protocol compiler is needed to build.

mod data;
mod encode;
mod function;
mod plugin;
mod provider;
mod resource;
mod schema;
mod value;

pub(crate) use data::*;
pub(crate) use encode::type_json;
pub(crate) use function::*;
pub(crate) use plugin::*;
pub(crate) use provider::*;
pub(crate) use resource::*;
pub(crate) use schema::*;
pub(crate) use value::*;

/// A request or a response without content.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Empty {}
