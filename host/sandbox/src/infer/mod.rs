//! Infers from a configuration enough about the types it uses to serve them without their real schema.

mod access;
mod hcl;
mod json;
mod module;
mod schema;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use module::Module;
pub(crate) use schema::{Inference, provider, schemas, shapes};
pub(crate) use walk::{Uses, uses};
