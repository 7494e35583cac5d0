//! `terrace outdated`.

use crate::args::StackArgument;
use crate::exit;
use crate::table::table;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use terrace_project::Session;
use terrace_project::outdated::OutdatedComponent;

#[derive(Debug, Args)]
pub struct Outdated {
    #[command(flatten)]
    pub stack: StackArgument,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    outdated: Vec<OutdatedComponent>,
}

pub fn run(ui: &Ui, session: &Session, args: &Outdated) -> anyhow::Result<u8> {
    let outdated = session.outdated(&args.stack)?;
    let code = if outdated.is_empty() { exit::DONE } else { exit::DIFFERENT };
    if ui.is_json() {
        ui.json(&Report { outdated })?;
    } else if outdated.is_empty() {
        ui.text("nothing is outdated\n")?;
    } else {
        ui.text(&text(&outdated))?;
    }
    Ok(code)
}

fn text(rows: &[OutdatedComponent]) -> String {
    let columns =
        [("TIERS", false), ("COMPONENT", false), ("LOCKED", false), ("ALLOWED", false), ("NEWEST", false)];
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |row: &OutdatedComponent| {
        let requires = row.requires.as_ref().map(|range| format!(" {range}")).unwrap_or_default();
        [
            row.tiers.join(", "),
            format!("{}{requires}", row.component),
            row.locked.clone(),
            or_dash(&row.allowed),
            or_dash(&row.newest),
        ]
    };
    table(columns, rows.iter().map(row))
}
