//! What users write: stack files, inputs, grants and lock files, and whether it fits together.
//!
//! [`stack`] reads the stack file with the location of every value. [`inputs`] validates inputs against a tier's schema, [`fit`]
//! checks outputs against the inputs that they are linked to, [`grant`] decides what a tier may do, [`lock`] reads and writes
//! `terrace.lock`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod compatibility;
pub mod declared;
pub mod fit;
pub mod grant;
pub mod inputs;
pub mod lock;
pub mod schema;
pub mod stack;
