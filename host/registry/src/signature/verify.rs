//! Determines who signed.

use super::{Payload, Signature, sigstore};
use crate::key::PublicKey;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use terrace_core::digest::Digest;

/// The result of verifying signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The signers with a valid signature.
    pub signers: BTreeSet<String>,
    /// The rejected signatures, in their original order.
    pub rejected: Vec<RejectedSignature>,
}

/// A rejected signature, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedSignature {
    /// The signer, if the signature was made with a known key.
    pub signer: Option<String>,
    pub reason: Rejection,
}

/// The reason why a signature is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// It was not made with a known key, or the signed data has changed since.
    UnknownKey,
    /// It signs something else.
    OtherDigest {
        /// The digests that it signs.
        found: Vec<Digest>,
        /// The digest that it would have to sign.
        expected: Digest,
    },
    /// It is for another repository, or for a file of another name.
    OtherIdentity {
        /// The identity that it signs.
        found: String,
        /// The identity that it would have to sign.
        expected: String,
    },
    /// The signed data is not a statement that Terrace understands.
    Statement(String),
    /// It cannot be read as a signature at all.
    Unreadable(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey => {
                f.write_str("it was not made with a known key, or the content has changed since")
            }
            Self::OtherDigest { found, expected } => {
                let found: Vec<String> = found.iter().map(Digest::to_string).collect();
                let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
                write!(f, "it signs {found}, not {expected}")
            }
            Self::OtherIdentity { found, expected } => write!(f, "it is for `{found}`, not for `{expected}`"),
            Self::Statement(reason) | Self::Unreadable(reason) => f.write_str(reason),
        }
    }
}

impl fmt::Display for RejectedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.signer {
            Some(signer) => write!(f, "a signature by `{signer}` is rejected: {}", self.reason),
            None => write!(f, "a signature is rejected: {}", self.reason),
        }
    }
}

/// Determines who signed a manifest or a file.
///
/// `identity` is `registry/repository`, or the file's name; `signers` are the known keys by the name of their owner. A
/// statement in a bundle names no repository, so only its digest is compared with the manifest.
pub fn verify(
    signatures: &[Signature],
    identity: &str,
    digest: &Digest,
    signers: &BTreeMap<String, Vec<PublicKey>>,
) -> Verdict {
    let mut verdict = Verdict::default();
    for signature in signatures {
        // Data signed by an unknown key is not examined.
        let Some(signer) = signer(signature, signers) else {
            let reason = match signature {
                Signature::Unreadable(reason) => Rejection::Unreadable(reason.clone()),
                _ => Rejection::UnknownKey,
            };
            verdict.rejected.push(RejectedSignature { signer: None, reason });
            continue;
        };
        match claims(signature, identity, digest) {
            Ok(()) => {
                verdict.signers.insert(signer.to_owned());
            }
            Err(reason) => {
                verdict.rejected.push(RejectedSignature { signer: Some(signer.to_owned()), reason })
            }
        }
    }
    verdict
}

fn signer<'a>(signature: &Signature, signers: &'a BTreeMap<String, Vec<PublicKey>>) -> Option<&'a str> {
    let verifies = |key: &PublicKey| match signature {
        Signature::Simple { payload, signature } => key.verifies(payload, signature),
        Signature::Statement { payload_type, payload, signatures } => {
            let bytes = sigstore::signed_bytes(payload_type, payload);
            signatures.iter().any(|signature| key.verifies(&bytes, signature))
        }
        Signature::Unreadable(_) => false,
    };
    signers.iter().find(|(_, keys)| keys.iter().any(verifies)).map(|(name, _)| name.as_str())
}

fn claims(signature: &Signature, identity: &str, digest: &Digest) -> Result<(), Rejection> {
    match signature {
        Signature::Simple { payload, .. } => {
            let payload = Payload::parse(payload).map_err(|error| Rejection::Statement(error.to_string()))?;
            if payload.digest != *digest {
                return Err(Rejection::OtherDigest { found: vec![payload.digest], expected: *digest });
            }
            if !payload.is_of(identity) {
                let expected = identity.to_owned();
                return Err(Rejection::OtherIdentity { found: payload.identity, expected });
            }
            Ok(())
        }
        Signature::Statement { payload_type, payload, .. } => {
            let found = sigstore::subjects(payload_type, payload).map_err(Rejection::Statement)?;
            if !found.contains(digest) {
                return Err(Rejection::OtherDigest { found, expected: *digest });
            }
            Ok(())
        }
        Signature::Unreadable(reason) => Err(Rejection::Unreadable(reason.clone())),
    }
}
