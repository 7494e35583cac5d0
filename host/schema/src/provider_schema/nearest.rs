//! Suggestions for mistyped names.

/// The minimum similarity of two names, from 0 to 1, for one to be suggested for the other.
const ALIKE: f64 = 0.8;

/// Returns `what`, followed by the name most similar to `name` if there is one. Example:
/// ``an argument of aws_vpc (nearest: `cidr_block`)``.
pub fn suggest<T: AsRef<str>>(what: &str, name: &str, names: impl IntoIterator<Item = T>) -> String {
    let alike = names.into_iter().map(|other| (strsim::jaro_winkler(name, other.as_ref()), other));
    let best = alike.filter(|(alike, _)| *alike >= ALIKE).max_by(|(a, _), (b, _)| a.total_cmp(b));
    match best {
        Some((_, best)) => format!("{what} (nearest: `{}`)", best.as_ref()),
        None => what.to_owned(),
    }
}
