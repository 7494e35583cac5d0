//! Reads a program: the entry and everything that it imports.

use super::compile::{Source, Specifier, compile, compile_json, has_module_syntax};
use super::resolve::{SDK, Target, follow};
use crate::{Language, Module, Program, ProgramError};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files that a directory's tier begins with, in the order in which they are looked for.
const ENTRIES: [&str; 2] = ["tier.ts", "tier.js"];

/// Reads a program: a source file, or a directory with `tier.ts` or `tier.js` in it.
///
/// # Errors
///
/// The first file that cannot be read, is not valid, or imports what a tier cannot use.
pub fn read(path: &Path) -> Result<Program, ProgramError> {
    let entry = entry(path)?;
    let canonical =
        fs::canonicalize(&entry).map_err(|source| ProgramError::Read { path: entry.clone(), source })?;
    let root = canonical.parent().unwrap_or(&canonical).to_owned();
    let shown_root = entry.parent().unwrap_or(Path::new("")).to_owned();
    let mut reader = Reader { root: root.clone(), shown_root, modules: BTreeMap::new() };
    reader.add(&canonical, &root)?;
    let entry = reader.name(&canonical);
    let mut program =
        Program { language: Language::TypeScript, entry, modules: Vec::new(), files: Vec::new() };
    for (path, (file, text)) in reader.modules {
        program.modules.push(Module { path, text });
        program.files.push(file);
    }
    Ok(program)
}

fn entry(path: &Path) -> Result<PathBuf, ProgramError> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let mut files = ENTRIES.iter().map(|file| path.join(file));
    files.find(|file| file.is_file()).ok_or_else(|| ProgramError::NoEntry { path: path.to_owned() })
}

struct Reader {
    /// The directory of the entry, canonical.
    root: PathBuf,
    /// The same directory as people wrote it.
    shown_root: PathBuf,
    /// File and text of each module by its path in the program. The text is empty while its imports are read.
    modules: BTreeMap<String, (PathBuf, String)>,
}

impl Reader {
    /// Adds the file and what it imports. `root` is the directory of the tier or package that it belongs to.
    fn add(&mut self, file: &Path, root: &Path) -> Result<(), ProgramError> {
        let name = self.name(file);
        if self.modules.contains_key(&name) {
            return Ok(());
        }
        let shown = self.shown(file);
        let text =
            fs::read_to_string(file).map_err(|source| ProgramError::Read { path: shown.clone(), source })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        self.modules.insert(name.clone(), (shown.clone(), String::new()));
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let source = Source { path: &shown, text, typescript: matches!(extension, "ts" | "mts") };
        let compiled = if extension == "json" {
            compile_json(&source)?
        } else {
            compile(&source, &mut |specifier| self.import(&specifier, file, root))?
        };
        self.modules.insert(name, (shown, compiled));
        Ok(())
    }

    /// Adds what a file imports, and gives its path in the program.
    fn import(
        &mut self,
        specifier: &Specifier<'_>,
        file: &Path,
        root: &Path,
    ) -> Result<String, ProgramError> {
        let error = |shown: PathBuf, reason: String, hint: Option<String>| ProgramError::Import {
            specifier: specifier.text.to_owned(),
            reason,
            path: shown,
            line: specifier.line,
            column: specifier.column,
            hint,
        };
        let target = follow(specifier.text, file, root);
        let target = target.map_err(|refusal| error(self.shown(file), refusal.reason, refusal.hint))?;
        match target {
            Target::Sdk => Ok(SDK.to_owned()),
            Target::Own(found) => {
                self.add(&found, root)?;
                Ok(self.name(&found))
            }
            Target::Package { file: found, root, declared } => {
                // Packages made for bundlers have ES modules without saying so.
                if !declared && !fs::read_to_string(&found).is_ok_and(|text| has_module_syntax(&text)) {
                    return Err(error(
                        self.shown(file),
                        "it is a CommonJS module, not an ES module".into(),
                        Some("use a package, or a version of it, that has ES modules".into()),
                    ));
                }
                self.add(&found, &root)?;
                Ok(self.name(&found))
            }
        }
    }

    /// The path of a file from the directory of the entry, with `/` between its parts.
    fn name(&self, file: &Path) -> String {
        relative(file, &self.root).iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The file as people see it: below the directory that they named.
    fn shown(&self, file: &Path) -> PathBuf {
        file.strip_prefix(&self.root).map_or_else(|_| file.to_owned(), |inner| self.shown_root.join(inner))
    }
}

/// The way from a directory to a file, both canonical.
fn relative(file: &Path, directory: &Path) -> PathBuf {
    let common = file.components().zip(directory.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(common).map(|_| Component::ParentDir);
    up.chain(file.components().skip(common)).collect()
}
