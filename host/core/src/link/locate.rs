//! Finds the output and the instance that a reference leads to.

use super::error::LinkProblem;
use crate::expression::TierReference;
use crate::model::{InstanceId, RegionName, Settings, TierName};
use crate::scope::ScopedContribution;
use crate::suggest::{Listed, nearest};
use std::collections::HashMap;

/// The number of outputs that are compared with a mistyped name.
const MAX_COMPARED_OUTPUTS: usize = 1000;

/// The maximum number of regions that an error lists.
const MAX_LISTED_REGIONS: usize = 5;

/// The instances of the stack, by tier and region.
#[derive(Debug)]
pub(super) struct Instances<'a> {
    settings: &'a Settings,
    instances: HashMap<(&'a str, Option<&'a str>), &'a ScopedContribution>,
}

impl<'a> Instances<'a> {
    pub(super) fn new(settings: &'a Settings, contributions: &'a [ScopedContribution]) -> Self {
        let key = |id: &'a InstanceId| (id.tier.as_str(), id.region.as_ref().map(RegionName::as_str));
        let instances = contributions.iter().map(|c| (key(&c.instance), c)).collect();
        Self { settings, instances }
    }

    /// Returns the instance that a reference leads to, for a consumer in this region or in none.
    pub(super) fn locate(
        &self,
        consumer: Option<&RegionName>,
        reference: &TierReference<'_>,
    ) -> Result<&'a ScopedContribution, LinkProblem> {
        let TierReference { tier, region, output, .. } = *reference;
        if let Some(found) = self.instances.get(&(tier, region)) {
            return self.declared(found, output);
        }
        if region.is_none()
            && let Some(own) = consumer
            && let Some(found) = self.instances.get(&(tier, Some(own.as_str())))
        {
            return self.declared(found, output);
        }
        Err(self.problem(consumer, reference))
    }

    fn declared(
        &self,
        found: &'a ScopedContribution,
        output: &str,
    ) -> Result<&'a ScopedContribution, LinkProblem> {
        if found.outputs.contains_key(output) {
            return Ok(found);
        }
        let output = output.to_owned();
        if found.manifest.outputs.iter().any(|declaration| declaration.name == output) {
            return Err(LinkProblem::AbsentOutput { instance: found.instance.clone(), output });
        }
        let known = || found.manifest.outputs.iter().map(|declaration| declaration.name.as_str());
        let tier = found.instance.tier.as_str();
        // `tier.network.east.vpc_id`, with the region written like an attribute.
        let regions = self.settings.tiers.get(&found.instance.tier).into_iter().flatten().flatten();
        let region = regions.into_iter().find(|region| region.as_str() == output);
        let nearest = match region {
            Some(region) => Some(format!("tier.{tier}[\"{region}\"]")),
            None => nearest(&output, known().take(MAX_COMPARED_OUTPUTS)).map(str::to_owned),
        };
        let known = Listed::near(&output, known());
        Err(LinkProblem::UnknownOutput { tier: found.instance.tier.to_string(), output, nearest, known })
    }

    fn problem(&self, consumer: Option<&RegionName>, reference: &TierReference<'_>) -> LinkProblem {
        let TierReference { tier, region, output, .. } = *reference;
        let Some((name, regions)) = self.settings.tiers.iter().find(|(name, _)| name.as_str() == tier) else {
            let nearest = nearest(tier, self.settings.tiers.keys().map(TierName::as_str)).map(str::to_owned);
            return LinkProblem::UnknownTier { tier: tier.to_owned(), nearest };
        };
        let wanted = region.or(consumer.map(RegionName::as_str));
        let runs = match (regions, region) {
            (None, None) => Some(None),
            (None, Some(_)) => None,
            (Some(regions), _) => regions.iter().find(|r| Some(r.as_str()) == wanted).map(Some),
        };
        if let Some(region) = runs {
            return LinkProblem::NotSynthesized(InstanceId { tier: name.clone(), region: region.cloned() });
        }
        let tier = tier.to_owned();
        let Some(regions) = regions else {
            return LinkProblem::WithoutRegions { tier, output: output.to_owned() };
        };
        let listed = regions.iter().take(MAX_LISTED_REGIONS);
        let alternatives = listed.map(|region| format!("tier.{tier}[\"{region}\"].{output}")).collect();
        match region {
            Some(region) => LinkProblem::UnknownRegion { tier, region: region.to_owned(), alternatives },
            None => LinkProblem::Ambiguous { tier, region: consumer.map(ToString::to_string), alternatives },
        }
    }
}
