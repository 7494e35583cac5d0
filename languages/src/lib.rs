//! Tiers from source: reads programs, makes language engines, builds components.
//!
//! A tier in TypeScript or Python runs in its language's engine: a component that holds the runtime, made once
//! with the language's own tools. A program is given to it as text. A build puts both into one component.
//! Rust needs no engine: its compiler makes the component.
//!
//! Readers of a tier's source open files through [`Reach`] alone, so that a tier learns nothing of the machine.

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

pub use language::{Language, entries, source_file};
pub use program::{Module, Program, ProgramError};
pub use reach::{Reach, ReachedFile, Refused};
pub use template::{NewFile, new_tier};
pub use tool::{Tool, ToolError};
