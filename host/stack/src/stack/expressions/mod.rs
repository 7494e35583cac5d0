//! Checks the expressions of a stack file and replaces `terrace.*` with values.

pub mod mentioned;

use crate::stack::error::{ReferenceError, StackError, StackWarning};
use crate::stack::locate::place::within;
use crate::stack::read::path::At;
use crate::stack::tree::node::{Entry, Mapping, Node, NodeValue};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use terrace_core::expression::{
    Edits, ExpressionError, Reference, Root, Template, TierReference, Vocabulary, check_expression, escape,
    is_template, literal,
};
use terrace_core::model::{RegionName, Sources, TierName};

/// The names that the expressions of a stack can refer to.
pub struct Expressions<'a> {
    /// The files that error locations point into.
    pub sources: &'a Sources,
    pub stack: &'a str,
    pub environment: Option<&'a str>,
    /// The names of the stack's variables.
    pub variables: &'a BTreeSet<String>,
    /// The stack's tiers, and the regions of each that is bound to regions.
    pub tiers: &'a BTreeMap<TierName, Option<Vec<RegionName>>>,
}

/// The position of an expression, which decides what the expression can refer to.
#[derive(Clone, Copy)]
pub enum Position<'a> {
    /// A provider configuration or a variable's validation: only variables and functions.
    Provider,
    /// Outside of all regions: an output, a tag, or an input of a tier without regions.
    Global,
    /// The inputs of a tier with regions: in one region, or shared by several.
    Regions(&'a [RegionName]),
}

impl Position<'_> {
    fn allowed(self) -> &'static [Root] {
        match self {
            Self::Provider => &[Root::Variable, Root::Terrace],
            Self::Global | Self::Regions(_) => {
                &[Root::Variable, Root::Tier, Root::Terrace, Root::Terraform, Root::Path]
            }
        }
    }
}

