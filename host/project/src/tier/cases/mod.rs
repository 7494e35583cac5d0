//! Test cases of a tier: for each case a file with a request, and next to it a file with the expected result.
//!
//! [`find`] lists the cases in a directory, [`Suite::answer`] runs one, and [`compare`] compares its result with the expected
//! one, byte for byte.

mod answer;
mod beside;
mod compare;
mod error;
mod files;
mod layout;
mod secret;
mod selection;
mod verdict;

pub use answer::{ApplicableConfiguration, CaseResult, Suite};
pub use beside::{directory_beside, find_beside};
pub use compare::{Difference, accept, compare};
pub use error::CasesError;
pub use files::{CaseFile, Cases, find};
pub use verdict::{Verdict, judge};
