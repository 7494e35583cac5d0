//! Steps from a value to a part of it: attributes, indices, splats.

use super::block_reference::{Operator, attribute_name};
use super::expression::{self, Problem};
use super::finding::Rule;
use super::nearest::suggest;
use super::scope::Scope;
use super::world::World;
use crate::types::{ObjectAttribute, Type};
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use std::collections::BTreeMap;

/// The number of steps after which the type counts as unknown. Each step recurses.
const STEPS: usize = 64;

/// A walk from a value along operators.
pub struct Walk<'a> {
    /// The declarations and the schemas.
    pub world: &'a World<'a>,
    /// The names in scope, for indices that are expressions.
    pub scope: &'a Scope,
    /// The problems found so far.
    pub problems: &'a mut Vec<Problem>,
}

/// Returns a reference as written.
pub fn text(root: &Expression, operators: &[Operator]) -> String {
    let whole = Expression::from(Traversal::new(root.clone(), operators.to_vec()));
    whole.to_string().trim().to_owned()
}

impl Walk<'_> {
    /// Returns the type at the end of the walk. `so_far` is the text of the reference up to `from`.
    pub fn walk(&mut self, from: Type, operators: &[Operator], so_far: String) -> Type {
        if operators.len() <= STEPS {
            return self.follow(from, operators, so_far);
        }
        for operator in operators {
            if let TraversalOperator::Index(key) = operator.value() {
                expression::infer(self.world, key, self.scope, self.problems);
            }
        }
        Type::Any
    }

    fn follow(&mut self, from: Type, operators: &[Operator], so_far: String) -> Type {
        let Some((operator, rest)) = operators.split_first() else { return from };
        match operator.value() {
            TraversalOperator::GetAttr(name) => {
                let here = format!("{so_far}.{}", name.as_str());
                let next = self.attribute(&from, name.as_str(), &so_far, &here);
                self.follow(next, rest, here)
            }
            TraversalOperator::Index(key) => {
                let here = format!("{so_far}[{}]", key.to_string().trim());
                expression::infer(self.world, key, self.scope, self.problems);
                let next = match literal(key) {
                    Some(Key::Name(name)) if matches!(from, Type::Object(_)) => {
                        self.attribute(&from, &name, &so_far, &here)
                    }
                    key => self.element(&from, key, &here),
                };
                self.follow(next, rest, here)
            }
            TraversalOperator::LegacyIndex(index) => {
                let here = format!("{so_far}.{}", index.value());
                let next =
                    self.element(&from, usize::try_from(*index.value()).ok().map(Key::Position), &here);
                self.follow(next, rest, here)
            }
            TraversalOperator::FullSplat(_) => {
                let each = self.follow(splat(&from), rest, format!("{so_far}[*]"));
                Type::List(Box::new(each))
            }
            TraversalOperator::AttrSplat(_) => {
                let attributes =
                    rest.iter().take_while(|operator| attribute_name(operator).is_some()).count();
                let (inside, after) = rest.split_at(attributes);
                let each = self.follow(splat(&from), inside, format!("{so_far}.*"));
                self.follow(Type::List(Box::new(each)), after, format!("{so_far}.*"))
            }
        }
    }

    fn attribute(&mut self, from: &Type, name: &str, so_far: &str, here: &str) -> Type {
        match from {
            Type::Any => Type::Any,
            Type::Map(element) => (**element).clone(),
            Type::Object(attributes) => match attributes.get(name) {
                Some(attribute) => self.declared(attribute, here),
                None => self.no_attribute(attributes, name, so_far, here),
            },
            other => {
                let hint = match other {
                    Type::List(_) | Type::Tuple(_) => "an index or a splat",
                    Type::Set(_) => "`one(…)`, `tolist(…)` or a `for` around it",
                    _ => "nothing",
                };
                self.wrong(
                    Rule::InvalidReference,
                    format!("{hint} after `{so_far}`, which is {}", other.summary()),
                    here,
                )
            }
        }
    }

    fn declared(&mut self, attribute: &ObjectAttribute, here: &str) -> Type {
        if attribute.deprecated {
            self.wrong(Rule::Deprecated, "an attribute that is not deprecated".to_owned(), here);
        }
        attribute.type_constraint.clone()
    }

    fn no_attribute(
        &mut self,
        attributes: &BTreeMap<String, ObjectAttribute>,
        name: &str,
        so_far: &str,
        here: &str,
    ) -> Type {
        let what = format!("an attribute of `{so_far}`");
        self.wrong(Rule::UnknownReference, suggest(&what, name, attributes.keys()), here)
    }

    fn element(&mut self, from: &Type, key: Option<Key>, here: &str) -> Type {
        match (from, key) {
            (Type::List(_), Some(Key::Name(name))) if name.parse::<usize>().is_err() => {
                self.wrong(Rule::InvalidReference, format!("a number as index into {}", from.summary()), here)
            }
            (Type::Tuple(elements), Some(Key::Position(index))) => match elements.get(index) {
                Some(element) => element.clone(),
                None => {
                    let expected = format!("an index into {} elements", elements.len());
                    self.wrong(Rule::InvalidReference, expected, here)
                }
            },
            (Type::Set(_), _) => {
                let expected = "`one(…)`, `tolist(…)` or a `for` around it, because a set has no indices";
                self.wrong(Rule::InvalidReference, expected.to_owned(), here)
            }
            (Type::String | Type::Number | Type::Bool, _) => {
                self.wrong(Rule::InvalidReference, format!("no index into {}", from.summary()), here)
            }
            _ => from.element(),
        }
    }

    fn wrong(&mut self, rule: Rule, expected: String, here: &str) -> Type {
        self.problems.push(Problem { rule, expected, found: format!("`{here}`") });
        Type::Any
    }
}

/// Returns the type of the elements that a splat iterates over. A value that is not a sequence counts as a sequence of one.
fn splat(from: &Type) -> Type {
    match from {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => from.element(),
        other => other.clone(),
    }
}

/// A constant index.
enum Key {
    Position(usize),
    Name(String),
}

fn literal(key: &Expression) -> Option<Key> {
    match key {
        Expression::String(name) => Some(Key::Name(name.value().clone())),
        Expression::Number(number) => {
            number.value().as_u64().and_then(|number| usize::try_from(number).ok()).map(Key::Position)
        }
        _ => None,
    }
}
