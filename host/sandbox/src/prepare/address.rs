//! Checks addresses that the user names.

use std::collections::BTreeSet;

use terrace_core::suggest::nearest;
use terrace_schema::provider_schema::Kind;

use super::{Options, PrepareError};
use crate::fixture::{self, Fixtures};
use crate::infer::Module;
use crate::prepare::state::State;
use crate::settings::{Operation, split_instance};

/// Checks every address that an option names. Returns those of data sources and ephemeral resources, because only those that
/// are named need to know their address.
pub fn check(options: &Options, modules: &[Module], state: &State) -> Result<BTreeSet<String>, PrepareError> {
    let declared: BTreeSet<String> =
        modules.iter().take(1).flat_map(|module| &module.blocks).map(|block| block.address()).collect();
    let known = |address: &str| {
        let block = split_instance(address).0;
        declared.contains(block) || state.addresses.contains(block)
    };
    let faults = options.faults.iter().map(|fault| ("--fail", &fault.address));
    let delays = options.delays.iter().filter_map(|delay| Some(("--delay", delay.address.as_ref()?)));
    let mut named = BTreeSet::new();
    for (option, address) in faults.chain(delays) {
        if !known(address) {
            let all = declared.union(&state.addresses);
            return Err(PrepareError::UnknownAddress {
                option: option.to_owned(),
                address: address.clone(),
                near: near(split_instance(address).0, all.map(String::as_str)),
            });
        }
        named.insert(split_instance(address).0.to_owned());
    }
    for fault in &options.faults {
        let read_only = fault.address.starts_with("data.") || fault.address.starts_with("ephemeral.");
        if read_only && fault.operation != Operation::Read {
            return Err(PrepareError::OnlyRead { address: fault.address.clone() });
        }
    }
    let read =
        modules.iter().take(1).flat_map(|module| &module.blocks).filter(|it| it.kind != Kind::Resource);
    for block in read {
        let fixtures =
            if block.kind == Kind::Data { &options.fixtures.data } else { &options.fixtures.ephemeral };
        let address = block.address();
        let by_address = fixtures.keys().filter(|pattern| fixture::is_address(pattern));
        let mut fitting = by_address.filter(|pattern| {
            let (block, _) = split_instance(pattern);
            fixture::fits(block, &block_type(&address), Some(&address))
        });
        if fitting.next().is_some() {
            named.insert(address);
        }
    }
    Ok(named)
}

/// Returns a sentence for each fixture that matches nothing: most likely its name is misspelled.
pub(super) fn unused(fixtures: &Fixtures, modules: &[Module]) -> Vec<String> {
    let kinds = [
        (Kind::Data, &fixtures.data, "data source"),
        (Kind::Ephemeral, &fixtures.ephemeral, "ephemeral resource"),
        (Kind::Resource, &fixtures.resource, "resource"),
    ];
    let mut sentences = Vec::new();
    for (kind, patterns, noun) in kinds {
        for pattern in patterns.keys() {
            let block = split_instance(pattern).0;
            let mut blocks = modules.iter().flat_map(|module| &module.blocks).filter(|it| it.kind == kind);
            if !blocks.any(|it| fixture::fits(block, &it.type_name, Some(&it.address()))) {
                sentences.push(format!(
                    "The sandbox's values for {pattern} are not used: the stack has no such {noun}."
                ));
            }
        }
    }
    sentences
}

fn block_type(address: &str) -> String {
    address.split('.').nth(1).unwrap_or(address).to_owned()
}

/// Returns the name that was probably meant.
pub(super) fn near<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    // The mode is easily forgotten.
    let bare = |name: &'a str| {
        name.strip_prefix("data.").or_else(|| name.strip_prefix("ephemeral.")).unwrap_or(name)
    };
    let names: Vec<&str> = names.collect();
    let with_mode = |wanted: &str| names.iter().copied().find(|name| bare(name) == wanted);
    with_mode(wanted)
        .or_else(|| nearest(wanted, names.iter().copied()))
        .or_else(|| with_mode(nearest(wanted, names.iter().copied().map(bare))?))
        .map(str::to_owned)
}
