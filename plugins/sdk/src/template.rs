//! The text of Terraform templates: escaping, quoting, and finding the end of `${…}`.

/// Escapes a literal so that a template contains it unchanged.
pub(crate) fn escape(literal: &str) -> String {
    literal.replace("${", "$${").replace("%{", "%%{")
}

/// Returns a literal as a quoted string of the expression language.
pub(crate) fn quote(literal: &str) -> String {
    let mut quoted = String::from("\"");
    escape(literal).chars().for_each(|c| push_quoted(&mut quoted, c));
    quoted.push('"');
    quoted
}

/// Returns a template as a quoted string of the expression language. In JSON, the literal parts of a template
/// contain backslashes and quotes unchanged; in a quoted string they are escaped, except inside `${…}`.
pub(crate) fn quote_template(template: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        let taken = if is_escape(rest) {
            3
        } else if is_sequence(rest) {
            sequence_length(rest)
        } else {
            push_quoted(&mut quoted, c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        quoted.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    quoted.push('"');
    quoted
}

/// Returns the text between `${` and `}` if they enclose the whole template.
pub(crate) fn unwrap(template: &str) -> Option<&str> {
    if !template.starts_with("${") || sequence_length(template) != template.len() {
        return None;
    }
    let inner = template.strip_prefix("${")?.strip_suffix('}')?;
    let inner = inner.strip_prefix('~').unwrap_or(inner);
    let inner = inner.strip_suffix('~').unwrap_or(inner).trim();
    (!inner.is_empty()).then_some(inner)
}

fn push_quoted(quoted: &mut String, c: char) {
    match c {
        '\\' => quoted.push_str("\\\\"),
        '"' => quoted.push_str("\\\""),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        c => quoted.push(c),
    }
}

/// Returns whether the text begins with an escaped `${` or `%{`.
fn is_escape(text: &str) -> bool {
    text.starts_with("$${") || text.starts_with("%%{")
}

/// Returns whether the text begins with an interpolation or a directive.
fn is_sequence(text: &str) -> bool {
    text.starts_with("${") || text.starts_with("%{")
}

/// Returns the length of the `${…}` or `%{…}` at the start of the text, or of the whole text if it does not
/// end.
fn sequence_length(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '{' => {
                depth += 1;
                1
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
                1
            }
            '"' => quoted_length(rest),
            '#' => line_length(rest),
            '/' if rest.starts_with("//") => line_length(rest),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '<' if rest.starts_with("<<") => heredoc_length(rest),
            c => c.len_utf8(),
        };
    }
    text.len()
}

/// Returns the length of the quoted string at the start of the text.
fn quoted_length(text: &str) -> usize {
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '"' => return at + 1,
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ if is_escape(rest) => 3,
            _ if is_sequence(rest) => sequence_length(rest),
            c => c.len_utf8(),
        };
    }
    text.len()
}

fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// Returns the length of the heredoc at the start of the text, including its closing delimiter, or 2 if the
/// `<<` is not the start of one.
fn heredoc_length(text: &str) -> usize {
    let first = line_length(text);
    let word = text[2..first].trim_start_matches('-').trim();
    if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
        return 2;
    }
    let mut at = first;
    while at < text.len() {
        let length = line_length(&text[at..]);
        let line = &text[at..at + length];
        if line.trim() == word {
            return at + line.trim_end().len();
        }
        at += length;
    }
    text.len()
}

#[cfg(test)]
mod tests;
