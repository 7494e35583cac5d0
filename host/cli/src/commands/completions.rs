//! `terrace completions`

use crate::exit;
use crate::ui::Ui;
use clap::Args;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

/// Prints the completion script of the program's parser.
pub fn run(ui: &Ui, args: &Completions, mut parser: clap::Command) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut parser, "terrace", &mut script);
    ui.data(&script)?;
    Ok(exit::DONE)
}
