//! The naming rule. Changing it would rename, and so destroy, what stacks have made.

use crate::model::{Address, InstanceId, RegionName, TierName};

/// The name in the stack of something that an instance calls `local`: `<tier>_<region>_<local>`, and
/// `<tier>__<local>` for an instance without a region.
///
/// Tier and region names hold no `_`, so the first two `_` part the three again: the rule is injective.
pub fn scope(instance: &InstanceId, local: &str) -> String {
    let region = instance.region.as_ref().map_or("", RegionName::as_str);
    let tier = instance.tier.as_str();
    let mut name = String::with_capacity(tier.len() + region.len() + local.len() + 2);
    for part in [tier, "_", region, "_", local] {
        name.push_str(part);
    }
    name
}

/// The address in the stack of a block that an instance calls `local`.
pub fn scope_address(instance: &InstanceId, local: &Address) -> Address {
    Address { kind: local.kind, type_name: local.type_name.clone(), name: scope(instance, &local.name) }
}

/// The instance and the local name that a name in the stack was made of. None for a name that
/// [`scope`] does not make.
pub fn unscope(name: &str) -> Option<(InstanceId, &str)> {
    let (tier, rest) = name.split_once('_')?;
    let (region, local) = rest.split_once('_')?;
    let tier = TierName::new(tier).ok()?;
    let region = if region.is_empty() { None } else { Some(RegionName::new(region).ok()?) };
    if local.is_empty() { None } else { Some((InstanceId { tier, region }, local)) }
}
