//! Literal text and templates.

use std::borrow::Cow;

/// Returns a template whose value is exactly this text: `${` becomes `$${`, `%{` becomes `%%{`, nothing else changes.
pub fn escape(literal: &str) -> Cow<'_, str> {
    if literal.contains("${") || literal.contains("%{") {
        literal.replace("${", "$${").replace("%{", "%%{").into()
    } else {
        literal.into()
    }
}

/// Returns the value of a template without interpolations. It is the inverse of [`escape`].
///
/// Any interpolations in the template stay as they are.
pub fn unescape(template: &str) -> Cow<'_, str> {
    if template.contains("$${") || template.contains("%%{") {
        template.replace("$${", "${").replace("%%{", "%{").into()
    } else {
        template.into()
    }
}

/// Returns whether a template contains an interpolation `${` or a directive `%{` that is not escaped.
pub fn is_template(text: &str) -> bool {
    marker(text).is_some()
}

/// Finds the first interpolation or directive.
pub(super) fn marker(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    // Every marker contains a `{`, which is rarer than `$` and `%` in typical text.
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

/// Returns the value of a template if it is constant: a template without interpolations
/// and directives.
pub fn literal(template: &str) -> Option<Cow<'_, str>> {
    if is_template(template) { None } else { Some(unescape(template)) }
}
