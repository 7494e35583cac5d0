//! Limits the total size and time of all instances. A tier runs once per region of its stack, so limits per instance do not
//! bound the total.

use serde_json::{Map, Value};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use terrace_core::model::{Contribution, Diagnostic, NamedBlock, NamedValue, Resource, Size};
use terrace_core::scope::{ScopedBlock, ScopedContribution};

/// The maximum size of all instances' inputs, contributions and problems, in bytes, unless there are so many instances that
/// [`BYTES_PER_INSTANCE`] allows more.
const MAX_TOTAL_BYTES: u64 = 128 << 20;
/// The bytes that every instance may take, however many there are. The largest built-in tiers take about as much.
const BYTES_PER_INSTANCE: u64 = 32 << 10;
/// Seconds after which no more instances are run.
pub(super) const MAX_TOTAL_SECONDS: u64 = 60 * 60;

/// Bytes that a value takes at least, in addition to its text.
const MIN_VALUE_BYTES: u64 = 32;
/// Bytes that a block takes in addition to its body: for its addresses, its instance and its references.
const BLOCK_OVERHEAD_BYTES: u64 = 256;

/// The total size of all instances so far.
#[derive(Debug)]
pub(super) struct Total {
    most: u64,
    bytes: AtomicU64,
    began: Instant,
    time: Duration,
    is_late: AtomicBool,
}

impl Total {
    /// Creates an empty total for a number of instances. The limit is at least `least` bytes, which one instance alone may
    /// return.
    pub(super) fn new(instances: usize, least: u64) -> Self {
        let together = BYTES_PER_INSTANCE.saturating_mul(instances as u64);
        let most = MAX_TOTAL_BYTES.max(together).max(least);
        Self::within(most, Duration::from_secs(MAX_TOTAL_SECONDS))
    }

    fn within(most: u64, time: Duration) -> Self {
        let (bytes, is_late) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { most, bytes, began: Instant::now(), time, is_late }
    }

    /// Adds a number of bytes, and returns whether the total is still within its limit.
    pub(super) fn add(&self, bytes: u64) -> bool {
        let before = self
            .bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |before| Some(before.saturating_add(bytes)));
        before.is_ok_and(|before| before.saturating_add(bytes) <= self.most)
    }

    /// Returns whether another instance may be run.
    pub(super) fn has_room(&self) -> bool {
        let is_late = self.began.elapsed() >= self.time;
        if is_late {
            self.is_late.store(true, Ordering::Relaxed);
        }
        !is_late && self.bytes.load(Ordering::Relaxed) <= self.most
    }

    /// Returns the error to report if a limit was exceeded.
    pub(super) fn excess(&self) -> Option<Diagnostic> {
        if self.bytes.load(Ordering::Relaxed) > self.most {
            let summary =
                format!("the inputs and contributions of all instances exceed {} in total", Size(self.most));
            let hint =
                "split it into several stacks, or check with fewer `regions` if a tier returns too much";
            return Some(Diagnostic::error("limit", summary).hint(hint));
        }
        self.is_late.load(Ordering::Relaxed).then(|| {
            let summary = format!("the tiers ran for more than {} seconds in total", self.time.as_secs());
            let hint = "lower `fuel` or `seconds` under `limits` to find the tier that takes so long";
            Diagnostic::error("limit", summary).hint(hint)
        })
    }
}

/// Estimates the size of a map in bytes.
pub(super) fn of_map(map: &Map<String, Value>) -> u64 {
    map.iter().map(|(key, value)| MIN_VALUE_BYTES + length(key) + of_value(value)).sum::<u64>()
        + MIN_VALUE_BYTES
}

fn of_value(value: &Value) -> u64 {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => MIN_VALUE_BYTES,
        Value::String(text) => MIN_VALUE_BYTES + length(text),
        Value::Array(items) => MIN_VALUE_BYTES + items.iter().map(of_value).sum::<u64>(),
        Value::Object(members) => of_map(members),
    }
}

