//! Checks expressions in the stack file.

use super::{ParseError, Reference, Template, TierReference, TierReferenceError, is_template};
use crate::model::{RegionName, TierName};
use crate::suggest::{did_you_mean, hint, nearest};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A root of references in the stack file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// `var`: a variable of the stack.
    Variable,
    /// `tier`: an output of a tier.
    Tier,
    /// `terrace`: the name of the stack, the environment or the region.
    Terrace,
    /// `terraform`: facts about the run, such as `terraform.workspace`.
    Terraform,
    /// `path`: directories, such as `path.module`.
    Path,
}

impl Root {
    fn of(root: &str) -> Option<Self> {
        Some(match root {
            "var" => Self::Variable,
            "tier" => Self::Tier,
            "terrace" => Self::Terrace,
            "terraform" => Self::Terraform,
            "path" => Self::Path,
            _ => return None,
        })
    }

    fn text(self) -> &'static str {
        match self {
            Self::Variable => "var",
            Self::Tier => "tier",
            Self::Terrace => "terrace",
            Self::Terraform => "terraform",
            Self::Path => "path",
        }
    }
}

/// The names that an expression in the stack file may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The roots that are allowed in this expression.
    pub allowed: &'a [Root],
    /// The stack's variables.
    pub variables: &'a BTreeSet<String>,
    /// The stack's tiers, and the regions that each runs in.
    pub tiers: &'a BTreeMap<TierName, Option<Vec<RegionName>>>,
    /// Whether the expression belongs to something in a region, so that `terrace.region` is known
    /// and `tier.NAME.OUTPUT` of a tier with regions means that region's instance.
    pub in_region: bool,
}

/// An error in an expression in the stack file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// The text cannot be parsed.
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error("`{reference}`: {problem}")]
    Unknown {
        reference: String,
        /// The reference's bytes in the text.
        span: Range<usize>,
        /// The name that does not exist, and similar ones.
        problem: String,
    },
    #[error("`{reference}` is not allowed here: {allowed}")]
    NotAllowed {
        reference: String,
        /// The reference's bytes in the text.
        span: Range<usize>,
        allowed: String,
    },
    #[error("{problem}")]
    Tier {
        problem: TierReferenceError,
        /// The reference's bytes in the text.
        span: Range<usize>,
    },
}

impl ExpressionError {
    /// Returns the bytes of the text that are at fault.
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Parse(error) => error.offset..error.offset,
            Self::Unknown { span, .. } | Self::NotAllowed { span, .. } | Self::Tier { span, .. } => {
                span.clone()
            }
        }
    }

    /// Returns a stable code for this kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parse(_) => "invalid-expression",
            Self::Unknown { .. } => "unknown-reference",
            Self::NotAllowed { .. } => "reference-not-allowed",
            Self::Tier { .. } => "invalid-tier-reference",
        }
    }
}

/// Parses a template of the stack file and checks that each of its references exists and is allowed there.
///
/// Text without an interpolation is not parsed and has no references. Outputs are checked when tiers are
/// linked, because only then they are known.
pub fn check_expression<'a>(
    text: &'a str,
    vocabulary: &Vocabulary<'_>,
) -> Result<Vec<Reference<'a>>, Vec<ExpressionError>> {
    if !is_template(text) {
        return Ok(Vec::new());
    }
    let template = Template::parse(text).map_err(|error| vec![error.into()])?;
    let references = template.symbols().references;
    let errors: Vec<_> = references.iter().filter_map(|r| check(r, vocabulary).err()).collect();
    if errors.is_empty() { Ok(references) } else { Err(errors) }
}

