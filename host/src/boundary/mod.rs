//! The second line behind scoping: nothing that an instance gives refers to what is not its own.
//!
//! Scoping knows how Terraform reads each place of a block, and renames accordingly. Should it be wrong about a place, a name would
//! stay as a tier wrote it, and could be that of another tier's block. So the finished blocks are looked at again, linked as they
//! are printed, by something that knows no places: every string and every key is a template, every name in it that is not bound
//! by a `for` is a reference, and every reference to a block leads to a name that begins with the instance's own tier and region, or to one
//! that an output of another tier brought here, as linking recorded it.
//!
//! Nothing that scoping lets through should be found here.

mod error;
mod look;

#[cfg(test)]
mod tests;

pub use error::{BoundaryError, Trespass};
pub(crate) use look::{block, output, removed_or_moved, stack_output};
