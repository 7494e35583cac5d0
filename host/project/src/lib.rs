//! What commands do: load a stack, resolve and lock its components, synthesize, compare, publish and test.
//!
//! This is where the other crates come together: nothing here parses arguments or prints, so that everything can be used, and
//! tested, without a command line. The example synthesizes a stack of built-in tiers, which have nothing to resolve:
//!
//! ```no_run
//! use std::path::Path;
//! use terrace_core::model::Limits;
//! use terrace_engine::Engine;
//! use terrace_project::resolve::Resolution;
//! use terrace_project::synth::synthesize;
//! use terrace_stack::stack::load;
//!
//! let stack = load(Path::new("shop"), None).unwrap();
//! let engine = Engine::new(None, Limits::default());
//! let synthesis = synthesize(&stack, &Resolution::default(), &engine, &|_| ()).unwrap();
//! std::fs::write("main.tf.json", synthesis.text).unwrap();
//! ```
//!
//! # Modules
//!
//! - [`resolve`] picks the exact component that a reference means, and brings its bytes into the store.
//! - [`source`] prepares tiers from source: language engines, and builds of Rust projects.
//! - [`synth`] turns a stack into Terraform JSON, and writes it to the output directory.
//! - [`consequences`] says what a change in the output does to existing objects, and what prevents a stack from being destroyed.
//! - [`tier`] checks components and runs the test cases of tiers.
//! - [`publish`] decides whether a version of a tier may go to a registry, and signs it there.
//! - [`editor`] makes the JSON Schema of a stack file, [`tier_reference`] the reference of a tier in Markdown.
//! - [`watch`] waits until files change.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod consequences;
pub mod editor;
mod placement;
pub mod publish;
pub mod resolve;
pub mod source;
pub mod synth;
pub mod tier;
pub mod tier_reference;
pub mod watch;
