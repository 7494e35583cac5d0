//! The tests of the whole program.
//!
//! They are one program: it is linked once, and the tests of all files run in parallel, whereas cargo runs several programs
//! one after another. Each file and directory next to this one is a module here; `test_programs.rs` fails if one is missing.

#![allow(clippy::unwrap_used)]

/// Takes a snapshot without the expression that created it, which is long.
macro_rules! snapshot {
    ($($argument:expr),+ $(,)?) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($($argument),+) })
    };
}

mod architecture;
mod bad_input;
mod beside_output;
mod bindings;
mod commands;
mod conformance;
mod dependencies;
mod destroy;
mod docs;
mod editor;
mod failover;
#[cfg(unix)]
mod faults;
mod frozen;
mod golden;
mod help;
mod hostile;
mod hostile_checkout;
mod languages;
mod lock;
mod modules;
mod new_tier;
mod no_cache;
mod offline;
mod programs;
mod provider_consent;
mod provider_schema;
mod publish;
mod pulling;
mod registry_user;
mod relocation;
mod sandbox;
mod sdks;
mod secrets;
mod shared_state;
mod sharing;
mod shell_completion;
mod state_moves;
mod subnets;
mod supply_chain;
mod terraform;
mod test_programs;
mod tier;
mod unchanged;
mod under_test;
mod verbose;
mod watch;
mod workspace;
