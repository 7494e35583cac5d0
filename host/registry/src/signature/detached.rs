//! Signatures in a file next to the signed one: `network.wasm.sig` next to `network.wasm`.
//!
//! Each line is a JSON object with `payload` and `signature`, both in base64. The payload is a simple signing payload with the
//! file's name as identity and the file's digest.

use super::Signature;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// An error reading or adding to a file of signatures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DetachedError {
    #[error("line {line} is not a signature: {reason}")]
    Line {
        /// The line number, from 1.
        line: usize,
        reason: String,
    },
    #[error("it contains no signature")]
    Empty,
    #[error("only a signature of a simple signing payload can be stored next to a file")]
    Statement,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    payload: String,
    signature: String,
}

/// Parses all signatures of a file.
pub fn read(text: &str) -> Result<Vec<Signature>, DetachedError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let signatures = lines
        .map(|(index, line)| {
            read_line(line).map_err(|reason| DetachedError::Line { line: index + 1, reason })
        })
        .collect::<Result<Vec<_>, _>>()?;
    if signatures.is_empty() {
        return Err(DetachedError::Empty);
    }
    Ok(signatures)
}

fn read_line(line: &str) -> Result<Signature, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let decode = |name: &str, text: &str| {
        STANDARD.decode(text).map_err(|error| format!("`{name}` is not base64: {error}"))
    };
    Ok(Signature::Simple {
        payload: decode("payload", &line.payload)?,
        signature: decode("signature", &line.signature)?,
    })
}

/// Returns the file's text with another signature. An identical one is not added twice.
pub fn add(there: Option<&str>, signature: &Signature) -> Result<String, DetachedError> {
    let Signature::Simple { payload, signature: bytes } = signature else {
        return Err(DetachedError::Statement);
    };
    let known = there.map(read).transpose()?.unwrap_or_default();
    let mut text = there.unwrap_or_default().trim_end().to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    if !known.contains(signature) {
        let line = Line { payload: STANDARD.encode(payload), signature: STANDARD.encode(bytes) };
        text += &serde_json::to_string(&line).expect("two strings always serialize");
        text.push('\n');
    }
    Ok(text)
}
