//! A version that satisfies constraints, where no registry can be asked which there are.

use semver::Version;

use super::PrepareError;

/// The lowest version that all constraints admit, or 1.0.0 where there are none.
///
/// The lowest, because nothing is behind any of them, and it changes least when a constraint is widened.
pub(super) fn choose(provider: &str, constraints: &[String]) -> Result<String, PrepareError> {
    let mut terms = Vec::new();
    for constraint in constraints {
        for term in constraint.split(',').map(str::trim).filter(|term| !term.is_empty()) {
            terms.push(Term::read(term).ok_or_else(|| PrepareError::Constraint {
                provider: provider.to_owned(),
                constraint: constraint.clone(),
            })?);
        }
    }
    // A lower bound is admitted by itself, or by the next one after it where it is excluded.
    let mut candidates: Vec<Version> =
        terms.iter().flat_map(|term| [term.version.clone(), next(&term.version)]).collect();
    candidates.extend([Version::new(1, 0, 0), Version::new(0, 0, 1)]);
    candidates.sort();
    let usual = Version::new(1, 0, 0);
    candidates.sort_by_key(|version| *version < usual);
    let fitting = candidates.iter().find(|version| terms.iter().all(|term| term.admits(version)));
    fitting.map(Version::to_string).ok_or_else(|| PrepareError::NoVersion {
        provider: provider.to_owned(),
        constraints: constraints.to_vec(),
    })
}

/// One comparison.
struct Term {
    operator: &'static str,
    version: Version,
    /// How many numbers were written.
    precision: usize,
}

impl Term {
    fn read(text: &str) -> Option<Self> {
        let operators = ["~>", ">=", "<=", "!=", ">", "<", "="];
        let operator = operators.into_iter().find(|operator| text.starts_with(operator));
        let version = text[operator.map_or(0, str::len)..].trim();
        let version = version.strip_prefix('v').unwrap_or(version);
        let numbers = version.split(['-', '+']).next().unwrap_or(version);
        let precision = numbers.split('.').count();
        let rest = &version[numbers.len()..];
        let padded = match precision {
            1 => format!("{numbers}.0.0{rest}"),
            2 => format!("{numbers}.0{rest}"),
            _ => version.to_owned(),
        };
        Some(Self { operator: operator.unwrap_or("="), version: Version::parse(&padded).ok()?, precision })
    }

    fn admits(&self, version: &Version) -> bool {
        let Self { version: bound, .. } = self;
        // Terraform takes a preliminary version only where it is asked for by name.
        if !version.pre.is_empty() && (self.operator != "=" || version != bound) {
            return false;
        }
        match self.operator {
            ">=" => version >= bound,
            "<=" => version <= bound,
            ">" => version > bound,
            "<" => version < bound,
            "!=" => version != bound,
            "~>" => {
                let same_major = version.major == bound.major;
                version >= bound && same_major && (self.precision < 3 || version.minor == bound.minor)
            }
            _ => version == bound,
        }
    }
}

fn next(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch + 1)
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
        assert_eq!(chosen(&["v3.1"]), "3.1.0");
    }

    #[test]
    fn what_cannot_be_says_so() {
        assert_eq!(chosen(&["~> 5.0", ">= 6"]), "no version of hashicorp/aws satisfies ~> 5.0 and >= 6");
        assert_eq!(
            chosen(&["latest"]),
            "`latest` is no version constraint (of provider hashicorp/aws); one looks like `~> 6.0` or `>= 5.1, < 7`"
        );
    }
}
