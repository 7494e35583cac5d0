//! The languages in which tiers can be written.

use std::fmt;
use std::path::{Path, PathBuf};

/// A language with an SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// A Cargo project.
    Rust,
    /// TypeScript or JavaScript.
    TypeScript,
    /// Python 3.
    Python,
}

impl Language {
    /// Returns the language of a source file by its extension, or of a directory by its entry file: `Cargo.toml`, `tier.ts`,
    /// `tier.js` or `tier.py`. Returns `None` if the path is not the source of a tier.
    pub fn of(path: &Path) -> Option<Self> {
        if path.is_dir() {
            let present = |(file, _): &&(&str, Self)| path.join(file).is_file();
            return ENTRIES.iter().find(present).map(|(_, language)| *language);
        }
        match path.extension()?.to_str()? {
            "ts" | "mts" | "js" | "mjs" => Some(Self::TypeScript),
            "py" => Some(Self::Python),
            _ => None,
        }
    }
}

/// Returns the possible entry files in a directory. If there are several, only the author knows which one is meant: a tool that
/// chose one would run code that a reader of the other does not see.
pub fn entries(directory: &Path) -> Vec<&'static str> {
    let names = ENTRIES.iter().map(|(file, _)| *file);
    names.filter(|file| directory.join(file).is_file()).collect()
}

/// Returns the file that people edit to write a tier with this source, or the source itself if it has no such file.
pub fn source_file(source: &Path) -> PathBuf {
    let first = entries(source).first().map(|entry| match *entry {
        "Cargo.toml" => source.join("src/lib.rs"),
        entry => source.join(entry),
    });
    first.filter(|file| file.is_file()).unwrap_or_else(|| source.to_owned())
}

/// The files that make a directory the source of a tier, in the order in which they are tried.
const ENTRIES: [(&str, Language); 4] = [
    ("Cargo.toml", Language::Rust),
    ("tier.ts", Language::TypeScript),
    ("tier.js", Language::TypeScript),
    ("tier.py", Language::Python),
];

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust",
            Self::TypeScript => "TypeScript",
            Self::Python => "Python",
        })
    }
}
