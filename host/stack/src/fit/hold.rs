//! Checks the known parts of inputs against their schema.
//!
//! Unlike a validator, this only finds errors that do not depend on the unknown parts, and it allows the conversions
//! that Terraform does: a number for a string, and a string that may contain a number.

use super::misfit::{Misfit, Mismatch};
use super::partial_value::PartialValue;
use super::scalar;
use crate::inputs::schema::{Schema, Subschema};
use serde_json::Value;
use std::collections::BTreeMap;
use terrace_core::path::{Path, PathStep};
use terrace_core::suggest::Listed;
use terrace_core::words::count_of;

/// The maximum number of subschemas to check. References that multiply each other could take too long; the rest is
/// assumed to match.
const MAX_WORK: usize = 100_000;

/// Returns the mismatches in the values of expressions.
pub(super) fn hold(schema: &Schema, inputs: &PartialValue) -> Vec<Misfit> {
    let mut holder = Holder { work: 0, path: Path::default() };
    let mut found = holder.held(schema.root(), inputs, false);
    // Everything else has been validated before.
    found.retain(|misfit| misfit.linked);
    found
}

struct Holder {
    work: usize,
    path: Path,
}

impl Holder {
    fn held(&mut self, schema: Subschema<'_>, known: &PartialValue, linked: bool) -> Vec<Misfit> {
        let mut found = Vec::new();
        self.value(schema, known, linked, &mut found);
        found
    }

    /// Checks a value. `linked` is whether it comes from an expression.
    fn value(&mut self, schema: Subschema<'_>, known: &PartialValue, linked: bool, found: &mut Vec<Misfit>) {
        self.work += 1;
        if self.work > MAX_WORK || schema.is_expression() {
            return;
        }
        match known {
            PartialValue::Unknown | PartialValue::Null => return,
            PartialValue::Linked(known) => return self.value(schema, known, true, found),
            _ => {}
        }
        if let Some(target) = schema.reference() {
            self.value(target, known, linked, found);
        }
        for part in schema.list("allOf") {
            self.value(part, known, linked, found);
        }
        for keyword in ["anyOf", "oneOf"] {
            if schema.has(keyword) {
                self.one_of(schema.list(keyword), known, linked, found);
            }
        }
        // Literals have been validated already, and these rules cost more than the rest.
        let broken_rule = || if linked { scalar::broken_rule(schema, known) } else { None };
        match scalar::mismatch(schema, known).or_else(broken_rule) {
            Some(mismatch) => self.add(mismatch, linked, found),
            None => self.inner(schema, known, linked, found),
        }
    }

    fn add(&self, mismatch: Mismatch, linked: bool, found: &mut Vec<Misfit>) {
        found.push(Misfit { path: self.path.clone(), mismatch, linked });
    }

    /// Checks a value against schemas of which one must match.
    fn one_of<'s>(
        &mut self,
        branches: impl Iterator<Item = Subschema<'s>>,
        known: &PartialValue,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let mut failed = Vec::new();
        let accepts_values = |branch: &Subschema<'_>| {
            ![Some(*branch), branch.reference()].iter().flatten().any(|it| it.is_expression())
        };
        for branch in branches.filter(accepts_values) {
            let misfits = self.held(branch, known, linked);
            if misfits.is_empty() {
                return;
            }
            // A schema that literals do not match is not the one that was meant.
            if misfits.iter().all(|misfit| misfit.linked) {
                failed.push(misfits);
            }
        }
        let refuses = |misfits: &Vec<Misfit>| {
            misfits.iter().any(|misfit| misfit.path == self.path && misfit.mismatch.is_of_whole())
        };
        match failed.iter().filter(|misfits| !refuses(misfits)).min_by_key(|misfits| misfits.len()) {
            Some(closest) => found.extend_from_slice(closest),
            None => {
                let mismatches = failed.into_iter().flatten().map(|misfit| misfit.mismatch);
                if let Some(mismatch) = Mismatch::of_all(mismatches) {
                    self.add(mismatch, linked, found);
                }
            }
        }
    }

    /// Checks the items of a list or the members of a map, and their number.
    fn inner(&mut self, schema: Subschema<'_>, known: &PartialValue, linked: bool, found: &mut Vec<Misfit>) {
        match known {
            PartialValue::List(items) => {
                self.number(schema, ["minItems", "maxItems"], items.len(), ["item", "items"], linked, found);
                for (index, item) in items.iter().enumerate() {
                    let Some(schema) = schema.item(index) else { break };
                    let before = found.len();
                    self.below(PathStep::Index(index), schema, item, linked, found);
                    // The items from one reference usually have the same error.
                    if linked && found.len() > before {
                        break;
                    }
                }
            }
            PartialValue::Items(item) => {
                if let Some(schema) = schema.one("items").filter(|_| !schema.has("prefixItems")) {
                    self.below(PathStep::Each, schema, item, linked, found);
                }
            }
            PartialValue::Object { members, whole } => {
                if *whole {
                    let limits = ["minProperties", "maxProperties"];
                    self.number(schema, limits, members.len(), ["entry", "entries"], linked, found);
                    self.required(schema, members, linked, found);
                }
                self.members(schema, members, linked, found);
            }
            PartialValue::Members(member) => {
                if let Some(others) = schema.one("additionalProperties")
                    && schema.properties().len() == 0
                {
                    self.below(PathStep::Each, others, member, linked, found);
                }
            }
            _ => {}
        }
    }

    fn below(
        &mut self,
        step: PathStep,
        schema: Subschema<'_>,
        known: &PartialValue,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        self.path.push(step);
        self.value(schema, known, linked, found);
        self.path.pop();
    }

    fn number(
        &self,
        schema: Subschema<'_>,
        [min, max]: [&str; 2],
        length: usize,
        [one, many]: [&str; 2],
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let limit = |keyword: &str| schema.keyword(keyword).and_then(Value::as_u64);
        let (length, words) = (length as u64, |number| count_of(number, one, many));
        let needed = match (limit(min), limit(max)) {
            (Some(min), Some(max)) if min == max && length != min => words(min),
            (Some(min), _) if length < min => format!("at least {}", words(min)),
            (_, Some(max)) if length > max => format!("at most {}", words(max)),
            _ => return,
        };
        self.add(Mismatch::Number { needed, length: words(length), is_list: one == "item" }, linked, found);
    }

    fn required(
        &self,
        schema: Subschema<'_>,
        members: &BTreeMap<String, PartialValue>,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        for name in schema.required().filter(|name| !members.contains_key(*name)) {
            let present = Listed::near(name, members.keys().map(String::as_str));
            self.add(Mismatch::Missing { name: name.to_owned(), present }, linked, found);
        }
    }

    fn members(
        &mut self,
        schema: Subschema<'_>,
        members: &BTreeMap<String, PartialValue>,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let others = schema.one("additionalProperties").filter(|_| !schema.has("patternProperties"));
        for (name, member) in members {
            let property = schema.property(name);
            if property.is_none() && others.is_some_and(Subschema::is_false) {
                let known = Listed::near(name, schema.properties().map(|(key, _)| key));
                self.add(Mismatch::Unexpected { name: name.clone(), known }, linked, found);
            } else if let Some(schema) = property.or(others) {
                self.below(PathStep::Key(name.clone()), schema, member, linked, found);
            }
        }
    }
}
