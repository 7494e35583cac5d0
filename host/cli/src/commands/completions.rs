//! `terrace completions`

use crate::args::Cli;
use crate::exit;
use crate::ui::Ui;
use clap::Args;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

/// Prints the completion script.
pub fn run(ui: &Ui, args: &Completions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::grouped(), "terrace", &mut script);
    ui.data(&script)?;
    Ok(exit::DONE)
}
