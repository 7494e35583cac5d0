//! Counts the resources that one call of a tier uses.

use super::clock;
use super::room::Share;
use terrace_core::model::{Bound, Limits};
use wasmtime::{ResourceLimiter, UpdateDeadline};

/// Counts the resources that one call uses, and records which limit it hit: a guest that is refused memory
/// traps in its own way, and the trap alone does not tell why.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    /// The call's share of the memory of all calls.
    share: Share,
    memory: usize,
    table_elements: usize,
    refused: Option<Bound>,
    refusals: u32,
}

/// The number of refused allocations after which a call is stopped. A program gives up the first time; repeated attempts
/// cost far more than the fuel that they consume.
const MAX_REFUSED_ALLOCATIONS: u32 = 1000;

impl Budget {
    pub(super) fn new(limits: Limits, share: Share) -> Self {
        Self { limits, share, memory: 0, table_elements: 0, refused: None, refusals: 0 }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the limit on which an allocation was refused.
    pub(super) fn refused(&self) -> Option<Bound> {
        self.refused
    }

    /// Decides about a call whose time is over: the time that it waited for others is added.
    pub(super) fn deadline(&mut self) -> UpdateDeadline {
        match clock::ticks_of(self.share.waited()) {
            0 => UpdateDeadline::Interrupt,
            ticks => UpdateDeadline::Continue(ticks),
        }
    }

    fn refuse(&mut self, bound: Bound) -> wasmtime::Result<bool> {
        self.refused = Some(bound);
        self.failed(bound)
    }

    /// Counts a refused allocation.
    fn failed(&mut self, bound: Bound) -> wasmtime::Result<bool> {
        self.refusals += 1;
        if self.refusals > MAX_REFUSED_ALLOCATIONS {
            self.refused = Some(bound);
            return Err(wasmtime::Error::msg("it keeps requesting more"));
        }
        Ok(false)
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
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return self.failed(Bound::Memory);
        }
        let total = self.memory.saturating_add(desired.saturating_sub(current));
        if total > self.size(Bound::Memory) {
            return self.refuse(Bound::Memory);
        }
        self.share.take(total - self.memory);
        self.memory = total;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return self.failed(Bound::TableElements);
        }
        let total = self.table_elements.saturating_add(desired.saturating_sub(current));
        if total > self.size(Bound::TableElements) {
            return self.refuse(Bound::TableElements);
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
