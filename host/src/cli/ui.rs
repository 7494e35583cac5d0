//! What people and programs see: data on standard output, talk on standard error.

use super::args::{Color, Format, Global};
use crate::engine::{Cache, Compiler, Engine};
use crate::hidden::escaped;
use crate::model::{Building, Diagnostic, Limits, Severity, Sources};
use crate::render;
use crate::terraform::filtered;
use anstream::ColorChoice;
use anyhow::Context;
use etcetera::BaseStrategy;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use terrace_programs::Connections;

/// The terminal's manners, and the options that every command has.
pub struct Ui {
    format: Format,
    cache_dir: Option<PathBuf>,
    connections: Connections,
    is_locked: bool,
    building: Building,
    /// The files whose secrets are known; nothing that is said or written for people or programs shows them.
    hidden: Mutex<Sources>,
    /// Made when it is first needed.
    engine: OnceLock<Engine>,
}

/// Problems that a command ends with.
#[derive(Debug)]
pub struct Problems {
    /// The problems.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: Sources,
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&count(
            self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count(),
            "error",
        ))
    }
}

impl std::error::Error for Problems {}

impl From<Diagnostic> for Problems {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], sources: Sources::default() }
    }
}

impl Ui {
    /// `building` is what the command builds.
    pub fn new(global: &Global, building: Building) -> Self {
        match global.color {
            // anstream then asks the terminal, NO_COLOR and the like.
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        let is_locked = global.locked.unwrap_or_else(|| is_set(std::env::var("CI").ok().as_deref()));
        // Tools that use the cache start in another directory.
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let (format, cache_dir) = (global.format, global.cache_dir.as_ref().map(absolute));
        let connections = if global.offline { Connections::Forbidden } else { Connections::Allowed };
        let hidden = Mutex::default();
        Self { format, cache_dir, connections, is_locked, building, hidden, engine: OnceLock::new() }
    }

    /// Whether standard output is one JSON document.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether connections may be opened, by this program or by those that it starts.
    pub fn connections(&self) -> Connections {
        self.connections
    }

    /// Whether the lock file may not change.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// The user's own configuration, whether it is there or not.
    pub fn config_file() -> Option<PathBuf> {
        Some(etcetera::choose_base_strategy().ok()?.config_dir().join("terrace/config.toml"))
    }

    /// The directory of compiled tiers. None where the system has no cache directory and none is named.
    pub fn cache_dir(&self) -> Option<PathBuf> {
        self.cache_dir
            .clone()
            .or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("terrace")))
    }

    /// The cache. None where there is no directory for it.
    pub fn cache(&self) -> Option<Cache> {
        self.cache_dir().map(Cache::new)
    }

    /// The engine, which keeps compiled tiers in the cache.
    pub fn engine(&self) -> &Engine {
        let new = || {
            Engine::new(self.cache(), Limits::default())
                .compiled_by(Compiler::of_this_program())
                .with_building(self.building.clone())
                .with_connections(self.connections)
        };
        self.engine.get_or_init(new)
    }

    /// Hides the secrets of these files from now on, those that become known later too.
    pub fn hide(&self, sources: &Sources) {
        *self.hidden() = sources.clone();
    }

    fn hidden(&self) -> MutexGuard<'_, Sources> {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes data to standard output as it is.
    pub fn data(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("cannot write to standard output"),
        }
    }

    /// Writes a text for people to standard output, as whole lines. Its colours stay only where they are seen; nothing else in
    /// it is obeyed by a terminal.
    pub fn text(&self, text: &str) -> anyhow::Result<()> {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let text = &format!("{text}{end}");
        let choice = anstream::AutoStream::choice(&io::stdout());
        let text = if choice == ColorChoice::Never {
            anstream::adapter::strip_str(text).to_string()
        } else {
            text.to_owned()
        };
        self.data(filtered(&self.hidden().masked(&text)).as_bytes())
    }

    /// Whether [`Self::text`] keeps colours.
    pub fn is_coloured(&self) -> bool {
        anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// Writes one JSON document on one line to standard output.
    pub fn json_line(&self, value: &impl Serialize) -> anyhow::Result<()> {
        self.json_text(&serde_json::to_string(value)?)
    }

    /// Writes one JSON document to standard output.
    pub fn json(&self, value: &impl Serialize) -> anyhow::Result<()> {
        self.json_text(&serde_json::to_string_pretty(value)?)
    }

    fn json_text(&self, json: &str) -> anyhow::Result<()> {
        let json = self.hidden().masked_json(json).into_owned();
        self.data(format!("{}\n", escaped(&json)).as_bytes())
    }

    /// Says something on standard error.
    pub fn say(&self, text: impl std::fmt::Display) {
        // There is nobody to tell where standard error cannot be written.
        let text = text.to_string();
        let _ = writeln!(anstream::stderr(), "{}", filtered(&self.hidden().masked(&text)));
    }

    /// Whether a person watches standard error.
    pub fn is_watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Shows diagnostics, each as a paragraph.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let color = anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let style = render::Style { color, ..render::Style::default() };
        for diagnostic in render::told(diagnostics) {
            self.say(format_args!("{}\n", render::text(&diagnostic, sources, style)));
        }
    }

    /// Shows problems that a command goes on in spite of.
    pub fn warn(&self, problems: Problems) {
        let warning = |problem| Diagnostic { severity: Severity::Warning, ..problem };
        let warnings: Vec<_> = problems.diagnostics.into_iter().map(warning).collect();
        self.diagnostics(&warnings, &problems.sources);
    }

    /// Shows why a command failed.
    pub fn failure(&self, error: &anyhow::Error) {
        let other = |error: &anyhow::Error| Problems::from(Diagnostic::error("failed", format!("{error:#}")));
        let own;
        let problems = match error.downcast_ref::<Problems>() {
            Some(problems) => problems,
            None => {
                own = other(error);
                &own
            }
        };
        if self.is_json() {
            let document =
                serde_json::json!({ "diagnostics": json(&problems.diagnostics, &problems.sources) });
            // What cannot be written cannot be reported either; the exit code tells.
            let _ = self.json(&document);
        } else {
            self.diagnostics(&problems.diagnostics, &problems.sources);
            let errors = problems.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            if errors > 1 {
                self.say(format_args!("{errors} errors"));
            }
        }
    }
}

/// Whether a variable such as `CI` says yes.
fn is_set(value: Option<&str>) -> bool {
    !matches!(value, None | Some("" | "0" | "false"))
}

/// Diagnostics in the form that [`serde`] turns into JSON.
pub fn json<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Vec<render::JsonDiagnostic<'a>> {
    render::json_told(diagnostics, sources)
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
