//! Versions of a tier in a repository.

use super::PublishError;
use semver::Version;
use terrace_core::version::{tag_of, version_of};
use terrace_stack::compatibility::promises;

/// Returns the tag under which a version is pushed: the requested one, or by default the version's own.
///
/// # Errors
///
/// The tag names another version.
pub(super) fn tag(asked: Option<&str>, version: &Version) -> Result<String, PublishError> {
    match asked {
        Some(tag) if version_of(tag).is_some_and(|other| other != *version) => {
            Err(PublishError::OtherVersion { tag: tag.to_owned(), version: version.clone() })
        }
        Some(tag) => Ok(tag.to_owned()),
        None => Ok(tag_of(version)),
    }
}

/// Returns the greatest tagged version that `version` has to be compatible with, and its tag. Pre-releases are ignored.
pub(super) fn earlier<'a>(
    version: &Version,
    tags: impl IntoIterator<Item = &'a str>,
) -> Option<(Version, &'a str)> {
    let versions = tags.into_iter().filter_map(|tag| Some((version_of(tag)?, tag)));
    versions.filter(|(old, _)| old.pre.is_empty() && promises(old, version)).max_by(|(a, _), (b, _)| a.cmp(b))
}

/// Returns the lowest version that need not be compatible with this one.
pub(super) fn next_breaking(version: &Version) -> Version {
    match (version.major, version.minor) {
        (0, 0) => Version::new(0, 0, version.patch + 1),
        (0, minor) => Version::new(0, minor + 1, 0),
        (major, _) => Version::new(major + 1, 0, 0),
    }
}
