//! Replaces references to outputs in strings, and in values that contain strings.

use super::error::{LinkError, LinkProblem};
use super::follow::{follow, kind};
use super::outputs::Linker;
use crate::expression::{
    Edits, Fragment, Layout, Reference, Symbols, Templates, TierReference, escape, is_template,
    value_expression,
};
use crate::model::{Address, InstanceId, RegionName};
use crate::scope::target;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::ops::Range;

/// The maximum bytes of one value. References within references could otherwise grow it without end.
const MAX_SIZE: usize = 1 << 20;
/// The maximum depth to which a value may be nested.
const MAX_DEPTH: usize = 100;

/// The symbols of a linked value, and its size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkedSymbols {
    /// Blocks that the value refers to, by their addresses in the stack.
    pub references: BTreeSet<Address>,
    /// Those blocks that the values of outputs brought, as opposed to the text around them.
    pub brought: BTreeSet<Address>,
    /// Variables of the stack.
    pub variables: BTreeSet<String>,
    /// Providers whose functions it calls.
    pub providers: BTreeSet<String>,
    /// Whether it shows a secret output or variable.
    pub sensitive: bool,
    /// The approximate bytes of the values that were inserted into it.
    pub size: usize,
    /// Whether it was not linked for a reason that is reported elsewhere, such as an error in an output.
    pub(crate) broken: bool,
}

/// The instance and block that contain a reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Consumer<'c> {
    pub(super) instance: Option<&'c InstanceId>,
    pub(super) address: Option<&'c Address>,
}

impl Linker<'_> {
    /// Links a value in place.
    pub(super) fn link(
        &self,
        consumer: Consumer<'_>,
        path: &str,
        value: &mut Value,
    ) -> Result<LinkedSymbols, Vec<LinkError>> {
        let (linked, errors) = (LinkedSymbols::default(), Vec::new());
        let mut pass =
            Pass { linker: self, consumer, linked, errors, budget: MAX_SIZE, path: path.to_owned() };
        pass.value(value, 0);
        pass.linked.size = MAX_SIZE - pass.budget;
        if pass.errors.is_empty() { Ok(pass.linked) } else { Err(pass.errors) }
    }
}

struct Pass<'l, 'a> {
    linker: &'l Linker<'a>,
    consumer: Consumer<'l>,
    linked: LinkedSymbols,
    errors: Vec<LinkError>,
    budget: usize,
    path: String,
}

/// The value that replaces a reference, and the number of steps of the reference that it covers.
struct Replacement<'v> {
    value: &'v Value,
    steps: usize,
}

