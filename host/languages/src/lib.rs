//! Tiers from source: reads programs, builds language engines and components.
//!
//! A tier in TypeScript or Python runs in its language's engine: a component that contains the runtime, built once with the
//! language's own tools. A program is passed to it as text. A build combines both into one component. Rust needs no engine: its
//! compiler builds the component.
//!
//! ```
//! use std::path::Path;
//! use terrace_languages::{Language, new_tier};
//!
//! assert_eq!(Language::of(Path::new("waf.ts")), Some(Language::TypeScript));
//!
//! // The files of a new project, as `terrace tier new` writes them.
//! let files = new_tier(Language::Python, "queues");
//! assert!(files.iter().any(|file| file.path == "tier.py"));
//! ```
//!
//! [`typescript`], [`python`] and [`rust`] have the same functions where they have the same task: `read` returns a [`Program`],
//! `build` a component, `make_engine` an engine. A [`Tool`] is a program of the machine that a build needs.
//!
//! Readers of a tier's source open files through [`Reach`] only, so that a tier cannot learn anything about the machine. The
//! crate does not know how components run.

mod budget;
mod entry;
mod language;
mod program;
pub mod python;
mod reach;
pub mod rust;
mod template;
mod tool;
pub mod typescript;
mod workspace;

pub use language::{Language, entries, source_file};
pub use program::{Module, Program, ProgramError};
pub use reach::{Reach, ReachError, ReachedFile};
pub use template::{NewFile, new_tier};
pub use tool::{Tool, ToolError};
