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

/// The number of names that a message lists if there are more. One more is listed as well, because `and 1 more` would not be
/// shorter.
const MAX_LISTED_NAMES: usize = 8;

/// The maximum number of names that are compared with a mistyped one to order a list.
const MAX_ORDERED_NAMES: usize = 1000;

/// The first few of a list of names, for a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    names: Vec<String>,
    more: usize,
}

impl Listed {
    /// Returns the first names, in the order of the list.
    pub fn of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let listed = if names.len() <= MAX_LISTED_NAMES + 1 { names.len() } else { MAX_LISTED_NAMES };
        let more = names.len() - listed;
        // A name that a stranger chose may have any length.
        let names = names.take(listed).map(|name| name.chars().take(MAX_COMPARED_BYTES).collect()).collect();
        Self { names, more }
    }

    /// Returns the names that are most similar to a mistyped one, beginning with the most similar one. If there are few, it
    /// returns all in the order of the list.
    pub fn near<'a>(mistyped: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        if names.len() > MAX_LISTED_NAMES + 1 {
            let compared = names.len().min(MAX_ORDERED_NAMES);
            names[..compared].sort_by_cached_key(|name| dissimilarity(mistyped, name));
        }
        Self::of(names.into_iter())
    }

    pub fn first(&self) -> Option<&str> {
        self.names.first().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Returns whether there are more names than a message lists.
    pub fn is_cut(&self) -> bool {
        self.more > 0
    }
}

/// Returns how little two names have in common, from 0 to 1000. Unlike an edit distance, it finds names that share a word.
fn dissimilarity(a: &str, b: &str) -> u32 {
    if a.len().max(b.len()) > MAX_COMPARED_BYTES {
        return 1000;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1000")]
    let thousandths = ((1.0 - strsim::sorensen_dice(a, b)) * 1000.0).round() as u32;
    thousandths
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

    #[test]
    fn long_lists_begin_with_the_most_similar_names() {
        let inputs = [
            "alarms",
            "ami_id",
            "data_volumes",
            "desired_size",
            "instance_type",
            "max_size",
            "min_size",
            "root_volume",
            "subnet_ids",
            "vpc_id",
        ];
        assert_eq!(
            Listed::near("volume_size", inputs).to_string(),
            "`root_volume`, `data_volumes`, `max_size`, `min_size`, `desired_size`, `instance_type`, `alarms`, `ami_id` and 2 more"
        );
        assert_eq!(
            Listed::near("volume_size", inputs.into_iter().take(3)).to_string(),
            "`alarms`, `ami_id`, `data_volumes`"
        );
        assert!(Listed::near(&"x".repeat(1_000_000), inputs).is_cut());
        assert!(Listed::near("x", []).is_empty());
    }
}
