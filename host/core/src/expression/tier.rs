//! References to other tiers' outputs.

use super::{Reference, StepKind};

/// A reference to an output: `tier.network.vpc_id` or `tier.network["primary"].vpc_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierReference<'a> {
    pub tier: &'a str,
    pub region: Option<&'a str>,
    pub output: &'a str,
    /// The number of steps that lead to the output. Further steps lead into its value.
    pub steps: usize,
}

/// An error reading a reference with the root `tier`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TierReferenceError {
    /// It ends before the name of an output, or has another form.
    #[error(
        "`{0}` does not name an output of a tier: write `tier.NAME.OUTPUT` or `tier.NAME[\"REGION\"].OUTPUT`"
    )]
    Shape(String),
    #[error(
        "`{0}` computes its region, which must be known at synth time: write the region's name in quotes"
    )]
    Computed(String),
}

impl<'a> TierReference<'a> {
    /// Reads a reference with the root `tier`.
    pub fn read(reference: &'a Reference<'_>) -> Result<Self, TierReferenceError> {
        let shape = || TierReferenceError::Shape(reference.text.to_owned());
        let tier = reference.attribute(0).ok_or_else(shape)?;
        let region = match reference.steps.get(1).map(|step| &step.kind) {
            Some(StepKind::Key(region)) => Some(region.as_ref()),
            Some(StepKind::Attribute(_)) => None,
            Some(StepKind::Computed) => return Err(TierReferenceError::Computed(reference.text.to_owned())),
            Some(StepKind::Index(_) | StepKind::Splat) | None => return Err(shape()),
        };
        let at = 1 + usize::from(region.is_some());
        let output = reference.attribute(at).ok_or_else(shape)?;
        Ok(Self { tier, region, output, steps: at + 1 })
    }
}
