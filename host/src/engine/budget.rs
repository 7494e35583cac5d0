//! Counts what one call of a tier uses.

use crate::model::{Bound, Limits};
use wasmtime::ResourceLimiter;

/// Counts what one call uses, and remembers what it was refused: a guest that is refused memory
/// traps in its own way, and the trap alone does not tell why.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    memory: usize,
    table_elements: usize,
    refused: Option<Bound>,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, memory: 0, table_elements: 0, refused: None }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// What the guest was refused.
    pub(super) fn refused(&self) -> Option<Bound> {
        self.refused
    }

    fn size(&self, bound: Bound) -> usize {
        usize::try_from(self.limits[bound]).unwrap_or(usize::MAX)
    }
}

impl ResourceLimiter for Budget {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let total = self.memory.saturating_add(desired.saturating_sub(current));
        if total > self.size(Bound::Memory) {
            self.refused = Some(Bound::Memory);
            return Ok(false);
        }
        self.memory = total;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let total = self.table_elements.saturating_add(desired.saturating_sub(current));
        if total > self.size(Bound::TableElements) {
            self.refused = Some(Bound::TableElements);
            return Ok(false);
        }
        self.table_elements = total;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.size(Bound::Instances)
    }

    fn tables(&self) -> usize {
        self.size(Bound::Instances)
    }

    fn memories(&self) -> usize {
        self.size(Bound::Instances)
    }
}
