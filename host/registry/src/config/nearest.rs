//! Suggestions for mistyped names.

/// Returns the candidate that a mistyped name most likely means, or `None` if none is close.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["references", "signers", "threshold"];
        assert_eq!(nearest("signer", keys), Some("signers"));
        assert_eq!(nearest("treshold", keys), Some("threshold"));
        assert_eq!(nearest("refernecse", keys), Some("references"));
        assert_eq!(nearest("keys", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
