//! The keywords of JSON Schema that contain subschemas.

/// A keyword whose value is one subschema or several.
#[derive(Debug, PartialEq, Eq)]
pub struct Applicator {
    pub name: &'static str,
    pub(super) form: Form,
    pub applies: Applies,
}

/// The form of a keyword's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    One,
    List,
    Map,
}

/// The values that the subschemas of a keyword apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// The value that the schema with the keyword applies to.
    ToValue,
    ToKeys,
    /// The members or items of that value.
    ToParts,
    /// Any value whose schema refers to the subschema.
    ByReference,
}

/// Returns the keyword with this name, if it contains subschemas.
pub(super) fn applicator(name: &str) -> Option<&'static Applicator> {
    APPLICATORS.iter().find(|applicator| applicator.name == name)
}

static APPLICATORS: [Applicator; 20] = [
    Applicator { name: "properties", form: Form::Map, applies: Applies::ToParts },
    Applicator { name: "patternProperties", form: Form::Map, applies: Applies::ToParts },
    Applicator { name: "additionalProperties", form: Form::One, applies: Applies::ToParts },
    Applicator { name: "unevaluatedProperties", form: Form::One, applies: Applies::ToParts },
    Applicator { name: "propertyNames", form: Form::One, applies: Applies::ToKeys },
    Applicator { name: "prefixItems", form: Form::List, applies: Applies::ToParts },
    Applicator { name: "items", form: Form::One, applies: Applies::ToParts },
    // Not a keyword of draft 2020-12, but a secret is better recognized in too many places than in too few.
    Applicator { name: "additionalItems", form: Form::One, applies: Applies::ToParts },
    Applicator { name: "unevaluatedItems", form: Form::One, applies: Applies::ToParts },
    Applicator { name: "contains", form: Form::One, applies: Applies::ToParts },
    Applicator { name: "allOf", form: Form::List, applies: Applies::ToValue },
    Applicator { name: "anyOf", form: Form::List, applies: Applies::ToValue },
    Applicator { name: "oneOf", form: Form::List, applies: Applies::ToValue },
    Applicator { name: "not", form: Form::One, applies: Applies::ToValue },
    Applicator { name: "if", form: Form::One, applies: Applies::ToValue },
    Applicator { name: "then", form: Form::One, applies: Applies::ToValue },
    Applicator { name: "else", form: Form::One, applies: Applies::ToValue },
    Applicator { name: "dependentSchemas", form: Form::Map, applies: Applies::ToValue },
    Applicator { name: "$defs", form: Form::Map, applies: Applies::ByReference },
    Applicator { name: "definitions", form: Form::Map, applies: Applies::ByReference },
];
