//! Tiers in TypeScript and JavaScript.
//!
//! A program is converted to modules that the engine evaluates one by one: types are stripped, and imports and exports become
//! calls. The engine is SpiderMonkey with the SDK, built by componentize-js.

mod apart;
mod compile;
mod compiler;
mod depth;
mod engine;
mod node;
mod position;
mod program;
mod resolve;
mod room;
mod source;
mod sources;
mod tools;
mod unsupported;

#[cfg(test)]
mod tests;

pub use apart::serve;
pub use compiler::{Compilation, CompilationCache, Compiler};
pub use engine::{build, make_engine};
pub use program::read;
pub use sources::{recipe, sdk};
pub use tools::{prepare, tools};
