//! Reads the literal parts of a policy: JSON, or a call of `jsonencode` as the SDK writes it.

use terrace_sdk::serde_json::{self, Map, Value as Json};

/// The text in place of an expression. No policy contains it otherwise.
pub(super) const UNKNOWN: char = '\u{fffd}';

/// Reads a policy. Returns none if it is an expression of another kind.
pub(super) fn read(text: &str) -> Result<Option<Json>, String> {
    let Some(call) = text.strip_prefix("${jsonencode(").and_then(|text| text.strip_suffix(")}")) else {
        return match text.contains("${") && !text.trim_start().starts_with('{') {
            true => Ok(None),
            false => serde_json::from_str(text).map(Some).map_err(|error| format!("it is not JSON: {error}")),
        };
    };
    let mut reader = Reader { rest: call };
    let value = reader.value()?;
    match reader.rest.trim() {
        "" => Ok(Some(value)),
        rest => Err(format!("`{rest}` follows the document")),
    }
}

/// Returns a template with this many `x` in place of each interpolation.
pub(super) fn filled(template: &str, count: usize) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(c) = template[at..].chars().next() {
        let rest = &template[at..];
        if rest.starts_with("${") || rest.starts_with("%{") {
            text.push_str(&"x".repeat(count));
            at += sequence_end(rest);
        } else {
            text.push(c);
            at += c.len_utf8();
        }
    }
    text
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn value(&mut self) -> Result<Json, String> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('{') => self.object(),
            Some('[') => self.list(),
            Some('"') => self.string().map(Json::String),
            _ => Ok(self.other()),
        }
    }

    /// Takes a sign if it is next.
    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        rest.map(|rest| self.rest = rest).is_some()
    }

    fn object(&mut self) -> Result<Json, String> {
        self.take('{');
        let mut members = Map::new();
        while !self.take('}') {
            self.rest = self.rest.trim_start();
            let key = self.string()?;
            if !self.take('=') {
                return Err(format!("`=` does not follow the key `{key}`"));
            }
            let value = self.value()?;
            if members.insert(key.clone(), value).is_some() {
                return Err(format!("the key `{key}` occurs twice"));
            }
            self.take(',');
        }
        Ok(Json::Object(members))
    }

    fn list(&mut self) -> Result<Json, String> {
        self.take('[');
        let mut items = Vec::new();
        while !self.take(']') {
            if self.rest.trim().is_empty() {
                return Err("a list does not end".into());
            }
            items.push(self.value()?);
            self.take(',');
        }
        Ok(Json::Array(items))
    }

    /// Reads a quoted template. Each interpolation becomes [`UNKNOWN`].
    fn string(&mut self) -> Result<String, String> {
        let end = quoted_end(self.rest).ok_or_else(|| format!("`{}` is not a string", self.rest))?;
        let (quoted, rest) = self.rest.split_at(end);
        self.rest = rest;
        let inner = &quoted[1..quoted.len() - 1];
        let mut text = String::new();
        let mut at = 0;
        while let Some(c) = inner[at..].chars().next() {
            let rest = &inner[at..];
            if rest.starts_with("$${") || rest.starts_with("%%{") {
                text.push_str(&rest[1..3]);
                at += 3;
            } else if rest.starts_with("${") || rest.starts_with("%{") {
                text.push(UNKNOWN);
                at += sequence_end(rest);
            } else if c == '\\' {
                text.extend(rest.chars().nth(1));
                at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            } else {
                text.push(c);
                at += c.len_utf8();
            }
        }
        Ok(text)
    }

    /// Reads anything else up to the `,` or bracket after it: a bool, a number or an expression.
    fn other(&mut self) -> Json {
        let mut depth = 0;
        let mut at = 0;
        while let Some(c) = self.rest[at..].chars().next() {
            match c {
                '"' => {
                    at += quoted_end(&self.rest[at..]).unwrap_or(self.rest.len() - at);
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ',' | ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            at += c.len_utf8();
        }
        let (text, rest) = self.rest.split_at(at);
        self.rest = rest;
        serde_json::from_str(text.trim()).unwrap_or_else(|_| Json::String(UNKNOWN.into()))
    }
}

/// Returns the length of the quoted string at the start of a text.
fn quoted_end(text: &str) -> Option<usize> {
    let mut at = text.starts_with('"').then_some(1)?;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '"' => return Some(at + 1),
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            _ if rest.starts_with("$${") || rest.starts_with("%%{") => 3,
            _ if rest.starts_with("${") || rest.starts_with("%{") => sequence_end(rest),
            c => c.len_utf8(),
        };
    }
    None
}

/// Returns the length of the interpolation at the start of a text.
fn sequence_end(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' => {
                at += quoted_end(&text[at..]).unwrap_or(text.len() - at);
                continue;
            }
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    text.len()
}
