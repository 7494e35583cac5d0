//! Output: results on standard output, messages on standard error.

use crate::args::{Color, Format, Global};
use crate::log;
use crate::messages::Messages;
use anstream::ColorChoice;
use anyhow::Context;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::MutexGuard;
use terrace_core::hidden::escaped;
use terrace_core::model::{Diagnostic, Problems, Severity, Sources};
use terrace_core::render;
use terrace_terraform::filtered;

/// The output settings of a command.
pub struct Ui {
    format: Format,
    messages: Messages,
}

impl Ui {
    /// Creates the output of a command.
    pub fn new(global: &Global) -> Self {
        match global.color {
            // anstream then checks the terminal, NO_COLOR and the like.
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        Self { format: global.format, messages: Messages::default() }
    }

    /// Returns whether standard output is one JSON document.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Masks the secrets of these files from now on, including those that become known later.
    pub fn hide(&self, sources: &Sources) {
        *self.hidden() = sources.clone();
    }

    fn hidden(&self) -> MutexGuard<'_, Sources> {
        self.messages.hidden()
    }

    /// Returns the writer of messages.
    pub fn messages(&self) -> &Messages {
        &self.messages
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
        self.messages.say(text);
    }

    /// Returns whether progress can be shown on standard error: on a terminal, unless there is a log.
    pub fn is_watched(&self) -> bool {
        io::stderr().is_terminal() && !log::is_on()
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

/// Converts diagnostics into a form that [`serde`] serializes as JSON.
pub fn json<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Vec<render::JsonDiagnostic<'a>> {
    render::json_told(diagnostics, sources)
}
