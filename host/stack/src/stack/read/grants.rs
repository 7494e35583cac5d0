//! Reads a tier's grants: `grants: [files, { references: [var.account] }]`.

use super::path::At;
use super::reader::Reader;
use super::tiers::region;
use crate::stack::error::StackError;
use crate::stack::expressions::Expressions;
use crate::stack::tree::node::{Mapping, Node, NodeValue};
use terrace_core::expression::{Expression, OutsideTarget, Root, Vocabulary, check_expression};
use terrace_core::model::{Grant, Grants, Outside, RegionName};
use terrace_core::suggest::nearest;

/// Reads the grants of a tier. `regions` must be sorted.
pub(super) fn grants(
    reader: &mut Reader,
    at: At<'_>,
    body: &Mapping,
    expressions: &Expressions<'_>,
    regions: &[RegionName],
) -> Grants {
    const EXPECTED: &str = "a list of grants";
    let Some(entry) = body.get("grants").filter(|entry| !entry.value.is_null()) else {
        return Grants::default();
    };
    let at = at.key("grants");
    let NodeValue::Sequence(items) = &entry.value.value else {
        let hint = match &entry.value.value {
            NodeValue::String(text) => Some(format!("write `[{text}]`")),
            NodeValue::Mapping(_) => Some("write a `-` before each grant".to_owned()),
            _ => None,
        };
        reader.wrong_type(at, &entry.value, EXPECTED, hint);
        return Grants::default();
    };
    let mut list = List { reader, expressions, regions, grants: Grants::default() };
    for (index, item) in items.iter().enumerate() {
        list.item(at.index(index), item);
    }
    list.grants
}

/// A list of grants that is being read.
struct List<'a> {
    reader: &'a mut Reader,
    expressions: &'a Expressions<'a>,
    regions: &'a [RegionName],
    grants: Grants,
}

impl List<'_> {
    /// Reads an item: a name, or a map from grants to lists of names.
    fn item(&mut self, at: At<'_>, item: &Node) {
        let NodeValue::Mapping(entries) = &item.value else {
            let Some(name) = self.reader.text(at, item) else { return };
            match self.named(at, name, item) {
                Some(grant) if grant.takes_names() => self.without_names(at, grant, item),
                Some(grant) => _ = self.grants.plain.insert(grant),
                None => {}
            }
            return;
        };
        for (name, entry) in entries {
            let here = at.key(name);
            let key = Node { value: NodeValue::Null, location: entry.key.clone() };
            match self.named(here, name, &key) {
                Some(grant) if grant.takes_names() => self.names(here, grant, &entry.value),
                Some(grant) => {
                    let hint = format!("write `{grant}` alone");
                    self.reader.wrong_type(
                        here,
                        &entry.value,
                        "the name alone, because this grant takes no list",
                        Some(hint),
                    );
                }
                None => {}
            }
        }
    }

    fn named(&mut self, at: At<'_>, name: &str, node: &Node) -> Option<Grant> {
        let found = Grant::ALL.into_iter().find(|grant| grant.name() == name);
        if found.is_none() {
            self.reader.errors.push(StackError::UnknownGrant {
                path: at.to_string(),
                name: name.to_owned(),
                location: node.location.clone(),
                near: nearest(name, Grant::ALL.iter().map(|grant| grant.name())),
            });
        }
        found
    }

    fn without_names(&mut self, at: At<'_>, grant: Grant, node: &Node) {
        let example = if grant == Grant::Regions { "west" } else { "var.account" };
        let hint = format!("write `{{ {grant}: [{example}] }}`");
        self.reader.wrong_type(at, node, "a grant with a list of names", Some(hint));
    }

    fn names(&mut self, at: At<'_>, grant: Grant, node: &Node) {
        let NodeValue::Sequence(items) = &node.value else { return self.without_names(at, grant, node) };
        for (index, item) in items.iter().enumerate() {
            let here = at.index(index);
            let Some(name) = self.reader.text(here, item) else { continue };
            if grant == Grant::Regions {
                let region = region(self.reader, here, name, &item.location, self.regions);
                self.grants.regions.extend(region);
                continue;
            }
            match self.reference(name) {
                Ok(reference) => _ = self.grants.references.insert(reference),
                Err(problem) => self.reader.errors.push(StackError::GrantedReference {
                    path: here.to_string(),
                    problem,
                    location: item.location.clone(),
                }),
            }
        }
    }

    /// Parses a name such as `var.account` or `tier.vault.token`. The error says why it does not refer to anything.
    fn reference(&self, name: &str) -> Result<Outside, String> {
        let shape = || {
            format!(
                "`{name}` is neither a variable nor an output: write `var.NAME`, `tier.NAME.OUTPUT` or `tier.NAME[\"REGION\"].OUTPUT`"
            )
        };
        let expression = Expression::parse(name).map_err(|_| shape())?;
        let symbols = expression.symbols();
        let [reference] = &symbols.references[..] else { return Err(shape()) };
        let leads = OutsideTarget::of(reference).filter(|leads| leads.is_whole && expression.is_reference());
        let leads = leads.ok_or_else(shape)?;
        let Expressions { variables, tiers, .. } = *self.expressions;
        let allowed = &[Root::Variable, Root::Tier];
        let vocabulary = Vocabulary { allowed, variables, tiers, in_region: true };
        let checked = check_expression(&format!("${{{name}}}"), &vocabulary).map(|_| leads.to);
        checked.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }
}
