//! Finds provider configurations of accounts other than an instance's own.

use serde_json::{Map, Value};
use terrace_core::model::{InstanceId, RegionName, Settings};

/// Arguments that do not affect the account: the place, and properties of everything that is created.
const NEUTRAL: [&str; 8] = [
    "default_labels",
    "default_tags",
    "ignore_tags",
    "location",
    "max_retries",
    "region",
    "retry_mode",
    "zone",
];

/// Returns the region of a provider configuration such as `aws.west`, if an instance needs a grant to use it.
///
/// It does if the configuration differs from the instance's own in more than its place.
pub(super) fn foreign(settings: &Settings, instance: &InstanceId, provider: &str) -> Option<RegionName> {
    let (name, alias) = provider.split_once('.')?;
    let region = RegionName::new(alias).ok()?;
    let configuration = |region: &RegionName| settings.regions.get(region)?.get(name);
    let named = configuration(&region)?;
    let own = instance.region.as_ref().or(settings.default_region.as_ref());
    let is_own = match own {
        Some(own) if *own == region => true,
        Some(own) => configuration(own).is_some_and(|own| is_same_account(own, named)),
        // The instance has no configuration of its own, so all must be of the same account.
        None => settings
            .regions
            .values()
            .filter_map(|all| all.get(name))
            .all(|other| is_same_account(other, named)),
    };
    (!is_own).then_some(region)
}

fn is_same_account(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let says = |map: &Map<String, Value>, key: &str| map.get(key).filter(|value| !value.is_null()).cloned();
    let keys = one.keys().chain(other.keys()).filter(|key| !NEUTRAL.contains(&key.as_str()));
    keys.into_iter().all(|key| says(one, key) == says(other, key))
}
