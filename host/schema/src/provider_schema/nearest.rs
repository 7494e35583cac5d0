//! Suggestions for mistyped names.

use terrace_core::suggest::{did_you_mean, nearest};

/// Returns `what`, followed by the name that was probably meant if there is one. Example:
/// ``an argument of aws_vpc (did you mean `cidr_block`?)``.
pub fn suggest<T: AsRef<str>>(what: &str, name: &str, names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    match nearest(name, names.iter().map(AsRef::as_ref)) {
        Some(nearest) => format!("{what} ({})", did_you_mean(nearest)),
        None => what.to_owned(),
    }
}
