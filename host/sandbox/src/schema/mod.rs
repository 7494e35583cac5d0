//! Schemas as Terraform prints them, and types derived from them.

mod encode;
mod model;

pub(crate) use encode::{encode, encode_function};
pub(crate) use model::{Attribute, Block, Function, Mode, Nested, Object, Parameter, Schema};
