//! Writes the tables of keys into the page about the stack file.

use crate::markdown;
use std::fmt::Write;
use terrace_stack::stack::grammar::{self, Key, Without};

/// The marks before a table, around the name of the table.
const BEGIN: (&str, &str) = ("<!-- keys of ", " -->");
/// The mark after a table.
const END: &str = "<!-- end of keys -->";
/// The name of the table whose keys have their own sections.
const FILE: &str = "the file";

/// Returns the page with every table between `<!-- keys of NAME -->` and `<!-- end of keys -->` generated again.
///
/// # Errors
///
/// A description of what is wrong with the marks.
pub fn with_tables(page: &str) -> Result<String, String> {
    let mut made = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN.0) {
        let (name, after) = after.split_once(BEGIN.1).ok_or("a mark has no end")?;
        let (_, after) = after.split_once(END).ok_or_else(|| format!("the table of `{name}` has no end"))?;
        let keys = keys(name).ok_or_else(|| format!("`{name}` has no keys"))?;
        let _ = write!(made, "{before}{}{name}{}\n\n{}\n{END}", BEGIN.0, BEGIN.1, table(name, keys, page));
        rest = after;
    }
    Ok(made + rest)
}

fn keys(name: &str) -> Option<&'static [Key]> {
    Some(match name {
        FILE => &grammar::STACK,
        "a variable" => &grammar::VARIABLE,
        "a validation" => &grammar::VALIDATION,
        "a provider" => &grammar::PROVIDER,
        "a tier" => &grammar::TIER,
        "an output" => &grammar::OUTPUT,
        "the sandbox" => &grammar::SANDBOX,
        "limits" => &grammar::LIMITS,
        _ => return None,
    })
}

fn table(of: &str, keys: &[Key], page: &str) -> String {
    let mut text = "| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n".to_owned();
    for key in keys {
        let name = format!("`{}`", key.name);
        let section = section(&name, page).filter(|_| of == FILE);
        let name = section.map_or_else(|| name.clone(), |anchor| format!("[{name}](#{anchor})"));
        let default = match key.without {
            Without::Required => "required",
            Without::Default(words) => words,
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {name} | {} | {default} | {} |", key.takes.words(), key.meaning);
    }
    text
}

/// Returns the section about a key: its heading contains the key.
fn section(key: &str, page: &str) -> Option<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix("### "));
    let heading = headings.into_iter().find(|heading| heading.contains(key))?;
    Some(markdown::anchor(heading))
}
