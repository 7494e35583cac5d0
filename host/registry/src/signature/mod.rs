//! Signatures in cosign's formats, made and verified with keys only and without a network.
//!
//! The signed data is never the component itself but a statement that names a manifest by its digest:
//!
//! - The "simple signing" [`Payload`], which also names the repository. Terrace writes these. A registry
//!   stores them as layers of an [`image`] tagged `sha256-<hex>.sig`; for a file they are in a [`detached`] file next to it.
//! - An in-toto statement in a [`sigstore`] bundle, which newer versions of cosign write.

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
pub use verify::{RejectedSignature, Rejection, Verdict, verify};

use crate::key::PrivateKey;

/// A signature with the signed data. Nothing of it has been checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// A signature of a simple signing payload.
    Simple {
        /// The exact bytes of the payload.
        payload: Vec<u8>,
        /// The bytes of the signature.
        signature: Vec<u8>,
    },
    /// Signatures of an in-toto statement in a DSSE envelope.
    Statement {
        /// The media type of the statement.
        payload_type: String,
        /// The exact bytes of the statement.
        payload: Vec<u8>,
        /// The signatures of the envelope.
        signatures: Vec<Vec<u8>>,
    },
    /// Data in the place of a signature that cannot be read as one.
    Unreadable(
        /// The reason why it cannot be read.
        String,
    ),
}

impl Signature {
    /// Signs a simple signing payload.
    pub fn sign(payload: &Payload, key: &PrivateKey) -> Self {
        let payload = payload.to_bytes();
        let signature = key.sign(&payload);
        Self::Simple { payload, signature }
    }
}
