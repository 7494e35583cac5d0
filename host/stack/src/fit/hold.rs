//! Checks the known parts of inputs against their schema.
//!
//! Unlike a validator, this only finds errors that do not depend on the unknown parts, and it allows the conversions
//! that Terraform does: a number for a string, and a string that may contain a number.

use super::known::Known;
use super::misfit::{Misfit, Mismatch};
use super::path::{Path, PathStep};
use super::scalar;
use crate::inputs::{is_expression, written};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::BTreeMap;
use terrace_core::words::count_of;

/// The maximum number of subschemas to check. References that multiply each other could take too long; the rest is
/// assumed to match.
const MAX_WORK: usize = 100_000;

/// Returns the mismatches in the values of expressions.
pub(super) fn hold(schema: &Value, inputs: &Known) -> Vec<Misfit> {
    let mut holder = Holder { root: schema, work: Cell::new(0), path: Path::default() };
    let mut found = holder.held(schema, inputs, false);
    // Everything else has been validated before.
    found.retain(|misfit| misfit.linked);
    found
}

struct Holder<'s> {
    root: &'s Value,
    work: Cell<usize>,
    path: Path,
}

impl<'s> Holder<'s> {
    fn held(&mut self, schema: &'s Value, known: &Known, linked: bool) -> Vec<Misfit> {
        let mut found = Vec::new();
        self.value(schema, known, linked, &mut found);
        found
    }

    /// Checks a value. `linked` is whether it comes from an expression.
    fn value(&mut self, schema: &'s Value, known: &Known, linked: bool, found: &mut Vec<Misfit>) {
        self.work.set(self.work.get() + 1);
        let Some(keywords) = schema.as_object() else { return };
        if self.work.get() > MAX_WORK || is_expression(keywords) {
            return;
        }
        match known {
            Known::Unknown | Known::Null => return,
            Known::Linked(known) => return self.value(schema, known, true, found),
            _ => {}
        }
        if let Some(target) = self.target(keywords) {
            self.value(target, known, linked, found);
        }
        for part in schemas(keywords, "allOf") {
            self.value(part, known, linked, found);
        }
        for keyword in ["anyOf", "oneOf"] {
            if keywords.contains_key(keyword) {
                self.one_of(keywords, keyword, known, linked, found);
            }
        }
        // Literals have been validated already, and these rules cost more than the rest.
        let broken_rule = || if linked { scalar::broken_rule(keywords, known) } else { None };
        match scalar::mismatch(keywords, known).or_else(broken_rule) {
            Some(mismatch) => self.add(mismatch, linked, found),
            None => self.inner(keywords, known, linked, found),
        }
    }

    fn add(&self, mismatch: Mismatch, linked: bool, found: &mut Vec<Misfit>) {
        found.push(Misfit { path: self.path.clone(), mismatch, linked });
    }

    /// Resolves a `$ref` into the same document.
    fn target(&self, keywords: &Map<String, Value>) -> Option<&'s Value> {
        let pointer = keywords.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.root.pointer(pointer)
    }

    /// Returns whether a branch only accepts expressions.
    fn is_expression(&self, schema: &'s Value) -> bool {
        let is = |schema: &Value| schema.as_object().is_some_and(is_expression);
        is(schema) || schema.as_object().and_then(|keywords| self.target(keywords)).is_some_and(is)
    }

    /// Checks a value against schemas of which one must match.
    fn one_of(
        &mut self,
        keywords: &'s Map<String, Value>,
        keyword: &str,
        known: &Known,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let mut failed = Vec::new();
        for branch in schemas(keywords, keyword) {
            if self.is_expression(branch) {
                continue;
            }
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
    fn inner(
        &mut self,
        keywords: &'s Map<String, Value>,
        known: &Known,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        match known {
            Known::List(items) => {
                self.number(
                    keywords,
                    ["minItems", "maxItems"],
                    items.len(),
                    ["item", "items"],
                    linked,
                    found,
                );
                let prefix: Vec<_> = schemas(keywords, "prefixItems").collect();
                for (index, item) in items.iter().enumerate() {
                    let Some(schema) = prefix.get(index).copied().or_else(|| keywords.get("items")) else {
                        break;
                    };
                    let before = found.len();
                    self.below(PathStep::Index(index), schema, item, linked, found);
                    // The items from one reference usually have the same error.
                    if linked && found.len() > before {
                        break;
                    }
                }
            }
            Known::Items(item) => {
                if let Some(schema) = keywords.get("items").filter(|_| !keywords.contains_key("prefixItems"))
                {
                    self.below(PathStep::Each, schema, item, linked, found);
                }
            }
            Known::Object { members, whole } => {
                if *whole {
                    let limits = ["minProperties", "maxProperties"];
                    self.number(keywords, limits, members.len(), ["entry", "entries"], linked, found);
                    self.required(keywords, members, linked, found);
                }
                self.members(keywords, members, linked, found);
            }
            Known::Members(member) => {
                if let Some(schema) = keywords.get("additionalProperties")
                    && properties(keywords).is_none_or(Map::is_empty)
                {
                    self.below(PathStep::Each, schema, member, linked, found);
                }
            }
            _ => {}
        }
    }

    fn below(
        &mut self,
        step: PathStep,
        schema: &'s Value,
        known: &Known,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        self.path.0.push(step);
        self.value(schema, known, linked, found);
        self.path.0.pop();
    }

    fn number(
        &self,
        keywords: &Map<String, Value>,
        [min, max]: [&str; 2],
        length: usize,
        [one, many]: [&str; 2],
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let limit = |keyword: &str| keywords.get(keyword).and_then(Value::as_u64);
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
        keywords: &Map<String, Value>,
        members: &BTreeMap<String, Known>,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let required = keywords.get("required").and_then(Value::as_array).into_iter().flatten();
        let missing = required.filter_map(Value::as_str).filter(|name| !members.contains_key(*name));
        for name in missing {
            let present = members.keys().cloned().collect();
            self.add(Mismatch::Missing { name: name.to_owned(), present }, linked, found);
        }
    }

    fn members(
        &mut self,
        keywords: &'s Map<String, Value>,
        members: &BTreeMap<String, Known>,
        linked: bool,
        found: &mut Vec<Misfit>,
    ) {
        let properties = properties(keywords);
        let others =
            keywords.get("additionalProperties").filter(|_| !keywords.contains_key("patternProperties"));
        for (name, member) in members {
            match (properties.and_then(|properties| properties.get(name)), others) {
                (Some(schema), _) => {
                    self.below(PathStep::Key(name.clone()), schema, member, linked, found);
                }
                (None, Some(Value::Bool(false))) => {
                    let known = properties.into_iter().flat_map(Map::keys);
                    let known = known.map(|key| written(&Value::String(key.clone()))).collect();
                    self.add(Mismatch::Unexpected { name: name.clone(), known }, linked, found);
                }
                (None, Some(schema)) => {
                    self.below(PathStep::Key(name.clone()), schema, member, linked, found);
                }
                (None, None) => {}
            }
        }
    }
}

fn schemas<'s>(keywords: &'s Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'s Value> + use<'s> {
    keywords.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

fn properties(keywords: &Map<String, Value>) -> Option<&Map<String, Value>> {
    keywords.get("properties").and_then(Value::as_object)
}
