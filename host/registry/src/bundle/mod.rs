//! Bundles: components, their signatures and the lock file in one file, for machines without a network.
//!
//! A bundle is a tar archive of an OCI image layout with `terrace.lock` next to it. The same components and lock file always
//! produce the same bytes.

mod error;
mod load;
mod save;
#[cfg(test)]
mod tests;

pub use error::BundleError;
pub use load::{Limits, load};
pub use save::save;

const LAYOUT: (&str, &[u8]) = ("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#);
const INDEX: &str = "index.json";
const LOCK: &str = "terrace.lock";
const BLOBS: &str = "blobs/sha256/";
