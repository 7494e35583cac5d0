//! The trait that a tier implements.

use crate::{Context, Contribution, Diagnostics, Manifest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A tier. Use [`export!`](crate::export) to turn it into a component.
pub trait Tier {
    /// The tier's inputs. Derive `Deserialize` and `JsonSchema`, and set `#[serde(deny_unknown_fields)]`. Doc
    /// comments become descriptions and `#[serde(default)]` becomes a default in the schema.
    type Inputs: DeserializeOwned + JsonSchema;

    /// Returns the tier's description, the same on every call.
    fn manifest() -> Manifest;

    /// Returns the contribution of one instance. It is a pure function of context and inputs.
    ///
    /// # Errors
    ///
    /// All problems that were found.
    fn synth(context: &Context, inputs: Self::Inputs) -> Result<Contribution, Diagnostics>;
}

/// Exports a tier as a component of the world `terrace:tier/tier`. Use it once, in the root of the crate:
/// `terrace_sdk::export!(Network);` The crate has `crate-type = ["cdylib", "rlib"]`.
///
/// On targets other than wasm32 it expands to nothing, and the tier is a plain library.
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
