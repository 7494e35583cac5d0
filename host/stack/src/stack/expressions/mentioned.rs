//! The variables and tiers that expressions refer to.

use crate::stack::tree::node::Node;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::expression::{Template, TierReference};
use terrace_core::model::{RegionName, TierName};

/// The variables and tiers that the expressions of a request refer to. A request has no stack, so all of them are
/// assumed to exist.
#[derive(Default)]
pub struct MentionedNames {
    pub variables: BTreeSet<String>,
    /// The tiers, each with all regions if any reference names a region, otherwise without regions.
    pub tiers: BTreeMap<TierName, Option<Vec<RegionName>>>,
}

impl MentionedNames {
    pub fn in_all<'a>(
        nodes: impl IntoIterator<Item = &'a Node>,
        regions: &BTreeMap<RegionName, Vec<String>>,
    ) -> Self {
        let mut mentioned = Self::default();
        for node in nodes {
            node.for_each_text(&mut |text, _| mentioned.collect(text, regions));
        }
        mentioned
    }

    /// Collects the names in a string. Strings that do not parse are reported when they are resolved.
    fn collect(&mut self, text: &str, regions: &BTreeMap<RegionName, Vec<String>>) {
        let Ok(template) = Template::parse(text) else { return };
        for reference in &template.symbols().references {
            match (reference.root, reference.attribute(0)) {
                ("var", Some(name)) => _ = self.variables.insert(name.to_owned()),
                ("tier", Some(name)) => {
                    let Ok(name) = TierName::new(name) else { continue };
                    let region = TierReference::read(reference).ok().and_then(|tier| tier.region);
                    let runs_in = self.tiers.entry(name).or_default();
                    if region.is_some() {
                        *runs_in = Some(regions.keys().cloned().collect());
                    }
                }
                _ => {}
            }
        }
    }
}
