//! Default signal dispositions for the programs that tests start.
//!
//! `nohup` and the `&` of a script start a program with signals ignored, and supervisors start one with signals blocked. Every
//! program that it starts inherits both. Tests that send those signals would then wait for something that never happens.

use nix::sys::signal::{SigSet, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::AtomicBool;

/// The signals that ask a program to end or to stop.
pub const ASKING: [i32; 5] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP];

/// Starts the programs of the calling thread with the default dispositions, and none of the signals blocked, from now on.
///
/// A handler is what makes the difference: `exec` resets a signal that is handled, and leaves one that is ignored. The
/// handler does nothing, so this process goes on ignoring what it was started to ignore. Signals that are not ignored are
/// left alone. Only Linux tells which are; elsewhere ignored ones stay ignored.
///
/// Blocked signals belong to a thread, so each thread that starts programs calls this.
///
/// # Panics
///
/// The system refuses a handler or a mask.
pub fn default_in_children() {
    static DONE: Once = Once::new();
    let blocked: SigSet =
        ASKING.into_iter().map(|signal| Signal::try_from(signal).expect("these are signals")).collect();
    blocked.thread_unblock().expect("these signals may be unblocked");
    DONE.call_once(|| {
        for signal in ignored() {
            signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))
                .expect("these signals may be handled");
        }
    });
}

/// Which of the asking signals this process ignores.
fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    ASKING.into_iter().filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
