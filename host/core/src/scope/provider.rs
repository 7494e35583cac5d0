//! Binds blocks to provider configurations.

use super::Context;
use super::error::ScopeProblem;
use crate::model::{InstanceId, Manifest, RegionName};
use crate::suggest::{hint, nearest};

/// Terraform's built-in provider, which is always available and has no configuration.
const BUILTIN: &str = "terraform";

/// The maximum number of regions that an error lists.
const MAX_LISTED_REGIONS: usize = 5;

/// Returns the local name of the provider that a type belongs to unless its block names another one.
pub(super) fn of_type(type_name: &str) -> &str {
    type_name.split_once('_').map_or(type_name, |(provider, _)| provider)
}

/// Rejects a provider that the manifest does not list.
pub(super) fn declared(manifest: &Manifest, provider: &str) -> Result<(), ScopeProblem> {
    if provider == BUILTIN || manifest.providers.iter().any(|p| p.name == provider) {
        return Ok(());
    }
    Err(ScopeProblem::NotListed { what: format!("uses provider `{provider}`"), list: "providers" })
}

pub(super) fn is_required(provider: &str) -> bool {
    provider != BUILTIN
}

/// Returns the value of `provider` for an instance's blocks of a provider, or none for the provider's default
/// configuration.
pub(super) fn binding(
    context: &Context<'_>,
    instance: &InstanceId,
    provider: &str,
) -> Result<Option<String>, ScopeProblem> {
    let regions = context.regions_of(provider);
    if regions.is_empty() {
        return Ok(None);
    }
    let settings = context.settings;
    let only = || settings.regions.keys().next().filter(|_| settings.regions.len() == 1);
    let region = match (&instance.region, settings.default_region.as_ref().or_else(only)) {
        (Some(region), _) | (None, Some(region)) => region,
        (None, None) => {
            return Err(ScopeProblem::Provider(format!(
                "the tier has no region, but provider `{provider}` is configured for {}; \
                 set `default_region` in the stack file",
                list(regions)
            )));
        }
    };
    if configures(context, region, provider) {
        Ok(Some(format!("{provider}.{region}")))
    } else if has_default(context, provider) {
        Ok(None)
    } else {
        let own = context.settings.regions.get(region).into_iter().flatten().map(|(name, _)| name.as_str());
        if let Some(near) = nearest(provider, own) {
            return Err(ScopeProblem::Provider(format!(
                "region `{region}` configures the provider `{near}`, but the tier needs `{provider}`; \
                 write `{provider}` under `regions.{region}`"
            )));
        }
        Err(ScopeProblem::Provider(format!(
            "region `{region}` does not configure provider `{provider}`, which is configured for {}; \
             configure it for `{region}` too, or select one with `\"provider\": \"{provider}.REGION\"`",
            list(regions)
        )))
    }
}

/// Checks the `provider` argument of a body, and returns the provider's local name.
pub(super) fn explicit<'t>(
    context: &Context<'_>,
    manifest: &Manifest,
    text: &'t str,
) -> Result<&'t str, ScopeProblem> {
    let (provider, alias) = match text.split_once('.') {
        Some((provider, alias)) => (provider, Some(alias)),
        None => (text, None),
    };
    declared(manifest, provider)?;
    let regions = context.regions_of(provider);
    match alias {
        Some(alias) if RegionName::new(alias).is_ok_and(|region| configures(context, &region, provider)) => {
            Ok(provider)
        }
        Some(alias) => {
            let near = nearest(alias, regions.iter().map(|region| region.as_str()));
            let known = match regions {
                [] => "no region does".to_owned(),
                regions => format!("it is configured for {}", list(regions)),
            };
            Err(ScopeProblem::Provider(format!(
                "region `{alias}` does not configure provider `{provider}`: {known}{}",
                hint(near)
            )))
        }
        None if regions.is_empty() || has_default(context, provider) => Ok(provider),
        None => Err(ScopeProblem::Provider(format!(
            "provider `{provider}` has no default configuration, only one for {}; \
             omit `provider` to use the instance's own, or write \"{provider}.REGION\"",
            list(regions)
        ))),
    }
}

fn configures(context: &Context<'_>, region: &RegionName, provider: &str) -> bool {
    context.settings.regions.get(region).is_some_and(|providers| providers.contains_key(provider))
}

fn has_default(context: &Context<'_>, provider: &str) -> bool {
    context.settings.providers.get(provider).is_some_and(|p| p.configuration.is_some())
}

fn list(regions: &[&RegionName]) -> String {
    let names: Vec<_> = regions.iter().take(MAX_LISTED_REGIONS).map(|region| format!("`{region}`")).collect();
    let noun = if names.len() == 1 { "region" } else { "regions" };
    let more = match regions.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{noun} {}{more}", names.join(", "))
}
