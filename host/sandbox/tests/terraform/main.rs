//! Tests the sandbox with the real Terraform.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod cases;
mod run;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    if let Some(request) = terrace_sandbox::provider_request() {
        return match terrace_sandbox::serve(&request) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    let arguments = Arguments::from_args();
    let terraform = run::find_terraform();
    if terraform.is_none() {
        eprintln!("skipped: neither terraform nor tofu is on the path");
    }
    let trials = cases::all().into_iter().map(|(name, test)| {
        let trial = Trial::test(name, move || {
            test();
            Ok(())
        });
        trial.with_ignored_flag(terraform.is_none())
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
