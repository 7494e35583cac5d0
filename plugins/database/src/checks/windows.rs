//! Checks of the times for maintenance and backups.

use crate::Inputs;
use terrace_sdk::prelude::*;

const MINUTES_OF_DAY: u32 = 24 * 60;
const MINUTES_OF_WEEK: u32 = 7 * MINUTES_OF_DAY;
/// The minimum length of both windows, in minutes.
const SHORTEST_MINUTES: u32 = 30;

/// A range of minutes. Its end may lie in the next day or week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    start: u32,
    length: u32,
}

impl Range {
    /// Parses two times, after which the range repeats.
    fn parse(text: &str, period: u32, time: fn(&str) -> Option<u32>) -> Option<Self> {
        // A day of the week has no `-`.
        let (start, end) = text.split_once('-')?;
        let (start, end) = (time(start)?, time(end)?);
        Some(Self { start, length: (end + period - start) % period })
    }

    fn overlaps(self, other: Self, period: u32) -> bool {
        let after = |first: Self, second: Self| (second.start + period - first.start) % period < first.length;
        after(self, other) || after(other, self)
    }
}

/// Returns the minute of the day of `hh:mm`.
fn minute_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok()?)
}

/// Returns the minute of the week of `ddd:hh:mm`.
fn minute_of_week(text: &str) -> Option<u32> {
    let (day, time) = text.split_once(':')?;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = days.iter().position(|name| name.eq_ignore_ascii_case(day))?;
    Some(u32::try_from(day).ok()? * MINUTES_OF_DAY + minute_of_day(time)?)
}

impl Inputs {
    pub(super) fn check_windows(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        let known = |window: Option<&str>, period, time| Range::parse(window?, period, time);
        let window = self.backup_window.as_ref().and_then(Input::known).map(|window| window.as_str());
        let backup = known(window, MINUTES_OF_DAY, minute_of_day);
        let window = self.maintenance_window.as_ref().and_then(Input::known).map(|window| window.as_str());
        let maintenance = known(window, MINUTES_OF_WEEK, minute_of_week);
        for (name, range) in [("backup_window", backup), ("maintenance_window", maintenance)] {
            let Some(Range { length, .. }) = range else { continue };
            if !(SHORTEST_MINUTES..MINUTES_OF_DAY).contains(&length) {
                let summary =
                    format!("{name} is {length} minutes long, but AWS requires {SHORTEST_MINUTES} to 1439");
                let problem = Diagnostic::new("window-length", summary).path(format!("/{name}"));
                problems.push(problem.hint("change one of its two times"));
            }
        }
        if let (Some(backup), Some(maintenance)) = (backup, maintenance) {
            let daily = (0..7).map(|day| Range { start: day * MINUTES_OF_DAY + backup.start, ..backup });
            if daily.into_iter().any(|backup| backup.overlaps(maintenance, MINUTES_OF_WEEK)) {
                let summary = "backup_window and maintenance_window overlap, which AWS does not allow";
                let problem = Diagnostic::new("windows-overlap", summary).path("/maintenance_window");
                problems.push(problem.hint("let the backup end before the maintenance begins"));
            }
        }
        problems.finish()
    }
}
