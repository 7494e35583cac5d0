//! Tiers from source: reads programs, builds language engines and components.
//!
//! A tier in TypeScript or Python runs in its language's engine: a component that contains the runtime, built once with the
//! language's own tools. A program is passed to it as text. A build combines both into one component. Rust needs no engine: its
//! compiler builds the component.
//!
//! Readers of a tier's source open files through [`Reach`] only, so that a tier cannot learn anything about the machine.

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