fn check(reference: &Reference<'_>, vocabulary: &Vocabulary<'_>) -> Result<(), ExpressionError> {
    let span = reference.span_of(reference.steps.len());
    let unknown = |problem: String| {
        Err(ExpressionError::Unknown { reference: reference.text.to_owned(), span: span.clone(), problem })
    };
    let root = Root::of(reference.root).filter(|root| vocabulary.allowed.contains(root));
    let Some(root) = root else {
        if let Some(instead) = meant(reference, vocabulary) {
            let allowed = did_you_mean(&instead);
            return Err(ExpressionError::NotAllowed { reference: reference.text.to_owned(), span, allowed });
        }
        let allowed: Vec<_> = vocabulary.allowed.iter().map(|root| format!("`{}.…`", root.text())).collect();
        let allowed = match &allowed[..] {
            [] => "only functions are".to_owned(),
            [one] => format!("only {one} is"),
            [many @ .., last] => format!("only {} and {last} are", many.join(", ")),
        };
        return Err(ExpressionError::NotAllowed { reference: reference.text.to_owned(), span, allowed });
    };
    let name = reference.attribute(0).unwrap_or_default();
    match root {
        Root::Variable if !vocabulary.variables.contains(name) => {
            let near = nearest(name, vocabulary.variables.iter().map(String::as_str));
            let declare = if near.is_none() { "; declare it under `variables`" } else { "" };
            unknown(format!("the stack has no variable `{name}`{}{declare}", hint(near)))
        }
        Root::Terrace if !["stack", "environment", "region"].contains(&name) => {
            unknown("only `terrace.stack`, `terrace.environment` and `terrace.region` exist".to_owned())
        }
        Root::Terrace if name == "region" && !vocabulary.in_region => {
            unknown("there is no region here".to_owned())
        }
        Root::Terraform if !["workspace", "applying"].contains(&name) => {
            unknown("only `terraform.workspace` and `terraform.applying` exist".to_owned())
        }
        Root::Path if !["module", "root", "cwd"].contains(&name) => {
            unknown("only `path.module`, `path.root` and `path.cwd` exist".to_owned())
        }
        Root::Tier => match TierReference::read(reference) {
            Err(problem) => Err(ExpressionError::Tier { problem, span }),
            Ok(tier) => match tier_problem(&tier, reference, vocabulary) {
                Some(problem) => unknown(problem),
                None => Ok(()),
            },
        },
        _ => Ok(()),
    }
}

/// Returns the reference that was probably meant by one that begins with the name of a tier or a variable, or with a
/// mistyped root.
fn meant(reference: &Reference<'_>, vocabulary: &Vocabulary<'_>) -> Option<String> {
    let name = reference.root;
    let rest = reference.text.get(reference.span_of(0).len()..)?;
    if vocabulary.allowed.contains(&Root::Tier)
        && let Some((_, regions)) = vocabulary.tiers.iter().find(|(tier, _)| tier.as_str() == name)
    {
        // `network.east.vpc_id`, with the region written like an attribute.
        let region = reference
            .attribute(0)
            .filter(|step| regions.iter().flatten().any(|region| region.as_str() == *step));
        let after = region.and_then(|_| reference.text.get(reference.span_of(1).len()..));
        return Some(match (region, after) {
            (Some(region), Some(after)) => format!("tier.{name}[\"{region}\"]{after}"),
            _ => format!("tier.{name}{rest}"),
        });
    }
    if vocabulary.allowed.contains(&Root::Variable) && vocabulary.variables.contains(name) && rest.is_empty()
    {
        return Some(format!("var.{name}"));
    }
    let other = match name {
        "variable" | "variables" | "vars" | "input" => Some(Root::Variable),
        "module" => Some(Root::Tier),
        _ => nearest(name, vocabulary.allowed.iter().map(|root| root.text())).and_then(Root::of),
    };
    let other = other.filter(|root| vocabulary.allowed.contains(root) && !rest.is_empty())?;
    Some(format!("{}{rest}", other.text()))
}

fn tier_problem(
    found: &TierReference<'_>,
    reference: &Reference<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Option<String> {
    let TierReference { tier, region, output, .. } = *found;
    let Some((_, regions)) = vocabulary.tiers.iter().find(|(name, _)| name.as_str() == tier) else {
        let near = nearest(tier, vocabulary.tiers.keys().map(TierName::as_str));
        return Some(format!("the stack has no tier `{tier}`{}", hint(near)));
    };
    match (regions, region) {
        (None, Some(_)) => Some(format!("tier `{tier}` has no regions; write `tier.{tier}.{output}`")),
        (Some(regions), Some(region)) if !regions.iter().any(|r| r.as_str() == region) => {
            let near = nearest(region, regions.iter().map(RegionName::as_str));
            let all: Vec<_> = regions.iter().map(|r| format!("`{r}`")).collect();
            Some(format!(
                "tier `{tier}` does not run in region `{region}`, only in {}{}",
                all.join(", "),
                hint(near)
            ))
        }
        // `tier.network.east.vpc_id`, with the region written like an attribute.
        (Some(regions), None)
            if !vocabulary.in_region && regions.iter().any(|region| region.as_str() == output) =>
        {
            let after = reference.text.get(reference.span_of(2).len()..).filter(|after| !after.is_empty());
            let after = after.unwrap_or(".OUTPUT");
            Some(format!("`{output}` is a region; write `tier.{tier}[\"{output}\"]{after}`"))
        }
        (Some(regions), None) if !vocabulary.in_region => {
            let all: Vec<_> = regions.iter().map(|r| format!("`tier.{tier}[\"{r}\"].{output}`")).collect();
            Some(format!(
                "tier `{tier}` runs in regions, so the reference needs one; write {}",
                all.join(" or ")
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