impl Expressions<'_> {
    /// Checks all strings below a node and replaces `terrace.stack` and `terrace.environment` in them.
    pub fn resolve(
        &self,
        at: At<'_>,
        node: &Node,
        position: Position<'_>,
        errors: &mut Vec<StackError>,
    ) -> Node {
        let value = match &node.value {
            NodeValue::String(text) => {
                NodeValue::String(self.text(at, node, text, position, errors).unwrap_or_else(|| text.clone()))
            }
            NodeValue::Sequence(items) => {
                let resolve = |(index, item)| self.resolve(at.index(index), item, position, errors);
                NodeValue::Sequence(items.iter().enumerate().map(resolve).collect())
            }
            NodeValue::Mapping(entries) => {
                NodeValue::Mapping(self.resolve_all(at, entries, position, errors))
            }
            other => other.clone(),
        };
        Node { value, location: node.location.clone() }
    }

    /// Applies [`Self::resolve`] to each entry of a map.
    pub fn resolve_all(
        &self,
        at: At<'_>,
        entries: &Mapping,
        position: Position<'_>,
        errors: &mut Vec<StackError>,
    ) -> Mapping {
        let mut resolved = Mapping::new();
        for (key, entry) in entries {
            let value = self.resolve(at.key(key), &entry.value, position, errors);
            resolved.insert(key.clone(), Entry { key: entry.key.clone(), value });
        }
        resolved
    }

    /// Replaces the names of the stack and its environment in all strings that contain no other expressions.
    ///
    /// Strings with other expressions are left unchanged.
    pub fn put_names(&self, at: At<'_>, entries: &Mapping, errors: &mut Vec<StackError>) -> Mapping {
        let mut named = Mapping::new();
        for (key, entry) in entries {
            let value = self.named(at.key(key), &entry.value, errors);
            named.insert(key.clone(), Entry { key: entry.key.clone(), value });
        }
        named
    }

    fn named(&self, at: At<'_>, node: &Node, errors: &mut Vec<StackError>) -> Node {
        let value = match &node.value {
            NodeValue::String(text) if is_template(text) => {
                match with_names(text, self.stack, self.environment) {
                    Ok(named) => NodeValue::String(escape(&named).into_owned()),
                    Err(LiteralError::Other) => node.value.clone(),
                    Err(LiteralError::NoEnvironment(span)) => {
                        let location = within(self.sources, node, text, span);
                        let path = at.to_string();
                        errors.push(ReferenceError::NoEnvironment { path, location }.into());
                        NodeValue::String(String::new())
                    }
                }
            }
            NodeValue::Sequence(items) => {
                let named = |(index, item)| self.named(at.index(index), item, errors);
                NodeValue::Sequence(items.iter().enumerate().map(named).collect())
            }
            NodeValue::Mapping(entries) => NodeValue::Mapping(self.put_names(at, entries, errors)),
            other => other.clone(),
        };
        Node { value, location: node.location.clone() }
    }

    fn text(
        &self,
        at: At<'_>,
        node: &Node,
        text: &str,
        position: Position<'_>,
        errors: &mut Vec<StackError>,
    ) -> Option<String> {
        if !is_template(text) {
            let meant = unwrapped(text);
            if self.reads_like_reference(meant, position) {
                let (path, location) = (at.to_string(), node.location.clone());
                let (text, meant) = (text.to_owned(), meant.to_owned());
                errors.push(StackWarning::BareReference { path, text, meant, location }.into());
            }
            return None;
        }
        let vocabulary = Vocabulary {
            allowed: position.allowed(),
            variables: self.variables,
            tiers: self.tiers,
            in_region: matches!(position, Position::Regions(_)),
        };
        let place = |span: Range<usize>| within(self.sources, node, text, span);
        let references = match check_expression(text, &vocabulary) {
            Ok(references) => references,
            Err(faults) => {
                errors.extend(faults.into_iter().map(|error: ExpressionError| {
                    let location = place(error.span());
                    ReferenceError::Expression { path: at.to_string(), error, location }.into()
                }));
                return None;
            }
        };
        let mut edits = Edits::default();
        for reference in &references {
            let span = reference.span_of(reference.steps.len());
            match (reference.root, reference.attribute(0)) {
                ("tier", _) => {
                    let Position::Regions(regions) = position else { continue };
                    if let Some(error) = self.other_region(at, reference, regions, &place) {
                        errors.push(error.into());
                    }
                }
                ("terrace", Some("stack")) => put(&mut edits, text, span, self.stack),
                ("terrace", Some("environment")) => match self.environment {
                    Some(environment) => put(&mut edits, text, span, environment),
                    None => {
                        let path = at.to_string();
                        errors.push(ReferenceError::NoEnvironment { path, location: place(span) }.into());
                    }
                },
                _ => {}
            }
        }
        (!edits.is_empty()).then(|| edits.apply(text))
    }

    /// Returns whether text without `${}` is what a reference to an existing variable or tier would look like.
    fn reads_like_reference(&self, text: &str, position: Position<'_>) -> bool {
        let Some((root, rest)) = text.split_once('.') else { return false };
        let name = rest.split(['.', '[']).next().unwrap_or_default();
        match root {
            "var" => self.variables.contains(rest),
            "terrace" => ["stack", "environment", "region"].contains(&rest),
            "tier" => {
                position.allowed().contains(&Root::Tier)
                    && name.len() < rest.len()
                    && self.tiers.keys().any(|tier| tier.as_str() == name)
            }
            _ => false,
        }
    }

    /// Finds a same-region reference to a tier that does not run in one of the regions.
    fn other_region(
        &self,
        at: At<'_>,
        reference: &Reference<'_>,
        regions: &[RegionName],
        place: &dyn Fn(Range<usize>) -> terrace_core::model::Location,
    ) -> Option<ReferenceError> {
        let TierReference { tier, region: None, .. } = TierReference::read(reference).ok()? else {
            return None;
        };
        let runs_in = self.tiers.get(&TierName::new(tier).ok()?)?.as_ref()?;
        let region = regions.iter().find(|region| runs_in.binary_search(region).is_err())?;
        let steps = reference.steps.len();
        let output_start = reference.span_of(1).len() + 1;
        Some(ReferenceError::OtherRegion {
            path: at.to_string(),
            reference: reference.text.to_owned(),
            tier: tier.to_owned(),
            output: reference.text.get(output_start..).unwrap_or_default().to_owned(),
            region: region.to_string(),
            regions: runs_in.iter().map(RegionName::to_string).collect(),
            location: place(reference.span_of(steps)),
        })
    }
}

