//! The second line of defence behind scoping: nothing in an instance's contribution refers to blocks of another instance.
//!
//! Scoping knows how Terraform reads each part of a block, and renames accordingly. If it were wrong about one, a name would
//! stay as the tier wrote it, and could be the name of another tier's block. So the finished blocks are checked once more,
//! linked as they are printed, by code that knows nothing of their structure: every string and every key is a template, every
//! name in it that is not bound by a `for` is a reference, and every reference to a block leads to a name that begins with
//! the instance's own tier and region, or to a name that an output of another tier brought here, as recorded by linking.
//! It reads the names in the finished text. Only the syntax tree of a text that scoping renamed is that of the text before,
//! which replacing names by names does not change.
//!
//! Nothing that scoping lets through should be found here.

mod error;
mod look;

#[cfg(test)]
mod tests;

pub use error::{BoundaryError, Trespass};
pub(crate) use look::{block, output, removed_or_moved, stack_output};
