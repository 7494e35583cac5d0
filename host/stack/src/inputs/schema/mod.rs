//! The schema of a tier's inputs, parsed once for everything that reads it.
//!
//! Schemas come from tiers, which are not trusted. A [`Schema`] can be made from any JSON value, and following it for one value
//! always ends: a reference that points to nothing or leads back to itself is left out. [`Schema::fault`] says so.

mod keyword;
mod parse;
mod soundness;

#[cfg(test)]
mod tests;

pub use keyword::{Applicator, Applies};
pub use soundness::SchemaFault;

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The `format` of a schema that accepts Terraform expressions only.
pub const EXPRESSION_FORMAT: &str = "terraform-expression";

/// A JSON Schema, draft 2020-12, with its references resolved.
#[derive(Debug)]
pub struct Schema {
    /// The first is the root.
    subschemas: Vec<Keywords>,
    fault: Option<SchemaFault>,
    has_secrets: bool,
}

/// The position of a subschema in [`Schema::subschemas`].
type Id = usize;

/// The keywords of one subschema.
#[derive(Debug, Default)]
struct Keywords {
    /// The whole subschema, if it is not a map: `true`, `false`, or anything else if it is not valid.
    literal: Option<Value>,
    /// The keywords without subschemas. A list, because it has few entries, and there are many subschemas.
    plain: Vec<(String, Value)>,
    /// The keywords with subschemas.
    applied: Vec<(&'static Applicator, Children)>,
    /// The subschema that `$ref` points to.
    target: Option<Id>,
    is_expression: bool,
}

impl Keywords {
    /// Returns the value of a keyword without subschemas.
    fn get(&self, name: &str) -> Option<&Value> {
        self.plain.iter().find(|(keyword, _)| keyword == name).map(|(_, value)| value)
    }
}

/// The subschemas of a keyword.
#[derive(Debug)]
enum Children {
    One(Id),
    List(Vec<Id>),
    Map(BTreeMap<String, Id>),
}

impl Children {
    fn ids(&self) -> impl Iterator<Item = Id> {
        let (few, named): (&[Id], _) = match self {
            Self::One(id) => (std::slice::from_ref(id), None),
            Self::List(ids) => (ids, None),
            Self::Map(ids) => (&[], Some(ids.values())),
        };
        few.iter().chain(named.into_iter().flatten()).copied()
    }
}

impl Schema {
    /// Parses a schema.
    pub fn new(schema: &Value) -> Self {
        let (mut subschemas, mut fault) = parse::parse(schema);
        fault = fault.or(soundness::resolve(&mut subschemas));
        let is_secret =
            |keywords: &Keywords| keywords.get("writeOnly").is_some_and(|it| *it == Value::Bool(true));
        let has_secrets = subschemas.iter().any(is_secret);
        Self { subschemas, fault, has_secrets }
    }

    /// Returns the reason why values must not be checked against the schema, if there is one.
    pub fn fault(&self) -> Option<&SchemaFault> {
        self.fault.as_ref()
    }

    pub fn has_secrets(&self) -> bool {
        self.has_secrets
    }

    /// Returns the schema for the inputs as a whole.
    pub fn root(&self) -> Subschema<'_> {
        self.at(0)
    }

    fn at(&self, id: Id) -> Subschema<'_> {
        Subschema { schema: self, id }
    }
}

/// A schema or one of the schemas in it.
#[derive(Debug, Clone, Copy)]
pub struct Subschema<'s> {
    schema: &'s Schema,
    id: Id,
}

