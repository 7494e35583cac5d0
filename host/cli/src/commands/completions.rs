//! `terrace completions`

use crate::ui::Ui;
use crate::{complete, exit};
use clap::Args;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

/// Prints the completion script.
pub fn run(ui: &Ui, args: &Completions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    complete::register(args.shell, &mut script)?;
    ui.data(&script)?;
    Ok(exit::DONE)
}
