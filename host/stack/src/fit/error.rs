//! Errors for references to outputs that do not fit the input.

use super::misfit::{Described, Mismatch, Shape};
use super::reach::NoStep;
use crate::inputs::any_of;
use std::fmt;
use terrace_core::model::{Diagnostic, Explain, Identifier, InstanceId, Severity};
use terrace_core::path::Path;
use terrace_core::suggest::Listed;

/// The output that a reference points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedOutput {
    /// The instance that the output belongs to.
    pub instance: InstanceId,
    /// The name and version of the component.
    pub component: String,
    pub output: String,
    /// The declared type.
    pub declared: String,
    /// True if the output is declared as sensitive.
    pub is_secret: bool,
    /// The keys of the value that the reference points to, if it is a map.
    pub entries: Listed,
}

impl LinkedOutput {
    /// Returns whether the output is called a name, such as `name` or `role_name`.
    fn is_name(&self) -> bool {
        self.output == "name" || self.output.ends_with("_name")
    }
}

/// An error for an expression whose value does not fit the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FitError {
    /// The instance with the input; `None` for the stack's tags and outputs.
    pub instance: Option<InstanceId>,
    /// True if the expression is in an output of the stack.
    pub is_output: bool,
    /// The path of the expression in the inputs, tags or outputs.
    pub input: Path,
    /// The path of the mismatch: that of the expression, or a path into its value.
    pub place: Path,
    /// The reference at fault, as written; the whole template if there is no single reference.
    pub reference: String,
    /// The output that the reference points to; `None` for a template that is not a single reference.
    pub end: Option<LinkedOutput>,
    /// The description of the input in the schema.
    pub description: Option<String>,
    /// The kind of the mismatch.
    pub problem: FitProblem,
}

/// The reason why a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FitProblem {
    /// The value does not match the schema.
    Mismatch(Mismatch),
    /// The value is sensitive, and the input does not accept secrets.
    Secret,
    /// The input expects an ARN, and the output is a name or an ID.
    NoArn {
        /// The reference to the ARN of the same resource.
        beside: String,
    },
    /// The reference is part of a string, and Terraform cannot convert its value to a string.
    NoText { got: Described },
    /// The output's type does not allow a step of the reference.
    NoStep {
        /// The reference up to the step.
        before: String,
        /// The step and the type of the value.
        no_step: NoStep,
    },
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.shown_place();
        let subject = self.subject();
        match &self.problem {
            FitProblem::Mismatch(mismatch) => match mismatch {
                Mismatch::Kind { expected: takes, got } | Mismatch::Option { options: takes, got } => {
                    write!(f, "`{place}` must be {}, but {subject} is {got}", any_of(takes))
                }
                Mismatch::Rule { rule, got } => write!(f, "`{place}` {rule}, but {subject} is {got}"),
                Mismatch::Number { needed, length, .. } => {
                    write!(f, "`{place}` must have {needed}, but {subject} has {length}")
                }
                Mismatch::Missing { name, .. } => {
                    write!(f, "`{place}` needs the entry `{name}`, which {subject} does not have")
                }
                Mismatch::Unexpected { name, .. } => {
                    write!(f, "`{place}` cannot have the entry `{name}`, but {subject} has it")
                }
            },
            FitProblem::Secret => {
                write!(f, "`{place}` does not accept secrets, but `{}` is sensitive", self.reference)
            }
            FitProblem::NoArn { .. } => {
                write!(f, "`{place}` must be an ARN, but {subject} does not seem to be one")
            }
            FitProblem::NoText { got } => {
                write!(f, "`{}` is part of a string, but it is {got}", self.reference)
            }
            FitProblem::NoStep { before, no_step } => {
                let step = self.reference.strip_prefix(before.as_str()).unwrap_or(&self.reference);
                write!(f, "`{before}` is {}, so `{step}` cannot follow", no_step.kind)
            }
        }
    }
}

impl std::error::Error for FitError {}

impl FitError {
    fn shown_place(&self) -> String {
        match self.instance {
            Some(_) => self.place.to_string(),
            None if self.is_output => format!("outputs{}", self.place.as_suffix()),
            None => format!("tags{}", self.place.as_suffix()),
        }
    }

    fn subject(&self) -> String {
        match &self.end {
            Some(_) => format!("`{}{}`", self.reference, self.place.relative_to(&self.input).as_suffix()),
            None => format!("the template `{}`", self.reference),
        }
    }

