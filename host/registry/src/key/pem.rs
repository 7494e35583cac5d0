//! PEM text and key types.

use super::KeyError;
use pkcs8::ObjectIdentifier;
use pkcs8::der::pem;

pub(super) const PUBLIC: &str = "PUBLIC KEY";
pub(super) const PRIVATE: &str = "PRIVATE KEY";
pub(super) const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

pub(super) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(super) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Returns the label and the bytes of the first PEM block of a text.
pub(super) fn decode(text: &str) -> Result<(String, Vec<u8>), KeyError> {
    let start = text.find("-----BEGIN").ok_or(KeyError::NotPem)?;
    let (label, bytes) = pem::decode_vec(text[start..].trim_end().as_bytes())
        .map_err(|error| KeyError::Pem(error.to_string()))?;
    Ok((label.to_owned(), bytes))
}

/// Returns the common name of a key type.
pub(super) fn algorithm(kind: ObjectIdentifier, curve: Option<ObjectIdentifier>) -> String {
    let known = match (kind.to_string().as_str(), curve.map(|curve| curve.to_string()).as_deref()) {
        ("1.2.840.113549.1.1.1", _) => "RSA",
        ("1.2.840.113549.1.1.10", _) => "RSA-PSS",
        ("1.2.840.10040.4.1", _) => "DSA",
        ("1.3.101.110", _) => "X25519",
        ("1.3.101.112", _) => "ed25519",
        ("1.3.101.113", _) => "ed448",
        ("1.2.840.10045.2.1", Some("1.2.840.10045.3.1.7")) => "ECDSA P-256",
        ("1.2.840.10045.2.1", Some("1.3.132.0.34")) => "ECDSA P-384",
        ("1.2.840.10045.2.1", Some("1.3.132.0.35")) => "ECDSA P-521",
        ("1.2.840.10045.2.1", Some("1.3.132.0.10")) => "ECDSA secp256k1",
        ("1.2.840.10045.2.1", _) => "ECDSA",
        (unknown, _) => return unknown.to_owned(),
    };
    known.to_owned()
}
