//! Infers types of references: from the block that they name down to the attribute.

use super::block_reference::{BlockReference, Operator, attribute_name};
use super::configuration::Declaration;
use super::expression::{self, Problem};
use super::finding::Rule;
use super::nearest::suggest;
use super::scope::Scope;
use super::traversal::{Walk, text};
use super::world::World;
use crate::types::Type;
use hcl_edit::expr::{Expression, TraversalOperator};
use serde_json::Value;

/// Infers the type of the value that `operators` lead to from `root`.
pub fn infer(
    world: &World,
    root: &Expression,
    operators: &[Operator],
    scope: &Scope,
    problems: &mut Vec<Problem>,
) -> Type {
    let (start, used) = match root {
        Expression::Variable(name) => match (Head { world, root, operators }).resolve(name.as_str(), scope) {
            Ok(found) => found,
            Err(problem) => {
                problems.push(problem);
                (Type::Any, 0)
            }
        },
        other => (expression::infer(world, other, scope, problems), 0),
    };
    let (head, rest) = operators.split_at(used.min(operators.len()));
    Walk { world, scope, problems }.walk(start, rest, text(root, head))
}

/// The beginning of a reference, which names a declaration.
struct Head<'a> {
    world: &'a World<'a>,
    root: &'a Expression,
    operators: &'a [Operator],
}

impl Head<'_> {
    /// Returns the type of the declaration, and the number of operators that belong to its name.
    fn resolve(&self, root: &str, scope: &Scope) -> Result<(Type, usize), Problem> {
        let declared = &self.world.declared;
        if let Some(ty) = scope.get(root) {
            return Ok((ty.clone(), 0));
        }
        if self.world.open_roots.contains(&root) {
            return Ok((Type::Any, 0));
        }
        match (root, self.operators.first().and_then(attribute_name)) {
            ("local", Some(local)) => {
                let ty = self.world.local_type(local);
                ty.map(|ty| (ty, 1))
                    .ok_or_else(|| self.unknown("a local value", 1, local, declared.locals.keys()))
            }
            ("var", Some(variable)) => {
                let ty = self.world.variable_type(variable);
                ty.map(|ty| (ty, 1))
                    .ok_or_else(|| self.unknown("a variable", 1, variable, declared.variables.keys()))
            }
            ("module", Some(module)) if declared.modules.contains(module) => Ok((Type::Any, 1)),
            ("module", Some(module)) => Err(self.unknown("a module call", 1, module, &declared.modules)),
            ("path", ..) => Ok((Type::object(["module", "root", "cwd"].map(|name| (name, Type::String))), 0)),
            ("terraform", ..) => {
                Ok((Type::object([("workspace", Type::String), ("applying", Type::Bool)]), 0))
            }
            ("each", ..) => Err(self.absent("a block with `for_each` around it")),
            ("count", ..) => Err(self.absent("a block with `count` around it")),
            ("self", ..) => Err(self.absent("a provisioner, a connection or a postcondition around it")),
            _ => match BlockReference::read(root, self.operators) {
                Some(block) => self.block(&block),
                None => Err(self.absent("a reference that names something declared")),
            },
        }
    }

    /// Returns the type of a block, or of all its instances if it has `count` or `for_each`.
    fn block(&self, reference: &BlockReference<'_>) -> Result<(Type, usize), Problem> {
        let BlockReference { kind, type_name, name, operators: used } = *reference;
        let address = kind.address(type_name, name);
        let Some(block) = self.world.declared.block(kind, type_name, name) else {
            return Err(self.unknown(
                "a declared block",
                used,
                &address,
                self.world.declared.addresses(kind),
            ));
        };
        let repeated = repetition(&block);
        let next = self.operators.get(used).map(|operator| operator.value());
        let wrong = match (repeated, next) {
            (Some(argument), Some(TraversalOperator::GetAttr(_))) => {
                Some(format!("an index, because {address} has `{argument}`"))
            }
            (None, Some(TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_))) => {
                Some(format!("no index, because {address} has no `count` or `for_each`"))
            }
            (Some("for_each"), Some(TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_))) => {
                Some(format!("`values(…)` before the splat, because {address} is a map"))
            }
            _ => None,
        };
        if let Some(expected) = wrong {
            let found = format!("`{}`", text(self.root, self.operators));
            return Err(Problem { rule: Rule::InvalidReference, expected, found });
        }
        let instance = self.world.instance_type(&block);
        let whole = match repeated {
            Some("count") => Type::List(Box::new(instance)),
            Some(_) => Type::Map(Box::new(instance)),
            None => instance,
        };
        Ok((whole, used))
    }

    fn unknown<T: AsRef<str>>(
        &self,
        what: &str,
        used: usize,
        name: &str,
        names: impl IntoIterator<Item = T>,
    ) -> Problem {
        let head = self.operators.get(..used).unwrap_or_default();
        Problem {
            rule: Rule::UnknownReference,
            expected: suggest(what, name, names),
            found: format!("`{}`", text(self.root, head)),
        }
    }

    fn absent(&self, expected: &str) -> Problem {
        let found = format!("`{}`", text(self.root, self.operators));
        Problem { rule: Rule::UnknownReference, expected: expected.to_owned(), found }
    }
}

/// Returns the argument that gives a block any number of instances.
fn repetition(block: &Declaration) -> Option<&'static str> {
    ["count", "for_each"]
        .into_iter()
        .find(|argument| !matches!(block.body.get(argument), None | Some(Value::Null)))
}
