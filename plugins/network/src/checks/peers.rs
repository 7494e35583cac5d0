//! Checks of the networks to connect with.

use crate::inputs::Inputs;
use terrace_sdk::prelude::*;

pub(super) fn check(context: &Context, inputs: &Inputs) -> Result<(), Diagnostics> {
    if inputs.peers.is_empty() {
        return Ok(());
    }
    if context.region.is_none() {
        let summary = "`peers` needs regions, but the tier runs without one";
        return Err(Diagnostic::new("peers-without-region", summary)
            .path("/peers")
            .hint("set `regions` of this tier")
            .into());
    }
    let mut problems = Diagnostics::new();
    for region in inputs.peers.keys() {
        if context.regions.iter().any(|known| known.name == *region) {
            continue;
        }
        let known: Vec<String> = context.regions.iter().map(|known| format!("`{}`", known.name)).collect();
        let summary = format!("the stack has no region `{region}`");
        problems.push(
            Diagnostic::new("unknown-region", summary)
                .detail(format!("its regions are {}", known.join(", ")))
                .path(format!("/peers/{region}"))
                .hint("name each peer after its region in the stack file"),
        );
    }
    problems.finish()
}
