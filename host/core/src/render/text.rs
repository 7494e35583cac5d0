//! Diagnostics as text, in the style of the Rust compiler.

use super::clean;
use super::clip::{MAX_LINE_BYTES, MAX_TEXT_BYTES, clip};
use crate::hidden::in_place;
use crate::model::{Diagnostic, Label, Location, Severity, SourceId, Sources};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// Settings for the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// True to use colours, as ANSI escape sequences.
    pub color: bool,
    /// The width of the terminal in columns. Longer lines of a stack file are cut around the location.
    pub width: usize,
}

impl Default for Style {
    /// No colours, 140 columns.
    fn default() -> Self {
        Self { color: false, width: 140 }
    }
}

/// Formats a diagnostic as several lines, without a line break at the end.
///
/// Text that may come from untrusted sources is cleaned of control characters.
pub fn text(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(line(&diagnostic.summary, sources)).id(line(&diagnostic.code, sources));
    let mut group = Group::with_title(title);
    for source in sources_of(&diagnostic.labels) {
        group = group.element(snippet(&diagnostic.labels, source, sources));
    }
    if let Some(place) = place(diagnostic, sources) {
        group = group.element(Level::INFO.with_name("in").message(place));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(lines(note, sources)));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(lines(hint, sources)));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&[group])
}

/// Formats a text that should be one line.
fn line(text: &str, sources: &Sources) -> String {
    clean(&clip(&sources.masked(text), MAX_LINE_BYTES)).replace('\n', " ")
}

fn lines(text: &str, sources: &Sources) -> String {
    clean(&clip(&sources.masked(text), MAX_TEXT_BYTES))
}

/// Returns the files that labels point into, in the order of the labels.
fn sources_of(labels: &[Label]) -> Vec<SourceId> {
    let mut found = Vec::new();
    for label in labels {
        if !found.contains(&label.location.source) {
            found.push(label.location.source);
        }
    }
    found
}

/// Returns the snippet for the labels in one file. The renderer gets only the lines from the first to the last label, so
/// that the size of the file does not matter.
fn snippet<'a>(labels: &'a [Label], source: SourceId, sources: &'a Sources) -> Snippet<'a, Annotation<'a>> {
    let file = sources.get(source);
    let text = &file.text;
    let here = || labels.iter().enumerate().filter(|(_, label)| label.location.source == source);
    let first = here().map(|(_, label)| label.location.range.start).min();
    let last = here().map(|(_, label)| label.location.range.end).max();
    let (first, last) = first.zip(last).expect("a snippet is made of the labels in a file");
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    let first_line = 1 + text[..start].bytes().filter(|byte| *byte == b'\n').count();
    let causes: Vec<_> = here().map(|(_, label)| &label.location.range).collect();
    let hidden = sources.hidden(&Location { source, range: start..end }, &causes);
    let shown = Shown::new(&text[start..end], start, &hidden);
    let annotations = here().map(|(index, label)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = shown.range(&label.location.range);
        let text = line(&label.text, sources);
        kind.span(range).label((!text.is_empty()).then_some(text))
    });
    // The renderer replaces ASCII control characters by their pictures, but passes most others through.
    Snippet::source(in_place(&shown.text).into_owned())
        .path(clean(&file.name))
        .line_start(first_line)
        .annotations(annotations)
}

/// A part of a file in which some ranges are replaced.
struct Shown {
    text: String,
    /// The replaced ranges in the file, and the ranges of their replacements in the text.
    replaced: Vec<(Range<usize>, Range<usize>)>,
}

impl Shown {
    /// Creates it from a part of a file. `start` is where the part begins in the file.
    fn new(piece: &str, start: usize, hidden: &[(Range<usize>, &'static str)]) -> Self {
        let mut shown = Self { text: String::with_capacity(piece.len()), replaced: Vec::new() };
        let mut from = 0;
        for (range, instead) in hidden {
            shown.text.push_str(&piece[from..range.start - start]);
            let replaced = &piece[range.start - start..range.end - start];
            from = range.end - start;
            let at = shown.text.len();
            shown.text.push_str(instead);
            shown.replaced.push((range.clone(), at..shown.text.len()));
            // Keep the line breaks, so that line numbers stay correct.
            shown.text.extend(replaced.chars().filter(|character| *character == '\n'));
        }
        shown.text.push_str(&piece[from..]);
        if shown.replaced.is_empty() {
            shown.replaced.push((start..start, 0..0));
        }
        shown
    }

    /// Converts a range of the file into one of the text. A range inside a replaced one becomes the whole replacement.
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        self.offset(range.start, false)..self.offset(range.end, true)
    }

    fn offset(&self, offset: usize, is_end: bool) -> usize {
        let before = self.replaced.iter().rev().find(|(range, _)| range.start <= offset);
        match before {
            Some((range, shown)) if offset < range.end => {
                if is_end && offset > range.start {
                    shown.end
                } else {
                    shown.start
                }
            }
            Some((range, shown)) => shown.end + offset - range.end,
            None => {
                let (first, shown) = &self.replaced[0];
                shown.start - (first.start - offset)
            }
        }
    }
}

/// Returns the known parts of instance, block and path: `network[primary], aws_vpc.main, cidr_block`.
fn place(diagnostic: &Diagnostic, sources: &Sources) -> Option<String> {
    let parts: Vec<String> = [
        diagnostic.instance.as_ref().map(ToString::to_string),
        diagnostic.address.as_ref().map(ToString::to_string),
        diagnostic.path.clone(),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect();
    (!parts.is_empty()).then(|| line(&parts.join(", "), sources))
}
