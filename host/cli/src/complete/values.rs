//! The values that can follow on a command line.

use super::line::Line;
use crate::terraform_words::{COMMANDS, WITH_VALUE, WITHOUT_VALUE};
use std::collections::BTreeSet;
use terrace_project::synth::Manifest;
use terrace_project::synth::output;
use terrace_stack::lock;
use terrace_stack::stack::ComponentReference;

/// The options of terraform whose value is an address.
const WITH_ADDRESS: [&str; 3] = ["exclude", "replace", "target"];

/// The commands of terraform that take addresses.
const OF_ADDRESSES: [&str; 4] = ["import", "state", "taint", "untaint"];

/// Returns the environments of the stack.
pub fn environments(line: &Line) -> Vec<String> {
    let Some(outline) = line.outline() else { return Vec::new() };
    outline.environments.into_iter().chain(outline.environment).collect()
}

/// Returns the tiers of the stack in all environments.
pub fn tiers(line: &Line) -> Vec<String> {
    line.outlines().into_iter().flat_map(|outline| outline.tiers.into_keys()).collect()
}

/// Returns the regions of the stack, and `all`.
pub fn regions(line: &Line) -> Vec<String> {
    let regions = line.outlines().into_iter().flat_map(|outline| outline.regions);
    regions.chain(["all".to_owned()]).collect()
}

/// Returns the built-in tiers.
pub fn builtin() -> Vec<String> {
    terrace_builtin::TIERS.iter().map(|tier| tier.name.to_owned()).collect()
}

/// Returns the remote components that the stack uses, or has locked.
pub fn remotes(line: &Line) -> Vec<String> {
    let outlines = line.outlines();
    let used = outlines.iter().flat_map(|outline| outline.tiers.values());
    let used = used.filter_map(|tier| match tier.reference {
        ComponentReference::Remote(_) => Some(tier.name.text.clone()),
        ComponentReference::Builtin(_) | ComponentReference::Path(_) => None,
    });
    let locked = outlines.first().and_then(|outline| lock::load(&lock::path(&outline.file)).ok()?);
    let locked: Vec<_> = locked.iter().flat_map(lock::Lock::iter).map(|(key, _)| key).collect();
    let locked = locked.into_iter().filter(|key| key.is_remote()).map(|key| key.reference.clone());
    used.chain(locked).collect()
}

/// Returns the components that can be named: the built-in tiers, and the remote ones of the stack.
pub fn components(line: &Line) -> Vec<String> {
    builtin().into_iter().chain(remotes(line)).collect()
}

/// Returns the tiers, components, providers and blocks of the stack.
pub fn subjects(line: &Line) -> Vec<String> {
    let providers = line.outlines().into_iter().flat_map(|outline| outline.provider_sources);
    let mut all: Vec<_> = tiers(line).into_iter().chain(components(line)).chain(providers).collect();
    all.extend(addresses(line));
    all
}

/// Returns the addresses of the blocks in the output file.
fn addresses(line: &Line) -> BTreeSet<String> {
    let manifest = || {
        let bytes = output::read(&line.out()?).ok()??;
        Manifest::of(&String::from_utf8(bytes).ok()?)
    };
    manifest().map(|manifest| manifest.addresses.into_iter().collect()).unwrap_or_default()
}

/// Returns the resources among the addresses, which are the blocks that can be changed.
fn resources(line: &Line) -> impl Iterator<Item = String> {
    let is_resource = |address: &String| {
        let kind = address.split('.').next().unwrap_or_default();
        address.matches('.').count() == 1 && kind.contains('_')
    };
    addresses(line).into_iter().filter(is_resource)
}

/// Returns values of `--fail`: an address, and then an operation.
pub fn faults(line: &Line, current: &str) -> Vec<String> {
    match current.split_once('=') {
        None => resources(line).map(|address| format!("{address}=")).collect(),
        Some((address, _)) => ["create", "read", "update", "delete"]
            .iter()
            .map(|operation| format!("{address}={operation}"))
            .collect(),
    }
}

/// Returns beginnings of values of `--delay`.
pub fn delays(line: &Line) -> Vec<String> {
    resources(line).map(|address| format!("{address}=")).collect()
}

/// Returns arguments of terraform.
pub fn of_terraform(line: &Line, current: &str) -> Vec<String> {
    let before = line.after_dashes();
    let is_any = line.is_of("terraform");
    if is_any && before.is_empty() {
        let commands = ["apply", "destroy", "init", "output", "plan", "validate"];
        return commands.iter().chain(&COMMANDS).map(|command| (*command).to_owned()).collect();
    }
    let option = |word: &str| word.trim_start_matches('-').to_owned();
    let takes_address = |word: &str| word.starts_with('-') && WITH_ADDRESS.contains(&option(word).as_str());
    if let Some((name, _)) = current.split_once('=') {
        let is_of_address = takes_address(name);
        return addresses(line)
            .into_iter()
            .filter(|_| is_of_address)
            .map(|address| format!("{name}={address}"))
            .collect();
    }
    if line.previous().is_some_and(takes_address) {
        return addresses(line).into_iter().collect();
    }
    if current.starts_with('-') {
        let dashes = if current.starts_with("--") { "--" } else { "-" };
        let with_value = WITH_VALUE.iter().map(|name| format!("{dashes}{name}="));
        return with_value.chain(WITHOUT_VALUE.iter().map(|name| format!("{dashes}{name}"))).collect();
    }
    let is_of_addresses = is_any && before.iter().any(|word| OF_ADDRESSES.contains(&word.as_str()));
    addresses(line).into_iter().filter(|_| is_of_addresses).collect()
}
