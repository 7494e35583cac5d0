//! Formats locks as text.

use super::{Entry, Key, Lock};
use std::fmt::{self, Write as _};

/// The version of the file format.
pub(super) const FORMAT: i64 = 1;

const HEAD: &str = "# Made by terrace; commit it. `terrace update` changes it.\n";

impl fmt::Display for Lock {
    /// Writes the file with one fact per line, so that branches that add components can be merged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}format = {FORMAT}")?;
        self.iter().try_for_each(|(key, entry)| component(f, key, entry))?;
        self.allowed().try_for_each(|source| {
            writeln!(f, "\n[[allowed_provider]]\nsource = {}", Quoted(source.as_str()))
        })
    }
}

fn component(f: &mut fmt::Formatter<'_>, key: &Key, entry: &Entry) -> fmt::Result {
    let Entry { digest, manifest, signers, facts } = entry;
    let mut text = |name: &str, value: Option<&str>| match value {
        Some(value) => writeln!(f, "{name} = {}", Quoted(value)),
        None => Ok(()),
    };
    text("\n[[component]]\nreference", Some(&key.reference))?;
    text("requires", key.requires.as_deref())?;
    text("version", Some(&facts.version))?;
    text("digest", digest.map(|digest| digest.to_string()).as_deref())?;
    text("manifest", manifest.map(|digest| digest.to_string()).as_deref())?;
    text("contract", Some(&facts.contract))?;
    list(f, "signers", signers)?;
    list(f, "providers", &facts.providers)?;
    list(f, "resources", &facts.resources)?;
    list(f, "data_sources", &facts.data_sources)?;
    list(f, "ephemeral_resources", &facts.ephemeral_resources)?;
    list(f, "modules", &facts.modules)
}

fn list(f: &mut fmt::Formatter<'_>, name: &str, values: &[String]) -> fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    writeln!(f, "{name} = [")?;
    values.iter().try_for_each(|value| writeln!(f, "    {},", Quoted(value)))?;
    writeln!(f, "]")
}

/// A string, formatted as a basic string of TOML.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for letter in self.0.chars() {
            match letter {
                '"' | '\\' => write!(f, "\\{letter}")?,
                letter if letter.is_control() => write!(f, "\\u{:04X}", u32::from(letter))?,
                letter => f.write_char(letter)?,
            }
        }
        f.write_char('"')
    }
}
