//! Splits a schema into its subschemas, and finds those that its references point to.

use super::keyword::{Form, applicator};
use super::soundness::{MAX_SUBSCHEMAS, SchemaFault, UNSUPPORTED};
use super::{Children, EXPRESSION_FORMAT, Id, Keywords};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Returns all subschemas, the root first, and the first fault.
pub fn parse(root: &Value) -> (Vec<Keywords>, Option<SchemaFault>) {
    let mut parser =
        Parser { root, subschemas: Vec::new(), ids: HashMap::new(), references: Vec::new(), fault: None };
    parser.subschema(root);
    parser.references();
    (parser.subschemas, parser.fault)
}

struct Parser<'v> {
    root: &'v Value,
    subschemas: Vec<Keywords>,
    /// The subschemas by the address of their JSON value, which tells equal values apart.
    ids: HashMap<*const Value, Id>,
    /// The subschemas with a `$ref`, and its value.
    references: Vec<(Id, &'v Value)>,
    fault: Option<SchemaFault>,
}

impl<'v> Parser<'v> {
    /// Returns the subschema that a JSON value is; `None` if there are too many.
    fn subschema(&mut self, value: &'v Value) -> Option<Id> {
        let address = std::ptr::from_ref(value);
        if let Some(id) = self.ids.get(&address) {
            return Some(*id);
        }
        let id = self.subschemas.len();
        if id == MAX_SUBSCHEMAS {
            self.report(SchemaFault::Size);
            return None;
        }
        self.ids.insert(address, id);
        self.subschemas.push(Keywords::default());
        self.subschemas[id] = match value {
            Value::Object(members) => self.keywords(id, members),
            other => Keywords { literal: Some(other.clone()), ..Keywords::default() },
        };
        Some(id)
    }

    fn keywords(&mut self, id: Id, members: &'v Map<String, Value>) -> Keywords {
        let is = |key: &str, text: &str| members.get(key).and_then(Value::as_str) == Some(text);
        let is_expression = is("format", EXPRESSION_FORMAT) && is("type", "string");
        let plain = Vec::with_capacity(members.len());
        let mut keywords = Keywords { is_expression, plain, ..Keywords::default() };
        for (name, value) in members {
            let is_root = id == 0;
            if UNSUPPORTED.contains(&name.as_str()) || (name == "$id" && !is_root) {
                self.report(SchemaFault::Keyword(name.clone()));
            }
            if name == "$ref" {
                self.references.push((id, value));
            }
            let applied = applicator(name)
                .and_then(|applicator| Some((applicator, self.children(applicator.form, value)?)));
            match applied {
                Some(applied) => keywords.applied.push(applied),
                None => keywords.plain.push((name.clone(), value.clone())),
            }
        }
        keywords
    }

    /// Returns the subschemas of a keyword; `None` if it does not have the right form.
    fn children(&mut self, form: Form, value: &'v Value) -> Option<Children> {
        match (form, value) {
            (Form::One, Value::Object(_) | Value::Bool(_)) => self.subschema(value).map(Children::One),
            (Form::List, Value::Array(items)) => {
                Some(Children::List(items.iter().filter_map(|item| self.subschema(item)).collect()))
            }
            (Form::Map, Value::Object(members)) => {
                let schemas = members.iter();
                let schemas =
                    schemas.filter_map(|(name, value)| Some((name.clone(), self.subschema(value)?)));
                Some(Children::Map(schemas.collect()))
            }
            _ => None,
        }
    }

    /// Finds the subschemas that references point to, which may be anywhere in the schema and have references of their own.
    fn references(&mut self) {
        let mut done = 0;
        while let Some((id, reference)) = self.references.get(done).copied() {
            done += 1;
            let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
            let value = pointer.and_then(|pointer| self.root.pointer(pointer));
            let target = value.and_then(|value| self.subschema(value));
            self.subschemas[id].target = target;
            if target.is_none() {
                self.report(SchemaFault::Reference(reference.to_string()));
            }
        }
    }

    fn report(&mut self, fault: SchemaFault) {
        self.fault.get_or_insert(fault);
    }
}
