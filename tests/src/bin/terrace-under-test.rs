//! The `terrace` command, built together with the tests, so that they never run another one.

use std::process::ExitCode;

fn main() -> ExitCode {
    terrace::main()
}
