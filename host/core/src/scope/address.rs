//! References of a contribution to its own blocks.

use super::error::ScopeProblem;
use super::name;
use crate::expression::{Edits, Expression, Reference, is_template};
use crate::model::{Address, BlockKind, InstanceId};
use crate::suggest::nearest;
use std::cell::Cell;
use std::collections::HashMap;

/// Returns the block that a reference leads to, and the step with its name. Returns none for a reference that is too
/// short to name a block.
pub(crate) fn target(reference: &Reference<'_>) -> Option<(Address, usize)> {
    let named = |kind, step| Some((Address::named(kind, reference.attribute(step)?), step));
    let typed = |kind| Some((Address::typed(kind, reference.attribute(0)?, reference.attribute(1)?), 1));
    match reference.root {
        "local" => named(BlockKind::Local, 0),
        "module" => named(BlockKind::Module, 0),
        "data" => typed(BlockKind::Data),
        "ephemeral" => typed(BlockKind::Ephemeral),
        "resource" => typed(BlockKind::Resource),
        root => Some((Address::typed(BlockKind::Resource, root, reference.attribute(0)?), 0)),
    }
}

/// The blocks of one contribution: their local addresses, and their addresses in the stack.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    known: HashMap<Address, Address>,
    /// The number of lookups of unknown addresses.
    missed: Cell<usize>,
}

/// The number of unknown addresses for which a similar one is searched, which takes time linear in the number of blocks.
const MAX_SEARCHES: usize = 10;

impl Blocks {
    pub(super) fn insert(&mut self, instance: &InstanceId, local: Address) {
        let scoped = name::scope_address(instance, &local);
        self.known.insert(local, scoped);
    }

    pub(super) fn contains(&self, local: &Address) -> bool {
        self.known.contains_key(local)
    }

    /// Returns the address in the stack, or an error for an unknown block.
    pub(super) fn resolve(&self, local: &Address) -> Result<&Address, ScopeProblem> {
        self.known.get(local).ok_or_else(|| {
            let target = local.to_string();
            self.missed.set(self.missed.get() + 1);
            if self.missed.get() > MAX_SEARCHES {
                return ScopeProblem::Unresolved { target, nearest: None };
            }
            let same = [BlockKind::Resource, BlockKind::Data, BlockKind::Ephemeral]
                .map(|kind| Address { kind, ..local.clone() })
                .into_iter()
                .find(|other| !other.type_name.is_empty() && self.contains(other));
            let mut known: Vec<String> = self.known.keys().map(Address::to_string).collect();
            known.sort_unstable();
            let nearest = nearest(&target, known.iter().map(String::as_str)).map(str::to_owned);
            let nearest = same.map(|same| same.to_string()).or(nearest);
            ScopeProblem::Unresolved { target, nearest }
        })
    }
}

/// Scopes an address in `moved` or `removed`: a resource or a module, with or without an index, or a block inside
/// a module. Returns the address in the stack, and the local block.
pub(super) fn scope_target(instance: &InstanceId, text: &str) -> Result<(String, Address), ScopeProblem> {
    if is_template(text) {
        let reason = "Terraform expects a plain address here, without `${}`";
        return Err(ScopeProblem::Template { text: text.to_owned(), reason });
    }
    let form = || {
        let form =
            "is not an address: write `TYPE.NAME` or `module.NAME`, followed by its index if it has one";
        ScopeProblem::Name(format!("`{text}` {form}"))
    };
    let expression = Expression::parse(text)?;
    let symbols = expression.symbols();
    let [reference] = &symbols.references[..] else { return Err(form()) };
    if !expression.is_reference() {
        return Err(form());
    }
    let (address, step) = target(reference).ok_or_else(form)?;
    // Terraform does not allow the prefix `resource.` here.
    if reference.root == "resource" || !matches!(address.kind, BlockKind::Resource | BlockKind::Module) {
        return Err(form());
    }
    let span = reference.attribute_span(step).ok_or_else(form)?;
    let mut edits = Edits::default();
    edits.replace(span, name::scope(instance, &address.name));
    Ok((edits.apply(text), address))
}
