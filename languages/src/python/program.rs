//! Reads a program.

use super::imports::{Import, imports};
use super::resolve::files;
use crate::budget::{BYTES, Budget};
use crate::entry::{Entry, unreadable};
use crate::{Language, Module, Program, ProgramError, Reach, ReachedFile, Refused};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file that a directory's tier begins with.
const ENTRY: &str = "tier.py";

/// Reads a program: a source file, or a directory with `tier.py` in it.
///
/// Its modules are the entry and all that it imports, directly or not, from its own directory: modules, packages, and
/// packages of others that stand there. What it imports from elsewhere is the engine's to find. A module that is only
/// imported by a name that is computed is not found.
///
/// # Errors
///
/// A file cannot be read or is not UTF-8; the directory has no `tier.py`; an import leads out of the directory through a
/// symbolic link; the program has more than 1000 modules or 4 MiB.
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
    /// The same directory as people wrote it.
    shown: PathBuf,
    /// Texts by paths.
    modules: BTreeMap<String, String>,
    budget: Budget,
}

impl Reader {
    fn read_entry(&mut self, name: &str, file: &ReachedFile) -> Result<(), ProgramError> {
        let text = file.text(BYTES).map_err(|refused| unreadable(&self.shown.join(name), refused))?;
        // The first file has room: its reader took no more than a program may have.
        let _ = self.budget.take(text.len());
        self.modules.insert(name.to_owned(), text);
        Ok(())
    }

    fn read_imported(
        &mut self,
        module: &str,
        file: Result<ReachedFile, Refused>,
        importer: &str,
        import: &Import,
    ) -> Result<(), ProgramError> {
        let text = file.and_then(|file| file.text(BYTES)).map_err(|refused| match refused {
            Refused::Outside => {
                let reason = "it is a link that leads out of the tier's directory".to_owned();
                let hint = "copy what it leads to into the directory";
                self.refusal(module, importer, import, reason, Some(hint))
            }
            Refused::NotText => unreadable(&self.shown.join(module), refused),
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
