//! Builds a tier crate into a component: `component WORKSPACE PACKAGE FILE`.
//!
//! The workspace needs a profile `tier`. It is compiled in `target/tiers` of that workspace.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

#[allow(clippy::print_stderr, reason = "a program's own messages")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match &arguments[..] {
        [workspace, package, file] => build(workspace, package, file),
        _ => Err("usage: component WORKSPACE PACKAGE FILE".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(workspace: &str, package: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let workspace = std::path::absolute(workspace)?;
    let target_dir = workspace.join("target/tiers");
    for component in terrace_componentize::build(&workspace, &target_dir, &[package])? {
        if let Some(parent) = Path::new(file).parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, component)?;
    }
    Ok(())
}
