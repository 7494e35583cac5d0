//! References to variables of the stack and outputs of tiers, in a form that can be compared.

use super::{Reference, Step, StepKind, TierReference};
use crate::model::{Origin, Outside};

/// The roots of references that lead to the rest of the stack.
pub(super) const ROOTS: [&str; 2] = ["var", "tier"];

/// The target of a reference outside its tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideTarget {
    pub to: Outside,
    /// Whether `to` is the exact target, because no step of the reference is computed.
    pub is_whole: bool,
}

impl OutsideTarget {
    /// Returns the target of a reference, or none if it leads neither to a variable nor to an output. Terraform and the linker
    /// reject those.
    pub fn of(reference: &Reference<'_>) -> Option<Self> {
        let (origin, read) = match reference.root {
            "var" => (Origin::Variable(reference.attribute(0)?.to_owned()), 1),
            "tier" => {
                let TierReference { tier, region, output, steps } = TierReference::read(reference).ok()?;
                let (tier, output) = (tier.to_owned(), output.to_owned());
                (Origin::Output { tier, region: region.map(str::to_owned), output }, steps)
            }
            _ => return None,
        };
        let rest = &reference.steps[read..];
        let steps: Vec<String> = rest.iter().map_while(known).collect();
        let is_whole = steps.len() == rest.len();
        Some(Self { to: Outside { origin, steps }, is_whole })
    }
}

/// Returns a step that is not computed.
fn known(step: &Step<'_>) -> Option<String> {
    match &step.kind {
        StepKind::Attribute(name) => Some((*name).to_owned()),
        StepKind::Key(key) => Some(key.clone().into_owned()),
        StepKind::Index(index) => Some(format!("#{index}")),
        StepKind::Splat | StepKind::Computed => None,
    }
}
