//! Public keys, for verifying.

use super::{KeyError, file, pem};
use ed25519_dalek::pkcs8::spki::{DecodePublicKey, EncodePublicKey, SubjectPublicKeyInfoRef};
use p256::ecdsa::signature::Verifier;
use pkcs8::LineEnding;
use pkcs8::der::Decode;
use std::fmt;
use std::path::Path;
use terrace_core::digest::Digest;

/// An ed25519 or ECDSA P-256 public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: Key,
    spki: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq)]
enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// Parses PEM text with a SubjectPublicKeyInfo.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, spki) = pem::decode(text)?;
        match label.as_str() {
            pem::PUBLIC => Self::from_spki(spki),
            private if private.ends_with("PRIVATE KEY") => Err(KeyError::Private),
            _ => Err(KeyError::Label { found: label, wanted: "public" }),
        }
    }

    /// Reads a file with PEM text.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Self::from_pem(&file::read(path)?)
    }

    fn from_spki(spki: Vec<u8>) -> Result<Self, KeyError> {
        let structure = |reason: String| KeyError::Structure(reason);
        let info = SubjectPublicKeyInfoRef::from_der(&spki).map_err(|error| structure(error.to_string()))?;
        let curve = info.algorithm.parameters_oid().ok();
        let key = match (info.algorithm.oid, curve) {
            (pem::ED25519, _) => Key::Ed25519(
                ed25519_dalek::VerifyingKey::from_public_key_der(&spki)
                    .map_err(|error| structure(error.to_string()))?,
            ),
            (pem::EC, Some(pem::P256)) => Key::P256(
                p256::ecdsa::VerifyingKey::from_public_key_der(&spki)
                    .map_err(|error| structure(error.to_string()))?,
            ),
            (kind, curve) => {
                let algorithm = pem::algorithm(kind, curve);
                return Err(KeyError::Algorithm { algorithm, purpose: "verify" });
            }
        };
        Ok(Self { key, spki })
    }

    pub(super) fn from_ed25519(key: ed25519_dalek::VerifyingKey) -> Result<Self, KeyError> {
        let spki = key.to_public_key_der().map_err(|error| KeyError::Make(error.to_string()))?;
        Ok(Self { key: Key::Ed25519(key), spki: spki.into_vec() })
    }

    pub fn to_pem(&self) -> String {
        let pem = match &self.key {
            Key::Ed25519(key) => key.to_public_key_pem(LineEnding::LF),
            Key::P256(key) => key.to_public_key_pem(LineEnding::LF),
        };
        pem.expect("a key that was read always becomes PEM text")
    }

    /// Writes the key to a new file that anyone may read.
    pub fn write(&self, path: &Path) -> Result<(), KeyError> {
        file::write(path, self.to_pem().as_bytes(), 0o644)
    }

    /// Returns the key's ID: the SHA-256 digest of its SubjectPublicKeyInfo.
    pub fn id(&self) -> Digest {
        Digest::of(&self.spki)
    }

    /// Returns the common name of the key's type.
    pub fn algorithm(&self) -> &'static str {
        match self.key {
            Key::Ed25519(_) => "ed25519",
            Key::P256(_) => "ECDSA P-256",
        }
    }

    /// Returns true if a signature of a message was made with the matching private key. An ed25519 signature covers the message
    /// itself and is 64 bytes long; an ECDSA one covers its SHA-256 digest and is in DER form.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Key::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Key::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm(), self.id())
    }
}
