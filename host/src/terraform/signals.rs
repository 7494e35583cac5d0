//! Holding the signals that ask Terrace to end while terraform runs, and passing the wish on.
//!
//! Terraform treats the first SIGINT as "finish what you are at and save the state", the second as "stop now, and never
//! mind the state". SIGHUP and SIGQUIT it does not treat at all: they end it wherever it is. So whatever asks Terrace to
//! end, terraform gets SIGINT, once, and Terrace outlives it. Terraform is in [a session](super::session) of its own, where no
//! signal of a terminal or to Terrace's process group reaches it, so that all depends on what is passed on here.
//!
//! * A terminal that hangs up, a `timeout`, and a supervisor send several signals, one after the other: they are one wish.
//! * Who sends SIGINT or SIGTERM, waits, and sends the same again wants terraform to stop now. That is passed on.
//! * Ctrl-Z stops Terrace alone, so Terrace stops terraform's processes as well, and lets them go on when it does.
//!
//! A signal that Terrace was started to ignore, as `nohup` and a script's `&` do, stays ignored for both.

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

/// The signals that ask a program to end.
const ENDING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// Those of them that, sent again, mean that terraform is to stop at once.
const URGENT: [i32; 2] = [SIGINT, SIGTERM];

/// How long the same signal counts as the same wish.
const MOMENT: Duration = Duration::from_millis(500);

/// The held signals: those of them, and SIGTSTP, that were not ignored when the first hold was taken.
static HELD: OnceLock<Vec<i32>> = OnceLock::new();

/// How many holds there are; nothing before the first.
static HOLDS: Mutex<Option<usize>> = Mutex::new(None);

/// Whether there is none. A handler cannot be taken back, so this lets the signals end Terrace between runs.
static IDLE: AtomicBool = AtomicBool::new(false);

/// While this lives, the ending signals do not end Terrace.
pub(super) struct Hold {
    signals: Signals,
    /// The wish that was last passed on, and when.
    passed: Option<(i32, Instant)>,
    /// The last ending signal there was.
    seen: Option<i32>,
}

impl Hold {
    /// Takes hold. Do so before the child is started, so that no signal falls between.
    pub(super) fn new() -> io::Result<Self> {
        let mut holds = HOLDS.lock().unwrap_or_else(PoisonError::into_inner);
        if holds.is_none() {
            // From the first hold on they are handled, and no longer known to have been ignored.
            let ignored = ignored();
            let all = ENDING.into_iter().chain([SIGTSTP]);
            HELD.get_or_init(|| all.filter(|signal| !ignored.contains(signal)).collect());
            for signal in held() {
                signal_hook::flag::register_conditional_default(*signal, &IDLE)?;
            }
        }
        let signals = Signals::new(held().iter().copied().chain([SIGCHLD]))?;
        *holds = Some(holds.unwrap_or_default() + 1);
        IDLE.store(false, Ordering::SeqCst);
        drop(holds);
        Ok(Self { signals, passed: None, seen: None })
    }

    /// The ending signal that came since the hold was taken, if one did.
    pub(super) fn seen(&mut self) -> Option<i32> {
        for signal in self.signals.pending() {
            if ENDING.contains(&signal) {
                self.seen = Some(signal);
            }
        }
        self.seen
    }

    /// Waits for a child that leads a session of its own to end, passing on what Terrace is asked.
    pub(super) fn wait(&mut self, child: &mut Child) -> io::Result<ExitStatus> {
        let pid = Pid::from_child(child);
        loop {
            // Nobody else waits for the child, so that its number is its own until this says that it has ended.
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            let signals: Vec<i32> = self.signals.wait().collect();
            for signal in signals {
                if ENDING.contains(&signal) {
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
            URGENT.contains(&signal) && signal == before && now.duration_since(at) >= MOMENT
        });
        if is_new {
            self.passed = Some((signal, now));
            // The child may have ended; then this goes to nobody.
            let _ = kill_process(child, Signal::INT);
        }
    }
}

/// Stops the child's processes and this one, until somebody lets this one go on.
fn suspend_with(child: Pid) -> io::Result<()> {
    if !may_be_resumed() {
        return Ok(());
    }
    // Between being started and leading a group, the child is in this process's own, which is stopped as a whole.
    let _ = kill_process_group(child, Signal::STOP);
    let resumed = emulate_default_handler(SIGTSTP);
    let _ = kill_process_group(child, Signal::CONT);
    resumed
}

/// Whether there is a shell that can let this process go on. The kernel ignores Ctrl-Z where there is none.
///
/// A process that is outside this one's container, such as the leader of its session, has the number 0 here. `rustix` has no
/// value for that.
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

fn held() -> &'static [i32] {
    HELD.get().map_or(&[], Vec::as_slice)
}

/// Which of the signals that are held this process ignores. Only Linux tells without a call that Rust counts as unsafe;
/// elsewhere none is known to be ignored.
fn ignored() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let all = ENDING.into_iter().chain([SIGTSTP]);
    all.filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
