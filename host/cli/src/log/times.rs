//! Adds up how long the phases of a command take.

use crate::table::table;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// For each name of a span, how many there were and how long they took together.
#[derive(Debug, Clone, Default)]
pub(super) struct Times(Arc<Mutex<BTreeMap<&'static str, (u64, Duration)>>>);

/// When a span began.
struct Start(Instant);

impl Times {
    fn phases(&self) -> MutexGuard<'_, BTreeMap<&'static str, (u64, Duration)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Formats the times as a table, the longest first. `whole` is the time of the command.
    pub(super) fn table(&self, whole: Duration) -> String {
        let mut phases: Vec<_> =
            self.phases().iter().map(|(name, (count, total))| (*name, *count, *total)).collect();
        phases.sort_by_key(|(_, _, total)| Reverse(*total));
        phases.push(("command", 1, whole));
        let rows =
            phases.into_iter().map(|(name, count, total)| [name.to_owned(), count.to_string(), shown(total)]);
        table([("PHASE", false), ("COUNT", true), ("TOTAL", true)], rows)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Times {
    fn on_new_span(&self, _attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Start(Instant::now()));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id)
            && let Some(Start(start)) = span.extensions().get()
        {
            let mut phases = self.phases();
            let (count, total) = phases.entry(span.name()).or_default();
            *count += 1;
            *total += start.elapsed();
        }
    }
}

/// Formats a duration with three digits.
pub(super) fn shown(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    let (value, unit) = match micros {
        ..999.5 => return format!("{micros:.0} µs"),
        ..999_500.0 => (micros / 1e3, "ms"),
        _ => (micros / 1e6, "s"),
    };
    let digits = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits() {
        let shown = |micros| shown(Duration::from_micros(micros));
        let expected = [
            (0, "0 µs"),
            (999, "999 µs"),
            (1_000, "1.00 ms"),
            (9_999, "10.0 ms"),
            (12_345, "12.3 ms"),
            (123_456, "123 ms"),
            (999_900, "1.00 s"),
            (61_000_000, "61.0 s"),
        ];
        for (micros, text) in expected {
            assert_eq!(shown(micros), text);
        }
    }
}
