//! VPCs of several regions that have the same addresses because nobody chose any: AWS creates them, and can never connect them.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::{BlockKind, Diagnostic, RegionName, TierName};
use terrace_core::terraform_json::Configuration;
use terrace_stack::stack::{Instance, Stack};

/// Returns a warning for each tier whose VPCs have the same addresses in several regions, unless the stack file writes them out.
pub(super) fn shared_by_default(stack: &Stack, configuration: &Configuration) -> Vec<Diagnostic> {
    let mut sharing: BTreeMap<(&TierName, &str), BTreeSet<&RegionName>> = BTreeMap::new();
    for (address, block) in &configuration.blocks {
        if address.kind == BlockKind::Resource
            && address.type_name == "aws_vpc"
            && let Some(addresses) = block.body.get("cidr_block").and_then(Value::as_str)
            && let Some(region) = &block.instance.region
            && !stack.instance(&block.instance).is_some_and(|instance| says(instance, addresses))
        {
            sharing.entry((&block.instance.tier, addresses)).or_default().insert(region);
        }
    }
    let shared = sharing.into_iter().filter(|(_, regions)| regions.len() > 1);
    shared.map(|((tier, addresses), regions)| warning(stack, tier, addresses, &regions)).collect()
}

/// Whether the inputs of the stack file contain these addresses.
fn says(instance: &Instance, addresses: &str) -> bool {
    let mut is_said = false;
    instance.inputs.for_each_text(&mut |text, _| is_said |= text == addresses);
    is_said
}

fn warning(stack: &Stack, tier: &TierName, addresses: &str, regions: &BTreeSet<&RegionName>) -> Diagnostic {
    let regions: Vec<_> = regions.iter().map(|region| format!("`{region}`")).collect();
    let summary =
        format!("the VPCs of tier `{tier}` have the same addresses, {addresses}, in {}", regions.join(", "));
    let diagnostic = Diagnostic::warning("same-addresses", summary)
        .note("networks with the same addresses can never be connected, and a VPC keeps its addresses for life")
        .hint(format!(
            "set other addresses for each region under `region_inputs`, or write {addresses} under `inputs` to keep them"
        ));
    match stack.tiers.get(tier) {
        Some(tier) => diagnostic.label(tier.location.clone(), ""),
        None => diagnostic,
    }
}
