//! Small files of the cache: a line with a digest, then the content. A file that is damaged, truncated, or has another
//! file's name counts as missing.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;

/// Returns a value as the content of the file of this name.
pub(super) fn seal(name: &str, value: &impl Serialize) -> io::Result<Vec<u8>> {
    let json = serde_json::to_string(value)?;
    Ok(format!("{}\n{json}", digest_of(name, &json)).into_bytes())
}

/// Reads a value back. Returns none if the content is damaged or another file's.
pub(super) fn unseal<T: DeserializeOwned>(name: &str, content: &[u8]) -> Option<T> {
    let (found, json) = str::from_utf8(content).ok()?.split_once('\n')?;
    (found == digest_of(name, json)).then(|| serde_json::from_str(json).ok())?
}

fn digest_of(name: &str, json: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes()).update(b"\n").update(json.as_bytes());
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value() -> serde_json::Value {
        serde_json::json!({ "name": "network", "maximum": 9007199254740993u64, "list": ["a\nb"] })
    }

    #[test]
    fn sealed_value_is_read_back() {
        let sealed = seal("name", &value()).unwrap();
        assert_eq!(unseal("name", &sealed), Some(value()));
    }

    #[test]
    fn sealed_value_is_rejected_if_damaged_or_under_another_name() {
        let sealed = seal("name", &value()).unwrap();
        let unseal = |name, content: &[u8]| unseal::<serde_json::Value>(name, content);
        assert_eq!(unseal("other", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(unseal("name", &sealed[..length]), None, "cut to {length} bytes");
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(unseal("name", &damaged), None, "byte {at} changed");
        }
    }
}