/// An error turning a string into a literal by replacing the names of the stack and its environment.
pub enum LiteralError {
    /// The string contains another expression, or does not parse.
    Other,
    /// The string refers to the environment, but there is none. Holds the range of the reference in the string.
    NoEnvironment(Range<usize>),
}

/// Returns a string as a literal, with the names of the stack and its environment replaced.
pub fn with_names(text: &str, stack: &str, environment: Option<&str>) -> Result<String, LiteralError> {
    let template = Template::parse(text).map_err(|_| LiteralError::Other)?;
    let mut edits = Edits::default();
    for reference in &template.symbols().references {
        let span = reference.span_of(reference.steps.len());
        let name = match (reference.root, reference.attribute(0), reference.steps.len()) {
            ("terrace", Some("stack"), 1) => stack,
            ("terrace", Some("environment"), 1) => {
                environment.ok_or_else(|| LiteralError::NoEnvironment(span.clone()))?
            }
            _ => return Err(LiteralError::Other),
        };
        put(&mut edits, text, span, name);
    }
    literal(&edits.apply(text)).map(Into::into).ok_or(LiteralError::Other)
}

/// Replaces `terrace.region` in all strings below a node that has been resolved already.
pub fn put_region(node: &mut Node, region: &RegionName) {
    node.replace_texts(&mut |text| {
        if !mentions_region(text) {
            return None;
        }
        let template = Template::parse(text).ok()?;
        let symbols = template.symbols();
        let mut edits = Edits::default();
        for reference in &symbols.references {
            if reference.root == "terrace" && reference.attribute(0) == Some("region") {
                put(&mut edits, text, reference.span_of(reference.steps.len()), region.as_str());
            }
        }
        (!edits.is_empty()).then(|| edits.apply(text))
    });
}

/// Returns whether a string may contain `terrace.region`. There may be spaces around the `.`.
pub fn mentions_region(text: &str) -> bool {
    text.contains("terrace") && text.contains("region") && is_template(text)
}

/// Replaces a reference with a name. Names need no escaping, neither in text nor in quotes.
///
/// An interpolation that consists of the reference alone is replaced as a whole, so that the surrounding string
/// becomes a literal. Anywhere else, the name becomes a quoted string in the expression.
fn put(edits: &mut Edits, text: &str, span: Range<usize>, name: &str) {
    let before = text[..span.start].trim_end();
    let after = text[span.end..].trim_start();
    if before.ends_with("${") && after.starts_with('}') {
        let start = before.len() - "${".len();
        let end = text.len() - after.len() + "}".len();
        edits.replace(start..end, name);
    } else {
        edits.replace(span, format!("\"{name}\""));
    }
}

/// Removes the markers that other languages put around references: `{{ … }}`, `#{…}`, `$(…)`, `$…`.
fn unwrapped(text: &str) -> &str {
    const SIGNS: [(&str, &str); 5] = [("{{", "}}"), ("#{", "}"), ("$(", ")"), ("<", ">"), ("$", "")];
    let within = |(open, close): &(&str, &str)| text.strip_prefix(open)?.strip_suffix(close);
    SIGNS.iter().find_map(within).unwrap_or(text).trim()
}
