//! VPCs of several regions that have the same address range because none was set: AWS creates them, but can never connect them.

use crate::stack::{Instance, Stack};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::{BlockKind, Diagnostic, RegionName, TierName};
use terrace_core::terraform_json::Configuration;

/// Returns a warning for each tier whose VPCs have the same address range in several regions, unless the stack file sets it.
pub fn shared_by_default(stack: &Stack, configuration: &Configuration) -> Vec<Diagnostic> {
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

/// Returns whether the inputs of the stack file contain these addresses.
fn says(instance: &Instance, addresses: &str) -> bool {
    let mut is_said = false;
    instance.inputs.for_each_text(&mut |text, _| is_said |= text == addresses);
    is_said
}

fn warning(stack: &Stack, tier: &TierName, addresses: &str, regions: &BTreeSet<&RegionName>) -> Diagnostic {
    let regions: Vec<_> = regions.iter().map(|region| format!("`{region}`")).collect();
    let summary = format!(
        "the VPCs of tier `{tier}` have the same address range, {addresses}, in {}",
        regions.join(", ")
    );
    let diagnostic = Diagnostic::warning("same-addresses", summary)
        .note("VPCs with the same address range can never be connected, and a VPC's address range cannot be changed")
        .hint(format!(
            "set a different address range for each region under `region_inputs`, or write {addresses} under `inputs` to keep it"
        ));
    match stack.tiers.get(tier) {
        Some(tier) => diagnostic.label(tier.location.clone(), ""),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::{Text, parse};
    use serde_json::json;
    use terrace_core::model::{Address, InstanceId};
    use terrace_core::render::{Style, text};
    use terrace_core::terraform_json::Block;

    /// The warnings about VPCs with these addresses, of a tier with these inputs in the regions `east` and `west`.
    fn warnings(inputs: &str, addresses: [&str; 2]) -> String {
        let yaml = format!(
            "stack: shop\nregions: {{ east: {{}}, west: {{}} }}\ntiers:\n  network: {{ component: network, regions: all, {inputs} }}\n"
        );
        let stack = parse(Text { path: "terrace.yaml".into(), text: yaml }, None, None).unwrap();
        let blocks = ["east", "west"].into_iter().zip(addresses).map(|(region, addresses)| {
            let local = Address::parse("aws_vpc.main").unwrap();
            let block = Block {
                instance: InstanceId {
                    tier: TierName::new("network").unwrap(),
                    region: Some(RegionName::new(region).unwrap()),
                },
                local,
                body: json!({ "cidr_block": addresses }),
                references: BTreeSet::new(),
                depends_on: BTreeSet::new(),
            };
            (Address::parse(&format!("aws_vpc.network_{region}_main")).unwrap(), block)
        });
        let configuration = Configuration { blocks: blocks.collect(), ..Configuration::default() };
        let found = shared_by_default(&stack, &configuration);
        found.iter().map(|warning| text(warning, &stack.sources, Style::default()) + "\n").collect()
    }

    #[test]
    fn addresses_that_nobody_chose() {
        insta::assert_snapshot!(warnings("inputs: {}", ["10.0.0.0/16", "10.0.0.0/16"]));
    }

    #[test]
    fn addresses_that_differ_or_were_chosen() {
        assert_eq!(warnings("inputs: {}", ["10.0.0.0/16", "10.1.0.0/16"]), "");
        assert_eq!(warnings("inputs: { cidr_block: 10.0.0.0/16 }", ["10.0.0.0/16", "10.0.0.0/16"]), "");
        let one = "region_inputs: { west: { cidr_block: 10.0.0.0/16 } }";
        assert_eq!(warnings(one, ["10.0.0.0/16", "10.0.0.0/16"]), "");
    }
}
