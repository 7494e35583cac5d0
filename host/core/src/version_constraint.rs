//! Terraform's version constraints.

use semver::Version;
use std::collections::BTreeSet;
use std::fmt;

/// A conjunction of conditions on a version, such as `>= 5.0, < 7.0`. Without conditions it allows any version.
///
/// It is displayed sorted, with each condition once, so that equal constraints are equal strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionConstraint(Vec<Condition>);

/// An error parsing a version constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionConstraintError {
    #[error("`{0}` has an empty condition; separate conditions with single commas")]
    Empty(String),
    #[error("`{0}` is not an operator; use one of `=`, `!=`, `>`, `>=`, `<`, `<=` and `~>`")]
    Operator(String),
    #[error("`{0}` is not a version; write up to three numbers, as in `5`, `5.1` or `5.1.0-beta1`")]
    Version(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    /// `~>`: at least this version, where only the last of the written numbers may increase.
    Pessimistic,
    Less,
    LessEqual,
}

impl Operator {
    const ALL: [(&'static str, Self); 7] = [
        ("!=", Self::NotEqual),
        (">=", Self::GreaterEqual),
        ("<=", Self::LessEqual),
        ("~>", Self::Pessimistic),
        ("=", Self::Equal),
        (">", Self::Greater),
        ("<", Self::Less),
    ];
}

/// One condition. The text of the version is kept, because the number of its parts matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Condition {
    version: Version,
    operator: Operator,
    text: String,
}

