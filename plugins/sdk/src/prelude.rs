//! The imports that nearly every tier needs: `use terrace_sdk::prelude::*;`

pub use crate::{
    Block, Check, Context, Contribution, Diagnostic, Diagnostics, Expression, Input, Manifest, Module,
    Reference, Region, Removal, Resource, Tier, UserData, Value, object, template, values,
};
pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