impl<'s> Subschema<'s> {
    fn keywords(self) -> &'s Keywords {
        &self.schema.subschemas[self.id]
    }

    /// Returns the whole schema, if it is `true` or `false`, or anything else that is not a map.
    pub fn literal(self) -> Option<&'s Value> {
        self.keywords().literal.as_ref()
    }

    /// Returns whether the schema accepts nothing.
    pub fn is_false(self) -> bool {
        self.literal() == Some(&Value::Bool(false))
    }

    /// Returns whether the schema accepts expressions only.
    pub fn is_expression(self) -> bool {
        self.keywords().is_expression
    }

    /// Returns whether values are marked as secrets.
    pub fn is_secret(self) -> bool {
        self.keyword("writeOnly") == Some(&Value::Bool(true))
    }

    /// Returns the value of a keyword without subschemas, as written.
    pub fn keyword(self, name: &str) -> Option<&'s Value> {
        self.keywords().get(name)
    }

    pub fn keyword_names(self) -> impl Iterator<Item = &'s str> {
        let keywords = self.keywords();
        let applied = keywords.applied.iter().map(|(applicator, _)| applicator.name);
        keywords.plain.iter().map(|(name, _)| name.as_str()).chain(applied)
    }

    pub fn description(self) -> Option<&'s str> {
        self.keyword("description")?.as_str()
    }

    pub fn default(self) -> Option<&'s Value> {
        self.keyword("default")
    }

    /// Returns the first value of `examples`.
    pub fn example(self) -> Option<&'s Value> {
        self.keyword("examples")?.get(0)
    }

    /// Returns the value of `const`.
    pub fn constant(self) -> Option<&'s Value> {
        self.keyword("const")
    }

    /// Returns the values of `enum`.
    pub fn enumeration(self) -> Option<&'s [Value]> {
        self.keyword("enum")?.as_array().map(Vec::as_slice)
    }

    /// Returns the names of the types that `type` allows; none if it allows all.
    pub fn types(self) -> impl Iterator<Item = &'s str> + Clone {
        let (one, several) = match self.keyword("type") {
            Some(Value::String(name)) => (Some(name.as_str()), &[][..]),
            Some(Value::Array(names)) => (None, names.as_slice()),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(several.iter().filter_map(Value::as_str))
    }

    pub fn has_several_types(self) -> bool {
        self.keyword("type").is_some_and(Value::is_array)
    }

    /// Returns the names of the members that a map must have.
    pub fn required(self) -> impl Iterator<Item = &'s str> + Clone {
        self.keyword("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Returns the schema that `$ref` points to.
    pub fn reference(self) -> Option<Self> {
        self.keywords().target.map(|id| self.schema.at(id))
    }

    /// Returns the schema at the end of a chain of `$ref`s, or this one if it has none.
    pub fn resolved(self) -> Self {
        self.reference().map_or(self, Self::resolved)
    }

    /// Returns the schemas of `anyOf`, or else of `oneOf`.
    pub fn alternatives(self) -> impl ExactSizeIterator<Item = Self> + Clone {
        let has_any_of = self.children("anyOf").is_some();
        self.list(if has_any_of { "anyOf" } else { "oneOf" })
    }

    /// Returns the schemas of a keyword with a list of schemas, such as `allOf`.
    pub fn list(self, keyword: &str) -> impl ExactSizeIterator<Item = Self> + Clone + use<'s> {
        let ids = match self.children(keyword) {
            Some(Children::List(ids)) => ids.as_slice(),
            _ => &[],
        };
        ids.iter().map(move |id| self.schema.at(*id))
    }

    /// Returns the schema of a keyword with a single schema, such as `items`.
    pub fn one(self, keyword: &str) -> Option<Self> {
        match self.children(keyword) {
            Some(Children::One(id)) => Some(self.schema.at(*id)),
            _ => None,
        }
    }

    /// Returns the schemas of a keyword with a map of schemas, such as `$defs`.
    pub fn map(self, keyword: &str) -> impl ExactSizeIterator<Item = (&'s str, Self)> + use<'s> {
        static NONE: BTreeMap<String, Id> = BTreeMap::new();
        let ids = match self.children(keyword) {
            Some(Children::Map(ids)) => ids,
            _ => &NONE,
        };
        ids.iter().map(move |(name, id)| (name.as_str(), self.schema.at(*id)))
    }

    /// Returns the schemas of `properties`.
    pub fn properties(self) -> impl ExactSizeIterator<Item = (&'s str, Self)> {
        self.map("properties")
    }

    /// Returns the schema for a member of a map in `properties`.
    pub fn property(self, name: &str) -> Option<Self> {
        match self.children("properties") {
            Some(Children::Map(ids)) => Some(self.schema.at(*ids.get(name)?)),
            _ => None,
        }
    }

    /// Returns the schema for the item of a list at an index, from `prefixItems` or `items`.
    pub fn item(self, index: usize) -> Option<Self> {
        self.list("prefixItems").nth(index).or_else(|| self.one("items"))
    }

    pub fn has(self, keyword: &str) -> bool {
        self.children(keyword).is_some()
    }

    /// Returns this schema, and all others that apply to the same value through `$ref` and the keywords that `follow` returns
    /// true for. None is returned twice.
    pub fn for_same_value(self, follow: impl Fn(&Applicator) -> bool) -> Vec<Self> {
        let mut found = vec![self];
        // Only created if it is needed, because most schemas apply no others.
        let mut is_found: Vec<bool> = Vec::new();
        let mut done = 0;
        while let Some(schema) = found.get(done).copied() {
            done += 1;
            let applied = schema.keywords().applied.iter().filter(|(applicator, _)| follow(applicator));
            let ids = applied.flat_map(|(_, children)| children.ids());
            for id in schema.keywords().target.into_iter().chain(ids) {
                if is_found.is_empty() {
                    is_found = vec![false; self.schema.subschemas.len()];
                    is_found[self.id] = true;
                }
                if !std::mem::replace(&mut is_found[id], true) {
                    found.push(self.schema.at(id));
                }
            }
        }
        found
    }

    /// Returns the schema as JSON, with each schema in it replaced.
    pub fn rebuilt(self, replace: impl Fn(&'static Applicator, Self) -> Value) -> Map<String, Value> {
        let mut rebuilt: Map<_, _> = self.keywords().plain.iter().cloned().collect();
        for (applicator, children) in &self.keywords().applied {
            let replaced = |id: &Id| replace(applicator, self.schema.at(*id));
            let value = match children {
                Children::One(id) => replaced(id),
                Children::List(ids) => ids.iter().map(replaced).collect(),
                Children::Map(ids) => ids.iter().map(|(name, id)| (name.clone(), replaced(id))).collect(),
            };
            rebuilt.insert(applicator.name.to_owned(), value);
        }
        rebuilt
    }

    fn children(self, keyword: &str) -> Option<&'s Children> {
        let applied = &self.keywords().applied;
        applied.iter().find(|(applicator, _)| applicator.name == keyword).map(|(_, children)| children)
    }
}
