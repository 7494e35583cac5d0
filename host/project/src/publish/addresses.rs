//! The addresses in the contribution that a test case expects.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The resources and module calls of a contribution, and the targets of its `moved` blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    present: BTreeSet<String>,
    moved: BTreeMap<String, String>,
}

impl Addresses {
    /// Reads the addresses from the text of an expected contribution. Returns `None` if it consists of errors.
    pub fn of(answer: &str) -> Option<Self> {
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

    /// Returns the addresses that the later contribution neither has nor moves to one that it has, sorted.
    pub(super) fn gone_in(&self, later: &Self) -> Vec<String> {
        self.present.iter().filter(|address| !later.has(address)).cloned().collect()
    }

    fn has(&self, address: &str) -> bool {
        let mut at = address;
        let mut seen = BTreeSet::new();
        // A block that was moved twice has two `moved` blocks.
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

/// Returns an address without its index, which a move may add or drop.
fn whole(address: &str) -> &str {
    address.split('[').next().unwrap_or(address)
}
