//! The variables and tiers that expressions refer to.

use super::node::Node;
use crate::expression::{Template, TierReference};
use crate::model::{RegionName, TierName};
use std::collections::{BTreeMap, BTreeSet};

/// Variables and tiers that the expressions of a request refer to. A request stands alone, so all of them are taken to be there.
#[derive(Default)]
pub(super) struct Mentioned {
    pub(super) variables: BTreeSet<String>,
    /// Tiers, and the regions they run in: all, where a region is written, else none.
    pub(super) tiers: BTreeMap<TierName, Option<Vec<RegionName>>>,
}

impl Mentioned {
    pub(super) fn in_all<'a>(
        nodes: impl IntoIterator<Item = &'a Node>,
        regions: &BTreeMap<RegionName, Vec<String>>,
    ) -> Self {
        let mut mentioned = Self::default();
        for node in nodes {
            node.for_each_text(&mut |text, _| mentioned.collect(text, regions));
        }
        mentioned
    }

    /// Those of one text. One that does not parse is reported when it is resolved.
    fn collect(&mut self, text: &str, regions: &BTreeMap<RegionName, Vec<String>>) {
        let Ok(template) = Template::parse(text) else { return };
        for reference in &template.symbols(&[]).references {
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
