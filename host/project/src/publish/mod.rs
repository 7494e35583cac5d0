//! Publishing: checks whether a component may be pushed to a registry, and signs components that are already there.
//!
//! A version that exists is never overwritten. A later version that is compatible by semantic versioning has to keep the
//! inputs, outputs and addresses of the earlier one.

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
pub use error::{IncompatibleVersion, PublishError, SignError};
pub use examine::{Destination, EarlierVersion, PublishChecks, PublishedVersion, examine};
pub use metadata::Origin;
pub use sign::{SignOutcome, sign};

use crate::resolve::RemoteSources;
use terrace_registry::client::Client;

/// Returns the registry client, or an error without connections.
pub fn client(elsewhere: &RemoteSources) -> Result<&Client, PublishError> {
    elsewhere.client()?.ok_or(PublishError::Offline)
}
