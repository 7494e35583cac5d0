//! Chooses a version that satisfies constraints, without a registry to ask for the existing ones.

use semver::{BuildMetadata, Prerelease, Version};

use super::PrepareError;

/// Returns the lowest version that all constraints admit, or 1.0.0 if there are none.
///
/// The lowest, because no provider is behind any of them, and it changes least when a constraint is widened.
pub(super) fn choose(provider: &str, constraints: &[String]) -> Result<String, PrepareError> {
    let mut terms = Vec::new();
    for constraint in constraints {
        for term in constraint.split(',') {
            terms.push(Term::read(term.trim()).ok_or_else(|| PrepareError::Constraint {
                provider: provider.to_owned(),
                constraint: constraint.clone(),
            })?);
        }
    }
    // A lower bound is admitted by itself, by its release if it is a prerelease, or by the next release after it if it is
    // excluded.
    let around = |Term { version, .. }: &Term| [version.clone(), release(version), next(version)];
    let mut candidates: Vec<Version> = terms.iter().flat_map(around).collect();
    candidates.extend([Version::new(1, 0, 0), Version::new(0, 0, 1)]);
    candidates.sort();
    let usual = Version::new(1, 0, 0);
    candidates.sort_by_key(|version| *version < usual);
    let fitting = candidates.iter().find(|version| is_requested(version, &terms));
    fitting.map(Version::to_string).ok_or_else(|| PrepareError::NoVersion {
        provider: provider.to_owned(),
        constraints: constraints.to_vec(),
    })
}

/// Returns true if Terraform accepts a version: all terms admit it, and a prerelease is named by one of them.
fn is_requested(version: &Version, terms: &[Term]) -> bool {
    let is_named = |term: &Term| term.operator == "=" && term.version == *version;
    terms.iter().all(|term| term.admits(version)) && (version.pre.is_empty() || terms.iter().any(is_named))
}

/// A single comparison.
struct Term {
    operator: &'static str,
    version: Version,
    /// The first version that `~>` no longer admits.
    beyond: Version,
}

impl Term {
    /// Parses the form that Terraform accepts: `>= 5.1`, with one space or none after the operator.
    fn read(text: &str) -> Option<Self> {
        let operators = ["~>", ">=", "<=", "!=", ">", "<", "="];
        let operator = operators.into_iter().find(|operator| text.starts_with(operator));
        let rest = &text[operator.map_or(0, str::len)..];
        let version = rest.strip_prefix(' ').filter(|_| operator.is_some()).unwrap_or(rest);
        let end = version.find(['-', '+']).unwrap_or(version.len());
        let (numbers, suffix) = version.split_at(end);
        let numbers: Vec<u64> = numbers.split('.').map(number).collect::<Option<_>>()?;
        let (major, minor, patch, beyond) = match *numbers.as_slice() {
            [major] => (major, 0, 0, Version::new(major.checked_add(1)?, 0, 0)),
            [major, minor] => (major, minor, 0, Version::new(major.checked_add(1)?, 0, 0)),
            [major, minor, patch] => (major, minor, patch, Version::new(major, minor.checked_add(1)?, 0)),
            _ => return None,
        };
        let (pre, build) = suffix.split_once('+').unwrap_or((suffix, ""));
        let pre = Prerelease::new(pre.strip_prefix('-').unwrap_or(pre)).ok()?;
        let build = BuildMetadata::new(build).ok()?;
        // A version cannot end with an empty prerelease or build.
        let is_whole = !version.ends_with(['-', '+']) && !suffix.starts_with("-+");
        let version = Version { pre, build, ..Version::new(major, minor, patch) };
        is_whole.then_some(Self { operator: operator.unwrap_or("="), version, beyond })
    }

    /// Returns true if the comparison holds. A prerelease is before its release; different build metadata makes a different
    /// version.
    fn admits(&self, version: &Version) -> bool {
        let order = version.cmp_precedence(&self.version);
        match self.operator {
            ">=" => order.is_ge(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            "<" => order.is_lt(),
            "!=" => *version != self.version,
            "~>" => order.is_ge() && version.cmp_precedence(&self.beyond).is_lt(),
            _ => *version == self.version,
        }
    }
}

fn number(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn release(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch)
}

fn next(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::choose;

    fn chosen(constraints: &[&str]) -> String {
        let constraints: Vec<_> = constraints.iter().map(|it| (*it).to_owned()).collect();
        choose("hashicorp/aws", &constraints).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn the_lowest_version_that_all_admit() {
        assert_eq!(chosen(&[]), "1.0.0");
        assert_eq!(chosen(&["~> 6.0", ">= 5.1, < 7"]), "6.0.0");
        assert_eq!(chosen(&["~> 6.2.1", "!= 6.2.1"]), "6.2.2");
        assert_eq!(chosen(&["> 2"]), "2.0.1");
        assert_eq!(chosen(&["< 1"]), "0.0.1");
        assert_eq!(chosen(&["0.4.0"]), "0.4.0");
        assert_eq!(chosen(&["= 2.0.0-beta1"]), "2.0.0-beta1");
        assert_eq!(chosen(&["03.1"]), "3.1.0");
    }

    /// Each of these was checked with Terraform 1.11.
    #[test]
    fn a_prerelease_is_taken_where_one_names_it_and_the_others_admit_it() {
        assert_eq!(chosen(&[">= 5.0, < 7.0", "6.0.0-beta1"]), "6.0.0-beta1");
        assert_eq!(chosen(&["~> 5.0", "6.0.0-beta1"]), "6.0.0-beta1");
        assert_eq!(chosen(&["< 7.0", "= 7.0.0-beta1"]), "7.0.0-beta1");
        assert_eq!(chosen(&["~> 5.1", "5.1.1-rc1"]), "5.1.1-rc1");
        assert_eq!(chosen(&[">= 6.0.0-beta1"]), "6.0.0");
        assert_eq!(chosen(&["~> 6.0.0-beta1"]), "6.0.0");
        assert_eq!(chosen(&["> 6.0.0-beta1, < 6.0.1"]), "6.0.0");
        let none =
            |constraints: &[&str]| chosen(constraints).starts_with("no version of hashicorp/aws satisfies");
        assert!(none(&["6.0.0-beta1", ">= 6.0"]));
        assert!(none(&["6.0.0-beta1", "~> 6.0"]));
        assert!(none(&["6.0.0-beta1", "!= 6.0.0-beta1"]));
        assert!(none(&["> 6.0.0-beta1, < 6.0.0"]));
        assert!(none(&["6.0.0-beta1", "6.0.0-beta2"]));
        assert!(none(&["5.0.0", "5.0.0+other"]));
    }

    #[test]
    fn what_terraform_does_not_read_is_refused() {
        for text in [
            "", " ", "5.0,", ",5.0", "v5.1", "= v5.1", ">=  5.1", "=> 5", "5.x", "5.*", "1.2.3.4", "5.0-",
            "5.0+", "-1", "+5",
        ] {
            assert!(chosen(&[text]).contains("is not a version constraint"), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_says_so() {
        assert_eq!(chosen(&["~> 5.0", ">= 6"]), "no version of hashicorp/aws satisfies ~> 5.0 and >= 6");
        assert_eq!(
            chosen(&["latest"]),
            "`latest` is not a version constraint (of provider hashicorp/aws); write one such as \
             `~> 6.0` or `>= 5.1, < 7`"
        );
    }
}
