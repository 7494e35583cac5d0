//! Where the files of a program are compiled, and what is known of them from before.

use super::apart::Child;
use super::compile::{Fault, Resolve, Specifier, Text, compile};
use super::room::{NoRoom, with_room};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::{Duration, Instant};

/// As long as reading a program may take. Programs of many packages take a second.
pub(super) const TIME: Duration = Duration::from_secs(10);

/// Remembers what was compiled.
pub trait Known {
    /// The result remembered under a key.
    fn recall(&self, key: &str) -> Option<Compilation>;
    /// Remembers it. Where that fails, the file is compiled again.
    fn remember(&self, key: &str, compilation: &Compilation);
}

/// The result of compiling a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compilation {
    specifiers: Vec<Specifier>,
    /// Where the specifiers led.
    names: Vec<String>,
    text: String,
}

/// Compiles the files of programs.
#[derive(Clone, Copy)]
pub struct Compiler<'a> {
    program: Option<&'a Path>,
    known: Option<&'a dyn Known>,
}

impl<'a> Compiler<'a> {
    /// In this process: the time is bounded, the memory is not.
    pub fn here() -> Self {
        Self { program: None, known: None }
    }

    /// In a process of its own, whose memory is bounded, and which is killed when its time is over. The program there must be
    /// this one, and call [`serve`](super::serve) first of all.
    pub fn apart(program: &'a Path) -> Self {
        Self { program: Some(program), known: None }
    }

    /// The same compiler, which compiles nothing that is known.
    #[must_use]
    pub fn with(self, known: &'a dyn Known) -> Self {
        Self { known: Some(known), ..self }
    }
}

/// Why a file is not compiled.
pub(super) enum Failure {
    /// The file is at fault.
    Fault(Fault),
    /// Compiling it came to no end.
    NoRoom(NoRoom),
}

/// Compiles the files of one program.
pub(super) struct Session<'a> {
    compiler: Compiler<'a>,
    child: Option<Child>,
    /// Set when the first file is compiled: waiting for other programs does not count.
    until: Option<Instant>,
}

impl<'a> Session<'a> {
    pub(super) fn new(compiler: Compiler<'a>) -> Self {
        Self { compiler, child: None, until: None }
    }

    /// Makes the engine's text of a file, or takes it from before if what the file imports leads where it led. `None`: it is
    /// no module.
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
                let until = self.until.get_or_insert_with(|| Instant::now() + TIME);
                with_room(&source, *until, move |resolve| compile(&text, resolve), resolve)
            }
            (Some(program), child) => {
                let child = match child {
                    Some(child) => child,
                    None => child.insert(Child::start(program).map_err(Failure::NoRoom)?),
                };
                let until = self.until.get_or_insert_with(|| Instant::now() + TIME);
                child.compile(&text, *until, resolve)
            }
        };
        compiled.map_err(Failure::NoRoom)?.map_err(Failure::Fault)
    }
}

/// The name of what a text is compiled to by this very compiler.
fn key(text: &Text) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{} {:?}\n", env!("TERRACE_COMPILER"), text.form));
    hash.update(&text.text);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
