//! Errors in the regions of tiers.

use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::{Listed, did_you_mean};

/// An error in the regions of a tier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    #[error("tier `{tier}` lists the region `{region}` twice")]
    Duplicate {
        tier: String,
        region: String,
        location: Location,
        /// The location of the first occurrence.
        first: Location,
    },
    #[error("`{path}` names the region `{region}`, which the stack does not have")]
    Unknown {
        path: String,
        region: String,
        location: Location,
        /// The region that was probably meant.
        near: Option<String>,
        /// The regions of the stack.
        known: Vec<String>,
    },
    #[error("tier `{tier}` does not run in the region `{region}`, so it cannot have inputs for it")]
    IdleInputs {
        tier: String,
        /// The region that the tier does not run in.
        region: String,
        location: Location,
        /// The regions that the tier runs in; `None` if it is not bound to regions.
        regions: Option<Vec<String>>,
    },
    /// A tier with an empty list of regions, or with `all` in a stack without regions.
    #[error("tier `{tier}` does not run in any region")]
    NoRegions {
        /// The tier without regions.
        tier: String,
        location: Location,
        /// True if the value is `all`.
        all: bool,
    },
}

impl Explain for RegionError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::Duplicate { location, first, .. } => error("duplicate-region")
                .label(location.clone(), "here again")
                .label(first.clone(), "first here")
                .hint("remove one of the two"),
            Self::Unknown { region, location, near, known, .. } => {
                let diagnostic = error("unknown-region").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None if known.is_empty() => diagnostic.hint("declare it under `regions`"),
                    None => diagnostic
                        .note(format!(
                            "existing regions: {}",
                            Listed::near(region, known.iter().map(String::as_str))
                        ))
                        .hint("declare it under `regions`"),
                }
            }
            Self::IdleInputs { tier, region, location, regions } => {
                let diagnostic = error("idle-region-inputs").label(location.clone(), "");
                match regions {
                    Some(regions) => diagnostic
                        .note(format!(
                            "it runs in {}",
                            Listed::near(region, regions.iter().map(String::as_str))
                        ))
                        .hint(format!("add `{region}` to `tiers.{tier}.regions`, or remove its inputs")),
                    None => diagnostic
                        .note("it has no `regions`, so it runs once, outside of all regions")
                        .hint(format!("set `tiers.{tier}.regions`, or move the inputs into `inputs`")),
                }
            }
            Self::NoRegions { location, all: true, .. } => error("no-regions")
                .label(location.clone(), "there are no regions")
                .hint("declare regions under `regions`, or remove this key to run the tier once"),
            Self::NoRegions { tier, location, all: false } => {
                error("no-regions").label(location.clone(), "").hint(format!(
                    "remove this key to run the tier once; an overlay can remove the tier with `{tier}: null`"
                ))
            }
        }
    }
}
