//! Tests of reading source and of building engines and components.

#![allow(clippy::unwrap_used)]

#[cfg(unix)]
mod engines;
#[cfg(unix)]
mod reach;
mod rust_template;
