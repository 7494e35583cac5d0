//! What is shown while something takes long.

use super::ui::Ui;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::time::Duration;

/// A line that tells what is being done, on terminals only. Shown from the first [`Progress::tell`] on, and gone when it
/// is dropped.
pub struct Progress {
    bar: ProgressBar,
    is_watched: bool,
}

impl Progress {
    pub fn new(ui: &Ui) -> Self {
        Self { bar: ProgressBar::hidden(), is_watched: ui.is_watched() }
    }

    /// Tells what is being done, in a few words.
    pub fn tell(&self, what: &str) {
        if self.is_watched {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
            self.bar.set_message(what.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Does work that may take long, and shows a person what it is doing. The work calls what it is given with that, in a few words.
pub fn with_progress<R>(ui: &Ui, work: impl FnOnce(&(dyn Fn(&str) + Sync)) -> R) -> R {
    let progress = Progress::new(ui);
    work(&|what| progress.tell(what))
}
