//! What people see while they wait.

use super::ui::Ui;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::time::Duration;

/// Does work that may have to compile components, and shows a person which. The work calls what it is given with
/// the name of each before it compiles it.
pub fn compiling<R>(ui: &Ui, work: impl FnOnce(&(dyn Fn(&str) + Sync)) -> R) -> R {
    let bar = ProgressBar::hidden();
    let result = work(&|component| {
        if ui.is_watched() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(100));
            bar.set_message(format!("compiling {component}, this once"));
        }
    });
    bar.finish_and_clear();
    result
}
