//! Compares two configurations, block by block.
//!
//! The origin of a block, which is under `"//"`, is not compared: it changes with every version of a tier. The paths of
//! secrets are there as well, and the values at them are hidden.

mod attributes;
mod blocks;
mod secrets;
mod text;

#[cfg(test)]
mod tests;

pub use attributes::Attribute;
pub use secrets::{Places, places};
pub use text::text;

use blocks::{Address, Blocks};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The differences between two configurations.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// The blocks that differ, by kind and then by address. Resources come first.
    pub blocks: Vec<BlockChange>,
}

/// A block that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockChange {
    /// The block's address, or its old address if it was removed. Examples: `aws_vpc.network__main`, `data.aws_ami.x`,
    /// `module.x`, `output.x`, `variable.x`, `local.x`, `check.x`, `provider.aws.primary`,
    /// `terraform.required_providers.aws`.
    pub address: String,
    pub action: Action,
    /// The block's previous address, if it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The differences within a block that is in both configurations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// A kind of change to a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The block is new.
    Added,
    /// The block is in both configurations, and its bodies differ.
    Changed,
    /// A `moved` block of the new configuration changes the block's address.
    Moved,
    /// The block is gone.
    Removed,
}

impl Changes {
    /// Returns whether no block differs.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Counts the blocks with this kind of change.
    pub fn count(&self, action: Action) -> usize {
        self.blocks.iter().filter(|change| change.action == action).count()
    }
}

/// Compares two configurations in Terraform's JSON syntax. A value that is not a configuration counts as an empty one.
pub fn compare(old: &Value, new: &Value) -> Changes {
    let (before, after) = (blocks::of(old), blocks::of(new));
    let Moves { moved, steps } = moves(new, &before, &after);
    let secrets = (secrets::of(old), secrets::of(new));
    let left: BTreeSet<_> = moved.values().collect();
    let changed =
        after.iter().filter(|(address, _)| !steps.contains(address)).filter_map(|(address, body)| {
            let from = moved.get(address);
            let Some(earlier) = before.get(from.unwrap_or(address)) else {
                return Some((address, change(address, Action::Added)));
            };
            let mut attributes = attributes::compare(earlier, body);
            if is_secret(earlier) || is_secret(body) {
                attributes.iter_mut().for_each(Attribute::hide);
            }
            let earlier = secrets.0.get(&from.unwrap_or(address).text);
            let places: BTreeSet<_> =
                earlier.into_iter().chain(secrets.1.get(&address.text)).flatten().cloned().collect();
            let attributes = secrets::hide(attributes, &places);
            match from {
                Some(from) => {
                    let from = Some(from.text.clone());
                    Some((address, BlockChange { from, attributes, ..change(address, Action::Moved) }))
                }
                None if attributes.is_empty() => None,
                None => Some((address, BlockChange { attributes, ..change(address, Action::Changed) })),
            }
        });
    let removed = before
        .keys()
        .filter(|address| !after.contains_key(*address) && !left.contains(address))
        .map(|address| (address, change(address, Action::Removed)));
    let all: BTreeMap<_, _> = changed.chain(removed).collect();
    Changes { blocks: all.into_values().collect() }
}

/// Returns whether a variable or an output is marked as sensitive.
fn is_secret(body: &Value) -> bool {
    body.get("sensitive") == Some(&Value::Bool(true))
}

fn change(address: &Address, action: Action) -> BlockChange {
    BlockChange { address: address.text.clone(), action, from: None, attributes: Vec::new() }
}

/// Moves of blocks between two configurations.
#[derive(Default)]
struct Moves {
    /// The previous address of each moved block.
    moved: BTreeMap<Address, Address>,
    /// The addresses of the `moved` blocks behind these moves, which are not listed themselves.
    steps: BTreeSet<Address>,
}

fn moves(new: &Value, before: &Blocks<'_>, after: &Blocks<'_>) -> Moves {
    let steps: BTreeMap<&str, &str> = blocks::moved(new).collect();
    let mut moves = Moves::default();
    for from in before.keys().filter(|address| !after.contains_key(*address)) {
        let mut taken = BTreeSet::new();
        let mut at = from.text.as_str();
        // A circle of moves ends where it began.
        while let Some(to) = steps.get(at).filter(|_| taken.insert(Address::of_move(at))) {
            at = to;
            let address = from.renamed(at);
            if after.contains_key(&address) {
                if !before.contains_key(&address) {
                    moves.moved.insert(address, from.clone());
                    moves.steps.append(&mut taken);
                }
                break;
            }
        }
    }
    moves
}
