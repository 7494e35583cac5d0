//! Reads a program: the entry and everything that it imports.

use super::compile::{Fault, Form, Specifier, Text, compile_json};
use super::compiler::{Compiler, Failure, Session};
use super::node::ResolvedFile;
use super::resolve::{Refusal, Resolver, SDK, Target};
use super::room::NoRoom;
use super::source::Source;
use crate::budget::{Budget, MAX_PROGRAM_BYTES};
use crate::entry::{Entry, unreadable};
use crate::{Language, Module, Program, ProgramError};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The entry files of a directory, in the order in which they are tried.
const ENTRIES: [&str; 2] = ["tier.ts", "tier.js"];

/// Reads a program: a source file, or a directory that contains `tier.ts` or `tier.js`.
///
/// Its files are those of the tier's directory, and those of packages in `node_modules` there. If the tier is in `workspace`,
/// packages are looked for up to that directory.
///
/// # Errors
///
/// The first file that cannot be read, is not valid, or imports something that a tier cannot use. Also if the program has more
/// than 1000 modules or 4 MiB, is nested too deeply, or takes more time or memory to read than allowed.
pub fn read(path: &Path, workspace: Option<&Path>, compiler: Compiler<'_>) -> Result<Program, ProgramError> {
    let entry = Entry::of(path, &ENTRIES)?;
    let layout = Layout { root: entry.reach.directory().to_owned(), shown: entry.directory };
    let first = ResolvedFile { file: entry.file, package: None, is_declared: true };
    let mut reader = Reader {
        entry: layout.name(first.file.path()),
        layout,
        resolver: Resolver::new(entry.reach, workspace)?,
        modules: BTreeMap::new(),
        budget: Budget::default(),
        session: Session::new(compiler),
    };
    let mut waiting = vec![Import { found: first, from: None }];
    while let Some(import) = waiting.pop() {
        let mut imports = reader.add(import)?;
        // Imports are read in source order.
        imports.reverse();
        waiting.append(&mut imports);
    }
    Ok(reader.finish())
}

struct Reader<'a> {
    /// The name of the first module.
    entry: String,
    layout: Layout,
    resolver: Resolver,
    /// The file and the text of each module, by its path in the program.
    modules: BTreeMap<String, (PathBuf, String)>,
    budget: Budget,
    session: Session<'a>,
}

/// A file to be read.
struct Import {
    found: ResolvedFile,
    /// The position of the import, or `None` for the entry.
    from: Option<Place>,
}

/// The position of a specifier in a file.
#[derive(Debug, Clone)]
struct Place {
    source: Arc<Source>,
    specifier: String,
    at: u32,
}

struct CompiledModule {
    /// The engine's text, or `None` if the file is not a module.
    text: Option<String>,
    imports: Vec<Import>,
}

