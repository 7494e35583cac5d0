//! Masks for text that differs between machines and builds.

use std::path::Path;

/// Replaces every SHA-256 by `<digest>`.
pub fn digests(text: &str) -> String {
    const PREFIX: &str = "sha256:";
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(PREFIX) {
        let (before, after) = rest.split_at(at + PREFIX.len());
        let digits = after.bytes().take_while(u8::is_ascii_hexdigit).count();
        masked.push_str(before);
        masked.push_str(if digits == 64 { "<digest>" } else { &after[..digits] });
        rest = &after[digits..];
    }
    masked.push_str(rest);
    masked
}

/// Replaces a directory by a name.
pub fn directory(text: &str, directory: &Path, name: &str) -> String {
    text.replace(&directory.display().to_string(), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_masked_only_if_whole() {
        let digest = "ab".repeat(32);
        let text = format!("a sha256:{digest}, sha256:12 and sha256:");
        assert_eq!(digests(&text), "a sha256:<digest>, sha256:12 and sha256:");
    }
}
