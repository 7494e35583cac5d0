//! References from a tier to the rest of the stack.

use super::Identifier;
use std::fmt;

/// A variable of the stack or an output of a tier, or a value within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outside {
    /// The variable or output at its root.
    pub origin: Origin,
    /// The path below the root: names, and indexes prefixed with `#`.
    pub steps: Vec<String>,
}

/// A variable of the stack, or an output of a tier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    Variable(String),
    /// An output of an instance.
    Output {
        tier: String,
        /// The region of the instance, or none for a tier without regions. For a tier with regions, none means the region of
        /// the instance that refers to it.
        region: Option<String>,
        output: String,
    },
}

impl Outside {
    /// Returns whether the other is the same or within it.
    pub fn covers(&self, other: &Self) -> bool {
        self.origin == other.origin && other.steps.starts_with(&self.steps)
    }
}

impl fmt::Display for Outside {
    /// Formats the reference as in the stack file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Variable(name) => write!(f, "var.{name}")?,
            Origin::Output { tier, region: Some(region), output } => {
                write!(f, "tier.{tier}[\"{region}\"].{output}")?
            }
            Origin::Output { tier, region: None, output } => write!(f, "tier.{tier}.{output}")?,
        }
        self.steps.iter().try_for_each(|step| match step.strip_prefix('#') {
            Some(number) => write!(f, "[{number}]"),
            None if Identifier::new(step).is_ok() => write!(f, ".{step}"),
            None => write!(f, "[{step:?}]"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, steps: &[&str]) -> Outside {
        let steps = steps.iter().map(|&step| step.to_owned()).collect();
        Outside { origin: Origin::Variable(name.to_owned()), steps }
    }

    #[test]
    fn value_covers_what_is_within_it() {
        let whole = variable("a", &["x"]);
        assert!(whole.covers(&whole) && whole.covers(&variable("a", &["x", "#0"])));
        for other in [variable("a", &[]), variable("a", &["y"]), variable("b", &["x"])] {
            assert!(!whole.covers(&other), "{other}");
        }
    }

    #[test]
    fn reference_is_written_as_in_the_stack_file() {
        assert_eq!(variable("a", &["x", "#0", "y z", "1"]).to_string(), "var.a.x[0][\"y z\"][\"1\"]");
        let output = |region: Option<&str>| Outside {
            origin: Origin::Output {
                tier: "network".to_owned(),
                region: region.map(str::to_owned),
                output: "vpc".to_owned(),
            },
            steps: vec!["id".to_owned()],
        };
        assert_eq!(output(None).to_string(), "tier.network.vpc.id");
        assert_eq!(output(Some("primary")).to_string(), "tier.network[\"primary\"].vpc.id");
    }
}
