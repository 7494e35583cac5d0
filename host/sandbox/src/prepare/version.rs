//! Chooses a version that satisfies constraints, without a registry to ask for the existing ones.

use semver::Version;
use terrace_core::version_constraint::VersionConstraint;

use super::PrepareError;

/// The versions from which the lowest one is chosen, in this order. Versions before 1.0.0 are chosen only if there is no other,
/// and 0.0.0, which providers do not release, comes last.
const STARTS: [Version; 2] = [Version::new(1, 0, 0), Version::new(0, 0, 1)];

/// Returns the lowest version that all constraints allow, or 1.0.0 if there are none.
///
/// The lowest, because no provider is behind any of them, and it changes least when a constraint is widened.
pub(super) fn choose(provider: &str, constraints: &[String]) -> Result<String, PrepareError> {
    let parse = |text: &String| {
        VersionConstraint::parse(text)
            .map_err(|error| PrepareError::Constraint { provider: provider.to_owned(), error })
    };
    let parsed: Vec<_> = constraints.iter().map(parse).collect::<Result<_, _>>()?;
    let all = parsed.iter().fold(VersionConstraint::default(), |all, one| all.and(one));
    let lowest = STARTS.iter().find_map(|start| all.lowest_from(start)).or_else(|| all.lowest());
    lowest.map(|version| version.to_string()).ok_or_else(|| PrepareError::NoVersion {
        provider: provider.to_owned(),
        constraints: constraints.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::choose;

    fn chosen(constraints: &[&str]) -> String {
        let constraints: Vec<_> = constraints.iter().map(|it| (*it).to_owned()).collect();
        choose("hashicorp/aws", &constraints).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn lowest_version_that_all_constraints_allow() {
        assert_eq!(chosen(&[]), "1.0.0");
        assert_eq!(chosen(&["~> 6.0", ">= 5.1, < 7"]), "6.0.0");
        assert_eq!(chosen(&["~> 6.2.1", "!= 6.2.1"]), "6.2.2");
        assert_eq!(chosen(&["> 2"]), "2.0.1");
        assert_eq!(chosen(&["< 1"]), "0.0.1");
        assert_eq!(chosen(&["< 0.0.1"]), "0.0.0");
        assert_eq!(chosen(&["0.4.0"]), "0.4.0");
        assert_eq!(chosen(&["= 2.0.0-beta1"]), "2.0.0-beta1");
        assert_eq!(chosen(&["= 0.0.0-beta1"]), "0.0.0-beta1");
    }

    /// Each of these was checked with Terraform 1.11.
    #[test]
    fn prerelease_is_chosen_where_one_names_it_and_the_others_allow_it() {
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
    fn constraints_that_synth_refuses_are_refused() {
        let messages =
            [">= 5.0,", "=> 5", "latest", "1.2.3.4"].map(|text| chosen(&["~> 5.0", text])).join("\n");
        insta::assert_snapshot!(messages);
    }

    #[test]
    fn constraints_that_exclude_each_other_are_named() {
        assert_eq!(chosen(&["~> 5.0", ">= 6"]), "no version of hashicorp/aws satisfies ~> 5.0 and >= 6");
    }
}
