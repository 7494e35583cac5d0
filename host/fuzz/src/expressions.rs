//! Properties of templates.

use terrace_core::expression::{Edits, Reference, StepKind, Template};

/// References are where the parser says they are, and renaming them there and back yields the original template.
pub fn expressions(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(template) = Template::parse(text) else { return };
    let references = template.symbols().references;
    let renamed = rename(text, &references, |name| format!("{name}_renamed"));
    let parsed = Template::parse(&renamed).unwrap_or_else(|error| panic!("{renamed}: {error}"));
    let after = parsed.symbols().references;
    assert_eq!(references.iter().map(shape).collect::<Vec<_>>(), unrenamed(&after), "{text}\n{renamed}");
    let back = rename(&renamed, &after, |name| name.strip_suffix("_renamed").unwrap().to_owned());
    assert_eq!(back, text);
}

/// Renames the first name after each root in a template.
fn rename(text: &str, references: &[Reference<'_>], name: impl Fn(&str) -> String) -> String {
    let mut edits = Edits::default();
    for reference in references {
        assert_eq!(&text[reference.root_span.clone()], reference.root);
        if let (Some(old), Some(span)) = (reference.attribute(0), reference.attribute_span(0)) {
            assert_eq!(&text[span.clone()], old);
            edits.replace(span, name(old));
        }
    }
    edits.apply(text)
}

/// Returns a reference without its spans.
fn shape(reference: &Reference<'_>) -> (String, Vec<String>) {
    (reference.root.to_owned(), reference.steps.iter().map(|step| step_text(&step.kind)).collect())
}

fn unrenamed(references: &[Reference<'_>]) -> Vec<(String, Vec<String>)> {
    let mut shapes: Vec<_> = references.iter().map(shape).collect();
    for ((_, steps), reference) in shapes.iter_mut().zip(references) {
        if let Some(name) = reference.attribute(0) {
            steps[0] = step_text(&StepKind::Attribute(name.strip_suffix("_renamed").unwrap()));
        }
    }
    shapes
}

fn step_text(kind: &StepKind<'_>) -> String {
    format!("{kind:?}")
}
