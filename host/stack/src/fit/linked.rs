//! Finds the expressions in an instance's inputs and the known parts of their values.

use super::Tiers;
use super::misfit::Described;
use super::partial_value::PartialValue;
use super::reach::{NoStep, reach};
use crate::inputs::expression;
use serde_json::{Map, Value};
use terrace_core::expression::{Layout, Reference, is_template};
use terrace_core::link::{Linker, OutputTarget};
use terrace_core::model::RegionName;
use terrace_core::path::{Path, PathStep};
use terrace_schema::types::Type;

/// An expression in the inputs.
#[derive(Debug)]
pub(super) struct LinkedExpression<'a, 'l> {
    pub(super) path: Path,
    pub(super) template: &'a str,
    /// The reference and its output, if the expression is nothing else.
    pub(super) whole: Option<(&'a str, OutputTarget<'l>)>,
    /// The first reference to a sensitive output, and the output.
    pub(super) secret: Option<(&'a str, OutputTarget<'l>)>,
    /// The first reference within a string that cannot be converted to a string, its output, and a description of its
    /// value.
    pub(super) no_text: Option<(&'a str, OutputTarget<'l>, Described)>,
    /// The first part of a reference whose next step is not possible, and that step.
    pub(super) no_step: Option<(&'a str, NoStep)>,
}

/// Reads inputs in the form that tiers receive, and collects their expressions.
pub(super) struct Reader<'a, 'l> {
    pub(super) linker: &'l Linker<'l>,
    pub(super) tiers: &'l Tiers<'l>,
    pub(super) region: Option<&'a RegionName>,
    pub(super) found: Vec<LinkedExpression<'a, 'l>>,
    path: Path,
}

impl<'a, 'l> Reader<'a, 'l> {
    pub(super) fn new(linker: &'l Linker<'l>, tiers: &'l Tiers<'l>, region: Option<&'a RegionName>) -> Self {
        Self { linker, tiers, region, found: Vec::new(), path: Path::default() }
    }

    pub(super) fn members(&mut self, inputs: &'a Map<String, Value>) -> PartialValue {
        let members = inputs.iter().map(|(key, value)| {
            let known = self.within(PathStep::Key(key.clone()), |this| this.value(value));
            (key.clone(), known)
        });
        PartialValue::Object { members: members.collect(), whole: true }
    }

    /// Collects the expressions in a value in Terraform's JSON syntax, where strings are templates.
    pub(super) fn templates(&mut self, name: &str, value: &'a Value) {
        self.path.push(PathStep::Key(name.to_owned()));
        match value {
            Value::String(text) if is_template(text) => _ = self.expression(text),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.templates(&index.to_string(), item));
            }
            Value::Object(members) => members.iter().for_each(|(key, member)| self.templates(key, member)),
            _ => {}
        }
        self.path.pop();
    }

    fn value(&mut self, value: &'a Value) -> PartialValue {
        if let Some(template) = expression(value) {
            return PartialValue::Linked(Box::new(self.expression(template)));
        }
        match value {
            Value::Null => PartialValue::Null,
            Value::Bool(value) => PartialValue::Bool(Some(*value)),
            Value::Number(number) => PartialValue::Number(Some(number.clone())),
            Value::String(text) => PartialValue::Text(Some(text.clone())),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let items =
                    items.map(|(index, item)| self.within(PathStep::Index(index), |this| this.value(item)));
                PartialValue::List(items.collect())
            }
            Value::Object(members) => self.members(members),
        }
    }

    fn within(&mut self, step: PathStep, visit: impl FnOnce(&mut Self) -> PartialValue) -> PartialValue {
        self.path.push(step);
        let known = visit(self);
        self.path.pop();
        known
    }

    fn expression(&mut self, text: &'a str) -> PartialValue {
        // Templates that do not parse and references to nothing are reported elsewhere, before this or when blocks
        // are linked.
        let Ok(template) = self.linker.templates().parse(text) else { return PartialValue::Unknown };
        let single = template.single();
        let path = self.path.clone();
        let mut linked = LinkedExpression {
            path,
            template: text,
            whole: None,
            secret: None,
            no_text: None,
            no_step: None,
        };
        let layout = single.is_none().then(|| Layout::of(&template));
        let mut known = if single.is_some() { PartialValue::Unknown } else { PartialValue::Text(None) };
        for reference in template.symbols().references.iter().filter(|found| found.root == "tier") {
            let Some(found) = self.linker.find(self.region, reference, text) else { continue };
            if found.sensitive && linked.secret.is_none() {
                linked.secret = Some((reference.text, found));
            }
            if let Some(layout) = &layout
                && linked.no_text.is_none()
                && layout.is_interpolation(&reference.span_of(reference.steps.len()))
            {
                linked.no_text = self.no_text(&found, reference, text);
            }
            if single == Some(reference.span_of(reference.steps.len())) {
                match self.reached(&found, reference, text) {
                    Ok(reached) => known = reached,
                    Err(no_step) => {
                        let before = &text[reference.span_of(no_step.taken)];
                        linked.no_step = Some((before, no_step));
                    }
                }
                linked.whole = Some((reference.text, found));
            }
        }
        self.found.push(linked);
        known
    }

    /// Returns a description of the value of a reference if it cannot be part of a string.
    fn no_text(
        &self,
        found: &OutputTarget<'l>,
        reference: &Reference<'a>,
        text: &str,
    ) -> Option<(&'a str, OutputTarget<'l>, Described)> {
        let known = self.reached(found, reference, text).ok()?;
        let is_text = !matches!(
            known,
            PartialValue::List(_)
                | PartialValue::Items(_)
                | PartialValue::Object { .. }
                | PartialValue::Members(_)
        );
        (!is_text).then(|| (reference.text, *found, known.described()))
    }

    /// Returns the known parts of the value that a reference points to.
    fn reached(
        &self,
        found: &OutputTarget<'_>,
        reference: &Reference<'_>,
        text: &str,
    ) -> Result<PartialValue, NoStep> {
        let declared = self.tiers.type_of(found).unwrap_or(&Type::Any);
        let declared = declared.behind(&reference.steps[found.output_steps..found.steps]);
        let known = PartialValue::of_value(self.linker.templates(), found.value, declared);
        let reached = reach(known, &reference.steps[found.steps..], text)
            .map_err(|no| NoStep { taken: no.taken + found.steps, ..no })?;
        Ok(if found.sensitive { reached.concealed() } else { reached })
    }
}
