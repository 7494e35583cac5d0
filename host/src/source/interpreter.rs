//! Languages that run in an engine.

use super::engine_file::{self, EngineFile};
use super::{SourceError, digest, workspace};
use crate::engine::{Cache, Digest, Engine, EngineError};
use crate::model::{Module, Program};
use std::path::{Path, PathBuf};
use terrace_languages::typescript::{self, Compilation, Compiler, Known};
use terrace_languages::{self as languages, Language, ProgramError, ToolError, python};
use terrace_programs::Outside;

/// Told in a few words what is done that takes a while.
type Progress<'a> = &'a dyn Fn(&str);
type Made = Result<Vec<u8>, ToolError>;

/// A language whose programs an engine runs from text.
pub struct Interpreter {
    language: Language,
    /// Name of its directory in the cache.
    name: &'static str,
    read: fn(&Path, &Engine) -> Result<languages::Program, ProgramError>,
    recipe: fn() -> &'static [(&'static str, &'static [u8])],
    pub(super) make_engine: fn(&Path, &Outside, Progress<'_>) -> Made,
    build: fn(&Path, &languages::Program, &Outside, Progress<'_>) -> Made,
}

static INTERPRETERS: [Interpreter; 2] = [
    Interpreter {
        language: Language::TypeScript,
        name: "typescript",
        read: read_typescript,
        recipe: typescript::recipe,
        make_engine: typescript::make_engine,
        build: typescript::build,
    },
    Interpreter {
        language: Language::Python,
        name: "python",
        read: |path, _| python::read(path),
        recipe: python::recipe,
        make_engine: python::make_engine,
        build: python::build,
    },
];

/// Compiles where the engine does, and what was compiled before is taken from its cache.
fn read_typescript(path: &Path, engine: &Engine) -> Result<languages::Program, ProgramError> {
    let compiler = engine.compiler().program().map_or(Compiler::here(), Compiler::apart);
    let workspace = workspace();
    match engine.cache() {
        Some(cache) => typescript::read(path, workspace.as_deref(), compiler.with(cache)),
        None => typescript::read(path, workspace.as_deref(), compiler),
    }
}

impl Known for Cache {
    fn recall(&self, key: &str) -> Option<Compilation> {
        self.recall(&format!("typescript-{key}"))
    }

    fn remember(&self, key: &str, compilation: &Compilation) {
        self.remember(&format!("typescript-{key}"), compilation);
    }
}

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

    /// Reads a program as `engine` does it, and takes the digest of all that makes it what it is.
    pub fn program(&self, path: &Path, engine: &Engine) -> Result<(Program, Digest), SourceError> {
        let program = (self.read)(path, engine)?;
        let modules =
            program.modules.into_iter().map(|module| Module { path: module.path, text: module.text });
        let program = Program { entry: program.entry, modules: modules.collect() };
        let texts = program.modules.iter().flat_map(|module| [&module.path, &module.text]);
        let digest = digest(std::iter::once(&program.entry).chain(texts).map(String::as_bytes));
        Ok((program, digest))
    }

    /// The files that a program is read from.
    pub fn files(&self, path: &Path, engine: &Engine) -> Result<Vec<PathBuf>, SourceError> {
        Ok((self.read)(path, engine)?.files)
    }

    /// The engine for this run: from the cache, or made now. Where the cache cannot keep it, every run makes it, which the
    /// engine of components notes.
    pub fn engine_for(
        &self,
        engine: &Engine,
        outside: &Outside,
        progress: &dyn Fn(&str),
    ) -> Result<EngineFile, SourceError> {
        in_cache(engine, |cache| self.engine(cache, outside, progress))
    }

    /// The engine, from the cache or made now, with programs `outside` of checkouts. `progress` is told what is done that
    /// takes a while.
    pub fn engine(
        &self,
        cache: &Path,
        outside: &Outside,
        progress: &dyn Fn(&str),
    ) -> Result<EngineFile, SourceError> {
        engine_file::find_or_make(self, cache, &self.workshop(cache), outside, progress)
    }

    /// The engine, where the cache has it.
    pub fn made(&self, cache: &Path) -> Result<Option<EngineFile>, SourceError> {
        engine_file::find(cache, &self.workshop(cache))
    }

    /// Builds a program into a component of its own.
    pub fn build(
        &self,
        path: &Path,
        engine: &Engine,
        progress: &dyn Fn(&str),
    ) -> Result<Vec<u8>, SourceError> {
        let program = (self.read)(path, engine)?;
        let outside = Outside::of([path], engine.connections());
        in_cache(engine, |cache| {
            let workshop = self.workshop(cache);
            engine_file::check(cache, &workshop)?;
            let _lock = engine_file::lock(&workshop)
                .map_err(|source| SourceError::Unwritable { path: workshop.clone(), source })?;
            Ok((self.build)(&workshop, &program, &outside, progress)?)
        })
    }

    /// The directory for the language's tools and engine. Named after what the engine is made from, so that
    /// another version of Terrace finds its own.
    fn workshop(&self, cache: &Path) -> PathBuf {
        let recipe = (self.recipe)().iter().flat_map(|(path, content)| [path.as_bytes(), content]);
        let digest = digest(recipe).hex();
        cache.join("languages").join(format!("{}-{}", self.name, &digest[..16]))
    }
}

/// Does some work in the cache; where nothing can be kept there, in a directory that lives as long as this run.
fn in_cache<T>(engine: &Engine, work: impl Fn(&Path) -> Result<T, SourceError>) -> Result<T, SourceError> {
    let unkept = match engine.cache().map(|cache| work(cache.directory())) {
        Some(Err(SourceError::Unwritable { path, source })) => EngineError::Cache { path, source },
        Some(done) => return done,
        None => EngineError::NoCache,
    };
    engine.note_unkept(unkept);
    let scratch =
        engine.scratch().map_err(|source| SourceError::File { path: std::env::temp_dir(), source })?;
    work(scratch)
}
