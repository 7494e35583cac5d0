//! Finds schemas that cannot be used safely.

use super::keyword::Applies;
use super::{Id, Keywords};

/// The maximum number of subschemas to check one value against. Only references that multiply each other need more.
const MAX_WORK: usize = 100_000;
/// The maximum number of subschemas. Each takes some hundred times as much memory as its text.
pub(super) const MAX_SUBSCHEMAS: usize = 10_000;
/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 200;
/// Keywords that make it impossible to resolve references without running the schema.
pub(super) const UNSUPPORTED: &[&str] =
    &["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$anchor"];

/// The reason why a schema is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    #[error("`$ref` points to {0}, which is not in the schema; write `#/$defs/NAME`")]
    Reference(String),
    #[error("the keyword `{0}` is not supported")]
    Keyword(String),
    /// A subschema that refers to itself for the same value.
    #[error("{0} refers to itself endlessly")]
    Endless(String),
    #[error("it has a chain of more than {MAX_CHAIN} references")]
    Chain,
    #[error("it has more than {MAX_SUBSCHEMAS} subschemas")]
    Size,
    #[error("its references expand to too many subschemas")]
    Work,
}

/// Checks that no reference leads back to its own schema for the same value, and that checking values is cheap.
///
/// References for which this is not so are removed, and the first reason is returned.
pub fn resolve(subschemas: &mut [Keywords]) -> Option<SchemaFault> {
    let mut check = Check { costs: vec![Cost::Unknown; subschemas.len()], subschemas, fault: None };
    for id in 0..check.subschemas.len() {
        if let Err(fault) = check.cost_of(id, 0) {
            check.subschemas.iter_mut().for_each(|keywords| keywords.target = None);
            check.fault.get_or_insert(fault);
            break;
        }
    }
    check.fault
}

struct Check<'a> {
    subschemas: &'a mut [Keywords],
    costs: Vec<Cost>,
    fault: Option<SchemaFault>,
}

/// The cost of checking one value against a subschema, excluding its members and items.
#[derive(Debug, Clone, Copy)]
enum Cost {
    Unknown,
    /// It is being computed.
    Pending,
    Known {
        /// The number of subschemas.
        work: usize,
        /// The length of the longest chain of subschemas.
        chain: usize,
    },
}

impl Check<'_> {
    /// Returns the number of subschemas for one value, and the length of their longest chain. `depth` is the number of
    /// subschemas for the same value that led here.
    fn cost_of(&mut self, id: Id, depth: usize) -> Result<(usize, usize), SchemaFault> {
        match self.costs[id] {
            Cost::Known { work, chain } => return Ok((work, chain)),
            Cost::Pending => {
                let reference = self.subschemas[id].get("$ref").map(|target| format!("`$ref: {target}`"));
                return Err(SchemaFault::Endless(reference.unwrap_or_else(|| "a subschema".to_owned())));
            }
            Cost::Unknown if depth > MAX_CHAIN => return Err(SchemaFault::Chain),
            Cost::Unknown => self.costs[id] = Cost::Pending,
        }
        let cost = self.sum(id, depth);
        self.costs[id] = cost.as_ref().map_or(Cost::Unknown, |&(work, chain)| Cost::Known { work, chain });
        cost
    }

    fn sum(&mut self, id: Id, depth: usize) -> Result<(usize, usize), SchemaFault> {
        let (mut work, mut chain) = (1_usize, 0);
        let mut add = |(more, below): (usize, usize)| {
            work = work.saturating_add(more);
            chain = chain.max(below + 1);
        };
        if let Some(target) = self.subschemas[id].target {
            match self.cost_of(target, depth + 1) {
                Ok(cost) => add(cost),
                // Any other reference on the way back may be the wrong one, but without this one there is no way back.
                Err(fault @ SchemaFault::Endless(_)) => {
                    self.subschemas[id].target = None;
                    self.fault.get_or_insert(fault);
                }
                Err(fault) => return Err(fault),
            }
        }
        let applied = self.subschemas[id].applied.iter();
        let applied = applied.filter(|(it, _)| matches!(it.applies, Applies::ToValue | Applies::ToKeys));
        let ids: Vec<Id> = applied.flat_map(|(_, children)| children.ids()).collect();
        for id in ids {
            add(self.cost_of(id, depth + 1)?);
        }
        match (work, chain) {
            (work, _) if work > MAX_WORK => Err(SchemaFault::Work),
            (_, chain) if chain > MAX_CHAIN => Err(SchemaFault::Chain),
            cost => Ok(cost),
        }
    }
}
