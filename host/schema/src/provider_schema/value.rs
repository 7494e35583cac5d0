//! Checks values in JSON configuration syntax against types.

use super::expression;
use super::finding::Rule;
use super::nearest::suggest;
use super::run::{Place, Run};
use crate::syntax::{Text, has_template};
use crate::types::{ObjectAttribute, Type};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use terrace_core::words::{count, describe};

impl Run<'_> {
    /// Checks a value against a type, and every expression in it against the declarations.
    pub fn value(&mut self, value: &Value, ty: &Type, place: &Place) {
        match (value, ty) {
            (Value::Null, _) => {}
            (Value::String(text), _) => self.text(text, ty, place),
            (Value::Bool(_), _) if Type::Bool.converts_to(ty) => {}
            (Value::Number(_), _) if Type::Number.converts_to(ty) => {}
            (Value::Array(elements), Type::List(element) | Type::Set(element)) => {
                self.elements(elements, element, place);
            }
            (Value::Array(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                for (index, (element, ty)) in elements.iter().zip(types).enumerate() {
                    self.value(element, ty, &place.index(index));
                }
            }
            (Value::Array(elements), Type::Any) => self.elements(elements, &Type::Any, place),
            (Value::Object(members), Type::Map(element)) => self.map(members, element, place),
            (Value::Object(members), Type::Any) => self.map(members, &Type::Any, place),
            (Value::Object(members), Type::Object(attributes)) => self.object(members, attributes, place),
            _ => {
                let found = match (value, ty) {
                    (Value::Array(elements), Type::Tuple(_)) => {
                        format!("a list of {}", count(elements.len(), "item"))
                    }
                    _ => describe(value),
                };
                self.report(place, Rule::WrongType, ty.summary().to_string(), found);
                // References in a value of the wrong type are checked too.
                if value.is_array() || value.is_object() {
                    self.value(value, &Type::Any, place);
                }
            }
        }
    }

    fn text(&mut self, text: &str, ty: &Type, place: &Place) {
        let mut problems = Vec::new();
        let wrong = match expression::read(text) {
            Ok(Text::Literal(literal)) => {
                (!ty.takes_string(&literal)).then(|| describe(&Value::String(literal)))
            }
            Ok(Text::Whole(expression)) => {
                let found = expression::infer(&self.world, &expression, &place.scope, &mut problems);
                let shown = expression.to_string();
                (!found.converts_to(ty)).then(|| format!("`{}`, which is {}", shown.trim(), found.summary()))
            }
            Ok(Text::Parts(template)) => {
                let found = expression::template_parts(&self.world, &template, &place.scope, &mut problems);
                (!found.converts_to(ty)).then(|| format!("a template, which is {}", found.summary()))
            }
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        self.report_all(place, problems);
        if let Some(found) = wrong {
            self.report(place, Rule::WrongType, ty.summary().to_string(), found);
        }
    }

    fn elements(&mut self, elements: &[Value], ty: &Type, place: &Place) {
        for (index, element) in elements.iter().enumerate() {
            self.value(element, ty, &place.index(index));
        }
    }

    /// Checks the members of a map or object. Their keys in expressions are templates, too.
    fn map(&mut self, members: &Map<String, Value>, ty: &Type, place: &Place) {
        for (key, value) in members {
            let place = place.key(key);
            self.text(key, &Type::String, &place);
            self.value(value, ty, &place);
        }
    }

    fn object(
        &mut self,
        members: &Map<String, Value>,
        attributes: &BTreeMap<String, ObjectAttribute>,
        place: &Place,
    ) {
        if members.keys().any(|key| has_template(key)) {
            return self.map(members, &Type::Any, place);
        }
        for (name, value) in members {
            match attributes.get(name) {
                Some(attribute) => self.value(value, &attribute.type_constraint, &place.key(name)),
                None => {
                    let expected = suggest("an attribute of this object", name, attributes.keys());
                    self.report(&place.key(name), Rule::UnknownArgument, expected, format!("`{name}`"));
                    self.value(value, &Type::Any, &place.key(name));
                }
            }
        }
        for (name, attribute) in attributes {
            if !attribute.optional && !members.contains_key(name) {
                let expected = format!(
                    "{}, or null: the object has to be complete",
                    attribute.type_constraint.summary()
                );
                self.report(&place.key(name), Rule::MissingArgument, expected, "nothing");
            }
        }
    }
}