impl VersionConstraint {
    /// Parses a constraint. The empty string allows every version.
    pub fn parse(text: &str) -> Result<Self, VersionConstraintError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let conditions = text.split(',').map(|condition| match condition.trim() {
            "" => Err(VersionConstraintError::Empty(text.to_owned())),
            condition => Condition::parse(condition),
        });
        Ok(Self::of(conditions.collect::<Result<_, _>>()?))
    }

    fn of(mut conditions: Vec<Condition>) -> Self {
        conditions.sort_unstable();
        conditions.dedup();
        Self(conditions)
    }

    /// Returns the constraint that allows the versions that both allow.
    pub fn and(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// Returns the constraint without its `!=` conditions, unless it has no others.
    pub fn bounds(&self) -> Self {
        let bounds: Vec<_> =
            self.0.iter().filter(|condition| condition.operator != Operator::NotEqual).cloned().collect();
        if bounds.is_empty() { self.clone() } else { Self(bounds) }
    }

    /// Returns whether no version can satisfy it.
    pub fn is_empty(&self) -> bool {
        self.lowest().is_none()
    }

    /// Returns the lowest version that satisfies it.
    ///
    /// As in Terraform, a prerelease satisfies a constraint only if a condition names it exactly.
    pub fn lowest(&self) -> Option<Version> {
        match self.exact() {
            Some(exact) => self.0.iter().all(|condition| condition.allows(exact)).then(|| exact.clone()),
            None => self.lowest_release((0, 0, 0)),
        }
    }

    /// Returns the lowest version that satisfies it and is not before `start`.
    pub fn lowest_from(&self, start: &Version) -> Option<Version> {
        match self.exact() {
            Some(_) => self.lowest().filter(|version| version >= start),
            None => self.lowest_release(release(start)),
        }
    }

    /// Returns the version of the first condition with `=`, which is the only version that can satisfy the constraint.
    fn exact(&self) -> Option<&Version> {
        let exact = self.0.iter().find(|condition| condition.operator == Operator::Equal)?;
        Some(&exact.version)
    }

    /// Returns the lowest release, from `start` on, that satisfies every condition. There is no condition with `=`.
    fn lowest_release(&self, start: Release) -> Option<Version> {
        let mut low = self.0.iter().map(Condition::lowest_release).fold(start, Release::max);
        let excluded: BTreeSet<_> = self.0.iter().filter_map(Condition::excluded).collect();
        while excluded.contains(&low) {
            low = next(low)?;
        }
        let (major, minor, patch) = low;
        let lowest = Version::new(major, minor, patch);
        // If one of the conditions has an upper bound below it, no release satisfies them all.
        self.0.iter().all(|condition| condition.allows(&lowest)).then_some(lowest)
    }

    /// Returns whether every version is allowed.
    pub fn is_any(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for VersionConstraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Condition { operator, text, .. }) in self.0.iter().enumerate() {
            let written = Operator::ALL.iter().find(|(_, o)| o == operator).map_or("", |(text, _)| text);
            write!(f, "{}{written} {text}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// Major, minor and patch.
type Release = (u64, u64, u64);

fn release(version: &Version) -> Release {
    (version.major, version.minor, version.patch)
}

/// Returns the release after this one, if there is any.
fn next((major, minor, patch): Release) -> Option<Release> {
    let next_minor = || Some((major, minor.checked_add(1)?, 0));
    let next_major = || Some((major.checked_add(1)?, 0, 0));
    patch.checked_add(1).map(|patch| (major, minor, patch)).or_else(next_minor).or_else(next_major)
}

impl Condition {
    fn parse(text: &str) -> Result<Self, VersionConstraintError> {
        let start = text.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (operator, version) = text.split_at(start);
        let operator = match operator.trim() {
            "" => Operator::Equal,
            written => match Operator::ALL.iter().find(|(text, _)| *text == written) {
                Some((_, operator)) => *operator,
                None => return Err(VersionConstraintError::Operator(written.to_owned())),
            },
        };
        let invalid = || VersionConstraintError::Version(version.to_owned());
        let written = version.trim().strip_prefix('v').unwrap_or(version.trim());
        let end = written.find(['-', '+']).unwrap_or(written.len());
        let (numbers, suffix) = written.split_at(end);
        let count = numbers.split('.').count();
        if count > 3 {
            return Err(invalid());
        }
        let full = format!("{numbers}{}{suffix}", ".0".repeat(3 - count));
        let version = Version::parse(&full).map_err(|_| invalid())?;
        // Except for `~>`, missing numbers are zeros, so the version has only one spelling.
        let text = match operator {
            Operator::Pessimistic => written.to_owned(),
            _ if suffix.is_empty() => numbers.to_owned(),
            _ => version.to_string(),
        };
        Ok(Self { version, operator, text })
    }

    /// Returns the number of parts as written.
    fn count(&self) -> usize {
        let end = self.text.find(['-', '+']).unwrap_or(self.text.len());
        self.text[..end].split('.').count()
    }

    /// Returns the first release that a `~>` does not allow. It allows the prereleases before it.
    fn beyond(&self) -> Release {
        let (major, minor, _) = release(&self.version);
        match self.count() {
            3 => (major, minor.saturating_add(1), 0),
            _ => (major.saturating_add(1), 0, 0),
        }
    }

    /// Returns whether the comparison is true. As in Terraform, versions that differ only in build metadata are equal in
    /// order, but not the same version.
    fn allows(&self, version: &Version) -> bool {
        let order = version.cmp_precedence(&self.version);
        match self.operator {
            Operator::Equal => *version == self.version,
            Operator::NotEqual => *version != self.version,
            Operator::Greater => order.is_gt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::Less => order.is_lt(),
            Operator::LessEqual => order.is_le(),
            Operator::Pessimistic => {
                let (major, minor, patch) = self.beyond();
                order.is_ge() && version.cmp_precedence(&Version::new(major, minor, patch)).is_lt()
            }
        }
    }

    /// Returns the release that the condition excludes, if it is a `!=`.
    fn excluded(&self) -> Option<Release> {
        let is_release = self.version.pre.is_empty() && self.version.build.is_empty();
        (self.operator == Operator::NotEqual && is_release).then(|| release(&self.version))
    }

    /// Returns a release such that the condition allows none before it.
    fn lowest_release(&self) -> Release {
        let own = release(&self.version);
        match self.operator {
            // A prerelease comes before its release. Nothing is greater than the greatest release.
            Operator::Greater if self.version.pre.is_empty() => next(own).unwrap_or(own),
            Operator::Equal | Operator::Greater | Operator::GreaterEqual | Operator::Pessimistic => own,
            Operator::NotEqual | Operator::Less | Operator::LessEqual => (0, 0, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> VersionConstraint {
        VersionConstraint::parse(text).unwrap()
    }

    #[test]
    fn constraints_are_written_in_one_way() {
        assert_eq!(parse(" <7.0 ,>= 5.0, >=5.0, ~>6.0").to_string(), ">= 5.0, ~> 6.0, < 7.0");
        assert_eq!(parse("1.2").to_string(), "= 1.2");
        assert_eq!(parse("v1.2.3-beta.1").to_string(), "= 1.2.3-beta.1");
        assert_eq!(parse("1.2-rc1").to_string(), "= 1.2.0-rc1");
        assert_eq!(parse("~> 1.2-rc1, ~> 1.2, ~> 1.2.0").to_string(), "~> 1.2-rc1, ~> 1.2, ~> 1.2.0");
        assert_eq!(parse("").to_string(), "");
    }

    #[test]
    fn empty_intersections_are_known() {
        for empty in [
            ">= 6.0, < 6.0",
            ">= 7.0, ~> 6.0",
            "~> 5.1.0, >= 5.2",
            "= 1.0.0, = 1.0.1",
            "= 1.0.0, != 1.0",
            "> 1.0.0, < 1.0.1",
            ">= 1.0.0, < 1.0.2, != 1.0.0, != 1.0.1",
            "= 2.0.0-beta1, >= 2.0.0",
            "= 2.0.0-beta1, ~> 2.0",
            "= 2.0.0-beta1, = 2.0.0-beta2",
            "= 2.0.0, = 2.0.0+other",
            "~> 1, >= 2",
            "< 0.0.0",
            "> 1.0.0-rc1, < 1.0.0",
        ] {
            assert!(parse(empty).is_empty(), "{empty}");
        }
        for some in [
            "",
            ">= 5.0, < 7.0, ~> 6.0",
            "~> 5.1, >= 5.2",
            "= 1.0, = 1.0.0",
            "= 2.0.0-beta1, >= 1.9",
            "= 2.0.0-beta1, ~> 1.0",
            "> 1.0.0, < 1.1.0, != 1.0.1",
            "!= 1.0.0",
            ">= 1.0.0-rc1, <= 1.0.0",
            "<= 18446744073709551615.0.0",
        ] {
            assert!(!parse(some).is_empty(), "{some}");
        }
    }

    #[test]
    fn lowest_versions() {
        let lowest = |text: &str, start: &str| {
            let lowest = parse(text).lowest_from(&start.parse().unwrap());
            lowest.map_or_else(|| "none".to_owned(), |version| version.to_string())
        };
        assert_eq!(lowest("", "1.0.0"), "1.0.0");
        assert_eq!(lowest("~> 6.0, >= 5.1, < 7", "1.0.0"), "6.0.0");
        assert_eq!(lowest(">= 6.0.0-beta1", "1.0.0"), "6.0.0");
        assert_eq!(lowest("6.0.0-beta1, < 7.0", "1.0.0"), "6.0.0-beta1");
        assert_eq!(lowest("> 1.0.0, != 1.0.1, != 1.0.2", "1.0.0"), "1.0.3");
        assert_eq!(lowest("> 1.0.0-rc1", "0.1.0"), "1.0.0");
        assert_eq!(lowest("!= 1.0.0, != 1.0.1+build", "1.0.0"), "1.0.1");
        assert_eq!(lowest("< 1.0", "1.0.0"), "none");
        assert_eq!(lowest("0.4.0", "1.0.0"), "none");
        assert_eq!(lowest("0.4.0", "0.0.1"), "0.4.0");
        let greatest = format!("{0}.{0}.{0}", u64::MAX);
        assert_eq!(lowest(&format!("> {greatest}"), "1.0.0"), "none");
        assert_eq!(lowest(&format!("!= {greatest}"), &greatest), "none");
    }

    #[test]
    fn bounds_leave_nothing_out() {
        assert_eq!(parse(">= 5.0, != 5.86.0, != 6.22.0, < 7.0").bounds().to_string(), ">= 5.0, < 7.0");
        assert_eq!(parse("!= 5.86.0").bounds().to_string(), "!= 5.86.0");
    }

    #[test]
    fn faults() {
        let messages = [">= 5.0,", "=> 5", "latest", "1.2.3.4", ">= 01.x"]
            .map(|text| VersionConstraint::parse(text).unwrap_err().to_string());
        insta::assert_snapshot!(messages.join("\n"));
    }

    fn constraint() -> impl Strategy<Value = VersionConstraint> {
        let operator = prop::sample::select(vec!["=", "!=", ">", ">=", "<", "<=", "~>"]);
        let condition = (operator, prop::collection::vec(0u64..3, 1..=3), any::<bool>());
        let text = |(operator, numbers, pre): (&str, Vec<u64>, bool)| {
            let version = numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
            let suffix = if pre && numbers.len() == 3 { "-rc1" } else { "" };
            format!("{operator} {version}{suffix}")
        };
        prop::collection::vec(condition.prop_map(text), 0..4).prop_map(|texts| parse(&texts.join(", ")))
    }

    proptest! {
        #[test]
        fn intersection_is_a_semilattice(a in constraint(), b in constraint(), c in constraint()) {
            prop_assert_eq!(a.and(&b), b.and(&a));
            prop_assert_eq!(a.and(&b).and(&c), a.and(&b.and(&c)));
            prop_assert_eq!(a.and(&a), a.clone());
            prop_assert_eq!(a.and(&VersionConstraint::default()), a);
        }

        #[test]
        fn constraint_reads_back(a in constraint()) {
            prop_assert_eq!(VersionConstraint::parse(&a.to_string()).unwrap(), a);
        }

        #[test]
        fn the_lowest_version_is_right_for_every_small_one(a in constraint(), b in constraint(), start in (0u64..4, 0u64..4, 0u64..4)) {
            let both = a.and(&b);
            let start = Version::new(start.0, start.1, start.2);
            let exact = both.0.iter().filter(|c| c.operator == Operator::Equal).map(|c| c.version.clone());
            let releases = (0..5).flat_map(|x| (0..5).flat_map(move |y| (0..9).map(move |z| Version::new(x, y, z))));
            let satisfying: Vec<_> =
                releases.chain(exact).filter(|version| both.0.iter().all(|c| c.allows(version))).collect();
            prop_assert_eq!(both.is_empty(), satisfying.is_empty());
            prop_assert_eq!(both.lowest(), satisfying.iter().min().cloned());
            let later = satisfying.into_iter().filter(|version| *version >= start).min();
            prop_assert_eq!(both.lowest_from(&start), later);
        }
    }
}
