//! Diagnostics as JSON.

use super::clip::{MAX_LINE_BYTES, MAX_TEXT_BYTES, clip};
use super::lines::positions;
use crate::model::{Diagnostic, Label, Severity, Sources};
use serde::Serialize;
use std::borrow::Cow;

/// A diagnostic for programs. Fields that do not apply are omitted, and very long texts are cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonDiagnostic<'a> {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The stable code, such as `unknown-key`.
    pub code: Cow<'a, str>,
    /// The message, in one line.
    pub summary: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<&'a str>,
    /// The region, where the tier is bound to regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<&'a str>,
    /// The block, in the tier's local names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The path in the block, the inputs or the stack file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Cow<'a, str>>,
    /// Locations in the stack's files: the first is the cause, the others conflict with it.
    pub locations: Vec<JsonLocation<'a>>,
    /// Further explanations.
    pub notes: Vec<Cow<'a, str>>,
    /// Instructions to fix the problem.
    pub hints: Vec<Cow<'a, str>>,
}

/// A location in a file of the stack. Lines and columns are counted from 1, columns in characters; the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonLocation<'a> {
    /// The file's path, relative or absolute as the user passed it.
    pub file: &'a str,
    /// The line it begins in.
    pub line: usize,
    /// The column it begins at.
    pub column: usize,
    pub end_line: usize,
    /// The column it ends before.
    pub end_column: usize,
    /// A remark on the location; may be empty.
    pub text: Cow<'a, str>,
}

/// Converts a diagnostic into a form that [`serde`] serializes as JSON.
pub fn json<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> JsonDiagnostic<'a> {
    let instance = diagnostic.instance.as_ref();
    let location = |label: &'a Label| {
        let (start, end) = positions(sources, &sources.told(&label.location));
        JsonLocation {
            file: &sources.get(label.location.source).name,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: shown(&label.text, sources, MAX_LINE_BYTES),
        }
    };
    JsonDiagnostic {
        severity: name(diagnostic.severity),
        code: shown(&diagnostic.code, sources, MAX_LINE_BYTES),
        summary: shown(&diagnostic.summary, sources, MAX_LINE_BYTES),
        tier: instance.map(|instance| instance.tier.as_str()),
        region: instance.and_then(|instance| instance.region.as_ref()).map(|region| region.as_str()),
        address: diagnostic
            .address
            .as_ref()
            .map(|it| shown(&it.to_string(), sources, MAX_LINE_BYTES).into_owned()),
        path: diagnostic.path.as_deref().map(|path| shown(path, sources, MAX_LINE_BYTES)),
        locations: diagnostic.labels.iter().map(location).collect(),
        notes: all(&diagnostic.notes, sources),
        hints: all(&diagnostic.hints, sources),
    }
}

impl JsonDiagnostic<'_> {
    /// Converts a diagnostic without a location.
    pub(super) fn without_place(diagnostic: Diagnostic) -> Self {
        Self {
            severity: name(diagnostic.severity),
            code: diagnostic.code.into(),
            summary: diagnostic.summary.into(),
            tier: None,
            region: None,
            address: None,
            path: None,
            locations: Vec::new(),
            notes: diagnostic.notes.into_iter().map(Cow::Owned).collect(),
            hints: diagnostic.hints.into_iter().map(Cow::Owned).collect(),
        }
    }
}

const fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn all<'a>(texts: &'a [String], sources: &Sources) -> Vec<Cow<'a, str>> {
    texts.iter().map(|text| shown(text, sources, MAX_TEXT_BYTES)).collect()
}

/// Masks a text before cutting it, because the beginning of a secret is secret too.
fn shown<'a>(text: &'a str, sources: &Sources, most: usize) -> Cow<'a, str> {
    match sources.masked(text) {
        Cow::Borrowed(text) => clip(text, most),
        Cow::Owned(text) => clip(&text, most).into_owned().into(),
    }
}
