//! Versions as tags, and version ranges.

use crate::model::{Diagnostic, Explain};
use semver::{Version, VersionReq};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Returns the tag of a version. A tag cannot contain `+`, so `1.0.0+x` has the tag `1.0.0_x`.
pub fn tag_of(version: &Version) -> String {
    version.to_string().replace('+', "_")
}

/// Returns the version of a tag, or `None` if the tag is not a full version, such as `latest` or `1.4`.
pub fn version_of(tag: &str) -> Option<Version> {
    Version::parse(&tag.replacen('_', "+", 1)).ok()
}

/// Returns the greatest version among tags, with its tag. Pre-releases are used only if there is nothing else.
pub fn newest<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<(Version, &'a str)> {
    let versions = tags.into_iter().filter_map(|tag| Some((version_of(tag)?, tag)));
    versions.max_by(|(a, _), (b, _)| (a.pre.is_empty(), a).cmp(&(b.pre.is_empty(), b)))
}

/// A version range as written in a stack file: `^1.4`, `~1.4.2`, `>=1.2, <2`.
///
/// A version without an operator is the same as with `^`. Pre-releases are in a range only if it names one of the same version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionRange {
    text: String,
    requirement: VersionReq,
}

/// Ranges are ordered by their text.
impl Ord for VersionRange {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl PartialOrd for VersionRange {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An error parsing a version range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a version range: {reason}")]
pub struct RangeError {
    pub text: String,
    pub reason: String,
}

impl RangeError {
    /// Returns what to do about the error.
    pub fn hint(&self) -> &'static str {
        "write a range such as `^1.4`, `~1.4.2`, `=1.4.2` or `>=1.2, <2`"
    }
}

impl Explain for RangeError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("invalid-version-range", self.to_string()).hint(self.hint())
    }
}

impl VersionRange {
    /// Returns true if the version is in the range.
    pub fn matches(&self, version: &Version) -> bool {
        self.requirement.matches(version)
    }

    /// Returns true if the text is a version in the range.
    pub fn matches_text(&self, version: &str) -> bool {
        Version::parse(version).is_ok_and(|version| self.matches(&version))
    }

    /// Returns the greatest version among tags that is in the range, with its tag.
    pub fn greatest<'a>(&self, tags: impl IntoIterator<Item = &'a str>) -> Option<(Version, &'a str)> {
        let versions = tags.into_iter().filter_map(|tag| Some((version_of(tag)?, tag)));
        versions.filter(|(version, _)| self.matches(version)).max_by(|(a, _), (b, _)| a.cmp(b))
    }
}

impl FromStr for VersionRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let trimmed = text.trim();
        let refused = |reason: String| RangeError { text: text.to_owned(), reason };
        if trimmed.is_empty() {
            return Err(refused("it is empty".to_owned()));
        }
        let requirement = VersionReq::parse(trimmed).map_err(|error| refused(error.to_string()))?;
        Ok(Self { text: trimmed.to_owned(), requirement })
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: [&str; 8] =
        ["latest", "1.4", "1.3.9", "1.4.2", "1.4.10", "1.5.0-rc.1", "2.0.0_build.1", "v1.9.0"];

    fn greatest(range: &str) -> Option<String> {
        range.parse::<VersionRange>().unwrap().greatest(TAGS).map(|(version, tag)| format!("{version} {tag}"))
    }

    #[test]
    fn chooses_the_greatest_within_the_range() {
        assert_eq!(greatest("^1.4").as_deref(), Some("1.4.10 1.4.10"));
        assert_eq!(greatest("1.3").as_deref(), Some("1.4.10 1.4.10"));
        assert_eq!(greatest("~1.3").as_deref(), Some("1.3.9 1.3.9"));
        assert_eq!(greatest(">=1.2, <3").as_deref(), Some("2.0.0+build.1 2.0.0_build.1"));
        assert_eq!(greatest("^1.5.0-rc").as_deref(), Some("1.5.0-rc.1 1.5.0-rc.1"));
        assert_eq!(greatest("^3"), None);
    }

    #[test]
    fn range_matches_versions_only() {
        let range: VersionRange = " ^1.4 ".parse().unwrap();
        assert_eq!(
            ["1.4.2", "2.0.0", "1.4", "latest"].map(|text| range.matches_text(text)),
            [true, false, false, false]
        );
        assert_eq!(range.to_string(), "^1.4");
        assert!(range < "^1.5".parse().unwrap());
    }

    #[test]
    fn newest_is_a_pre_release_only_if_there_is_nothing_else() {
        assert_eq!(newest(["1.0.0", "1.1.0-rc.1"]).map(|(_, tag)| tag), Some("1.0.0"));
        assert_eq!(newest(["1.1.0-rc.2", "1.1.0-rc.10"]).map(|(_, tag)| tag), Some("1.1.0-rc.10"));
        assert_eq!(newest(["latest"]), None);
    }

    #[test]
    fn build_metadata_has_an_underscore_in_a_tag() {
        let version = Version::parse("1.0.0-rc.1+x.y").unwrap();
        assert_eq!(tag_of(&version), "1.0.0-rc.1_x.y");
        assert_eq!(version_of("1.0.0-rc.1_x.y"), Some(version));
    }

    #[test]
    fn says_why_a_text_is_no_range() {
        let refusals = ["", "latest", "^1.4,", "1.x.2", "^1.4 <2"]
            .map(|text| {
                let error = text.parse::<VersionRange>().unwrap_err();
                format!("{error}\n  hint: {}\n", error.hint())
            })
            .concat();
        insta::assert_snapshot!(refusals);
    }
}
