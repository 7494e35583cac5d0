//! What a tier may use up.

use serde::Serialize;
use wasmtime::ResourceLimiter;

/// What one call of a tier may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Units of work, about one per WebAssembly instruction. Default: ten thousand million, which
    /// take some seconds; the built-in tiers need about a million.
    pub fuel: u64,
    /// Bytes of memory, all linear memories together. Default: 256 MiB.
    pub memory: usize,
    /// Elements of all tables together. Default: 100,000.
    pub table_elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { fuel: 10_000_000_000, memory: 256 << 20, table_elements: 100_000 }
    }
}

/// How many linear memories, tables and core instances a component may have. Those of Rust and TypeScript have one to
/// three; those of Python some dozens, because its libraries are linked to each other as components are.
const COUNT: usize = 128;

/// Counts what one call uses, and remembers what it was refused: a guest that is refused memory
/// traps in its own way, and the trap alone does not tell why.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    memory: usize,
    table_elements: usize,
    refused: Option<Refused>,
}

/// What a guest was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Memory.
    Memory,
    /// Table elements.
    Table,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, memory: 0, table_elements: 0, refused: None }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    pub(super) fn refused(&self) -> Option<Refused> {
        self.refused
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
        if total > self.limits.memory {
            self.refused = Some(Refused::Memory);
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
        if total > self.limits.table_elements {
            self.refused = Some(Refused::Table);
            return Ok(false);
        }
        self.table_elements = total;
        Ok(true)
    }

    fn instances(&self) -> usize {
        COUNT
    }

    fn tables(&self) -> usize {
        COUNT
    }

    fn memories(&self) -> usize {
        COUNT
    }
}
