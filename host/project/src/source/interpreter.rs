//! Languages whose programs run in an engine.

use super::engine_file::{self, EngineFile};
use super::{SourceError, digest, workspace};
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Module, Program};
use terrace_engine::{Cache, Engine, EngineError};
use terrace_languages::typescript::{self, Compilation, CompilationCache, Compiler};
use terrace_languages::{self as languages, Language, ProgramError, ToolError, python};
use terrace_programs::Outside;

/// Receives a short description of each step that takes a while.
type Progress<'a> = &'a dyn Fn(&str);
type BuildResult = Result<Vec<u8>, ToolError>;

/// A language whose programs run from source in an engine.
pub struct Interpreter {
    language: Language,
    /// Name of its directory in the cache.
    name: &'static str,
    read: fn(&Path, &Engine) -> Result<languages::Program, ProgramError>,
    recipe: fn() -> &'static [(&'static str, &'static [u8])],
    pub(super) make_engine: fn(&Path, &Outside, Progress<'_>) -> BuildResult,
    build: fn(&Path, &languages::Program, &Outside, Progress<'_>) -> BuildResult,
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

/// Reads a TypeScript program. It is compiled where the engine compiles tiers, in this process or in a separate one. Compiled
/// files are cached.
fn read_typescript(path: &Path, engine: &Engine) -> Result<languages::Program, ProgramError> {
    let compiler = engine.compiler().program().map_or(Compiler::here(), Compiler::apart);
    let workspace = workspace();
    match engine.cache() {
        Some(cache) => typescript::read(path, workspace.as_deref(), compiler.with(&Compilations(cache))),
        None => typescript::read(path, workspace.as_deref(), compiler),
    }
}

/// The compiled files in the cache.
struct Compilations<'a>(&'a Cache);

impl CompilationCache for Compilations<'_> {
    fn recall(&self, key: &str) -> Option<Compilation> {
        self.0.recall(&format!("typescript-{key}"))
    }

    fn remember(&self, key: &str, compilation: &Compilation) {
        self.0.remember(&format!("typescript-{key}"), compilation);
    }
}

impl Interpreter {
    /// Returns the interpreter of a language, or `None` if the language is compiled to components.
    pub fn of(language: Language) -> Option<&'static Self> {
        INTERPRETERS.iter().find(|interpreter| interpreter.language == language)
    }

    /// Returns the interpreters of all languages.
    pub fn all() -> &'static [Self] {
        &INTERPRETERS
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Reads a program with the settings of `engine`, and returns it with a digest of everything that affects its behaviour.
    pub fn program(&self, path: &Path, engine: &Engine) -> Result<(Program, Digest), SourceError> {
        let program = (self.read)(path, engine)?;
        let modules =
            program.modules.into_iter().map(|module| Module { path: module.path, text: module.text });
        let program = Program { entry: program.entry, modules: modules.collect() };
        let texts = program.modules.iter().flat_map(|module| [&module.path, &module.text]);
        let digest = digest(std::iter::once(&program.entry).chain(texts).map(String::as_bytes));
        Ok((program, digest))
    }

    /// Returns the files that a program is read from.
    pub fn files(&self, path: &Path, engine: &Engine) -> Result<Vec<PathBuf>, SourceError> {
        Ok((self.read)(path, engine)?.files)
    }

    /// Returns the language engine for this run, from the cache or newly built. If it cannot be cached, every run builds it,
    /// which is noted in `engine`.
    pub fn engine_for(
        &self,
        engine: &Engine,
        outside: &Outside,
        progress: &dyn Fn(&str),
    ) -> Result<EngineFile, SourceError> {
        in_cache(engine, |cache| self.engine(cache, outside, progress))
    }

    /// Returns the language engine, from the cache or newly built with programs `outside` of checkouts. `progress` receives a
    /// description of each step that takes a while.
    pub fn engine(
        &self,
        cache: &Path,
        outside: &Outside,
        progress: &dyn Fn(&str),
    ) -> Result<EngineFile, SourceError> {
        engine_file::find_or_make(self, cache, &self.workshop(cache), outside, progress)
    }

    /// Returns the language engine if it is cached.
    pub fn made(&self, cache: &Path) -> Result<Option<EngineFile>, SourceError> {
        engine_file::find(cache, &self.workshop(cache))
    }

    /// Builds a program into a self-contained component.
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

    /// Returns the directory for the language's tools and engine. Its name contains a digest of everything that the engine is
    /// built from, so that each version of Terrace uses its own.
    fn workshop(&self, cache: &Path) -> PathBuf {
        let recipe = (self.recipe)().iter().flat_map(|(path, content)| [path.as_bytes(), content]);
        let digest = digest(recipe).hex();
        cache.join("languages").join(format!("{}-{}", self.name, &digest[..16]))
    }
}

/// Runs `work` with the cache directory or, if nothing can be cached, with a temporary directory that exists as long as this
/// run.
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
