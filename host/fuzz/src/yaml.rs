//! Properties of the YAML reader.

use serde_json::Value;
use terrace_core::render;
use terrace_stack::stack::{Text, values};

/// Limits of what aliases may add: the number of values, and bytes of text.
const ALIASED: (usize, usize) = (100_000, 16 << 20);
/// The maximum nesting depth.
const DEPTH: usize = 100;

/// For any YAML, the value that is read is no larger than its text plus what aliases may add, and errors can be shown.
pub fn yaml(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let file = Text { path: "terrace.yaml".into(), text: text.to_owned() };
    match values(file) {
        Ok(value) => {
            let mut size = Size::default();
            size.add(&value, 1);
            // Each value takes at least one character, except those between the commas and brackets of empty ones.
            assert!(size.values <= 2 * text.len() + 2 + ALIASED.0, "{} values", size.values);
            // An escape such as `\L` stands for three bytes, and each merged key for one that is written.
            assert!(size.bytes <= 3 * text.len() + 2 * ALIASED.1, "{} bytes", size.bytes);
            assert!(size.depth <= DEPTH + 1, "{} levels", size.depth);
        }
        Err(errors) => {
            let told = errors.diagnostics();
            assert!((1..=101).contains(&told.len()), "{} problems", told.len());
            for diagnostic in told {
                let shown = render::text(&diagnostic, &errors.sources, render::Style::default());
                assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
            }
        }
    }
}

/// The size of a value.
#[derive(Default)]
struct Size {
    values: usize,
    bytes: usize,
    depth: usize,
}

impl Size {
    fn add(&mut self, value: &Value, depth: usize) {
        self.values += 1;
        self.depth = self.depth.max(depth);
        match value {
            Value::String(text) => self.bytes += text.len(),
            Value::Array(items) => items.iter().for_each(|item| self.add(item, depth + 1)),
            Value::Object(members) => {
                for (key, member) in members {
                    self.bytes += key.len();
                    self.add(member, depth + 1);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
