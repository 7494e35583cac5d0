//! Converts a core module into a component.

use wit_component::ComponentEncoder;

/// An error of `wit-component`: the core module cannot become a component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EncodeError(String);

/// Wraps a core module into a component. The module itself describes its exports, in a section that the SDK's
/// bindings have added.
pub fn encode(module: &[u8]) -> Result<Vec<u8>, EncodeError> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| EncodeError(format!("{error:#}")))
}
