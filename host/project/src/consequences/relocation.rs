//! Effects of a change on blocks that did not change themselves, but whose tier, region or provider settings did: blocks that
//! terraform would unexpectedly destroy, leave behind, or fail on.

use super::beside::AdjacentBlocks;
use super::glance::may_matter;
use super::placement::{ProviderIndex, RepointedBlocks, StrandedBlocks};
use super::renames::{MovedInstances, Names, Rename};
use super::{RenamedResource, ReplacedResource};
use serde::Serialize;
use serde_json::{Value, json};
use terrace_core::difference;
use terrace_terraform::held::StateBlock;

/// The memory limit for the parsed values of both outputs, in bytes.
const MAX_MEMORY_BYTES: usize = 512 << 20;
/// Bytes that a value takes in addition to its text: the value itself, its key, and the node that holds it.
const VALUE_BYTES: usize = 128;

/// Blocks that get another address, are stranded, or point elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Relocation {
    /// Tiers and regions that seem to have been renamed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// Blocks that get another address through these renames.
    #[serde(skip)]
    pub moves: Vec<RenamedResource>,
    /// `moved` blocks for these, in the form of a file next to `main.tf.json`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub moved: String,
    /// Moved resources that are replaced nevertheless, because of attributes that cannot be changed in place. Resources that
    /// refer to them may be replaced as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced_anyway: Vec<ReplacedResource>,
    /// Blocks that terraform cannot destroy because their provider configuration is removed as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stranded: Vec<StrandedBlocks>,
    /// Blocks whose provider points elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repointed: Vec<RepointedBlocks>,
}

impl Relocation {
    /// Compares two outputs, both in Terraform's JSON syntax.
    pub fn of(old: &Value, new: &Value, beside: &AdjacentBlocks) -> Self {
        let before = ProviderIndex::of(old);
        let joined = beside.joined(new, |address| before.has(address));
        let new = joined.as_ref().unwrap_or(new);
        let after = ProviderIndex::of(new);
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
        // Renamed blocks get different advice.
        let Self { moves, stranded, .. } = &mut relocation;
        for one in stranded.iter_mut() {
            one.addresses.retain(|address| !moves.iter().any(|moved| moved.from == *address));
        }
        stranded.retain(|one| !one.addresses.is_empty());
        relocation
    }

    /// Compares two outputs given as text. The result is empty if one cannot be parsed or if both would take too much memory.
    pub fn of_texts(old: &[u8], new: &str, beside: impl FnOnce() -> AdjacentBlocks) -> Self {
        if !may_matter(old, new) || memory(old) + memory(new.as_bytes()) > MAX_MEMORY_BYTES {
            return Self::default();
        }
        match (serde_json::from_slice(old), serde_json::from_str(new)) {
            (Ok(old), Ok(new)) => Self::of(&old, &new, &beside()),
            _ => Self::default(),
        }
    }

    /// Returns whether no block is affected.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.stranded.is_empty() && self.repointed.is_empty()
    }
}

/// Returns an upper bound for the memory that the value of a JSON text takes, in bytes.
fn memory(text: &[u8]) -> usize {
    let values = text.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    text.len() + values * VALUE_BYTES
}

/// Returns the parts of a state that terraform could not destroy with this configuration.
pub fn stranded(held: &[StateBlock], new: &Value, beside: &AdjacentBlocks) -> Vec<StrandedBlocks> {
    let joined = beside.joined(new, |address| held.iter().any(|held| held.address == address));
    let after = ProviderIndex::of(joined.as_ref().unwrap_or(new));
    // Default configurations may be missing: terraform then uses the provider's defaults.
    let held: Vec<_> = held.iter().filter(|held| held.on.alias.is_some()).cloned().collect();
    after.stranded(&held)
}

/// Returns the moved resources that differ in more than references to renamed blocks.
fn replaced(moves: &[RenamedResource], old: &Value, new: &Value) -> Vec<ReplacedResource> {
    let later = MovedInstances::of(moves.iter().map(|one| (one.from.as_str(), one.to.as_str())));
    let (mut before, mut after) = (json!({}), json!({}));
    for RenamedResource { from, to } in moves {
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

fn moved_blocks(moves: &[RenamedResource]) -> String {
    let block = |one: &RenamedResource| format!("moved {{\n  from = {}\n  to   = {}\n}}\n", one.from, one.to);
    moves.iter().map(block).collect::<Vec<_>>().join("\n")
}
