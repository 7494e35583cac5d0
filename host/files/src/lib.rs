//! Reading and replacing files: whole or not at all, up to a size, and never from a pipe.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod owned;
pub mod ownership;
pub mod reason;
pub mod regular;
pub mod replace;