    fn code(&self) -> &'static str {
        match &self.problem {
            FitProblem::Mismatch(Mismatch::Kind { .. }) | FitProblem::NoText { .. } => "linked-type",
            FitProblem::Mismatch(Mismatch::Number { .. }) => "linked-count",
            FitProblem::Mismatch(_) => "linked-value",
            FitProblem::Secret => "linked-secret",
            FitProblem::NoArn { .. } => "linked-arn",
            FitProblem::NoStep { .. } => "unknown-attribute",
        }
    }

    fn hint(&self) -> String {
        let other = || match &self.end {
            Some(end) => {
                format!("use a different output, or change the inputs of tier `{}`", end.instance.tier)
            }
            None => "write a single reference, `${…}`, with nothing around it".to_owned(),
        };
        match &self.problem {
            FitProblem::Mismatch(Mismatch::Kind { expected, got }) => self.hint_of_kind(expected, got.shape),
            FitProblem::Mismatch(Mismatch::Number { needed, is_list: true, .. }) => match &self.end {
                Some(end) => {
                    let tier = &end.instance.tier;
                    format!("change the inputs of tier `{tier}` so that it returns {needed}, or use a different list")
                }
                None => other(),
            },
            FitProblem::Mismatch(_) => other(),
            FitProblem::Secret => {
                "use the name or the ARN of the secret instead; an input accepts secrets if its tier marks it \
                 `writeOnly`"
                    .to_owned()
            }
            FitProblem::NoArn { beside } => format!("use `{beside}`"),
            FitProblem::NoText { .. } => match self.entry() {
                Some((_, entry)) => format!("use one of its entries, such as `{entry}`"),
                None => {
                    "convert it to a string with a function such as `join` or `jsonencode`".to_owned()
                }
            },
            FitProblem::NoStep { before, .. } => format!("write `{before}`, or use a different output"),
        }
    }

    /// Returns the output and a reference to its first entry, if it is a map and the input does not accept maps.
    fn entry(&self) -> Option<(&LinkedOutput, String)> {
        let is_map = match &self.problem {
            FitProblem::Mismatch(Mismatch::Kind { got, .. }) | FitProblem::NoText { got } => {
                got.shape == Shape::Map
            }
            _ => false,
        };
        let end = self.end.as_ref().filter(|_| is_map)?;
        let first = end.entries.first()?;
        Some((
            end,
            match Identifier::new(first).is_ok() {
                true => format!("{}.{first}", self.reference),
                false => format!("{}[\"{first}\"]", self.reference),
            },
        ))
    }

    fn hint_of_kind(&self, expected: &[String], got: Shape) -> String {
        let Some(end) = &self.end else {
            return "write a single reference, `${…}`, with nothing around it".to_owned();
        };
        let is_list = got == Shape::List;
        let takes_list = expected.iter().any(|kind| kind == "a list");
        if self.input != self.place {
            format!("use a different output, or change the inputs of tier `{}`", end.instance.tier)
        } else if is_list && self.input.is_item() {
            "use one of its items, or write the reference without a list around it".to_owned()
        } else if is_list && !self.reference.contains('*') && !end.declared.starts_with("set(") {
            format!("use one of its items, such as `{}[0]`", self.reference)
        } else if let Some((_, entry)) = self.entry() {
            format!("use one of its entries, such as `{entry}`")
        } else if takes_list && got == Shape::Other {
            format!("wrap it in a list: `['${{{}}}']`", self.reference)
        } else {
            format!("use an output that is {}", any_of(expected))
        }
    }
}

impl Explain for FitError {
    /// Converts the error to a diagnostic, without locations in the stack file.
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code(), self.to_string()).path(self.shown_place());
        // The IDs of some resources are ARNs. A name never is one.
        if let FitProblem::NoArn { .. } = self.problem
            && !self.end.as_ref().is_some_and(LinkedOutput::is_name)
        {
            diagnostic.severity = Severity::Warning;
        }
        diagnostic.instance = self.instance.clone();
        if let Some(end) = &self.end {
            let LinkedOutput { instance, component, output, declared, is_secret, .. } = end;
            let secret = if *is_secret { ", sensitive" } else { "" };
            diagnostic = diagnostic.note(format!(
                "tier `{}` ({component}) declares the output `{output}` as `{declared}`{secret}",
                instance.tier
            ));
            if self.problem == FitProblem::Secret && !is_secret {
                diagnostic = diagnostic.note("it is computed from sensitive values");
            }
        }
        if let Some(description) = &self.description {
            diagnostic = diagnostic.note(format!("`{}`: {description}", self.input));
        }
        if let Some((end, _)) = self.entry() {
            diagnostic = diagnostic.note(format!("its entries are {}", end.entries));
        }
        match &self.problem {
            FitProblem::Mismatch(Mismatch::Missing { present, .. }) if !present.is_empty() => {
                diagnostic = diagnostic.note(format!("its entries are {present}"));
            }
            FitProblem::Mismatch(Mismatch::Unexpected { known, .. }) if !known.is_empty() => {
                diagnostic = diagnostic.note(format!("expected one of {known}"));
            }
            _ => {}
        }
        diagnostic.hint(self.hint())
    }
}