impl Reader<'_> {
    /// Adds a file and returns its imports. Returns none if the file was already added.
    fn add(&mut self, Import { found, from }: Import) -> Result<Vec<Import>, ProgramError> {
        let name = self.layout.name(found.file.path());
        if self.modules.contains_key(&name) {
            return Ok(Vec::new());
        }
        let source = Arc::new(self.source(&found, from.as_ref())?);
        let compiled = self.compile(&source, &found)?;
        let Some(text) = compiled.text else { return Err(not_a_module(&source, from)) };
        self.modules.insert(name, (source.path.clone(), text));
        Ok(compiled.imports)
    }

    /// Reads a file, within the remaining budget of the program.
    fn source(&mut self, found: &ResolvedFile, from: Option<&Place>) -> Result<Source, ProgramError> {
        let path = self.layout.shown(found.file.path());
        let text = found.file.text(MAX_PROGRAM_BYTES).map_err(|refused| match from {
            Some(place) => place.refuse(refused.to_string(), None),
            None => unreadable(&path, refused),
        })?;
        if let (Err(exceeded), Some(place)) = (self.budget.take(text.len()), from) {
            return Err(place.refuse(exceeded.to_string(), Some(exceeded.hint().to_owned())));
        }
        let form = match found.file.ending() {
            "ts" | "mts" => Some(Form::TypeScript),
            "json" => None,
            _ if found.is_declared => Some(Form::Module),
            _ => Some(Form::Any),
        };
        Ok(Source { path, text, form })
    }

    fn compile(
        &mut self,
        source: &Arc<Source>,
        found: &ResolvedFile,
    ) -> Result<CompiledModule, ProgramError> {
        let Some(form) = source.form else {
            let text = compile_json(&source.text).map_err(|error| source.not_json(&error))?;
            return Ok(CompiledModule { text: Some(text), imports: Vec::new() });
        };
        let Self { layout, resolver, session, .. } = self;
        let (mut imports, mut refused) = (Vec::new(), None);
        let text = Text { text: source.text.clone(), form };
        let compiled = session.compile(text, &mut |specifiers| match resolve(
            specifiers, source, found, layout, resolver,
        ) {
            Ok((names, found)) => {
                imports = found;
                Some(names)
            }
            Err(error) => {
                refused = Some(error);
                None
            }
        });
        match (compiled, refused) {
            (_, Some(error)) => Err(error),
            (Ok(text), None) => Ok(CompiledModule { text, imports }),
            (Err(Failure::Fault(Fault::Invalid { at, message, hint })), None) => {
                Err(source.error(at, &message, hint))
            }
            (Err(Failure::Fault(Fault::Unresolved)), None) => Err(source.no_room(&NoRoom::Failed)),
            (Err(Failure::NoRoom(problem)), None) => Err(source.no_room(&problem)),
        }
    }

    fn finish(self) -> Program {
        let (mut modules, mut files) = (Vec::new(), Vec::new());
        for (path, (file, text)) in self.modules {
            modules.push(Module { path, text });
            files.push(file);
        }
        Program { language: Language::TypeScript, entry: self.entry, modules, files }
    }
}

/// Resolves a file's imports to their names in the program, and to the files to be read for them.
fn resolve(
    specifiers: Vec<Specifier>,
    source: &Arc<Source>,
    found: &ResolvedFile,
    layout: &Layout,
    resolver: &Resolver,
) -> Result<(Vec<String>, Vec<Import>), ProgramError> {
    let (mut names, mut imports) = (Vec::new(), Vec::new());
    for Specifier { text, at } in specifiers {
        let place = Place { source: Arc::clone(source), specifier: text, at };
        match resolver.follow(&place.specifier, found) {
            Ok(Target::Sdk) => names.push(SDK.to_owned()),
            Ok(Target::File(found)) => {
                names.push(layout.name(found.file.path()));
                imports.push(Import { found, from: Some(place) });
            }
            Err(Refusal { reason, hint }) => return Err(place.refuse(reason, hint)),
        }
    }
    Ok((names, imports))
}

fn not_a_module(source: &Source, from: Option<Place>) -> ProgramError {
    const HINT: &str = "use a package, or a version of the package, that has ES modules";
    let reason = "it is a CommonJS module, not an ES module";
    match from {
        Some(place) => place.refuse(reason.to_owned(), Some(HINT.to_owned())),
        None => source.error(0, reason, Some(HINT.to_owned())),
    }
}

impl Place {
    fn refuse(&self, reason: String, hint: Option<String>) -> ProgramError {
        let (line, column) = self.source.line_and_column(self.at);
        let (specifier, path) = (self.specifier.clone(), self.source.path.clone());
        ProgramError::Import { specifier, reason, path, line, column, hint }
    }
}

/// Determines the names of a program's files.
#[derive(Debug)]
struct Layout {
    /// The canonical directory of the entry.
    root: PathBuf,
    /// The same directory as the user wrote it.
    shown: PathBuf,
}

impl Layout {
    /// Returns the path of a file relative to the directory of the entry, with `/` as the separator.
    fn name(&self, file: &Path) -> String {
        relative(file, &self.root).iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// Returns the path to show for a file, below the directory that the user named.
    fn shown(&self, file: &Path) -> PathBuf {
        file.strip_prefix(&self.root).map_or_else(|_| file.to_owned(), |inner| self.shown.join(inner))
    }
}

/// Returns the relative path from a directory to a file, both canonical.
fn relative(file: &Path, directory: &Path) -> PathBuf {
    let common = file.components().zip(directory.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(common).map(|_| Component::ParentDir);
    up.chain(file.components().skip(common)).collect()
}
