//! Literal text and templates.

use std::borrow::Cow;

/// Makes a template that stands for exactly this text: `${` becomes `$${`, `%{` becomes `%%{`, nothing else.
pub fn escape(literal: &str) -> Cow<'_, str> {
    if literal.contains("${") || literal.contains("%{") {
        literal.replace("${", "$${").replace("%{", "%%{").into()
    } else {
        literal.into()
    }
}

/// The text that a template without interpolation stands for. The inverse of [`escape`].
///
/// Interpolations in it, if there are any, are left as they are.
pub fn unescape(template: &str) -> Cow<'_, str> {
    if template.contains("$${") || template.contains("%%{") {
        template.replace("$${", "${").replace("%%{", "%{").into()
    } else {
        template.into()
    }
}

/// Whether a template holds an interpolation `${` or a directive `%{` that is not escaped.
pub fn is_template(text: &str) -> bool {
    marker(text).is_some()
}

/// Where the first interpolation or directive begins.
pub(super) fn marker(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    // Every marker holds a `{`, which is rarer than `$` and `%` in what is written here.
    while let Some(at) = text[from..].find('{').map(|at| at + from) {
        if at > 0 && matches!(bytes[at - 1], b'$' | b'%') {
            let escaped = at > 1 && bytes[at - 2] == bytes[at - 1];
            if !escaped {
                return Some(at - 1);
            }
        }
        from = at + 1;
    }
    None
}

/// The text that a template stands for, if it is the same whatever the values: one without interpolations
/// and directives.
pub fn literal(template: &str) -> Option<Cow<'_, str>> {
    if is_template(template) { None } else { Some(unescape(template)) }
}
