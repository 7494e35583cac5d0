//! Who signed.

use super::{Payload, Signature, sigstore};
use crate::Digest;
use crate::key::PublicKey;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What signatures are worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The signers of whom a signature holds.
    pub signers: BTreeSet<String>,
    /// The signatures that do not count, and why, in the order in which they came.
    pub rejected: Vec<Rejected>,
}

/// A signature that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Who made it, as far as a known key tells.
    pub signer: Option<String>,
    /// Why it does not count.
    pub reason: Rejection,
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// No known key made it, or what it signs was changed since.
    UnknownKey,
    /// It is of something else.
    OtherDigest {
        /// What it signs.
        found: Vec<Digest>,
        /// What it would have to sign.
        expected: Digest,
    },
    /// It is of another repository, or of a file of another name.
    OtherIdentity {
        /// What it signs.
        found: String,
        /// What it would have to sign.
        expected: String,
    },
    /// What it signs is no statement that Terrace understands.
    Statement(String),
    /// It cannot be read as a signature at all.
    Unreadable(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey => f.write_str("it was made with none of the known keys, or changed since"),
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

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.signer {
            Some(signer) => write!(f, "a signature of `{signer}` does not count: {}", self.reason),
            None => write!(f, "a signature does not count: {}", self.reason),
        }
    }
}

/// Finds who signed a manifest, or a file.
///
/// `identity` is `registry/repository`, or the file's name; `signers` are the known keys by the name of who
/// has them. A statement in a bundle names no repository, so only its digest is held against the manifest.
pub fn verify(
    signatures: &[Signature],
    identity: &str,
    digest: &Digest,
    signers: &BTreeMap<String, Vec<PublicKey>>,
) -> Verdict {
    let mut verdict = Verdict::default();
    for signature in signatures {
        // What an unknown key signed is not looked at.
        let Some(signer) = signer(signature, signers) else {
            let reason = match signature {
                Signature::Unreadable(reason) => Rejection::Unreadable(reason.clone()),
                _ => Rejection::UnknownKey,
            };
            verdict.rejected.push(Rejected { signer: None, reason });
            continue;
        };
        match claims(signature, identity, digest) {
            Ok(()) => {
                verdict.signers.insert(signer.to_owned());
            }
            Err(reason) => verdict.rejected.push(Rejected { signer: Some(signer.to_owned()), reason }),
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
