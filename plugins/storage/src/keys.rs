//! Keys of inputs that are maps.

use terrace_sdk::prelude::*;

/// The maximum length of the name of a rule in S3.
const MAX_RULE_NAME: usize = 255;
/// The maximum length of a name that becomes part of a block's address, and of a tag.
const MAX_LOCAL_NAME: usize = 64;
/// The number of characters that stay of a longer name, or of one with other characters.
const READABLE: usize = 40;

/// Returns the JSON pointer of an entry of a map.
pub(crate) fn key_path(map: &str, key: &str) -> String {
    format!("{map}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Checks the length of a name that S3 stores. `kind` says what has the name, such as `a lifecycle rule`.
pub(crate) fn limited_key(kind: &str, name: &str, path: &str) -> Result<(), Diagnostics> {
    let length = name.chars().count();
    if (1..=MAX_RULE_NAME).contains(&length) {
        return Ok(());
    }
    let summary = format!("the name of {kind} has {length} characters, but S3 allows 1 to {MAX_RULE_NAME}");
    Err(Diagnostic::new("name-length", summary).path(path).hint("give it another name").into())
}

/// Returns the part of a block's address that stands for a name which S3 stores: the name itself, or else what
/// is readable of it and a digest, so that two names stay different.
pub(crate) fn address_part(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.chars().all(is_plain) && name.len() <= MAX_LOCAL_NAME {
        return name.to_owned();
    }
    let readable: String = name.chars().take(READABLE).map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{readable}_{:08x}", digest(name))
}

/// Returns the FNV-1a digest of a text.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Checks a name that becomes part of a block's address.
pub(crate) fn local_key(kind: &str, name: &str, path: &str) -> Result<(), Diagnostics> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(allowed)
        && name.len() <= MAX_LOCAL_NAME
    {
        return Ok(());
    }
    let summary = format!("`{name}` cannot be the name of {kind}");
    let hint =
        format!("use up to {MAX_LOCAL_NAME} lower-case letters, digits and `-`, beginning with a letter");
    Err(Diagnostic::new("not-a-name", summary).path(path).hint(hint).into())
}
