//! Test cases of a tier: a file that says what it is asked for, and beside it one that says what it answers.
//!
//! [`find`] lists the cases of a directory, [`Suite::answer`] runs one, and [`compare`] holds the answer against what
//! is expected, byte for byte.

mod answer;
mod compare;
mod error;
mod files;
mod layout;
mod secret;
mod selection;
mod verdict;

pub use answer::{Answer, Applicable, Suite};
pub use compare::{Difference, accept, compare};
pub use error::CasesError;
pub use files::{CaseFile, Cases, find};
pub use verdict::{Verdict, judge};
