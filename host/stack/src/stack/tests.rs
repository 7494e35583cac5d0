//! Tests of the errors that users see, and of complete stacks.

/// Takes a snapshot without the expression, which is long.
macro_rules! snapshot {
    ($value:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($value) })
    };
}

mod errors;
mod files;
mod reading;
mod whole;

use super::{Stack, StackErrors, Text, parse};
use std::fmt::Write;
use terrace_core::render;

fn text(path: &str, text: &str) -> Text {
    Text { path: path.into(), text: text.to_owned() }
}

fn stack(yaml: &str) -> Result<Stack, StackErrors> {
    parse(text("stacks/terrace.yaml", yaml), None, None)
}

fn good(yaml: &str) -> Stack {
    stack(yaml).unwrap_or_else(|errors| panic!("{}", shown(&errors)))
}

fn shown(errors: &StackErrors) -> String {
    let style = render::Style { width: 100, ..Default::default() };
    let texts: Vec<_> = errors
        .diagnostics()
        .iter()
        .map(|diagnostic| render::text(diagnostic, &errors.sources, style))
        .collect();
    texts.join("\n\n")
}

/// Returns the errors of each case under its name.
fn all_shown(cases: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, yaml) in cases {
        let errors = match stack(yaml) {
            Ok(_) => "NO ERROR".to_owned(),
            Err(errors) => shown(&errors),
        };
        _ = writeln!(out, "=== {name}\n{errors}\n");
    }
    out
}
