//! `terrace vendor`.

use crate::args::StackArgument;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::words::count;
use terrace_project::Session;
use terrace_project::session::{VENDOR, store_problem};
use terrace_registry::store::Store;
use terrace_registry::vendor::{VendorReport, vendor};

#[derive(Debug, Args)]
pub struct Vendor {
    #[command(flatten)]
    stack: StackArgument,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    directory: PathBuf,
    /// The number of locked components in the directory.
    components: usize,
    /// The number of files that were copied.
    copied: usize,
    /// The number of files that were removed because no locked component needs them.
    removed: usize,
}

pub fn run(ui: &Ui, session: &Session, args: &Vendor) -> anyhow::Result<u8> {
    let gathered = session.store_components(&args.stack)?;
    let directory = gathered.directory.join(VENDOR);
    let directory = directory.strip_prefix(".").unwrap_or(&directory).to_owned();
    let mut vendored = VendorReport::default();
    if directory.exists() || !gathered.names.is_empty() {
        let to = Store::open_shared(&directory);
        vendored = vendor(gathered.elsewhere.store(), &to, &gathered.names)
            .map_err(|error| store_problem(&error))?;
    }
    let (components, copied, removed) = (gathered.names.len(), vendored.copied, vendored.removed.files);
    if ui.is_json() {
        ui.json(&Report { directory, components, copied, removed })?;
        return Ok(exit::DONE);
    }
    if components == 0 {
        ui.text("no remote components are locked\n")?;
        return Ok(exit::DONE);
    }
    let told =
        format!("{}, {} copied, {} removed", count(components, "component"), count(copied, "file"), removed);
    ui.text(&format!("{}: {told}\n", directory.display()))?;
    Ok(exit::DONE)
}
