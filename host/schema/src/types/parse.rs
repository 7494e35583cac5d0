//! Parses type constraints, which have the syntax of expressions.

use super::{ObjectAttribute, Type, TypeError};
use hcl_edit::Span;
use hcl_edit::expr::{Expression as Tree, FuncCall, Object};
use std::collections::BTreeMap;
use std::str::FromStr;
use terrace_core::expression::parse_tree;
use terrace_core::suggest::nearest;

const NAMES: &[&str] = &["any", "bool", "list", "map", "number", "object", "set", "string", "tuple"];

impl FromStr for Type {
    type Err = TypeError;

    /// Parses a type constraint in Terraform's syntax. Nesting is bounded, so that no text exhausts the stack.
    fn from_str(text: &str) -> Result<Self, TypeError> {
        let text = text.trim();
        // Most outputs have such a type.
        if let Some(known) = simple(text).or_else(|| collection(text)) {
            return Ok(known);
        }
        Reader { text }.read(&parse_tree(text)?)
    }
}

/// Parses a list, set or map of a simple type, written without spaces.
fn collection(text: &str) -> Option<Type> {
    let (name, element) = text.strip_suffix(')')?.split_once('(')?;
    let element = Box::new(simple(element)?);
    match name {
        "list" => Some(Type::List(element)),
        "set" => Some(Type::Set(element)),
        "map" => Some(Type::Map(element)),
        _ => None,
    }
}

/// Parses a type that is a single name.
fn simple(name: &str) -> Option<Type> {
    match name {
        "any" => Some(Type::Any),
        "string" => Some(Type::String),
        "number" => Some(Type::Number),
        "bool" => Some(Type::Bool),
        _ => None,
    }
}

struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn read(&self, tree: &Tree) -> Result<Type, TypeError> {
        match tree {
            Tree::Variable(name) => self.named(name.as_str()),
            Tree::FuncCall(call) => self.constructed(call),
            other => Err(unknown(self.written(other))),
        }
    }

    fn named(&self, name: &str) -> Result<Type, TypeError> {
        simple(name).ok_or_else(|| form(name).unwrap_or_else(|| unknown(name)))
    }

    fn constructed(&self, call: &FuncCall) -> Result<Type, TypeError> {
        let name = call.name.name.as_str();
        if call.name.is_namespaced() || call.args.expand_final() {
            return Err(form(name).unwrap_or_else(|| unknown(name)));
        }
        let argument = call.args.get(0).filter(|_| call.args.len() == 1);
        match (name, argument) {
            ("optional", _) => Err(TypeError::Optional),
            ("list", Some(element)) => Ok(Type::List(Box::new(self.read(element)?))),
            ("set", Some(element)) => Ok(Type::Set(Box::new(self.read(element)?))),
            ("map", Some(element)) => Ok(Type::Map(Box::new(self.read(element)?))),
            ("tuple", Some(Tree::Array(elements))) => {
                elements.iter().map(|element| self.read(element)).collect::<Result<_, _>>().map(Type::Tuple)
            }
            ("object", Some(Tree::Object(attributes))) => self.attributes(attributes).map(Type::Object),
            _ => Err(form(name).unwrap_or_else(|| unknown(name))),
        }
    }

    fn attributes(&self, object: &Object) -> Result<BTreeMap<String, ObjectAttribute>, TypeError> {
        let mut attributes = BTreeMap::new();
        for (key, value) in object {
            let name = match (key.as_ident(), key.as_expr()) {
                (Some(name), _) => name.as_str().to_owned(),
                (None, Some(Tree::Variable(name))) => name.as_str().to_owned(),
                (None, other) => {
                    let written = other.map(|other| self.written(other)).unwrap_or_default();
                    return Err(TypeError::AttributeName(written.to_owned()));
                }
            };
            let attribute = self.attribute(value.expr())?;
            attributes.insert(name, attribute);
        }
        Ok(attributes)
    }

    fn attribute(&self, tree: &Tree) -> Result<ObjectAttribute, TypeError> {
        let call = match tree {
            Tree::FuncCall(call) if call.name.name.as_str() == "optional" => call,
            other => return Ok(ObjectAttribute::required(self.read(other)?)),
        };
        let wrong = || TypeError::Form { name: "optional".to_owned(), form: "optional(TYPE, DEFAULT)" };
        let arguments = &call.args;
        if arguments.len() > 2 || arguments.expand_final() || call.name.is_namespaced() {
            return Err(wrong());
        }
        let type_constraint = self.read(arguments.get(0).ok_or_else(wrong)?)?;
        let default = arguments.get(1).map(|default| self.written(default).to_owned());
        Ok(ObjectAttribute { default, ..ObjectAttribute::optional(type_constraint) })
    }

    /// Returns the text of a part.
    fn written(&self, tree: &Tree) -> &'a str {
        tree.span().and_then(|span| self.text.get(span)).unwrap_or_default().trim()
    }
}

/// Returns an error with the form of a type that consists of others, or none for any other name.
fn form(name: &str) -> Option<TypeError> {
    let form = match name {
        "list" => "list(TYPE)",
        "set" => "set(TYPE)",
        "map" => "map(TYPE)",
        "tuple" => "tuple([TYPE, TYPE])",
        "object" => "object({NAME = TYPE})",
        _ => return None,
    };
    Some(TypeError::Form { name: name.to_owned(), form })
}

/// The types of other languages and tools, and their names in Terraform.
const ALIASES: &[(&str, &str)] = &[
    ("array", "list"),
    ("boolean", "bool"),
    ("dict", "map"),
    ("double", "number"),
    ("float", "number"),
    ("hash", "map"),
    ("int", "number"),
    ("integer", "number"),
    ("text", "string"),
];

fn unknown(text: &str) -> TypeError {
    // `list[string]`
    if let Some(form) = text.split_once('[').and_then(|(name, _)| form(name.trim())) {
        return form;
    }
    let lower = text.to_ascii_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, name)| *name);
    let near = alias
        .or_else(|| nearest(&lower, NAMES.iter().copied()))
        .or_else(|| NAMES.contains(&lower.as_str()).then_some(lower.as_str()));
    let nearest = NAMES.iter().copied().find(|name| Some(*name) == near);
    TypeError::Unknown { text: text.to_owned(), nearest }
}
