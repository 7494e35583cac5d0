//! Looks up the subschemas for a place in the inputs.

use super::schema::{Schema, Subschema};
use super::words::first_sentence;

/// The subschemas that apply to a place.
pub struct Place<'s> {
    schemas: Vec<Subschema<'s>>,
    takes_secrets: bool,
}

impl<'s> Place<'s> {
    /// Returns the place at a path of keys and list indices.
    pub fn of<'p>(schema: &'s Schema, path: impl IntoIterator<Item = &'p str>) -> Self {
        let mut place = Self { schemas: vec![schema.root()], takes_secrets: false };
        for step in path {
            place.takes_secrets |= place.parts().any(Subschema::is_secret);
            place.schemas = place.parts().filter_map(|schema| below(schema, step)).collect();
        }
        place
    }

    /// Returns the first sentence of the input's description.
    pub fn description(&self) -> Option<String> {
        self.schemas.iter().find_map(|schema| schema.description()).map(first_sentence)
    }

    /// Returns whether the place accepts secrets: it, or something that contains it, is marked `writeOnly`.
    pub fn takes_secrets(&self) -> bool {
        self.takes_secrets || self.parts().any(Subschema::is_secret)
    }

    /// Returns whether the place expects an ARN.
    pub fn takes_arns(&self) -> bool {
        let mut patterns = self.parts().filter_map(|schema| schema.keyword("pattern")?.as_str());
        patterns.any(|pattern| pattern.starts_with("^arn:"))
    }

    /// Returns the schemas, and all others that a value may have to match.
    fn parts(&self) -> impl Iterator<Item = Subschema<'s>> + use<'s> {
        let follow = |name: &str| ["allOf", "anyOf", "oneOf"].contains(&name);
        self.schemas.clone().into_iter().flat_map(move |schema| schema.for_same_value(|it| follow(it.name)))
    }
}

/// Returns the schema for an entry or an item of a value.
fn below<'s>(schema: Subschema<'s>, step: &str) -> Option<Subschema<'s>> {
    let item = || schema.one("items").filter(|_| step.parse::<usize>().is_ok());
    schema.property(step).or_else(item).or_else(|| schema.one("additionalProperties"))
}
