//! Names of blocks: those that inputs give, and those that stand for values.

use terrace_sdk::prelude::*;

/// The maximum length of such a name, which leaves room in the tag `Name`.
const MAX_LENGTH: usize = 24;

/// Checks the names in a map. They become parts of addresses in Terraform.
pub(crate) fn check<'a>(
    input: &str,
    kind: &str,
    names: impl IntoIterator<Item = &'a String>,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for name in names {
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
            && name.len() <= MAX_LENGTH;
        if !is_name {
            let summary = format!("`{name}` cannot be the name of a {kind}");
            let hint = format!(
                "use up to {MAX_LENGTH} lower-case letters, digits, `-` and `_`, beginning with a letter"
            );
            problems.push(Diagnostic::new("name-form", summary).path(at(input, name)).hint(hint));
        }
    }
    problems.finish()
}

/// Returns the JSON pointer of an entry in a map.
pub(crate) fn at(input: &str, key: &str) -> String {
    format!("/{input}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Returns the part of a block's name that stands for a value in a list, so that the names of others stay when
/// the list changes.
pub(crate) fn key<T: Into<Value> + Clone>(value: &Input<T>) -> String {
    let text = match Value::from(value) {
        Value::String(text) => text,
        Value::Expression(expression) => expression.to_string(),
        _ => String::new(),
    };
    let readable: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    // Two expressions can look the same without their signs.
    if value.known().is_some() { readable } else { format!("{readable:.40}_{:08x}", digest(&text)) }
}

/// Returns the FNV-1a digest of a text.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
