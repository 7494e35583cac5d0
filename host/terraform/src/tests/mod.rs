//! Tests with a fake `terraform` written for each of them, and a few with the real one.

mod errors;
mod fake;
mod features;
mod find;
mod real;
mod running;
mod signals;

pub(super) use fake::Fake;
