//! The `terrace` command.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// The system's allocator asks the kernel for a page at a time in every thread but the first.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    terrace::cli::main()
}
