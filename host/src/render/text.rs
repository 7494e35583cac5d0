//! Diagnostics as text, in the manner of the Rust compiler.

use super::clean;
use super::clip::{LINE, LINES, clip};
use crate::model::{Diagnostic, Label, Severity, SourceId, Sources};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::borrow::Cow;

/// How text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it has colours, as ANSI escape sequences.
    pub color: bool,
    /// How many columns the terminal has. Longer lines of a stack file are cut around the place.
    pub width: usize,
}

impl Default for Style {
    /// No colours, 140 columns.
    fn default() -> Self {
        Self { color: false, width: 140 }
    }
}

/// A diagnostic as text of several lines, without a line break at its end.
///
/// Text that may come from strangers is cleaned of control characters.
pub fn text(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(line(&diagnostic.summary)).id(line(&diagnostic.code));
    let mut group = Group::with_title(title);
    for source in sources_of(&diagnostic.labels) {
        group = group.element(snippet(&diagnostic.labels, source, sources));
    }
    if let Some(place) = place(diagnostic) {
        group = group.element(Level::INFO.with_name("in").message(place));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(lines(note)));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(lines(hint)));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&[group])
}

/// What is meant to be one line, as one.
fn line(text: &str) -> String {
    clean(&clip(text, LINE)).replace('\n', " ")
}

fn lines(text: &str) -> String {
    clean(&clip(text, LINES))
}

/// The files that labels point into, in the order of the labels.
fn sources_of(labels: &[Label]) -> Vec<SourceId> {
    let mut found = Vec::new();
    for label in labels {
        if !found.contains(&label.location.source) {
            found.push(label.location.source);
        }
    }
    found
}

/// The labels of one file. Only the lines from the first to the last of them are handed over, so that the
/// size of the file does not matter.
fn snippet<'a>(labels: &'a [Label], source: SourceId, sources: &'a Sources) -> Snippet<'a, Annotation<'a>> {
    let file = sources.get(source);
    let text = &file.text;
    let here = || labels.iter().enumerate().filter(|(_, label)| label.location.source == source);
    let first = here().map(|(_, label)| label.location.range.start).min().unwrap_or_default();
    let last = here().map(|(_, label)| label.location.range.end).max().unwrap_or_default();
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    // The last line's break may be two characters.
    let end = if text[last..end].ends_with('\r') { end - 1 } else { end };
    let first_line = 1 + text[..start].bytes().filter(|byte| *byte == b'\n').count();
    let annotations = here().map(|(index, label)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = label.location.range.start - start..label.location.range.end - start;
        let text = line(&label.text);
        kind.span(range).label((!text.is_empty()).then_some(text))
    });
    Snippet::source(without_c1(&text[start..end]))
        .path(clean(&file.name))
        .line_start(first_line)
        .annotations(annotations)
}

/// The renderer shows the control characters of ASCII by their pictures, but lets through those of Latin 1,
/// of which some terminals make escape sequences. Another character of two bytes keeps all places right.
fn without_c1(text: &str) -> Cow<'_, str> {
    let is_c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(is_c1) { text.replace(is_c1, "¿").into() } else { text.into() }
}

/// `network[primary], aws_vpc.main, cidr_block`: what is known of instance, block and path.
fn place(diagnostic: &Diagnostic) -> Option<String> {
    let parts: Vec<String> = [
        diagnostic.instance.as_ref().map(ToString::to_string),
        diagnostic.address.as_ref().map(ToString::to_string),
        diagnostic.path.clone(),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect();
    (!parts.is_empty()).then(|| line(&parts.join(", ")))
}
