//! Renames the references of one block.

use super::address::{self, Blocks};
use super::error::{ScopeError, ScopeProblem};
use super::walk::{At, Names, Visitor};
use super::{Context, dynamic, provider};
use crate::expression::{
    Edits, Expression, Reference, RenamedTemplate, Step, StepKind, Symbols, is_template,
};
use crate::model::{Address, InstanceId, Manifest};
use crate::suggest::nearest;
use std::collections::BTreeSet;

/// The state that all blocks of one contribution share.
pub(super) struct Scoping<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) instance: &'a InstanceId,
    pub(super) manifest: &'a Manifest,
    pub(super) blocks: Blocks,
}

/// The symbols in a block.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Blocks of the same instance, by their addresses in the stack.
    pub(super) references: BTreeSet<Address>,
    /// Variables of the stack.
    pub(super) variables: BTreeSet<String>,
    /// Providers whose functions it calls.
    pub(super) providers: BTreeSet<String>,
    /// Whether there is any reference to another tier.
    pub(super) tiers: bool,
}

/// Scopes the strings of one block.
pub(super) struct BlockScope<'s, 'a> {
    pub(super) scoping: &'s Scoping<'a>,
    pub(super) address: Option<&'s Address>,
    pub(super) mentions: Mentions,
    pub(super) errors: &'s mut Vec<ScopeError>,
    /// The templates whose names were replaced.
    pub(super) renamed: &'s mut Vec<RenamedTemplate>,
}

impl BlockScope<'_, '_> {
    pub(super) fn error(&mut self, path: String, problem: ScopeProblem) {
        let instance = self.scoping.instance.clone();
        self.errors.push(ScopeError { instance, address: self.address.cloned(), path, problem });
    }

    /// Returns the changes that rename the references of a text.
    fn rename(&mut self, symbols: &Symbols<'_>, at: &At<'_>, names: &Names) -> Edits {
        let mut edits = Edits::default();
        for function in &symbols.functions {
            match provider::declared(self.scoping.manifest, function.provider) {
                Ok(()) => _ = self.mentions.providers.insert(function.provider.to_owned()),
                Err(problem) => self.problem(at, problem),
            }
        }
        for reference in &symbols.references {
            if let Err(problem) = self.reference(reference, names, &mut edits) {
                self.problem(at, problem);
            }
        }
        edits
    }

    fn reference(
        &mut self,
        reference: &Reference<'_>,
        names: &Names,
        edits: &mut Edits,
    ) -> Result<(), ScopeProblem> {
        let refuse = |reason| Err(ScopeProblem::Reference { reference: reference.text.to_owned(), reason });
        if dynamic::is_iterated(reference, &names.iterators) {
            return Ok(());
        }
        let name = reference.attribute(0).unwrap_or_default();
        match reference.root {
            "tier" => {
                self.mentions.tiers = true;
                Ok(())
            }
            "var" => {
                let variables = &self.scoping.context.settings.variables;
                if !variables.contains_key(name) {
                    let nearest = nearest(name, variables.keys().map(String::as_str)).map(str::to_owned);
                    return Err(ScopeProblem::UnknownVariable { name: name.to_owned(), nearest });
                }
                self.mentions.variables.insert(name.to_owned());
                Ok(())
            }
            "each" if !names.each => {
                refuse("exists only in a block with `for_each`, and not in `for_each` itself")
            }
            "each" if !["key", "value"].contains(&name) => refuse("is neither `each.key` nor `each.value`"),
            "count" if !names.count => {
                refuse("exists only in a block with `count`, and not in `count` itself")
            }
            "count" if name != "index" => refuse("is not `count.index`"),
            "self" if !names.itself => {
                refuse("exists only in provisioners, their connections and postconditions")
            }
            "path" if !["module", "root", "cwd"].contains(&name) => {
                refuse("is none of `path.module`, `path.root` and `path.cwd`")
            }
            "terraform" if !["workspace", "applying"].contains(&name) => {
                refuse("is neither `terraform.workspace` nor `terraform.applying`")
            }
            "terrace" => refuse("exists only in the stack file; tiers receive these names in the request"),
            "each" | "count" | "self" | "path" | "terraform" => Ok(()),
            _ => {
                let Some((local, step)) = address::target(reference) else {
                    if names.iterators.iter().any(|iterator| iterator == reference.root) {
                        return refuse(
                            "is the iterator of a dynamic block: write its `.value` or its `.key`",
                        );
                    }
                    return refuse("does not name a block: write `TYPE.NAME`; literal text needs no `${}`");
                };
                let scoped = self.scoping.blocks.resolve(&local)?;
                if let Some(span) = reference.attribute_span(step) {
                    edits.replace(span, scoped.name.as_str());
                }
                if !self.mentions.references.contains(scoped) {
                    self.mentions.references.insert(scoped.clone());
                }
                Ok(())
            }
        }
    }

