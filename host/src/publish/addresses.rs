//! The addresses that a tier's answer to a test case makes.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The resources and module calls of an answer, and where it says that earlier ones are now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    present: BTreeSet<String>,
    moved: BTreeMap<String, String>,
}

impl Addresses {
    /// Those of an answer as it stands in the file of an expected one. None where it holds problems.
    pub(super) fn of(answer: &str) -> Option<Self> {
        let answer: Value = serde_json::from_str(answer).ok()?;
        let content = answer.get("contribution").or_else(|| answer.get("configuration"))?;
        let typed = members(content.get("resource")).flat_map(|(type_name, named)| {
            members(Some(named)).map(move |(name, _)| format!("{type_name}.{name}"))
        });
        let called = members(content.get("module")).map(|(name, _)| format!("module.{name}"));
        let moves = content.get("moved").and_then(Value::as_array).into_iter().flatten();
        let moves = moves.filter_map(|block| {
            let end = |key: &str| Some(block.get(key)?.as_str().map(whole)?.to_owned());
            Some((end("from")?, end("to")?))
        });
        Some(Self { present: typed.chain(called).collect(), moved: moves.collect() })
    }

    /// The addresses that are here, and neither in a later answer nor moved to one that is. Sorted.
    pub(super) fn gone_in(&self, later: &Self) -> Vec<String> {
        self.present.iter().filter(|address| !later.has(address)).cloned().collect()
    }

    fn has(&self, address: &str) -> bool {
        let mut at = address;
        let mut seen = BTreeSet::new();
        // A block that was moved twice has two moves.
        while !self.present.contains(at) {
            match self.moved.get(at) {
                Some(to) if seen.insert(at) => at = to,
                _ => return false,
            }
        }
        true
    }
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The address of a block without an index, which may be added or left out by a move.
fn whole(address: &str) -> &str {
    address.split('[').next().unwrap_or(address)
}
