//! Compiles the files of a program, or uses cached results.

use super::apart::Child;
use super::compile::{Fault, Resolve, Specifier, Text, compile};
use super::room::{NoRoom, with_room};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest that reading a program may take. Programs with many packages take a second.
pub(super) const MAX_READING_TIME: Duration = Duration::from_secs(10);

/// A cache of compiled files.
pub trait CompilationCache {
    /// Returns the cached result for a key.
    fn recall(&self, key: &str) -> Option<Compilation>;
    /// Caches a result. If that fails, the file is compiled again next time.
    fn remember(&self, key: &str, compilation: &Compilation);
}

/// The result of compiling a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compilation {
    specifiers: Vec<Specifier>,
    /// The paths that the specifiers resolved to.
    names: Vec<String>,
    text: String,
}

/// The compiler for the files of programs.
#[derive(Clone, Copy)]
pub struct Compiler<'a> {
    program: Option<&'a Path>,
    known: Option<&'a dyn CompilationCache>,
}

impl<'a> Compiler<'a> {
    /// Compiles in this process: the time is limited, the memory is not.
    pub fn here() -> Self {
        Self { program: None, known: None }
    }

    /// Compiles in a child process, whose memory is limited, and which is killed when it runs out of time. The program must be
    /// this one, and must call [`serve`](super::serve) first.
    pub fn apart(program: &'a Path) -> Self {
        Self { program: Some(program), known: None }
    }

    /// Returns the same compiler with a cache.
    #[must_use]
    pub fn with(self, known: &'a dyn CompilationCache) -> Self {
        Self { known: Some(known), ..self }
    }
}

/// The reason why a file was not compiled.
pub(super) enum Failure {
    /// There is an error in the file.
    Fault(Fault),
    /// Compiling it exceeded a limit.
    NoRoom(NoRoom),
}

/// Compiles the files of one program.
pub(super) struct Session<'a> {
    compiler: Compiler<'a>,
    child: Option<Child>,
    /// Set when the first file is compiled, so that waiting for other programs does not count.
    until: Option<Instant>,
}

impl<'a> Session<'a> {
    pub(super) fn new(compiler: Compiler<'a>) -> Self {
        Self { compiler, child: None, until: None }
    }

    /// Compiles a file to the engine's text, or returns the cached result if its imports still resolve to the same files.
    /// Returns `None` if the file is not a module.
    pub(super) fn compile(
        &mut self,
        text: Text,
        resolve: &mut Resolve<'_>,
    ) -> Result<Option<String>, Failure> {
        let Some(known) = self.compiler.known else { return self.anew(text, resolve) };
        let key = key(&text);
        if let Some(compilation) = known.recall(&key) {
            let names = resolve(compilation.specifiers).ok_or(Failure::Fault(Fault::Unresolved))?;
            if names == compilation.names {
                return Ok(Some(compilation.text));
            }
        }
        let (mut specifiers, mut names) = (Vec::new(), Vec::new());
        let compiled = self.anew(text, &mut |asked| {
            specifiers.clone_from(&asked);
            names = resolve(asked)?;
            Some(names.clone())
        })?;
        let Some(text) = compiled else { return Ok(None) };
        let compilation = Compilation { specifiers, names, text };
        known.remember(&key, &compilation);
        Ok(Some(compilation.text))
    }

    fn anew(&mut self, text: Text, resolve: &mut Resolve<'_>) -> Result<Option<String>, Failure> {
        let compiled = match (self.compiler.program, &mut self.child) {
            (None, _) => {
                let source = text.text.clone();
                let until = self.until.get_or_insert_with(|| Instant::now() + MAX_READING_TIME);
                with_room(&source, *until, move |resolve| compile(&text, resolve), resolve)
            }
            (Some(program), child) => {
                let child = match child {
                    Some(child) => child,
                    None => child.insert(Child::start(program).map_err(Failure::NoRoom)?),
                };
                let until = self.until.get_or_insert_with(|| Instant::now() + MAX_READING_TIME);
                child.compile(&text, *until, resolve)
            }
        };
        compiled.map_err(Failure::NoRoom)?.map_err(Failure::Fault)
    }
}

/// Returns the key of a text compiled by this version of the compiler.
fn key(text: &Text) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{} {:?}\n", env!("TERRACE_COMPILER"), text.form));
    hash.update(&text.text);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
