//! Signatures in the forms of cosign, made and verified with keys alone and without a network.
//!
//! What is signed is never the component itself but a statement that names a manifest by its digest:
//!
//! - The "simple signing" [`Payload`], which names the repository as well. Terrace makes these. A registry
//!   keeps them as layers of an [`image`] tagged `sha256-<hex>.sig`; beside a file they stand in a
//!   [`detached`] file.
//! - An in-toto statement in a [`sigstore`] bundle, which newer versions of cosign make.

pub mod detached;
pub mod image;
mod payload;
pub mod sigstore;
mod stored;
#[cfg(test)]
mod tests;
mod verify;

pub use payload::{Payload, PayloadError};
pub use stored::stored;
pub use verify::{Rejected, Rejection, Verdict, verify};

use crate::key::PrivateKey;

/// A signature with what it is over. Nothing of it is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// Of a simple signing payload.
    Simple {
        /// The payload, byte for byte.
        payload: Vec<u8>,
        /// The signature.
        signature: Vec<u8>,
    },
    /// Of an in-toto statement in a DSSE envelope.
    Statement {
        /// The statement's media type.
        payload_type: String,
        /// The statement, byte for byte.
        payload: Vec<u8>,
        /// The envelope's signatures.
        signatures: Vec<Vec<u8>>,
    },
    /// Something that stands where signatures stand, but cannot be read as one.
    Unreadable(
        /// Why.
        String,
    ),
}

impl Signature {
    /// Signs a payload.
    pub fn sign(payload: &Payload, key: &PrivateKey) -> Self {
        let payload = payload.to_bytes();
        let signature = key.sign(&payload);
        Self::Simple { payload, signature }
    }
}
