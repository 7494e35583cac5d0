//! The parts of the stack that all steps from a contribution to the configuration need.

use crate::expression::Templates;
use crate::model::{RegionName, Settings};
use std::collections::BTreeMap;

/// The stack as seen by every instance, and the templates that were parsed for any of them. It is shared by all of them.
#[derive(Debug)]
pub struct Context<'a> {
    /// The stack's settings.
    pub(crate) settings: &'a Settings,
    /// The regions that configure each provider, sorted.
    pub(super) configured: BTreeMap<&'a str, Vec<&'a RegionName>>,
    templates: Templates,
}

impl<'a> Context<'a> {
    /// Prepares a stack's settings.
    pub fn new(settings: &'a Settings) -> Self {
        let mut configured: BTreeMap<&str, Vec<&RegionName>> = BTreeMap::new();
        for (region, providers) in &settings.regions {
            for provider in providers.keys() {
                configured.entry(provider).or_default().push(region);
            }
        }
        Self { settings, configured, templates: Templates::default() }
    }

    /// Returns the parsed templates of the stack.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Returns the regions that configure a provider.
    pub(super) fn regions_of(&self, provider: &str) -> &[&'a RegionName] {
        self.configured.get(provider).map_or(&[], Vec::as_slice)
    }
}
