//! Reads a program.

use super::imports::{Import, imports};
use super::resolve::files;
use crate::{Language, Module, Program, ProgramError};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file that a directory's tier begins with.
const ENTRY: &str = "tier.py";

/// As many modules as a program may have.
const MODULES: usize = 1000;

/// As many bytes as the modules of a program may have together.
const BYTES: usize = 4 * 1024 * 1024;

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
    let (root, entry) = entry_of(path)?;
    let mut reader = Reader { root, modules: BTreeMap::new(), bytes: 0 };
    reader.read(&entry)?;
    let mut waiting = vec![entry.clone()];
    while let Some(importer) = waiting.pop() {
        for import in imports(reader.text(&importer)) {
            for file in files(&reader.root, &importer, &import) {
                if !reader.modules.contains_key(&file) {
                    reader.read_imported(&file, &importer, &import)?;
                    waiting.push(file);
                }
            }
        }
    }
    let files = reader.modules.keys().map(|module| reader.root.join(module)).collect();
    let modules = reader.modules.into_iter().map(|(path, text)| Module { path, text }).collect();
    Ok(Program { language: Language::Python, entry, modules, files })
}

fn entry_of(path: &Path) -> Result<(PathBuf, String), ProgramError> {
    if path.is_dir() {
        if path.join(ENTRY).is_file() {
            return Ok((path.to_owned(), ENTRY.to_owned()));
        }
        return Err(ProgramError::NoEntry { path: path.to_owned() });
    }
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok((path.parent().unwrap_or(Path::new("")).to_owned(), name.to_owned())),
        None => {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "its name is not UTF-8");
            Err(ProgramError::Read { path: path.to_owned(), source })
        }
    }
}

struct Reader {
    root: PathBuf,
    /// Texts by paths.
    modules: BTreeMap<String, String>,
    bytes: usize,
}

impl Reader {
    fn read(&mut self, module: &str) -> Result<(), ProgramError> {
        let path = self.root.join(module);
        let text = fs::read_to_string(&path).map_err(|source| ProgramError::Read { path, source })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        self.bytes += text.len();
        self.modules.insert(module.to_owned(), text);
        Ok(())
    }

    fn read_imported(&mut self, module: &str, importer: &str, import: &Import) -> Result<(), ProgramError> {
        let refuse = |reason: String, hint: &str| self.refusal(module, importer, import, reason, hint);
        if !self.is_inside(module) {
            let reason = "it is a link that leads out of the tier's directory".to_owned();
            return Err(refuse(reason, "copy what it leads to into the directory"));
        }
        if self.modules.len() == MODULES {
            let reason = format!("a tier has at most {MODULES} modules");
            return Err(refuse(reason, "import less of what stands in the tier's directory"));
        }
        self.read(module)?;
        if self.bytes > BYTES {
            let reason = format!("with it the tier's source is larger than {} MiB", BYTES / 1024 / 1024);
            return Err(self.refusal(module, importer, import, reason, "leave data out of the source"));
        }
        Ok(())
    }

    /// Whether the file itself is in the directory, not only a link to it.
    fn is_inside(&self, module: &str) -> bool {
        let root = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        match (fs::canonicalize(root), fs::canonicalize(self.root.join(module))) {
            (Ok(root), Ok(file)) => file.starts_with(root),
            // What is wrong with it, reading it says.
            _ => true,
        }
    }

    fn refusal(
        &self,
        module: &str,
        importer: &str,
        import: &Import,
        reason: String,
        hint: &str,
    ) -> ProgramError {
        let before = &self.text(importer)[..import.at];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        ProgramError::Import {
            specifier: module.to_owned(),
            reason,
            path: self.root.join(importer),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            hint: Some(hint.to_owned()),
        }
    }

    fn text(&self, module: &str) -> &str {
        self.modules.get(module).map_or("", String::as_str)
    }
}
