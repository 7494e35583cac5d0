//! The log: on standard error, what a command does and how long that takes.
//!
//! `--verbose` and the filter in `TERRACE_LOG` turn it on. It is about Terrace only: the spans and events of other libraries are
//! never shown, because they may contain the headers of requests.

mod lines;
mod times;

use crate::messages::Messages;
use lines::Lines;
use std::time::Instant;
use terrace_core::model::Diagnostic;
use times::Times;
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, FilterFn, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// The variable with the filter.
const VARIABLE: &str = "TERRACE_LOG";

/// The log of a command.
pub struct Log {
    start: Instant,
    /// The times of all phases, if `--verbose` asks for them.
    times: Option<Times>,
}

impl Log {
    /// Starts the log if it is turned on, and returns a warning if the filter cannot be used. `verbose` is the number of times that
    /// `--verbose` was given.
    pub fn start(messages: &Messages, verbose: u8) -> (Self, Option<Diagnostic>) {
        let variable = std::env::var(VARIABLE).unwrap_or_default();
        let start = Instant::now();
        let times = (verbose > 0).then(Times::default);
        let problem = match filter(verbose, &variable) {
            Ok(None) => None,
            Ok(Some(filter)) => {
                let subscriber = subscriber(start, filter, times.clone(), messages.clone());
                // There is only one log in a process, so this does not fail.
                let _ = tracing::subscriber::set_global_default(subscriber);
                None
            }
            Err(problem) => Some(*problem),
        };
        (Self { start, times }, problem)
    }

    /// Shows how long each phase of the command took, if `--verbose` asks for it.
    pub fn finish(self, messages: &Messages) {
        if let Some(times) = self.times {
            messages.say(format_args!("\n{}", times.table(self.start.elapsed()).trim_end()));
        }
    }
}

/// Returns whether a log is written, so that nothing may be drawn over its lines.
pub fn is_on() -> bool {
    LevelFilter::current() != LevelFilter::OFF
}

fn subscriber(
    start: Instant,
    filter: EnvFilter,
    times: Option<Times>,
    messages: Messages,
) -> impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync {
    let lines = Lines::new(start, move |line| messages.say(line.replace('\n', "\\n")));
    let lines = lines.with_filter(filter.and(of_terrace()));
    let times = times.map(|times| times.with_filter(of_terrace().and(LevelFilter::DEBUG)));
    tracing_subscriber::registry().with(lines).with(times)
}

fn of_terrace() -> FilterFn<impl Fn(&Metadata<'_>) -> bool> {
    filter_fn(|metadata| metadata.target().starts_with("terrace"))
}

/// Returns which lines are shown, or `None` if there is no log.
fn filter(verbose: u8, variable: &str) -> Result<Option<EnvFilter>, Box<Diagnostic>> {
    let level = match verbose {
        0 => None,
        1 => Some("info"),
        2 => Some("debug"),
        _ => Some("trace"),
    };
    let variable = Some(variable.trim()).filter(|variable| !variable.is_empty());
    let directives: Vec<_> = level.into_iter().chain(variable).collect();
    if directives.is_empty() {
        return Ok(None);
    }
    EnvFilter::builder().parse(directives.join(",")).map(Some).map_err(|_| {
        let variable = variable.unwrap_or_default();
        let summary = format!("`{VARIABLE}` is ignored, because `{variable}` is not a filter");
        let hint = "set it to a level such as `debug`, or to a module's, such as `terrace_registry=trace`";
        Box::new(Diagnostic::warning("log-filter", summary).hint(hint))
    })
}

#[cfg(test)]
mod tests;
