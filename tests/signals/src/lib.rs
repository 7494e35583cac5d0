//! Default signal dispositions for the programs that tests start.
//!
//! `nohup` and the `&` of a script start a program with signals ignored, and supervisors start one with signals
//! blocked. Its child processes inherit both. Tests that send those signals would then wait for something that never
//! happens.

use nix::sys::signal::{SigSet, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::AtomicBool;

/// The signals that ask a program to end or stop.
pub const ASKING: [i32; 5] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP];

/// Makes the calling thread start programs with the default dispositions, and without blocked signals, from now on.
///
/// It installs a handler: `exec` resets a signal that is handled, but not one that is ignored. The handler does
/// nothing, so this process continues to ignore the same signals. Signals that are not ignored are unchanged. Only
/// Linux reports which are ignored; elsewhere they stay ignored.
///
/// Blocked signals belong to a thread, so each thread that starts programs calls this.
///
/// # Panics
///
/// If the system rejects a handler or a mask.
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

/// Returns the signals in [`ASKING`] that this process ignores.
fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    ASKING.into_iter().filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
