//! The rules of S3 for notifications.

use super::{Notification, Notifications};
use crate::forms::EventType;
use crate::keys::{key_path, local_key};
use terrace_sdk::prelude::*;

/// A notification, whatever its receiver.
struct Entry<'a> {
    name: &'a str,
    path: String,
    events: &'a [EventType],
    prefix: Option<&'a str>,
    suffix: Option<&'a str>,
}

/// Checks the names, and that no event belongs to two notifications, as far as the values are known.
pub(crate) fn check(notifications: &Notifications) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut entries = Vec::new();
    entries.extend(notifications.queues.iter().map(|(name, it)| Entry::of("queues", name, it)));
    entries.extend(notifications.topics.iter().map(|(name, it)| Entry::of("topics", name, it)));
    entries.extend(notifications.functions.iter().map(|(name, it)| Entry::of("functions", name, it)));
    if entries.is_empty() && !notifications.eventbridge {
        let summary = "notifications has no receiver";
        let problem = Diagnostic::new("no-receiver", summary).path("/notifications");
        problems.push(problem.hint("set queues, topics, functions or eventbridge, or remove it"));
    }
    for (at, entry) in entries.iter().enumerate() {
        problems.take(local_key("a notification", entry.name, &entry.path));
        for other in &entries[..at] {
            problems.take(entry.check_against(other));
        }
    }
    problems.finish()
}

impl<'a> Entry<'a> {
    fn of<A>(map: &str, name: &'a str, notification: &'a Notification<A>) -> Self {
        // An expression can have any value, so it is not compared.
        let known = |text: &'a Option<Input<String>>| match text {
            None => Some(""),
            Some(text) => text.known().map(String::as_str),
        };
        Self {
            name,
            path: key_path(&format!("/notifications/{map}"), name),
            events: &notification.events,
            prefix: known(&notification.prefix),
            suffix: known(&notification.suffix),
        }
    }

    fn check_against(&self, other: &Self) -> Result<(), Diagnostics> {
        let problem = if self.name == other.name {
            let summary = format!("two notifications are called `{}`", self.name);
            Diagnostic::new("repeated-name", summary).path(&self.path).hint("give one of them another name")
        } else if let Some(event) = self.shared_event(other) {
            let summary =
                format!("the notifications `{}` and `{}` both apply to `{event}`", other.name, self.name);
            Diagnostic::new("overlapping-notifications", summary)
                .path(format!("{}/events", self.path))
                .detail("S3 sends an event to one receiver")
                .hint("separate them by prefix or suffix, or send the events to a topic or to EventBridge")
        } else {
            return Ok(());
        };
        Err(problem.into())
    }

    /// Returns the narrower one of two types of events that both apply to the same objects.
    fn shared_event(&self, other: &Self) -> Option<&str> {
        let (Some(a), Some(b)) = (self.prefix, other.prefix) else { return None };
        let prefixes_meet = a.starts_with(b) || b.starts_with(a);
        let (Some(a), Some(b)) = (self.suffix, other.suffix) else { return None };
        if !prefixes_meet || !(a.ends_with(b) || b.ends_with(a)) {
            return None;
        }
        let events = self.events.iter().flat_map(|own| other.events.iter().map(move |theirs| (own, theirs)));
        let mut shared = events.filter_map(|(own, theirs)| {
            let (own, theirs) = (own.as_str(), theirs.as_str());
            if covers(theirs, own) { Some(own) } else { covers(own, theirs).then_some(theirs) }
        });
        shared.next()
    }
}

/// Returns whether one type of event includes another.
fn covers(wide: &str, narrow: &str) -> bool {
    wide == narrow || wide.strip_suffix('*').is_some_and(|start| narrow.starts_with(start))
}
