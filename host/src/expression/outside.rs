//! References to variables of the stack and outputs of tiers, as things that can be compared.

use super::{Reference, Step, StepKind, TierReference};
use crate::model::{Origin, Outside};

/// The roots of references that lead to the rest of the stack.
pub(super) const ROOTS: [&str; 2] = ["var", "tier"];

/// The target of a reference outside its tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    /// It, or what it is within.
    pub to: Outside,
    /// Whether that is all: no step behind it has to be computed.
    pub is_whole: bool,
}

impl Leads {
    /// Where a reference leads. None where it leads neither to a variable nor to an output, which terraform and the linker
    /// refuse.
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

/// A step that is known before anything is computed.
fn known(step: &Step<'_>) -> Option<String> {
    match &step.kind {
        StepKind::Attribute(name) => Some((*name).to_owned()),
        StepKind::Key(key) => Some(key.clone().into_owned()),
        StepKind::Index(index) => Some(format!("#{index}")),
        StepKind::Splat | StepKind::Computed => None,
    }
}
