//! Registries on loopback for tests: Debian's `docker-registry`, and one with faulty responses.
//!
//! Each ends when its value is dropped. A failure here is a failure of the test's environment, and panics.
#![allow(clippy::unwrap_used)]

mod authority;
mod docker;
mod faulty;
mod http;
mod token;

pub use authority::Authority;
pub use docker::{Access, DockerRegistry, PASSWORD, USER};
pub use faulty::{Answer, FaultyRegistry, digest};
pub use http::{Repeat, Request, Response, Server};
pub use token::TokenServer;
