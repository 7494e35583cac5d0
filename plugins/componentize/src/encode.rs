//! From a core module to a component.

use wit_component::ComponentEncoder;

/// Why a core module is not one that a component can be made of, in the words of `wit-component`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EncodeError(String);

/// Wraps a core module into a component. The module tells by itself what it exports: the SDK's bindings have put
/// that into it.
pub fn encode(module: &[u8]) -> Result<Vec<u8>, EncodeError> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| EncodeError(format!("{error:#}")))
}