    /// Scopes a raw expression.
    fn raw(&mut self, text: &mut String, at: &At<'_>, names: &Names) -> Result<bool, ScopeProblem> {
        let expression = Expression::parse(text)?;
        let symbols = expression.symbols();
        if let Some(tier) = symbols.references.iter().find(|reference| reference.root == "tier") {
            let reason =
                "is not allowed here: Terraform expects a plain reference to a block of the same tier";
            return Err(ScopeProblem::Reference { reference: tier.text.to_owned(), reason });
        }
        let is_reference = expression.is_reference();
        let edits = self.rename(&symbols, at, names);
        if !edits.is_empty() {
            *text = edits.apply(text);
        }
        Ok(is_reference)
    }
}

impl Visitor for BlockScope<'_, '_> {
    fn template(&mut self, text: &mut String, at: &At<'_>, names: &Names) {
        if !is_template(text) {
            return;
        }
        match self.scoping.context.templates().parse(text) {
            Err(error) => self.problem(at, error.into()),
            Ok(template) => {
                let edits = self.rename(&template.symbols(), at, names);
                if !edits.is_empty() {
                    let (template, new) = template.renamed(edits);
                    self.renamed.extend(template);
                    *text = new;
                }
            }
        }
    }

    fn block_reference(&mut self, text: &mut String, at: &At<'_>) {
        let whole = text.split('.').count();
        let expected = match text.split('.').next() {
            Some("data" | "ephemeral" | "resource") => 3,
            _ => 2,
        };
        let written = text.clone();
        match self.raw(text, at, &Names::default()) {
            Ok(true) if whole == expected => {}
            Ok(_) => {
                let reason = "is not a whole block: write its address, such as `aws_vpc.main`, without attribute or index";
                self.problem(at, ScopeProblem::Reference { reference: written, reason });
            }
            Err(problem) => self.problem(at, problem),
        }
    }

    fn trigger(&mut self, text: &mut String, at: &At<'_>, names: &Names) {
        let reference = text.clone();
        match self.raw(text, at, names) {
            Ok(true) => {}
            Ok(false) => {
                let reason =
                    "is not a reference: write an address, such as `aws_vpc.main` or `aws_vpc.main.id`";
                self.problem(at, ScopeProblem::Reference { reference, reason });
            }
            Err(problem) => self.problem(at, problem),
        }
    }

    fn attribute(&mut self, text: &str, at: &At<'_>) {
        let reason = "is not the path of an attribute: write its name, such as `tags` or `tags[\"Name\"]`";
        match Expression::parse(text) {
            Err(error) => self.problem(at, error.into()),
            Ok(expression) => {
                let symbols = expression.symbols();
                let computed = |step: &Step<'_>| matches!(step.kind, StepKind::Computed | StepKind::Splat);
                let is_path = matches!(&symbols.references[..], [path] if !path.steps.iter().any(computed));
                if !is_path || !expression.is_reference() {
                    self.problem(at, ScopeProblem::Reference { reference: text.to_owned(), reason });
                }
            }
        }
    }

    fn begins_references(&self, name: &str) -> bool {
        dynamic::is_root(name) || self.scoping.manifest.resources.iter().any(|listed| listed == name)
    }

    fn provider(&mut self, text: &str, at: &At<'_>) {
        match provider::explicit(self.scoping.context, self.scoping.manifest, text) {
            Ok(provider) => _ = self.mentions.providers.insert(provider.to_owned()),
            Err(problem) => self.problem(at, problem),
        }
    }

    fn problem(&mut self, at: &At<'_>, problem: ScopeProblem) {
        self.error(at.to_string(), problem);
    }
}
