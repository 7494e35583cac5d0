//! The text of Terraform templates: escaping, quoting, and finding where `${…}` ends.

/// Escapes a literal so that it stands for itself in a template.
pub(crate) fn escape(literal: &str) -> String {
    literal.replace("${", "$${").replace("%{", "%%{")
}

/// A literal as a quoted string of the expression language.
pub(crate) fn quote(literal: &str) -> String {
    let mut quoted = String::from("\"");
    escape(literal).chars().for_each(|c| push_quoted(&mut quoted, c));
    quoted.push('"');
    quoted
}

/// A template as a quoted string of the expression language. In JSON a template's literal parts hold
/// backslashes and quotes as they are; between quotes they need escapes, but not inside `${…}`.
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

/// What stands between `${` and `}` where they enclose the whole template.
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

/// Whether the text begins with an escaped `${` or `%{`.
fn is_escape(text: &str) -> bool {
    text.starts_with("$${") || text.starts_with("%%{")
}

/// Whether the text begins with an interpolation or a directive.
fn is_sequence(text: &str) -> bool {
    text.starts_with("${") || text.starts_with("%{")
}

/// Length of the `${…}` or `%{…}` that the text begins with. All of the text where it does not end.
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

/// Length of the quoted string that the text begins with.
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

/// Length of the heredoc that the text begins with, its closing word included; 2 where `<<` begins none.
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
