//! Scopes a whole contribution.

use super::block::{BlockScope, Mentions, Scoping};
use super::error::{ScopeError, ScopeProblem};
use super::{Context, body, collect, control, moves, name, walk};
use crate::expression::RenamedTemplate;
use crate::model::{Address, Contribution, Identifier, InstanceId, Manifest, NamedValue};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The contribution of an instance, in the names of the stack. References to other tiers are not replaced yet.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopedContribution {
    /// The instance that the contribution belongs to.
    pub instance: InstanceId,
    /// All blocks and local values.
    pub blocks: Vec<ScopedBlock>,
    /// Renamed blocks.
    pub moved: Vec<ScopedMoved>,
    /// Blocks that are no longer managed: the address in the stack, and whether the object is destroyed.
    pub removed: Vec<(String, bool)>,
    pub outputs: BTreeMap<String, ScopedOutput>,
    /// The manifest of the tier.
    pub manifest: Arc<Manifest>,
}

/// A block in the names of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopedBlock {
    /// The block's address in the stack.
    pub address: Address,
    /// The block's address in the tier.
    pub local: Address,
    /// The block's body, or the value of a local value.
    pub body: Value,
    /// Blocks that it refers to.
    pub references: BTreeSet<Address>,
    /// The blocks among them that are in its `depends_on`.
    pub depends_on: BTreeSet<Address>,
    /// Variables that it refers to.
    pub variables: BTreeSet<String>,
    /// Providers that it needs, by local name.
    pub providers: BTreeSet<String>,
    /// Whether it contains references to other tiers.
    pub linked: bool,
}

/// A renamed block, in the names of the stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScopedMoved {
    /// The old address.
    pub from: String,
    /// The new address.
    pub to: String,
}

/// The value of an output, in the names of the stack.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopedOutput {
    /// The value, whose strings are templates.
    pub value: Value,
    /// Variables that it refers to.
    pub variables: BTreeSet<String>,
    /// Providers whose functions it calls.
    pub providers: BTreeSet<String>,
    /// Whether it contains references to other tiers.
    pub linked: bool,
    /// Whether the tier declares it as sensitive.
    pub sensitive: bool,
}

/// Renames everything in an instance's contribution, and binds it to the instance's provider configurations.
///
/// This is a pure function, so instances can be scoped in parallel.
///
/// # Errors
///
/// Every error in the contribution: a reference that leads nowhere, a block that the manifest does not list,
/// a name that is not an identifier, a template where Terraform does not allow one, an unbound provider.
pub fn scope_contribution(
    context: &Context<'_>,
    instance: &InstanceId,
    manifest: &Arc<Manifest>,
    mut contribution: Contribution,
) -> Result<ScopedContribution, Vec<ScopeError>> {
    let mut errors = control::check(context.templates(), instance, &contribution);
    let mut renamed = Vec::new();
    let (blocks, index) = collect::blocks(instance, manifest, &mut contribution, &mut errors);
    let scoping = Scoping { context, instance, manifest, blocks: index };
    let scoped = blocks.into_iter().map(|(local, body)| {
        let mut scope = BlockScope {
            scoping: &scoping,
            address: Some(&local),
            mentions: Mentions::default(),
            errors: &mut errors,
            renamed: &mut renamed,
        };
        let mut body = body;
        let depends_on = body::scope(&mut scope, &local, &mut body);
        let Mentions { references, variables, providers, tiers } = scope.mentions;
        ScopedBlock {
            address: name::scope_address(instance, &local),
            local,
            body,
            references,
            depends_on,
            variables,
            providers,
            linked: tiers,
        }
    });
    let blocks = scoped.collect();
    let outputs = outputs(&scoping, std::mem::take(&mut contribution.outputs), &mut errors, &mut renamed);
    let moved = moves::moved(&scoping, &contribution, &mut errors);
    let removed = moves::removed(&scoping, &contribution.removed, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    context.templates().keep(renamed);
    Ok(ScopedContribution {
        instance: instance.clone(),
        blocks,
        moved,
        removed,
        outputs,
        manifest: Arc::clone(manifest),
    })
}

fn outputs(
    scoping: &Scoping<'_>,
    outputs: Vec<NamedValue>,
    errors: &mut Vec<ScopeError>,
    renamed: &mut Vec<RenamedTemplate>,
) -> BTreeMap<String, ScopedOutput> {
    let mut scoped: BTreeMap<String, ScopedOutput> = BTreeMap::new();
    for output in outputs {
        let path = format!("outputs.{}", output.name);
        let mut error = |problem| {
            let instance = scoping.instance.clone();
            errors.push(ScopeError { instance, address: None, path: path.clone(), problem });
        };
        let Some(declaration) = scoping.manifest.outputs.iter().find(|d| d.name == output.name) else {
            let what = format!("returns output `{}`", output.name);
            error(ScopeProblem::NotListed { what, list: "outputs" });
            continue;
        };
        if let Err(problem) = Identifier::new(&output.name) {
            error(ScopeProblem::Name(problem.to_string()));
        }
        let mut value = output.value;
        let known = errors.len();
        let mut scope = BlockScope { scoping, address: None, mentions: Mentions::default(), errors, renamed };
        walk::value(&mut value, &mut scope);
        let Mentions { variables, providers, tiers: linked, .. } = scope.mentions;
        for error in &mut errors[known..] {
            let separator = if error.path.is_empty() { "" } else { "." };
            error.path = format!("{path}{separator}{}", error.path);
        }
        let new = ScopedOutput { value, variables, providers, linked, sensitive: declaration.sensitive };
        match scoped.get(&output.name) {
            Some(same) if *same == new => {}
            Some(_) => errors.push(ScopeError {
                instance: scoping.instance.clone(),
                address: None,
                path,
                problem: ScopeProblem::Misplaced("the tier returns two different values for this output"),
            }),
            None => _ = scoped.insert(output.name, new),
        }
    }
    scoped
}
