//! Handles the signals that ask Terrace to exit while terraform runs, and passes the request on.
//!
//! Terraform treats the first SIGINT as "finish the current operation and save the state", and the second as "stop now, even
//! without saving the state". It does not handle SIGHUP and SIGQUIT, which end it at any point. So whichever signal asks
//! Terrace to exit, terraform gets a single SIGINT, and Terrace waits for it. Terraform runs in [a session](super::session) of
//! its own, where it gets no signals from a terminal or sent to Terrace's process group, so that only signals passed on here
//! reach it.
//!
//! * A closing terminal, `timeout` and supervisors send several signals in a row: they count as one request.
//! * Somebody who sends SIGINT or SIGTERM, waits, and sends the same signal again wants terraform to stop now. That is passed
//!   on.
//! * Ctrl-Z stops only Terrace, so Terrace stops terraform's processes as well, and continues them when it is continued.
//!
//! A signal that Terrace was started to ignore, as by `nohup` or by `&` in a script, stays ignored for both.

use nix::unistd::{getpid, getppid, getsid};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;
use std::io;
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The signals that ask a program to exit.
const EXIT_SIGNALS: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// Those signals that, sent again, mean that terraform has to stop at once.
const URGENT_SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// The time within which the same signal counts as the same request.
const REPEAT_WINDOW: Duration = Duration::from_millis(500);

/// The handled signals: those of `EXIT_SIGNALS` and SIGTSTP that were not ignored when the first hold was taken.
static HELD: OnceLock<Vec<i32>> = OnceLock::new();

/// The number of holds, or `None` before the first one.
static HOLDS: Mutex<Option<usize>> = Mutex::new(None);

/// True if there is no hold. A handler cannot be removed, so this lets the signals end Terrace between runs.
static IDLE: AtomicBool = AtomicBool::new(false);

/// As long as this value exists, the ending signals do not end Terrace.
pub(super) struct Hold {
    signals: Signals,
    /// The signal that was last passed on, and when.
    passed: Option<(i32, Instant)>,
    /// The last ending signal that arrived.
    seen: Option<i32>,
}

impl Hold {
    /// Takes hold. Has to be called before the child is started, so that no signal is lost in between.
    pub(super) fn new() -> io::Result<Self> {
        let mut holds = HOLDS.lock().unwrap_or_else(PoisonError::into_inner);
        if holds.is_none() {
            // The signals are handled from the first hold on, so it is not visible any more which ones were ignored before.
            let ignored = ignored();
            let all = EXIT_SIGNALS.into_iter().chain([SIGTSTP]);
            HELD.get_or_init(|| all.filter(|signal| !ignored.contains(signal)).collect());
            for signal in held_signals() {
                signal_hook::flag::register_conditional_default(*signal, &IDLE)?;
            }
        }
        let signals = Signals::new(held_signals().iter().copied().chain([SIGCHLD]))?;
        *holds = Some(holds.unwrap_or_default() + 1);
        IDLE.store(false, Ordering::SeqCst);
        drop(holds);
        Ok(Self { signals, passed: None, seen: None })
    }

    /// Returns the last ending signal that arrived since the hold was taken.
    pub(super) fn seen(&mut self) -> Option<i32> {
        for signal in self.signals.pending() {
            if EXIT_SIGNALS.contains(&signal) {
                self.seen = Some(signal);
            }
        }
        self.seen
    }

    /// Waits for a child that leads its own session, and passes on signals in the meantime.
    pub(super) fn wait(&mut self, child: &mut Child) -> io::Result<ExitStatus> {
        let pid = Pid::from_child(child);
        loop {
            // Nobody else waits for the child, so its process ID is not reused until this reports that it has exited.
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            let signals: Vec<i32> = self.signals.wait().collect();
            for signal in signals {
                if EXIT_SIGNALS.contains(&signal) {
                    self.ask_to_end(pid, signal);
                } else if signal == SIGTSTP {
                    suspend_with(pid)?;
                }
            }
        }
    }

    fn ask_to_end(&mut self, child: Pid, signal: i32) {
        self.seen = Some(signal);
        let now = Instant::now();
        let is_new = self.passed.is_none_or(|(before, at)| {
            URGENT_SIGNALS.contains(&signal) && signal == before && now.duration_since(at) >= REPEAT_WINDOW
        });
        if is_new {
            self.passed = Some((signal, now));
            // If the child has exited, the signal goes nowhere.
            let _ = kill_process(child, Signal::INT);
        }
    }
}

/// Stops the child's processes and this one, until this one is continued.
fn suspend_with(child: Pid) -> io::Result<()> {
    if !may_be_resumed() {
        return Ok(());
    }
    // Between being started and leading a group, the child is in this process's own group, which is stopped as a whole.
    let _ = kill_process_group(child, Signal::STOP);
    let resumed = emulate_default_handler(SIGTSTP);
    let _ = kill_process_group(child, Signal::CONT);
    resumed
}

/// Returns whether there is a shell that can continue this process. Otherwise the kernel ignores Ctrl-Z.
///
/// A process outside this one's container, such as the leader of its session, has the number 0 here. `rustix` has no value for
/// that.
fn may_be_resumed() -> bool {
    let session = getsid(None);
    let leads = session == Ok(getpid());
    let parent = getppid();
    let is_outside = parent.as_raw() == 0;
    !leads && !is_outside && getsid(Some(parent)) == session
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut holds = HOLDS.lock().unwrap_or_else(PoisonError::into_inner);
        let left = holds.map(|count| count.saturating_sub(1));
        *holds = left;
        IDLE.store(left == Some(0), Ordering::SeqCst);
    }
}

fn held_signals() -> &'static [i32] {
    HELD.get().map_or(&[], Vec::as_slice)
}

/// Returns the signals that this process ignores. Only Linux reports them without a call that is unsafe in Rust; elsewhere,
/// none counts as ignored.
fn ignored() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let all = EXIT_SIGNALS.into_iter().chain([SIGTSTP]);
    all.filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
