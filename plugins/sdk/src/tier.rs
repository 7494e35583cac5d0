//! The trait that a tier implements.

use crate::{Context, Contribution, Diagnostics, Manifest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A tier. [`export!`](crate::export) makes it a component.
pub trait Tier {
    /// What it takes. Derive `Deserialize` and `JsonSchema`, and set `#[serde(deny_unknown_fields)]`; doc
    /// comments become descriptions, `#[serde(default)]` a default in the schema.
    type Inputs: DeserializeOwned + JsonSchema;

    /// What the tier is. The same on every call.
    fn manifest() -> Manifest;

    /// Makes one instance's contribution: a pure function of context and inputs.
    ///
    /// # Errors
    ///
    /// Every problem that was found.
    fn synth(context: &Context, inputs: Self::Inputs) -> Result<Contribution, Diagnostics>;
}

/// Makes a tier a component of the world `terrace:tier/tier`. Write it once, in the crate's root:
/// `terrace_sdk::export!(Network);` The crate has `crate-type = ["cdylib", "rlib"]`.
///
/// On targets other than wasm32 it makes nothing, and the tier is a plain library.
#[macro_export]
macro_rules! export {
    ($tier:ty) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type Component = $crate::component::Exported<$tier>;
    $crate::component::export_component!(Component with_types_in $crate::component::bindings);
        };
    };
}
