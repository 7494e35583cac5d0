//! Output: results on standard output, messages on standard error.

use crate::args::{Color, Format, Global};
use anstream::ColorChoice;
use anyhow::Context;
use etcetera::BaseStrategy;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use terrace_core::hidden::escaped;
use terrace_core::model::{Building, Diagnostic, Explain, Limits, Severity, Sources};
use terrace_core::render;
use terrace_core::words::count;
use terrace_engine::{Cache, Compiler, Engine};
use terrace_programs::Connections;
use terrace_terraform::filtered;

/// The output settings, and the options of every command.
pub struct Ui {
    format: Format,
    cache_dir: Option<PathBuf>,
    connections: Connections,
    is_locked: bool,
    building: Building,
    /// The files whose secrets are masked in all output.
    hidden: Mutex<Sources>,
    /// Created on first use.
    engine: OnceLock<Engine>,
}

/// The errors and warnings that a command ends with.
#[derive(Debug)]
pub struct Problems {
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics point into.
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

impl<E: Explain> From<E> for Problems {
    fn from(error: E) -> Self {
        Self { diagnostics: vec![error.diagnostic()], sources: Sources::default() }
    }
}

impl Ui {
    /// Creates the output for a command. `building` says what the command may build.
    pub fn new(global: &Global, building: Building) -> Self {
        match global.color {
            // anstream then checks the terminal, NO_COLOR and the like.
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        let is_locked = global.locked.unwrap_or_else(|| is_set(std::env::var("CI").ok().as_deref()));
        // Tools that use the cache run in another directory.
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let (format, cache_dir) = (global.format, global.cache_dir.as_ref().map(absolute));
        let connections = if global.offline { Connections::Forbidden } else { Connections::Allowed };
        let hidden = Mutex::default();
        Self { format, cache_dir, connections, is_locked, building, hidden, engine: OnceLock::new() }
    }

    /// Returns whether standard output is one JSON document.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Returns whether this program, and those that it starts, may open connections.
    pub fn connections(&self) -> Connections {
        self.connections
    }

    /// Returns whether the lock file must not change.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Returns the path of the user's own configuration, which need not exist.
    pub fn config_file() -> Option<PathBuf> {
        Some(etcetera::choose_base_strategy().ok()?.config_dir().join("terrace/config.toml"))
    }

    /// Returns the cache directory, or `None` if the system has none and none is configured.
    pub fn cache_dir(&self) -> Option<PathBuf> {
        self.cache_dir
            .clone()
            .or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("terrace")))
    }

    /// Returns the cache, or `None` if there is no directory for it.
    pub fn cache(&self) -> Option<Cache> {
        self.cache_dir().map(Cache::new)
    }

    /// Returns the engine, which keeps compiled tiers in the cache.
    pub fn engine(&self) -> &Engine {
        let new = || {
            Engine::new(self.cache(), Limits::default())
                .compiled_by(Compiler::of_this_program())
                .with_building(self.building.clone())
                .with_connections(self.connections)
        };
        self.engine.get_or_init(new)
    }

    /// Masks the secrets of these files from now on, including those that become known later.
    pub fn hide(&self, sources: &Sources) {
        *self.hidden() = sources.clone();
    }

    fn hidden(&self) -> MutexGuard<'_, Sources> {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes data to standard output unchanged.
    pub fn data(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // The reader has closed the pipe because it has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("cannot write to standard output"),
        }
    }

    /// Writes text for people to standard output, as whole lines. Colours are kept only where they can be seen; other terminal
    /// sequences are made harmless.
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

    /// Returns whether [`Self::text`] keeps colours.
    pub fn is_coloured(&self) -> bool {
        anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// Writes a JSON document to standard output, on one line.
    pub fn json_line(&self, value: &impl Serialize) -> anyhow::Result<()> {
        self.json_text(&serde_json::to_string(value)?)
    }

    /// Writes a JSON document to standard output, over several lines.
    pub fn json(&self, value: &impl Serialize) -> anyhow::Result<()> {
        self.json_text(&serde_json::to_string_pretty(value)?)
    }

    fn json_text(&self, json: &str) -> anyhow::Result<()> {
        let json = self.hidden().masked_json(json).into_owned();
        self.data(format!("{}\n", escaped(&json)).as_bytes())
    }

    /// Writes a message to standard error.
    pub fn say(&self, text: impl std::fmt::Display) {
        // If standard error cannot be written, there is no other place to report it.
        let text = text.to_string();
        let _ = writeln!(anstream::stderr(), "{}", filtered(&self.hidden().masked(&text)));
    }

    /// Returns whether standard error is a terminal.
    pub fn is_watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Prints diagnostics, each as a paragraph.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let color = anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let style = render::Style { color, ..render::Style::default() };
        for diagnostic in render::told(diagnostics) {
            self.say(format_args!("{}\n", render::text(&diagnostic, sources, style)));
        }
    }

    /// Prints problems as warnings, for a command that continues in spite of them.
    pub fn warn(&self, problems: Problems) {
        let warning = |problem| Diagnostic { severity: Severity::Warning, ..problem };
        let warnings: Vec<_> = problems.diagnostics.into_iter().map(warning).collect();
        self.diagnostics(&warnings, &problems.sources);
    }

    /// Prints why a command failed.
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
            // An error here cannot be reported either; the exit code shows the failure.
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

/// Returns whether the value of a variable such as `CI` means yes.
fn is_set(value: Option<&str>) -> bool {
    !matches!(value, None | Some("" | "0" | "false"))
}

/// Converts diagnostics into a form that [`serde`] serializes as JSON.
pub fn json<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Vec<render::JsonDiagnostic<'a>> {
    render::json_told(diagnostics, sources)
}