/// Estimates the size of a contribution in the tier's own names, in bytes. Its warnings are counted as diagnostics.
pub(super) fn of_contribution(contribution: &Contribution) -> u64 {
    let Contribution {
        resources,
        data_sources,
        ephemeral_resources,
        locals,
        modules,
        checks,
        moved,
        removed,
        outputs,
        warnings: _,
    } = contribution;
    let of_resource = |Resource { type_name, name, body }: &Resource| {
        BLOCK_OVERHEAD_BYTES + length(type_name) + length(name) + of_map(body)
    };
    let of_named_value =
        |NamedValue { name, value }: &NamedValue| BLOCK_OVERHEAD_BYTES + length(name) + of_value(value);
    let of_block =
        |NamedBlock { name, body }: &NamedBlock| BLOCK_OVERHEAD_BYTES + length(name) + of_map(body);
    [resources, data_sources, ephemeral_resources].into_iter().flatten().map(of_resource).sum::<u64>()
        + locals.iter().chain(outputs).map(of_named_value).sum::<u64>()
        + modules.iter().chain(checks).map(of_block).sum::<u64>()
        + moved
            .iter()
            .map(|moved| BLOCK_OVERHEAD_BYTES + length(&moved.from) + length(&moved.to))
            .sum::<u64>()
        + removed.iter().map(|removed| BLOCK_OVERHEAD_BYTES + length(&removed.from)).sum::<u64>()
}

/// Estimates the size of a contribution in the stack's name space, where names are longer, in bytes.
pub(super) fn of_scoped(contribution: &ScopedContribution) -> u64 {
    let ScopedContribution { instance: _, blocks, moved, removed, outputs, manifest: _ } = contribution;
    let of_block = |block: &ScopedBlock| {
        BLOCK_OVERHEAD_BYTES * (1 + block.references.len() as u64) + of_value(&block.body)
    };
    blocks.iter().map(of_block).sum::<u64>()
        + outputs
            .iter()
            .map(|(name, output)| BLOCK_OVERHEAD_BYTES + length(name) + of_value(&output.value))
            .sum::<u64>()
        + moved
            .iter()
            .map(|moved| BLOCK_OVERHEAD_BYTES + length(&moved.from) + length(&moved.to))
            .sum::<u64>()
        + removed.iter().map(|(from, _)| BLOCK_OVERHEAD_BYTES + length(from)).sum::<u64>()
}

/// Estimates the size of diagnostics in bytes.
pub(super) fn of_diagnostics(diagnostics: &[Diagnostic]) -> u64 {
    let of_diagnostic = |diagnostic: &Diagnostic| {
        let texts = diagnostic.notes.iter().chain(&diagnostic.hints).chain(&diagnostic.path);
        let labels = diagnostic.labels.len() as u64 * MIN_VALUE_BYTES;
        BLOCK_OVERHEAD_BYTES
            + labels
            + length(&diagnostic.summary)
            + texts.map(|text| length(text)).sum::<u64>()
    };
    diagnostics.iter().map(of_diagnostic).sum()
}

fn length(text: &str) -> u64 {
    text.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn total_size_of_all_instances_is_limited() {
        let total = Total::within(100, Duration::from_secs(3600));
        assert!(total.add(100) && total.has_room());
        assert_eq!(total.excess(), None);
        assert!(!total.add(1) && !total.has_room());
        assert!(!total.add(u64::MAX), "it does not start again at zero");
        assert!(!total.has_room());
        insta::assert_snapshot!(total.excess().unwrap().summary, @"the inputs and contributions of all instances exceed 100 bytes in total");
    }

    #[test]
    fn total_size_grows_with_many_instances() {
        assert_eq!(Total::new(1, 0).most, MAX_TOTAL_BYTES);
        assert_eq!(Total::new(1, 1 << 30).most, 1 << 30);
        assert_eq!(Total::new(8192, 0).most, 256 << 20);
        assert_eq!(Total::new(usize::MAX, 0).most, u64::MAX);
    }

    #[test]
    fn total_time_of_all_instances_is_limited() {
        let total = Total::within(100, Duration::ZERO);
        assert_eq!(total.excess(), None);
        assert!(!total.has_room());
        insta::assert_snapshot!(total.excess().unwrap().summary, @"the tiers ran for more than 0 seconds in total");
    }

    #[test]
    fn total_size_counts_the_memory_of_short_values() {
        assert_eq!(of_value(&json!([0, "ab", null])), 4 * MIN_VALUE_BYTES + 2);
        assert_eq!(of_value(&json!({ "a": {} })), 3 * MIN_VALUE_BYTES + 1);
    }
}
