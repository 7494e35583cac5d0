//! Languages that run in an engine.

use super::engine_file::{self, EngineFile};
use super::{SourceError, digest};
use crate::engine::Digest;
use crate::model::{Module, Program};
use std::path::{Path, PathBuf};
use terrace_languages::{self as languages, Language, ProgramError, ToolError, python, typescript};

/// Told in a few words what is done that takes a while.
type Progress<'a> = &'a dyn Fn(&str);
type Made = Result<Vec<u8>, ToolError>;

/// A language whose programs an engine runs from text.
pub struct Interpreter {
    language: Language,
    /// Name of its directory in the cache.
    name: &'static str,
    read: fn(&Path) -> Result<languages::Program, ProgramError>,
    recipe: fn() -> &'static [(&'static str, &'static [u8])],
    pub(super) make_engine: fn(&Path, Progress<'_>) -> Made,
    build: fn(&Path, &languages::Program, Progress<'_>) -> Made,
}

static INTERPRETERS: [Interpreter; 2] = [
    Interpreter {
        language: Language::TypeScript,
        name: "typescript",
        read: typescript::read,
        recipe: typescript::recipe,
        make_engine: typescript::make_engine,
        build: typescript::build,
    },
    Interpreter {
        language: Language::Python,
        name: "python",
        read: python::read,
        recipe: python::recipe,
        make_engine: python::make_engine,
        build: python::build,
    },
];

impl Interpreter {
    /// The language's interpreter. `None`: a compiler makes components of it.
    pub fn of(language: Language) -> Option<&'static Self> {
        INTERPRETERS.iter().find(|interpreter| interpreter.language == language)
    }

    /// Every interpreter.
    pub fn all() -> &'static [Self] {
        &INTERPRETERS
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Reads a program, and takes the digest of all that makes it what it is.
    pub fn program(&self, path: &Path) -> Result<(Program, Digest), SourceError> {
        let program = (self.read)(path)?;
        let modules =
            program.modules.into_iter().map(|module| Module { path: module.path, text: module.text });
        let program = Program { entry: program.entry, modules: modules.collect() };
        let texts = program.modules.iter().flat_map(|module| [&module.path, &module.text]);
        let digest = digest(std::iter::once(&program.entry).chain(texts).map(String::as_bytes));
        Ok((program, digest))
    }

    /// The files that a program is read from.
    pub fn files(&self, path: &Path) -> Result<Vec<PathBuf>, SourceError> {
        Ok((self.read)(path)?.files)
    }

    /// The engine, from the cache or made now. `progress` is told what is done that takes a while.
    pub fn engine(&self, cache: &Path, progress: &dyn Fn(&str)) -> Result<EngineFile, SourceError> {
        engine_file::find_or_make(self, &self.workshop(cache), progress)
    }

    /// Builds a program into a component of its own.
    pub fn build(&self, path: &Path, cache: &Path, progress: &dyn Fn(&str)) -> Result<Vec<u8>, SourceError> {
        let program = (self.read)(path)?;
        let workshop = self.workshop(cache);
        let _lock = engine_file::lock(&workshop)
            .map_err(|source| SourceError::File { path: workshop.clone(), source })?;
        Ok((self.build)(&workshop, &program, progress)?)
    }

    /// The directory for the language's tools and engine. Named after what the engine is made from, so that
    /// another version of Terrace finds its own.
    fn workshop(&self, cache: &Path) -> PathBuf {
        let recipe = (self.recipe)().iter().flat_map(|(path, content)| [path.as_bytes(), content]);
        let digest = digest(recipe).hex();
        cache.join("languages").join(format!("{}-{}", self.name, &digest[..16]))
    }
}
