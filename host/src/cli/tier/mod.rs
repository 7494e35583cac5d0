//! `terrace tier`: making tiers.

mod build;
mod new;
mod prepare;

use super::args::tier::{Tier, TierCommand};
use super::ui::Ui;

pub fn run(ui: &Ui, args: &Tier) -> anyhow::Result<u8> {
    match &args.command {
        TierCommand::New(args) => new::run(ui, args),
        TierCommand::Build(args) => build::run(ui, args),
        TierCommand::Prepare(args) => prepare::run(ui, args),
    }
}
