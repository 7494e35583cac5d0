//! The languages that a tier's source may be in.

use std::fmt;
use std::path::{Path, PathBuf};

/// A language with an SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// A cargo project.
    Rust,
    /// TypeScript or JavaScript.
    TypeScript,
    /// Python 3.
    Python,
}

impl Language {
    /// The language of a source file by its ending, or of a directory by the file in it that a tier begins with:
    /// `Cargo.toml`, `tier.ts`, `tier.js` or `tier.py`. `None`: it is no source of a tier.
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

/// The files in a directory that a tier may begin with. Which of several is meant, only its author knows: a tool that
/// reads one runs what a reader of the other does not see.
pub fn entries(directory: &Path) -> Vec<&'static str> {
    let names = ENTRIES.iter().map(|(file, _)| *file);
    names.filter(|file| directory.join(file).is_file()).collect()
}

/// The file in which people write a tier whose source this is. The source itself, where it has no such file.
pub fn source_file(source: &Path) -> PathBuf {
    let first = entries(source).first().map(|entry| match *entry {
        "Cargo.toml" => source.join("src/lib.rs"),
        entry => source.join(entry),
    });
    first.filter(|file| file.is_file()).unwrap_or_else(|| source.to_owned())
}

/// The file that makes a directory the source of a tier, in the order in which they are looked for.
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
