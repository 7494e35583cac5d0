//! `terrace tier`.

mod docs;

use super::args::{Tier, TierCommand};
use super::ui::Ui;

pub fn run(ui: &Ui, args: &Tier) -> anyhow::Result<u8> {
    match &args.command {
        TierCommand::Docs(args) => docs::run(ui, args),
    }
}
