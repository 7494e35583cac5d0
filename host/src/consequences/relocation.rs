//! Effects of a change of the output on blocks that only their tier's, region's or provider's settings concern:
//! what terraform would destroy, leave behind, or fail at, though nobody meant that.

use super::beside::Beside;
use super::glance::may_matter;
use super::placement::{Placed, Repointed, Stranded};
use super::renames::{Later, Names, Rename};
use super::{Renamed, Replaced};
use crate::difference;
use crate::held::Held;
use serde::Serialize;
use serde_json::{Value, json};

/// Bytes that the values of both outputs may take.
const MAX_MEMORY: usize = 512 << 20;
/// Bytes that a value takes beside its text: itself, its key, and what keeps it.
const VALUE: usize = 128;

/// The blocks that get another address, are stranded, or point elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Relocation {
    /// Tiers and regions that seem to have another name now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// The blocks that have another address by that: from where to where.
    #[serde(skip)]
    pub moves: Vec<Renamed>,
    /// `moved` blocks for these, as a file beside `main.tf.json` would hold them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub moved: String,
    /// Resources among these that are made anew even so, because of attributes that cannot be changed in place. What refers to
    /// them may be as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced_anyway: Vec<Replaced>,
    /// Blocks that terraform cannot destroy, because their provider configuration is gone as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stranded: Vec<Stranded>,
    /// Blocks whose provider points elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repointed: Vec<Repointed>,
}

impl Relocation {
    /// Compares two outputs, both in Terraform's JSON syntax.
    pub fn of(old: &Value, new: &Value, beside: &Beside) -> Self {
        let before = Placed::of(old);
        let joined = beside.joined(new, |address| before.has(address));
        let new = joined.as_ref().unwrap_or(new);
        let after = Placed::of(new);
        let names = Names::guess(old, new, &before, &after);
        let moves = names.moves(&before, &after);
        let renames = names.renames(&moves);
        let mut relocation = Self {
            renames,
            moved: moved_blocks(&moves),
            replaced_anyway: replaced(&moves, old, new),
            stranded: after.stranded(&before.held()),
            repointed: before.repointed(&after),
            moves,
        };
        // The advice for these is another one.
        let Self { moves, stranded, .. } = &mut relocation;
        for one in stranded.iter_mut() {
            one.addresses.retain(|address| !moves.iter().any(|moved| moved.from == *address));
        }
        stranded.retain(|one| !one.addresses.is_empty());
        relocation
    }

    /// The same of two texts. One that cannot be read tells nothing, nor do texts that would take too much memory.
    pub fn of_texts(old: &[u8], new: &str, beside: impl FnOnce() -> Beside) -> Self {
        if !may_matter(old, new) || memory(old) + memory(new.as_bytes()) > MAX_MEMORY {
            return Self::default();
        }
        match (serde_json::from_slice(old), serde_json::from_str(new)) {
            (Ok(old), Ok(new)) => Self::of(&old, &new, &beside()),
            _ => Self::default(),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.stranded.is_empty() && self.repointed.is_empty()
    }
}

/// How many bytes the value of a JSON text takes, at most.
fn memory(text: &[u8]) -> usize {
    let values = text.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    text.len() + values * VALUE
}

/// Returns the parts of a state that terraform could not destroy with this configuration.
pub fn stranded(held: &[Held], new: &Value, beside: &Beside) -> Vec<Stranded> {
    let joined = beside.joined(new, |address| held.iter().any(|held| held.address == address));
    let after = Placed::of(joined.as_ref().unwrap_or(new));
    // A default configuration need not be there.
    let held: Vec<_> = held.iter().filter(|held| held.on.alias.is_some()).cloned().collect();
    after.stranded(&held)
}

/// Returns the moved resources that differ in more than the new names of others.
fn replaced(moves: &[Renamed], old: &Value, new: &Value) -> Vec<Replaced> {
    let later = Later::of(moves.iter().map(|one| (one.from.as_str(), one.to.as_str())));
    let (mut before, mut after) = (json!({}), json!({}));
    for Renamed { from, to } in moves {
        let (Some(was), Some(is)) = (super::body(old, from), super::body(new, to)) else { continue };
        let Some((type_name, name)) = to.split_once('.') else { continue };
        before["resource"][type_name][name] = was.clone();
        after["resource"][type_name][name] = is.clone();
    }
    difference::compare(&before, &after)
        .blocks
        .iter()
        .filter_map(|change| super::replacement(change, &later))
        .collect()
}

fn moved_blocks(moves: &[Renamed]) -> String {
    let block = |one: &Renamed| format!("moved {{\n  from = {}\n  to   = {}\n}}\n", one.from, one.to);
    moves.iter().map(block).collect::<Vec<_>>().join("\n")
}
