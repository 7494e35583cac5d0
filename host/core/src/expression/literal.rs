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
    // Every marker contains a `{`, which is rarer than `$` and `%` in typical text.
    text.match_indices('{').any(|(at, _)| match &text.as_bytes()[..at] {
        [.., before, sign @ (b'$' | b'%')] => before != sign,
        [b'$' | b'%'] => true,
        _ => false,
    })
}

/// Returns the value of a template if it is constant: a template without interpolations
/// and directives.
pub fn literal(template: &str) -> Option<Cow<'_, str>> {
    if is_template(template) { None } else { Some(unescape(template)) }
}
