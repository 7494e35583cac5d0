//! What the cache knows of a compiled tier.
//!
//! These digests guard against files that are damaged or stand in each other's place, and are taken of
//! everything at every start, so they are BLAKE3, several times as fast as SHA-256.

use crate::model::Manifest;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;

/// What stands beside the code of a compiled tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Digest of the code, in hexadecimal.
    pub(super) code: String,
    /// What the tier says of itself, once it was asked.
    pub(super) manifest: Option<Manifest>,
}

impl Record {
    /// The record as a file's content: a line with the digest of all else, then JSON. The digest covers
    /// the entry's name as well.
    pub(super) fn seal(&self, name: &str) -> io::Result<Vec<u8>> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{}\n{json}", seal(name, &json)).into_bytes())
    }

    /// Reads a record back. None if it is not whole, or another entry's.
    pub(super) fn unseal(name: &str, content: &[u8]) -> Option<Self> {
        let (found, json) = str::from_utf8(content).ok()?.split_once('\n')?;
        (found == seal(name, json)).then(|| serde_json::from_str(json).ok())?
    }
}

fn seal(name: &str, json: &str) -> String {
    digest(format!("{name}\n{json}").as_bytes())
}

/// The digest of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The digest of what a file holds from here on, in hexadecimal. Reads it in parts that stay in the
/// processor's cache.
pub(super) fn digest_of_file(file: &mut File) -> io::Result<String> {
    Ok(blake3::Hasher::new().update_reader(file)?.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let manifest = serde_json::json!({
            "name": "network", "version": "0.1.0", "summary": "A network.",
            "inputs": { "maximum": 9007199254740993u64 },
            "outputs": [{ "name": "id", "type": "string", "description": "It.", "sensitive": false }],
            "providers": [{ "name": "aws", "source": "hashicorp/aws", "version": "~> 6.0" }],
            "resources": ["aws_vpc"], "data_sources": [], "ephemeral_resources": [], "modules": [],
            "annotations": [["a", "b"]],
        });
        Record { code: digest(b"code"), manifest: Some(serde_json::from_value(manifest).unwrap()) }
    }

    #[test]
    fn a_record_reads_back() {
        let sealed = record().seal("name").unwrap();
        assert_eq!(Record::unseal("name", &sealed), Some(record()));
    }

    #[test]
    fn a_record_that_is_damaged_or_of_another_entry_is_none() {
        let sealed = record().seal("name").unwrap();
        assert_eq!(Record::unseal("other", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(Record::unseal("name", &sealed[..length]), None, "cut to {length} bytes");
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(Record::unseal("name", &damaged), None, "byte {at} changed");
        }
    }
}
