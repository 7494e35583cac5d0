//! Names that inputs give to target groups, rules and schedules.

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
