//! What holds whatever Terrace is given. Each function takes bytes that a fuzzer chose, and panics where it does not
//! hold.

#![allow(clippy::unwrap_used)]

mod contributions;
mod expressions;
mod texts;
mod words;

pub use contributions::{contributions, merge};
pub use expressions::expressions;
pub use texts::{component, escape, scope, stack_file};

/// A property, by the name of its fuzz target.
pub type Property = (&'static str, fn(&[u8]));

/// All of them, those that are quick first.
pub const ALL: [Property; 7] = [
    ("escape", escape),
    ("scope", scope),
    ("expressions", expressions),
    ("stack_file", stack_file),
    ("contributions", contributions),
    ("merge", merge),
    ("component", component),
];
