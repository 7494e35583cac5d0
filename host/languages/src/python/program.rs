//! Reads a program.

use super::imports::{Import, imports};
use super::resolve::files;
use crate::budget::{Budget, MAX_PROGRAM_BYTES};
use crate::entry::{Entry, unreadable};
use crate::{Language, Module, Program, ProgramError, Reach, ReachError, ReachedFile};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The entry file of a directory.
const ENTRY: &str = "tier.py";

/// Reads a program: a source file, or a directory that contains `tier.py`.
///
/// Its modules are the entry and everything that it imports, directly or not, from its own directory: modules, packages, and
/// third-party packages there. Other imports are left for the engine to resolve. A module that is only imported by a computed
/// name is not found.
///
/// # Errors
///
/// If a file cannot be read or is not UTF-8; if the directory has no `tier.py`; if an import leads out of the directory through
/// a symbolic link; or if the program has more than 1000 modules or 4 MiB.
pub fn read(path: &Path) -> Result<Program, ProgramError> {
    let entry = Entry::of(path, &[ENTRY])?;
    let mut reader = Reader {
        reach: entry.reach,
        shown: entry.directory,
        modules: BTreeMap::new(),
        budget: Budget::default(),
    };
    reader.read_entry(&entry.name, &entry.file)?;
    let mut waiting = vec![entry.name.clone()];
    while let Some(importer) = waiting.pop() {
        for import in imports(reader.text(&importer)) {
            for (module, file) in files(&reader.reach, &importer, &import) {
                if !reader.modules.contains_key(&module) {
                    reader.read_imported(&module, file, &importer, &import)?;
                    waiting.push(module);
                }
            }
        }
    }
    let files = reader.modules.keys().map(|module| reader.shown.join(module)).collect();
    let modules = reader.modules.into_iter().map(|(path, text)| Module { path, text }).collect();
    Ok(Program { language: Language::Python, entry: entry.name, modules, files })
}

struct Reader {
    /// The directory of the entry.
    reach: Reach,
    /// The same directory as the user wrote it.
    shown: PathBuf,
    /// The texts of the modules, by path.
    modules: BTreeMap<String, String>,
    budget: Budget,
}

impl Reader {
    fn read_entry(&mut self, name: &str, file: &ReachedFile) -> Result<(), ProgramError> {
        let text =
            file.text(MAX_PROGRAM_BYTES).map_err(|refused| unreadable(&self.shown.join(name), refused))?;
        // The first file always fits: the reader of the file has the same limit.
        let _ = self.budget.take(text.len());
        self.modules.insert(name.to_owned(), text);
        Ok(())
    }

    fn read_imported(
        &mut self,
        module: &str,
        file: Result<ReachedFile, ReachError>,
        importer: &str,
        import: &Import,
    ) -> Result<(), ProgramError> {
        let text = file.and_then(|file| file.text(MAX_PROGRAM_BYTES)).map_err(|refused| match refused {
            ReachError::Outside => {
                let reason = "it is a link that leads out of the tier's directory".to_owned();
                let hint = "copy its target into the directory";
                self.refusal(module, importer, import, reason, Some(hint))
            }
            ReachError::NotText => unreadable(&self.shown.join(module), refused),
            refused => self.refusal(module, importer, import, refused.to_string(), None),
        })?;
        self.budget.take(text.len()).map_err(|exceeded| {
            self.refusal(module, importer, import, exceeded.to_string(), Some(exceeded.hint()))
        })?;
        self.modules.insert(module.to_owned(), text);
        Ok(())
    }

    fn refusal(
        &self,
        module: &str,
        importer: &str,
        import: &Import,
        reason: String,
        hint: Option<&str>,
    ) -> ProgramError {
        let before = &self.text(importer)[..import.at];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        ProgramError::Import {
            specifier: module.to_owned(),
            reason,
            path: self.shown.join(importer),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            hint: hint.map(str::to_owned),
        }
    }

    fn text(&self, module: &str) -> &str {
        self.modules.get(module).map_or("", String::as_str)
    }
}
