//! `terrace tier new`.

use super::language::Language;
use crate::exit;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, TierName};
use terrace_files::atomic::AtomicWrite;

#[derive(Debug, Args)]
pub struct New {
    /// The tier's name: lower-case letters, digits and `-`
    pub name: String,
    /// The language to write it in
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub lang: Language,
    /// Directory to create it in [default: the tier's name]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    /// The directory of the new tier.
    directory: PathBuf,
    /// The files that were created, relative to the directory.
    created: Vec<String>,
}

pub fn run(ui: &Ui, args: &New) -> anyhow::Result<u8> {
    let name = TierName::new(args.name.as_str()).map_err(|error| {
        Problems::from(
            Diagnostic::error("invalid-name", error.to_string()).hint("use a name such as `message-queues`"),
        )
    })?;
    let directory = args.directory.clone().unwrap_or_else(|| PathBuf::from(name.as_str()));
    refuse_taken(&directory)?;
    let files = terrace_languages::new_tier(args.lang.into(), name.as_str());
    for file in &files {
        write(&directory.join(&file.path), &file.content)?;
    }
    if ui.is_json() {
        let created = files.into_iter().map(|file| file.path).collect();
        ui.json(&Report { directory, created })?;
    } else {
        let shown = directory.display();
        ui.text(&format!(
            "created the tier {name} in {shown}\n\n  cd {shown}\n  terrace synth       its example stack\n  terrace tier test   its test cases\n  terrace tier build  one component file to share\n"
        ))?;
    }
    Ok(exit::DONE)
}

/// Rejects a directory that has files, so that they are not mixed with the new ones.
fn refuse_taken(directory: &Path) -> Result<(), Problems> {
    let is_free = match fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    if is_free {
        return Ok(());
    }
    let summary = format!("`{}` already exists and is not an empty directory", directory.display());
    Err(Diagnostic::error("exists", summary).hint("choose another directory with `--directory`").into())
}

fn write(path: &Path, content: &[u8]) -> Result<(), Problems> {
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| AtomicWrite::output().create(path, content));
    written.map_err(|error| {
        Diagnostic::error("output", format!("cannot write `{}`: {error}", path.display())).into()
    })
}
