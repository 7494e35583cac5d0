//! Sigstore bundles with a DSSE envelope, which newer versions of cosign attach as referrers.
//!
//! Only the parts that a key verifies are read: certificates, transparency log entries and time stamps are ignored. An envelope
//! signs its statement together with the statement's media type.

use super::Signature;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::collections::BTreeMap;
use terrace_core::digest::Digest;

/// The media type of a bundle, and the artifact type of the referrer that holds one.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// The media type of an in-toto statement.
pub const STATEMENT: &str = "application/vnd.in-toto+json";
/// The predicate of a statement that an artifact is signed.
const SIGNED: &str = "https://sigstore.dev/cosign/sign/v1";

/// An error parsing a bundle with a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("the bundle cannot be read: {0}")]
    Form(String),
    /// It is a bundle of another version, or something else.
    #[error("the bundle has media type `{0}`, not `{BUNDLE}`")]
    MediaType(String),
    #[error("the bundle signs a message, not a statement about an artifact; sign with `cosign sign`")]
    Message,
    #[error("the bundle has no DSSE envelope")]
    NoEnvelope,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    media_type: String,
    dsse_envelope: Option<Envelope>,
    message_signature: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Deserialize)]
struct EnvelopeSignature {
    sig: String,
}

/// Parses a Sigstore bundle.
pub fn read(bytes: &[u8]) -> Result<Signature, BundleError> {
    let form = |reason: String| BundleError::Form(reason);
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|error| form(error.to_string()))?;
    if bundle.media_type != BUNDLE {
        return Err(BundleError::MediaType(bundle.media_type));
    }
    let envelope = match (bundle.dsse_envelope, bundle.message_signature) {
        (Some(envelope), _) => envelope,
        (None, Some(_)) => return Err(BundleError::Message),
        (None, None) => return Err(BundleError::NoEnvelope),
    };
    let decode = |name: &str, text: &str| {
        STANDARD.decode(text).map_err(|error| form(format!("`{name}` is not base64: {error}")))
    };
    Ok(Signature::Statement {
        payload: decode("payload", &envelope.payload)?,
        payload_type: envelope.payload_type,
        signatures: envelope
            .signatures
            .iter()
            .map(|signature| decode("sig", &signature.sig))
            .collect::<Result<_, _>>()?,
    })
}

/// Returns the data that an envelope's signature covers: type and payload, each with its length.
pub(super) fn signed_bytes(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
}

#[derive(Deserialize)]
struct Subject {
    digest: BTreeMap<String, String>,
}

/// Returns the digests that a statement says are signed. Other statements, such as those about where something was built, are
/// rejected with the reason.
pub(super) fn subjects(payload_type: &str, payload: &[u8]) -> Result<Vec<Digest>, String> {
    if payload_type != STATEMENT {
        return Err(format!("its payload has type `{payload_type}`, not `{STATEMENT}`"));
    }
    let statement: Statement = serde_json::from_slice(payload)
        .map_err(|error| format!("its payload is not an in-toto statement: {error}"))?;
    if !matches!(
        statement.kind.as_str(),
        "https://in-toto.io/Statement/v1" | "https://in-toto.io/Statement/v0.1"
    ) {
        return Err(format!("its statement has type `{}`", statement.kind));
    }
    if statement.predicate_type != SIGNED {
        return Err(format!(
            "its statement is `{}`, which does not say that the artifact is signed",
            statement.predicate_type
        ));
    }
    let digest = |subject: &Subject| Digest::from_hex(subject.digest.get("sha256")?);
    Ok(statement.subject.iter().filter_map(digest).collect())
}
