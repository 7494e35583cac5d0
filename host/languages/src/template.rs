//! The files of a new tier.

use crate::{Language, python, rust, typescript};
use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The directory of the files that are the same for every language: the stack that uses the tier, and its test cases. To its
/// users, the tier itself is also the same in every language.
const EVERY: &str = "every";

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The path from the project's directory, with `/` as the separator.
    pub path: String,
    pub content: Vec<u8>,
}

/// Returns the files of a project for a tier with this name: the initial source, and the SDK if the language's tools need it
/// next to the source. `name` consists of lower-case words joined by `-`.
pub fn new_tier(language: Language, name: &str) -> Vec<NewFile> {
    let directory = match language {
        Language::Rust => "rust",
        Language::TypeScript => "typescript",
        Language::Python => "python",
    };
    let mut files = Vec::new();
    for directory in [EVERY, directory] {
        if let Some(template) = TEMPLATES.get_dir(directory) {
            collect(template, directory, &mut files);
        }
    }
    for file in &mut files {
        fill(file, name);
    }
    files.extend(sdk(language));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Returns the SDK, for the language's own tools and for editors.
fn sdk(language: Language) -> Vec<NewFile> {
    let file = |root: &str, path: &str, content: &[u8]| NewFile {
        path: format!("{root}{path}"),
        content: content.to_vec(),
    };
    match language {
        Language::Rust => rust::sdk()
            .into_iter()
            .map(|(path, content)| file("vendor/terrace-sdk/", &path, &content))
            .collect(),
        Language::TypeScript => {
            typescript::sdk().iter().map(|(path, content)| file("vendor/sdk/", path, content)).collect()
        }
        Language::Python => {
            python::sdk().into_iter().map(|(path, content)| file("", &path, &content)).collect()
        }
    }
}

fn collect(directory: &Dir<'_>, root: &str, files: &mut Vec<NewFile>) {
    for file in directory.files() {
        let path = file.path().strip_prefix(root).unwrap_or(file.path());
        files.push(NewFile { path: path.to_string_lossy().into_owned(), content: file.contents().to_vec() });
    }
    for directory in directory.dirs() {
        collect(directory, root, files);
    }
}

/// Fills in the name. Template files that other tools must not mistake for their own end in `.template`.
fn fill(file: &mut NewFile, name: &str) {
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    let title = capitalized(&words.join(" "));
    let type_name: String = words.iter().map(|word| capitalized(word)).collect();
    let put = |text: &str| {
        text.replace("{{name}}", name).replace("{{title}}", &title).replace("{{type}}", &type_name)
    };
    file.path = put(file.path.strip_suffix(".template").unwrap_or(&file.path));
    if let Ok(text) = str::from_utf8(&file.content) {
        file.content = put(text).into_bytes();
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
