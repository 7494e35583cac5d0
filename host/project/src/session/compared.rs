//! Compares synthesized output with the output on disk.

use super::Synthesized;
use crate::consequences::{AdjacentBlocks, Consequences, Permissions};
use crate::synth::{Difference, output};
use serde_json::Value;
use terrace_core::model::Problems;

/// A comparison of the output on disk with the stack.
pub struct Compared {
    /// The difference in bytes.
    pub difference: Difference,
    /// The difference in blocks, and its consequences.
    pub consequences: Consequences,
    /// The reason why the output on disk has no blocks to compare.
    pub unreadable: Option<serde_json::Error>,
}

impl Synthesized {
    /// Compares this output with the one on disk.
    pub fn compare(&self) -> Result<Compared, Problems> {
        let old = output::read(&self.directory)?;
        let difference = output::difference(old.as_deref(), self.text.as_bytes());
        let mut compared = Compared { difference, consequences: Consequences::default(), unreadable: None };
        let old = match (difference, old) {
            (Difference::Same, _) => return Ok(compared),
            (_, Some(old)) => match serde_json::from_slice(&old) {
                Ok(old) => old,
                Err(error) => {
                    compared.unreadable = Some(error);
                    return Ok(compared);
                }
            },
            (_, None) => Value::Null,
        };
        let beside = AdjacentBlocks::read(&self.additions);
        compared.consequences =
            Consequences::of(&old, &self.configuration(), &beside, Permissions::default());
        Ok(compared)
    }

    /// Returns the output as JSON.
    pub(super) fn configuration(&self) -> Value {
        serde_json::from_str(&self.text).expect("the synthesized output is JSON")
    }
}
