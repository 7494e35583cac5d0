//! Writes a line for each event and for each span that ends.

use super::times::shown;
use anstream::adapter::strip_str;
use clap::builder::styling::{AnsiColor, Style};
use std::time::{Duration, Instant};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields as _;
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// A layer that passes each line to a function.
pub(super) struct Lines<W> {
    start: Instant,
    write: W,
}

/// The beginning and the fields of a span.
struct Open {
    start: Instant,
    fields: String,
}

impl<W: Fn(&str)> Lines<W> {
    pub(super) fn new(start: Instant, write: W) -> Self {
        Self { start, write }
    }

    fn line(&self, metadata: &Metadata<'_>, text: &str, took: Option<Duration>) {
        let dim = Style::new().dimmed();
        let level = color(*metadata.level());
        let (name, target) = (metadata.level().as_str(), metadata.target());
        let elapsed = format!("{:.3} s", self.start.elapsed().as_secs_f64());
        let took = took.map(|took| format!(" {dim}({}){dim:#}", shown(took))).unwrap_or_default();
        (self.write)(&format!(
            "{dim}{elapsed:>9}{dim:#} {level}{name:<5}{level:#} {dim}{target}:{dim:#} {text}{took}"
        ));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>, W: Fn(&str) + 'static> Layer<S> for Lines<W> {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let fields = fields(attributes);
            span.extensions_mut().insert(Open { start: Instant::now(), fields });
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            open.fields.push(' ');
            open.fields.push_str(&fields(values));
        }
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        self.line(event.metadata(), &fields(event), None);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id)
            && let Some(open) = span.extensions().get::<Open>()
        {
            let text = format!("{} {}", span.name(), open.fields);
            self.line(span.metadata(), text.trim_end(), Some(open.start.elapsed()));
        }
    }
}

/// Formats fields as `message name=value`. Values from elsewhere have no styles of their own.
fn fields(fields: impl RecordFields) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = DefaultFields::new().format_fields(Writer::new(&mut text), fields);
    strip_str(&text).to_string()
}

fn color(level: Level) -> Style {
    let color = match level {
        Level::ERROR => AnsiColor::Red,
        Level::WARN => AnsiColor::Yellow,
        Level::INFO => AnsiColor::Green,
        Level::DEBUG => AnsiColor::Blue,
        Level::TRACE => AnsiColor::Magenta,
    };
    color.on_default()
}
