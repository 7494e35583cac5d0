//! Limits on the size of the values that replace references.

use super::error::{LinkError, LinkProblem};
use super::substitute::Consumer;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The maximum bytes inserted into all outputs, or into all blocks, of one instance. A large output with many references to it
/// would otherwise multiply.
const MAX_INSTANCE_BYTES: usize = 64 << 20;
/// The maximum bytes inserted into all outputs and blocks of all instances, and into the stack's outputs.
const MAX_TOTAL_BYTES: usize = 128 << 20;

/// The total size of the values inserted into the whole stack.
#[derive(Debug, Default)]
pub(super) struct TotalInsertedBytes(AtomicUsize);

impl TotalInsertedBytes {
    /// Returns whether the limit was exceeded, which has been reported.
    pub(super) fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MAX_TOTAL_BYTES
    }

    /// Adds the size of inserted values. Only the call that exceeds the limit returns an error.
    pub(super) fn add(&self, size: usize) -> Option<LinkError> {
        let before = self.0.fetch_add(size, Ordering::Relaxed);
        let crosses = before <= MAX_TOTAL_BYTES && before.saturating_add(size) > MAX_TOTAL_BYTES;
        crosses.then(|| LinkError {
            instance: None,
            address: None,
            path: String::new(),
            reference: String::new(),
            problem: LinkProblem::TooMuchTogether(MAX_TOTAL_BYTES),
        })
    }
}

/// The size of the values inserted into the outputs, or the blocks, of one instance.
#[derive(Debug, Default)]
pub struct InsertedBytes(usize);

impl InsertedBytes {
    /// Returns whether the limit was exceeded, which has been reported.
    pub(super) fn is_full(&self) -> bool {
        self.0 > MAX_INSTANCE_BYTES
    }

    /// Adds the size of the values inserted into one of them. Returns an error if the limit is exceeded.
    pub(super) fn add(&mut self, size: usize, consumer: Consumer<'_>, path: &str) -> Option<LinkError> {
        self.0 = self.0.saturating_add(size);
        self.is_full().then(|| LinkError {
            instance: consumer.instance.cloned(),
            address: consumer.address.cloned(),
            path: path.to_owned(),
            reference: String::new(),
            problem: LinkProblem::TooMuch(MAX_INSTANCE_BYTES),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserted_bytes_of_an_instance_are_bounded() {
        let consumer = Consumer { instance: None, address: None };
        let mut inserted = InsertedBytes::default();
        assert_eq!(inserted.add(MAX_INSTANCE_BYTES, consumer, "x"), None);
        assert!(!inserted.is_full());
        insta::assert_snapshot!(inserted.add(2, consumer, "x").unwrap(), @"x: the values of its tier's references are larger than 64 MiB in total");
        assert!(inserted.is_full());
    }

    #[test]
    fn inserted_bytes_are_bounded_and_reported_once() {
        let total = TotalInsertedBytes::default();
        assert_eq!(total.add(MAX_TOTAL_BYTES), None);
        assert!(!total.is_full());
        insta::assert_snapshot!(total.add(1).unwrap(), @"the values of references are larger than 128 MiB in total, over all instances");
        assert!(total.is_full());
        assert_eq!(total.add(1), None);
    }
}
