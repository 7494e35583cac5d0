//! Suggestions for mistyped names.

/// Names with more bytes are not compared.
const MAX_COMPARED_BYTES: usize = 200;

/// Returns the candidate that a mistyped name most likely means, or none if no candidate is close.
///
/// Of two equally close candidates, the first in sorted order is returned.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong, as in any word, but no more in a long name than in a short one.
    let limit = (name.chars().count() / 3).clamp(1, 3);
    // Nobody mistypes such a name, and the time to compare two names is the product of their lengths.
    if name.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let candidates: Vec<&str> = candidates.into_iter().filter(|candidate| *candidate != name).collect();
    // Such as `vpc` for `vpc_id`.
    let longer = |candidate: &&&str| name.len() > 1 && candidate.starts_with(name);
    let abbreviated =
        candidates.iter().filter(longer).min_by_key(|candidate| (candidate.len(), **candidate)).copied();
    candidates
        .iter()
        .copied()
        .filter(|candidate| candidate.len() <= MAX_COMPARED_BYTES)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
        .or(abbreviated)
}

/// Asks whether a name was meant.
pub fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Formats `; did you mean …?` for a suggestion, or nothing.
pub fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; {}", did_you_mean(name))).unwrap_or_default()
}

/// Formats `; write … or …` for the references that can be used instead, or nothing if there are none.
pub(crate) fn alternatives(references: &[String]) -> String {
    if references.is_empty() {
        return String::new();
    }
    let quoted: Vec<_> = references.iter().map(|reference| format!("`{reference}`")).collect();
    format!("; write {}", quoted.join(" or "))
}

/// The number of names that a message lists.
const MAX_LISTED_NAMES: usize = 50;

/// The first few of a list of names, for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    names: Vec<String>,
    more: usize,
}

impl Listed {
    pub fn of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let more = names.len().saturating_sub(MAX_LISTED_NAMES);
        // A name that a stranger chose may have any length.
        let names = names
            .take(MAX_LISTED_NAMES)
            .map(|name| name.chars().take(MAX_COMPARED_BYTES).collect())
            .collect();
        Self { names, more }
    }

    pub fn first(&self) -> Option<&str> {
        self.names.first().map(String::as_str)
    }
}

impl std::fmt::Display for Listed {
    /// Formats the names as `` `a`, `b` and 3 more ``.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`", self.names.join("`, `"))?;
        if self.more == 0 { Ok(()) } else { write!(f, " and {} more", self.more) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_mistyped_and_abbreviated_names() {
        let keys = ["references", "signers", "threshold"];
        assert_eq!(nearest("signer", keys), Some("signers"));
        assert_eq!(nearest("treshold", keys), Some("threshold"));
        assert_eq!(nearest("refernecse", keys), Some("references"));
        assert_eq!(nearest("ref", keys), Some("references"));
        assert_eq!(nearest("keys", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest("r", keys), None);
    }

    #[test]
    fn nearest_ignores_names_that_nobody_types() {
        let long = |length: usize| "a".repeat(length);
        let mistyped = |length: usize| format!("{}b", long(length - 1));
        let is_found = |name: String, candidate: String| nearest(&name, [candidate.as_str()]).is_some();
        assert!(is_found(mistyped(MAX_COMPARED_BYTES), long(MAX_COMPARED_BYTES)));
        assert!(!is_found(mistyped(MAX_COMPARED_BYTES), long(MAX_COMPARED_BYTES + 1)));
        for length in [MAX_COMPARED_BYTES + 1, MAX_COMPARED_BYTES + 2] {
            assert!(!is_found(mistyped(length), long(MAX_COMPARED_BYTES)));
        }
    }

    #[test]
    fn long_lists_are_shortened() {
        let listed = Listed::of(["a", "b"].into_iter());
        assert_eq!((listed.to_string().as_str(), listed.first()), ("`a`, `b`", Some("a")));
        let names = ["a"; MAX_LISTED_NAMES + 3];
        let listed = Listed::of(names.into_iter()).to_string();
        assert!(listed.ends_with("`a`, `a` and 3 more"), "{listed}");
        assert_eq!(listed.matches("`a`").count(), MAX_LISTED_NAMES);
        assert_eq!(Listed::of([].into_iter()).first(), None);
    }
}
