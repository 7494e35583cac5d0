//! Another region takes over: the steps of `docs/terraform.md`, in the order in which a person takes them, with the edits and
//! commands of the page itself. They are run in the sandbox, with the schemas of the real AWS provider.

mod failed_region;
mod global_cluster;
mod instances;
mod records;
mod rehearsal;
mod runbook;

use runbook::Runbook;
use std::io::Write;
use terrace_tests::program::is_there;
use terrace_tests::provider_schemas::Folder;

const AWS_5: &str = "aws-5.100.0.json.gz";
const AWS_6: &str = "aws-6.47.0.json.gz";

/// The steps that the tests take.
const STEPS: [&str; 12] = [
    "promote",
    "promote-alone",
    "unprotect",
    "demote",
    "switchover",
    "failover",
    "after",
    "reverse",
    "leave",
    "leave-alone",
    "lead",
    "follow",
];

/// Returns whether a test can run: whether terraform and the provider schemas are there.
fn can_run() -> bool {
    if Folder::shared().is_none() {
        writeln!(std::io::stderr().lock(), "SKIPPED: the folder with provider schemas is not here").unwrap();
    }
    is_there("terraform") && Folder::shared().is_some()
}

#[test]
fn every_step_of_the_page_is_taken() {
    assert_eq!(Runbook::read().steps(), STEPS);
}
