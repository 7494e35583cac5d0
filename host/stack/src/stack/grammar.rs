//! The keys of a stack file and the values that they take. The reader, the JSON Schema for editors and the reference
//! documentation are all based on these tables.

/// A key of a map in the stack file.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    /// The type of the value.
    pub takes: Takes,
    /// The default, if the key is optional.
    pub without: Without,
    /// A description: one sentence without a full stop.
    pub meaning: &'static str,
}

/// The meaning of a missing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// The key must be set.
    Required,
    /// The default, as text or as a value in backticks.
    Default(&'static str),
}

/// The type of a key's value. If the key is optional, `null` is the same as leaving it out.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// The name of a stack or an environment.
    Name,
    /// The name of a region of the stack.
    Region,
    /// `all`, or a list of names of the stack's regions.
    Regions,
    /// A string without expressions.
    Literal,
    /// A string that may contain expressions.
    Text,
    /// `true` or `false`.
    Boolean,
    /// Any value without expressions.
    LiteralValue,
    /// Any value, which may contain expressions.
    Value,
    /// A map of strings.
    Texts,
    /// A map of any values.
    Arguments,
    /// A map with one entry, from the type of a backend to its settings.
    Backend,
    /// A map from region names to maps from providers to their configurations.
    Configurations,
    /// A map from names to maps with these keys.
    Each(&'static [Key]),
    /// A map from names to maps with these keys, or to a string, which is short for the key `value`.
    EachOrText(&'static [Key]),
    /// A map with these keys, or a list of such maps.
    OneOrMore(&'static [Key]),
    Map(&'static [Key]),
    /// A map from names to tiers.
    Tiers,
    /// A component: the name of a built-in tier, a path, or a remote component.
    Component,
    /// A whole number.
    Count,
    /// A number of bytes, or a size such as `256 MiB`.
    Size,
    Grants,
    /// The inputs of a tier.
    Inputs,
    /// A map from a tier's regions to its inputs there.
    RegionInputs,
    /// A map from types and addresses to attributes and their values.
    Prescriptions,
}

impl Takes {
    /// Returns a short description in Markdown, such as `` `true` or `false` ``.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Region => "region name",
            Self::Regions => "`all`, or a list of region names",
            Self::Literal | Self::Component => "literal string",
            Self::Text => "string",
            Self::Boolean => "`true` or `false`",
            Self::Count => "whole number",
            Self::Size => "bytes, or a size such as `256 MiB`",
            Self::Grants => "list of grants",
            Self::LiteralValue => "any literal value",
            Self::Value => "any",
            Self::Texts => "map of strings",
            Self::Backend => "map with one entry",
            Self::OneOrMore(_) => "map, or list of maps",
            Self::RegionInputs => "map from region to inputs",
            Self::Arguments
            | Self::Configurations
            | Self::Each(_)
            | Self::EachOrText(_)
            | Self::Map(_)
            | Self::Tiers
            | Self::Inputs
            | Self::Prescriptions => "map",
        }
    }
}

const fn required(name: &'static str, takes: Takes, meaning: &'static str) -> Key {
    Key { name, takes, without: Without::Required, meaning }
}

const fn optional(name: &'static str, takes: Takes, default: &'static str, meaning: &'static str) -> Key {
    Key { name, takes, without: Without::Default(default), meaning }
}

pub(super) const fn names<const N: usize>(keys: &[Key; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = keys[at].name;
        at += 1;
    }
    names
}

/// The keys at the top level of a stack file.
pub const STACK: [Key; 13] = [
    required("stack", Takes::Name, "the stack's name"),
    optional(
        "environment",
        Takes::Name,
        "none",
        "selects the overlay to merge into this file, and the output directory",
    ),
    optional("required_version", Takes::Literal, "none", "Terraform's `required_version`"),
    optional("variables", Takes::Each(&VARIABLE), "none", "Terraform variables"),
    optional(
        "providers",
        Takes::Each(&PROVIDER),
        "as declared by the tiers",
        "source, version and shared configuration of providers",
    ),
    optional("regions", Takes::Configurations, "none", "provider configurations by region"),
    optional(
        "default_region",
        Takes::Region,
        "the only region",
        "the region of resources from tiers without regions",
    ),
    optional("tags", Takes::Texts, "none", "passed to every tier"),
    optional("backend", Takes::Backend, "a local file, as in Terraform", "where Terraform stores the state"),
    optional("tiers", Takes::Tiers, "none", "the tiers"),
    optional("limits", Takes::Map(&LIMITS), "the defaults", "resource limits of each component"),
    optional("outputs", Takes::EachOrText(&OUTPUT), "none", "Terraform outputs"),
    optional("sandbox", Takes::Map(&SANDBOX), "nothing", "values that simulated providers return"),
];

pub const VARIABLE: [Key; 7] = [
    optional("type", Takes::Literal, "any type", "a Terraform type constraint, such as `list(string)`"),
    optional(
        "default",
        Takes::LiteralValue,
        "none: it must be set",
        "the value if none is set. Used as written: Terraform does not evaluate it",
    ),
    optional("description", Takes::Literal, "none", "a description for people"),
    optional("sensitive", Takes::Boolean, "`false`", "whether Terraform hides the value"),
    optional("nullable", Takes::Boolean, "`true`", "whether it may be `null`"),
    optional("ephemeral", Takes::Boolean, "`false`", "whether it is kept out of state and plans"),
    optional("validation", Takes::OneOrMore(&VALIDATION), "none", "rules for the value"),
];

pub const VALIDATION: [Key; 2] = [
    required("condition", Takes::Text, "the condition to check; it may refer to `var` and `terrace`"),
    required("error_message", Takes::Text, "the message if the condition is false"),
];

pub const PROVIDER: [Key; 3] = [
    optional(
        "source",
        Takes::Literal,
        "as declared by the tiers",
        "the source address, such as `hashicorp/aws`",
    ),
    optional(
        "version",
        Takes::Literal,
        "as declared by the tiers",
        "a version constraint, in addition to those of the tiers",
    ),
    optional(
        "configuration",
        Takes::Arguments,
        "none",
        "arguments shared by the configurations of all regions. If no region configures the provider, this is its \
         default configuration",
    ),
];

pub const TIER: [Key; 8] = [
    required(
        "component",
        Takes::Component,
        "the name of a built-in tier, the path of a component or of a tier's source, or a remote component: \
         `oci://…`, `https://…`",
    ),
    optional(
        "version",
        Takes::Literal,
        "set by the tag or digest",
        "acceptable versions in an `oci://` repository, such as `^1.4`; the highest one is locked",
    ),
    optional(
        "digest",
        Takes::Literal,
        "none; required with `https://`",
        "SHA-256 of the component, as `sha256:…`. Any other component is rejected",
    ),
    optional(
        "regions",
        Takes::Regions,
        "none",
        "one instance for each region. Without this key the tier runs once, outside of all regions",
    ),
    optional("inputs", Takes::Inputs, "none", "inputs of all instances"),
    optional("region_inputs", Takes::RegionInputs, "none", "merged over `inputs` in that region"),
    optional("grants", Takes::Grants, "none", "permissions that tiers do not have by default"),
    optional("limits", Takes::Map(&LIMITS), "the limits of the stack", "resource limits of its component"),
];

/// The keys of limits, one for each [`Bound`](terrace_core::model::Bound).
pub const LIMITS: [Key; 14] = [
    optional(
        "fuel",
        Takes::Count,
        "`10000000000`",
        "units of work of one call, about one for each instruction",
    ),
    optional("seconds", Takes::Count, "`120`", "seconds per call"),
    optional("memory", Takes::Size, "`256 MiB`", "memory of one call"),
    optional("table_elements", Takes::Count, "`100000`", "table elements of one call"),
    optional(
        "instances",
        Takes::Count,
        "`128`",
        "core instances of one call; also the limit for memories and tables",
    ),
    optional("component", Takes::Size, "`64 MiB`", "size of the component"),
    optional("functions", Takes::Count, "`100000`", "functions in the component"),
    optional("function", Takes::Size, "`1 MiB`", "size of its largest function"),
    optional("compilation", Takes::Count, "`300`", "seconds to compile the component"),
    optional("compilation_memory", Takes::Size, "`896 MiB`", "memory to compile the component"),
    optional("contribution", Takes::Size, "`64 MiB`", "size of the result of one call"),
    optional(
        "blocks",
        Takes::Count,
        "`100000`",
        "blocks that one call returns, including outputs and local values",
    ),
    optional(
        "diagnostics",
        Takes::Count,
        "`100`",
        "problems, or warnings, of one call; any more are counted but not shown",
    ),
    optional(
        "depth",
        Takes::Count,
        "`64`",
        "nesting depth of lists and objects in one JSON text; at most 120",
    ),
];

pub const OUTPUT: [Key; 3] = [
    required("value", Takes::Value, "the value of the output"),
    optional("description", Takes::Literal, "none", "a description for people"),
    optional(
        "sensitive",
        Takes::Boolean,
        "`true` if the value refers to a sensitive output of a tier or a sensitive variable, outside of `nonsensitive(…)`",
        "whether Terraform hides the value",
    ),
];

pub const SANDBOX: [Key; 3] = [
    optional("data", Takes::Prescriptions, "nothing", "values that data sources return"),
    optional("ephemeral", Takes::Prescriptions, "nothing", "values that ephemeral resources return"),
    optional("resource", Takes::Prescriptions, "nothing", "values that resources have once they are created"),
];
