//! Properties that hold for any input. Each function takes bytes chosen by a fuzzer, and panics if its property does not hold.
//!
//! ```no_run
//! for (name, property) in terrace_fuzz::ALL {
//!     eprintln!("{name}");
//!     property(b"tier.network.vpc_id");
//! }
//! ```
//!
//! Each property in [`ALL`] has a target for libFuzzer in `targets`, which `scripts/fuzz` runs, and a directory of inputs in
//! `seeds`, which the ordinary tests run. An input that breaks a property becomes a seed.

#![allow(clippy::unwrap_used)]

mod contributions;
mod escapes;
mod expressions;
mod texts;
mod typescript;
mod words;
mod yaml;

pub use contributions::{contributions, merge};
pub use escapes::{judged, scope_terraform};
pub use expressions::expressions;
pub use texts::{component, escape, scope, stack_file};
pub use typescript::typescript;
pub use yaml::yaml;

/// A property with the name of its fuzz target.
pub type Property = (&'static str, fn(&[u8]));

/// All properties, the quick ones first.
pub const ALL: [Property; 10] = [
    ("escape", escape),
    ("scope", scope),
    ("expressions", expressions),
    ("yaml", yaml),
    ("stack_file", stack_file),
    ("contributions", contributions),
    ("merge", merge),
    ("scope_terraform", scope_terraform),
    ("component", component),
    ("typescript", typescript),
];
