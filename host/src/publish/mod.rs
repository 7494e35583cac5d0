//! Publishing a tier: whether a component may become a version in a registry, and signatures of what is there.
//!
//! A version that exists is never overwritten. A later version of a tier that promises to be compatible, as semantic
//! versions do, has to keep what the earlier one gave.

mod addresses;
mod candidate;
mod cases;
mod error;
mod examine;
mod metadata;
mod sign;
mod version;

#[cfg(test)]
mod tests;

pub use candidate::Candidate;
pub use error::{Broken, PublishError, SignError};
pub use examine::{Destination, Earlier, Examined, There, examine};
pub use metadata::Origin;
pub use sign::{Signed, sign};
