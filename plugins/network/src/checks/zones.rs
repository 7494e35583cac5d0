//! Checks of the availability zones' names.

use crate::inputs::Inputs;
use terrace_sdk::prelude::*;

pub(super) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(zones) = &inputs.availability_zones else { return Ok(()) };
    let mut problems = Diagnostics::new();
    if zones.is_empty() {
        let summary = "availability_zones is empty";
        problems.push(
            Diagnostic::new("no-zones", summary)
                .path("/availability_zones")
                .hint("list at least one zone, or remove it"),
        );
    }
    if let Some(desired) = inputs.desired_azs.filter(|desired| desired.get() != zones.len()) {
        let summary = format!("desired_azs is {desired}, but availability_zones has {}", zones.len());
        problems.push(
            Diagnostic::new("zones-disagree", summary)
                .path("/desired_azs")
                .hint("remove desired_azs: every zone in availability_zones is used"),
        );
    }
    let known = |zone: &Input<String>| zone.known().cloned();
    let first = zones.iter().find_map(known).as_deref().and_then(region).map(str::to_owned);
    for (at, zone) in zones.iter().enumerate() {
        let Some(name) = zone.known() else { continue };
        let problem = if zones[..at].contains(zone) {
            Diagnostic::new("zone-twice", format!("the availability zone `{name}` is listed twice"))
                .hint("list each zone once")
        } else if let Some(problem) = check_name(name, first.as_deref()) {
            problem
        } else {
            continue;
        };
        problems.push(problem.path(format!("/availability_zones/{at}")));
    }
    problems.finish()
}

/// Returns what is wrong with the name of a zone. `first` is the region of the first zone.
fn check_name(name: &str, first: Option<&str>) -> Option<Diagnostic> {
    if name.contains("-az") {
        let summary = format!("`{name}` is the ID of an availability zone, not its name");
        let hint = "write the name that your account has for it, such as `us-east-1a`";
        return Some(Diagnostic::new("zone-id", summary).hint(hint));
    }
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        let summary = format!("`{name}` is the name of a region, not of an availability zone");
        let hint = format!("append the zone's letter, such as `{name}a`");
        return Some(Diagnostic::new("not-a-zone", summary).hint(hint));
    }
    let (region, first) = (region(name)?, first?);
    if region == first {
        return None;
    }
    let summary = format!("`{name}` is in region `{region}`, but the first zone is in `{first}`");
    let hint = "list zones of one region, and those of other regions under `region_inputs`";
    Some(Diagnostic::new("zones-of-several-regions", summary).hint(hint))
}

/// Returns the region of a zone such as `us-east-1a`, or of a local zone such as `us-east-1-bos-1a`.
fn region(zone: &str) -> Option<&str> {
    let digits = zone.find(|c: char| c.is_ascii_digit())?;
    let end = zone[digits..].find(|c: char| !c.is_ascii_digit())?;
    Some(&zone[..digits + end])
}