impl<'l> Pass<'l, '_> {
    fn error(&mut self, reference: &str, problem: LinkProblem) {
        self.errors.push(LinkError {
            instance: self.consumer.instance.cloned(),
            address: self.consumer.address.cloned(),
            path: self.path.clone(),
            reference: reference.to_owned(),
            problem,
        });
    }

    fn templates(&self) -> &'l Templates {
        self.linker.templates()
    }

    fn region(&self) -> Option<&'l RegionName> {
        self.consumer.instance.and_then(|instance| instance.region.as_ref())
    }

    fn value(&mut self, value: &mut Value, depth: usize) {
        if depth > MAX_DEPTH {
            return self.error("", LinkProblem::TooDeep(MAX_DEPTH));
        }
        match value {
            Value::String(text) => {
                if let Some(linked) = self.text(text) {
                    *value = linked;
                    if depth + depth_of(value) > MAX_DEPTH {
                        self.error("", LinkProblem::TooDeep(MAX_DEPTH));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.within(&format!("[{index}]"), |this| this.value(item, depth + 1));
                }
            }
            Value::Object(members) => self.members(members, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &mut Map<String, Value>, depth: usize) {
        for (key, member) in members.iter_mut() {
            // Most members contain no references, so a path is built only for those that may.
            match member {
                Value::String(text) if !is_template(text) => {}
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
                _ if self.path.is_empty() => self.within(key, |this| this.value(member, depth + 1)),
                _ => self.within(&format!(".{key}"), |this| this.value(member, depth + 1)),
            }
        }
        let keys: Vec<String> = members.keys().filter(|key| is_template(key)).cloned().collect();
        for key in keys {
            let linked = match self.text(&key) {
                None => continue,
                Some(Value::String(text)) => text,
                Some(Value::Number(number)) => number.to_string(),
                Some(other) => {
                    self.error(&key, LinkProblem::Key(kind(&other)));
                    continue;
                }
            };
            let Some(member) = members.remove(&key) else { continue };
            if members.insert(linked, member).is_some() {
                self.error(&key, LinkProblem::SameKey);
            }
        }
    }

    fn within(&mut self, segment: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(segment);
        visit(self);
        self.path.truncate(length);
    }

    /// Links a string. Returns none if it refers to no output.
    fn text(&mut self, text: &str) -> Option<Value> {
        // The strings of tiers were parsed during scoping. A reference to an output contains this word.
        let may_refer = self.consumer.instance.is_none() || text.contains("tier");
        if !may_refer || !is_template(text) {
            return None;
        }
        let template = match self.templates().parse(text) {
            Ok(template) => template,
            Err(error) => {
                self.error("", error.into());
                return None;
            }
        };
        let symbols = template.symbols();
        if !symbols.references.iter().any(|reference| reference.root == "tier") {
            // The stack's own outputs have not been parsed before.
            if self.consumer.instance.is_none() {
                self.mentions(&symbols);
            }
            return None;
        }
        let layout = Layout::of(&template);
        let mut edits = Edits::default();
        for reference in symbols.references.iter().filter(|reference| reference.root == "tier") {
            let found = match self.find(reference, text) {
                Ok(Some(found)) => found,
                Ok(None) => {
                    self.linked.broken = true;
                    continue;
                }
                Err(problem) => {
                    self.error(reference.text, problem);
                    continue;
                }
            };
            let whole = found.steps == reference.steps.len();
            if whole && template.single() == Some(reference.span_of(found.steps)) {
                self.mentions_of(found.value, false);
                return Some(found.value.clone());
            }
            match self.edit(reference, &found, &layout, text) {
                Ok((span, by)) => {
                    edits.replace(span, by);
                    self.mentions_of(found.value, reference.is_nonsensitive);
                }
                Err(problem) => self.error(reference.text, problem),
            }
        }
        self.mentions(&symbols);
        Some(Value::String(edits.apply(text)))
    }

    /// Returns the value that a reference leads to, or none if an error was already reported.
    fn find(
        &mut self,
        reference: &Reference<'_>,
        text: &str,
    ) -> Result<Option<Replacement<'l>>, LinkProblem> {
        let tier = TierReference::read(reference)?;
        let Some(output) = self.linker.output(self.region(), &tier)? else { return Ok(None) };
        self.linked.sensitive |= output.sensitive && !reference.is_nonsensitive;
        let (value, steps) = follow(output.value, reference, tier.steps, text)?;
        self.budget = self.budget.checked_sub(size(value)).ok_or(LinkProblem::TooLarge(MAX_SIZE))?;
        if !reference.bound.is_empty() {
            not_captured(self.templates(), value, &reference.bound)?;
        }
        Ok(Some(Replacement { value, steps }))
    }

    /// Returns the bytes to replace, and the replacement.
    fn edit(
        &self,
        reference: &Reference<'_>,
        found: &Replacement<'_>,
        layout: &Layout,
        text: &str,
    ) -> Result<(Range<usize>, String), LinkProblem> {
        let span = reference.span_of(found.steps);
        if found.steps < reference.steps.len() {
            // The remaining steps of the reference follow in the text as written.
            let by = match found.value {
                Value::String(value) => self.templates().fragment(value)?.with_steps(""),
                value => value_expression(value)?,
            };
            return Ok((span, by));
        }
        let interpolation = layout.interpolations.iter().find(|(_, expression)| *expression == span);
        if let Some((outer, _)) = interpolation
            && let Value::String(value) = found.value
        {
            match self.templates().fragment(value)? {
                Fragment::Single { content, .. } => return Ok((span, content.to_owned())),
                Fragment::Literal(literal) if can_stand_inline(&text[..outer.start], &literal, layout) => {
                    return Ok((outer.clone(), escape(&literal).into_owned()));
                }
                Fragment::Quoted(_) if can_stand_inline(&text[..outer.start], value, layout) => {
                    let template = self.templates().parse(value)?;
                    if !Layout::of(&template).strips {
                        return Ok((outer.clone(), value.clone()));
                    }
                }
                Fragment::Literal(_) | Fragment::Quoted(_) => {}
            }
        }
        Ok((span, value_expression(found.value)?))
    }

    /// Records the references of an inserted value, which may be within a call of `nonsensitive`.
    fn mentions_of(&mut self, value: &Value, is_nonsensitive: bool) {
        match value {
            Value::String(text) if is_template(text) => self.mentions_in(text, is_nonsensitive),
            Value::Array(items) => items.iter().for_each(|item| self.mentions_of(item, is_nonsensitive)),
            Value::Object(members) => {
                for (key, member) in members {
                    if is_template(key) {
                        self.mentions_in(key, is_nonsensitive);
                    }
                    self.mentions_of(member, is_nonsensitive);
                }
            }
            _ => {}
        }
    }

    fn mentions_in(&mut self, text: &str, is_nonsensitive: bool) {
        match self.templates().parse(text) {
            Ok(template) => {
                let mut symbols = template.symbols();
                for reference in &mut symbols.references {
                    reference.is_nonsensitive |= is_nonsensitive;
                }
                self.mentions(&symbols);
                self.linked.brought.extend(symbols.references.iter().filter_map(block_of));
            }
            Err(error) => self.error("", error.into()),
        }
    }

    /// Records the references of a template. The values of outputs are recorded separately.
    fn mentions(&mut self, symbols: &Symbols<'_>) {
        self.linked.providers.extend(symbols.functions.iter().map(|function| function.provider.to_owned()));
        for reference in &symbols.references {
            match (reference.root, reference.attribute(0)) {
                ("var", Some(name)) => {
                    let is_secret = self.linker.is_sensitive_variable(name) && !reference.is_nonsensitive;
                    self.linked.sensitive |= is_secret;
                    self.linked.variables.insert(name.to_owned());
                }
                _ => self.linked.references.extend(block_of(reference)),
            }
        }
    }
}

/// Returns how deep the values in a value are nested.
fn depth_of(value: &Value) -> usize {
    let depth = |item: &Value| 1 + depth_of(item);
    match value {
        Value::Array(items) => items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Returns the block that a reference leads to, if any.
fn block_of(reference: &Reference<'_>) -> Option<Address> {
    match reference.root {
        "tier" | "var" | "each" | "count" | "self" | "path" | "terraform" => None,
        _ => target(reference).map(|(address, _)| address),
    }
}

/// Returns whether text can replace an interpolation without changing how the text around it is parsed.
fn can_stand_inline(before: &str, text: &str, layout: &Layout) -> bool {
    let joins_before = before.ends_with(['$', '%']) && text.starts_with(['{', '$', '%']);
    let joins_after = text.ends_with(['$', '%']);
    !layout.strips && !joins_before && !joins_after
}

/// Rejects a value whose references use a name that is bound at its new position.
fn not_captured(templates: &Templates, value: &Value, bound: &[String]) -> Result<(), LinkProblem> {
    match value {
        Value::String(text) if is_template(text) => {
            let template = templates.parse(text)?;
            let symbols = template.symbols();
            let captured =
                symbols.references.iter().find(|reference| bound.iter().any(|name| name == reference.root));
            captured
                .map_or(Ok(()), |reference| Err(LinkProblem::Captured { name: reference.root.to_owned() }))
        }
        Value::Array(items) => items.iter().try_for_each(|item| not_captured(templates, item, bound)),
        Value::Object(members) => members.iter().try_for_each(|(key, member)| {
            not_captured(templates, &Value::String(key.clone()), bound)?;
            not_captured(templates, member, bound)
        }),
        _ => Ok(()),
    }
}

/// Returns the approximate bytes of a value.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => 2 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            2 + members.iter().map(|(key, member)| key.len() + 4 + size(member)).sum::<usize>()
        }
    }
}
