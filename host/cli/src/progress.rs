//! Progress indicators for slow operations.

use crate::ui::Ui;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use terrace_core::model::Problems;
use terrace_project::session::{Observer, Progress};
use terrace_registry::{Failure, client};

impl Observer for Ui {
    fn progress(&self) -> Box<dyn Progress + '_> {
        Box::new(ProgressLine { bar: ProgressBar::hidden(), is_watched: self.is_watched() })
    }

    fn transfers(&self) -> Arc<dyn client::Observer> {
        Arc::new(Transfers::new(self.is_watched()))
    }

    fn warning(&self, problems: Problems) {
        self.warn(problems);
    }
}

/// A line that describes the current step, on terminals only. It appears with the first step and is removed on drop.
struct ProgressLine {
    bar: ProgressBar,
    is_watched: bool,
}

impl Progress for ProgressLine {
    fn tell(&self, step: &str) {
        if self.is_watched {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
            self.bar.set_message(step.to_owned());
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Shows downloads and uploads: a bar for each on a terminal, otherwise only the pauses between attempts.
struct Transfers {
    is_watched: bool,
    bars: MultiProgress,
    shown: Mutex<BTreeMap<String, ProgressBar>>,
}

impl Transfers {
    fn new(is_watched: bool) -> Self {
        Self { is_watched, bars: MultiProgress::new(), shown: Mutex::default() }
    }

    fn bar(&self, total: Option<u64>) -> ProgressBar {
        let (bar, template) = match total {
            Some(total) => {
                (ProgressBar::new(total), "{msg} [{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}")
            }
            None => (ProgressBar::new_spinner(), "{spinner} {msg} {bytes}"),
        };
        let style = ProgressStyle::with_template(template).expect("both templates are valid");
        self.bars.add(bar.with_style(style))
    }
}

impl client::Observer for Transfers {
    fn progress(&self, name: &str, done: u64, total: Option<u64>) {
        if !self.is_watched {
            return;
        }
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = shown.entry(name.to_owned()).or_insert_with(|| self.bar(total));
        bar.set_message(short(name).to_owned());
        bar.set_position(done);
        if Some(done) == total {
            bar.finish_and_clear();
            shown.remove(name);
        }
    }

    fn waiting(&self, pause: Duration, failure: &Failure) {
        // Short pauses are over before anyone has read about them.
        if pause >= Duration::from_secs(1) {
            let text = format!("{failure}; retrying in {} s", pause.as_secs());
            self.bars.suspend(|| {
                // If standard error cannot be written, there is no other place to report it.
                let _ = writeln!(anstream::stderr(), "{text}");
            });
        }
    }
}

impl Drop for Transfers {
    fn drop(&mut self) {
        // If the terminal cannot be cleared, nothing else can be done.
        let _ = self.bars.clear();
    }
}

/// Shortens a digest; returns a URL unchanged.
fn short(name: &str) -> &str {
    const DIGEST_CHARS: usize = "sha256:".len() + 12;
    if name.starts_with("sha256:") { name.get(..DIGEST_CHARS).unwrap_or(name) } else { name }
}
