//! Checks a Terraform JSON file against the provider schemas: `check-schema FILE.tf.json`.
//!
//! Prints one line for each finding and provider version. Exits with 1 if there are findings other than deprecations,
//! and with 2 if nothing could be checked.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use terrace_schema::provider_schema::{Rule, check_open};
use terrace_tests::provider_schemas::Folder;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // If standard error is closed, the message is lost.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Box<dyn Error>> {
    let path = env::args_os().nth(1).map(PathBuf::from).ok_or("usage: check-schema FILE.tf.json")?;
    let configuration = serde_json::from_str(
        &fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?,
    )?;
    let folder =
        Folder::shared().ok_or("no provider schemas; name their folder in TERRACE_PROVIDER_SCHEMAS")?;
    let mut fits = true;
    let mut out = io::stdout().lock();
    for combination in folder.combinations()? {
        // The blocks of a single tier may still contain references to other tiers.
        let findings = check_open(&configuration, &combination.schemas, &["tier"]);
        writeln!(out, "{}: {} findings", combination.name, findings.len())?;
        for finding in &findings {
            writeln!(out, "  {finding}")?;
        }
        fits &= findings.iter().all(|finding| finding.rule == Rule::Deprecated);
    }
    Ok(fits)
}
