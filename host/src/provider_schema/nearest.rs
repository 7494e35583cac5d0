//! Near misses.

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.8;

/// `what`, followed by the name most like `name` if one is alike. Example:
/// ``an argument of aws_vpc (nearest: `cidr_block`)``.
pub fn suggest<T: AsRef<str>>(what: &str, name: &str, names: impl IntoIterator<Item = T>) -> String {
    let alike = names.into_iter().map(|other| (strsim::jaro_winkler(name, other.as_ref()), other));
    let best = alike.filter(|(alike, _)| *alike >= ALIKE).max_by(|(a, _), (b, _)| a.total_cmp(b));
    match best {
        Some((_, best)) => format!("{what} (nearest: `{}`)", best.as_ref()),
        None => what.to_owned(),
    }
}
