//! The naming rule. Changing it would rename, and so destroy, the resources of existing stacks.

use crate::model::{Address, InstanceId, RegionName, TierName};

/// Returns the name in the stack of the instance's `local`: `<tier>_<region>_<local>`, and
/// `<tier>__<local>` for an instance without a region.
///
/// Tier and region names do not contain `_`, so the first two `_` separate the three parts again: the rule is injective.
pub fn scope(instance: &InstanceId, local: &str) -> String {
    let region = instance.region.as_ref().map_or("", RegionName::as_str);
    let tier = instance.tier.as_str();
    let mut name = String::with_capacity(tier.len() + region.len() + local.len() + 2);
    for part in [tier, "_", region, "_", local] {
        name.push_str(part);
    }
    name
}

/// Returns the address in the stack of the instance's block `local`.
pub fn scope_address(instance: &InstanceId, local: &Address) -> Address {
    Address { kind: local.kind, type_name: local.type_name.clone(), name: scope(instance, &local.name) }
}

/// Splits a name in the stack into the instance and the local name. Returns none for a name that
/// [`scope`] does not produce.
pub fn unscope(name: &str) -> Option<(InstanceId, &str)> {
    let (tier, rest) = name.split_once('_')?;
    let (region, local) = rest.split_once('_')?;
    let tier = TierName::new(tier).ok()?;
    let region = if region.is_empty() { None } else { Some(RegionName::new(region).ok()?) };
    if local.is_empty() { None } else { Some((InstanceId { tier, region }, local)) }
}
