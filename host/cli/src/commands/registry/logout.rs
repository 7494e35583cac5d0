//! `terrace logout`.

use super::host;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use terrace_core::model::{Diagnostic, Problems};
use terrace_registry::credentials::Credentials;

#[derive(Debug, Args)]
pub struct Logout {
    /// The registry: `registry.example`, with a port if needed
    registry: String,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    registry: &'a str,
    removed: bool,
}

pub fn run(ui: &Ui, args: &Logout) -> anyhow::Result<u8> {
    let registry = host(&args.registry)?;
    let removed = Credentials::from_environment()
        .erase(&registry)
        .map_err(|error| Problems::from(Diagnostic::error("login", error.to_string()).hint(error.hint())))?;
    if ui.is_json() {
        ui.json(&Report { registry: &registry, removed })?;
    } else if removed {
        ui.text(&format!("logged out of {registry}\n"))?;
    } else {
        ui.text(&format!("there was no login to {registry}\n"))?;
    }
    Ok(exit::DONE)
}
