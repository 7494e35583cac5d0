//! Findings of the check.

use std::fmt;
use terrace_core::path::Path;

/// A part of a configuration that does not match the schemas. Displayed in one line:
/// `aws_vpc.main: cidr_blok: unknown-argument: expected …, found …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The block's address. Examples: `aws_vpc.main`, `data.aws_ami.web`, `output.url`.
    pub address: String,
    /// The path in the block. Empty for the block as a whole.
    pub path: Path,
    /// The rule that is broken.
    pub rule: Rule,
    /// The schema's expectation.
    pub expected: String,
    /// The offending value.
    pub found: String,
}

/// A rule of the check. Its name, in lower-case words joined by `-`, is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// No schemas were passed for the provider, so the block cannot be checked.
    NoSchema,
    /// The type's schema cannot be parsed.
    MalformedSchema,
    /// The provider has no such type.
    UnknownType,
    /// The type has no such attribute or nested block.
    UnknownArgument,
    /// A required attribute is absent or null.
    MissingArgument,
    /// Only the provider can set the attribute.
    ComputedArgument,
    /// A value cannot be converted to the type.
    WrongType,
    /// A nested block is neither an object nor an array of objects.
    NotABlock,
    /// There are fewer nested blocks than the schema requires.
    TooFewBlocks,
    /// There are more nested blocks than the schema allows.
    TooManyBlocks,
    /// A template does not parse.
    InvalidExpression,
    /// A reference to something that does not exist: a block, an attribute, a local value.
    UnknownReference,
    /// A reference in a form that its type does not allow, such as an index into a set.
    InvalidReference,
    /// It works, but the provider has deprecated it. Differs between versions of a provider.
    Deprecated,
}

impl Rule {
    /// Returns the rule's name. Example: `wrong-type`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::NoSchema => "no-schema",
            Rule::MalformedSchema => "malformed-schema",
            Rule::UnknownType => "unknown-type",
            Rule::UnknownArgument => "unknown-argument",
            Rule::MissingArgument => "missing-argument",
            Rule::ComputedArgument => "computed-argument",
            Rule::WrongType => "wrong-type",
            Rule::NotABlock => "not-a-block",
            Rule::TooFewBlocks => "too-few-blocks",
            Rule::TooManyBlocks => "too-many-blocks",
            Rule::InvalidExpression => "invalid-expression",
            Rule::UnknownReference => "unknown-reference",
            Rule::InvalidReference => "invalid-reference",
            Rule::Deprecated => "deprecated",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.address)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}: expected {}, found {}", self.rule, self.expected, self.found)
    }
}
