//! Commands for stored components.

pub mod bundle;
pub mod cache;
pub mod vendor;
