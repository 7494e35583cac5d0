//! Holding the signals that ask Terrace to end while terraform runs, and passing them on exactly once.
//!
//! Terraform treats the first SIGINT or SIGTERM as "finish what you are at and save the state", the second as
//! "stop now, and never mind the state". So it must get each wish once, and Terrace must outlive it. How a
//! signal comes decides who has had it already:
//!
//! * Ctrl-C in a terminal goes from the kernel to every process of the foreground group.
//! * `kill PID` and many supervisors signal Terrace alone.
//! * `timeout`, `kill -- -PID` and most CI runners signal Terrace's whole process group.
//!
//! Where there is a controlling terminal, terraform stays in Terrace's process group: only so it may read
//! answers from the terminal, and Ctrl-Z, `fg`, and pipes into a pager work as they do for one program. (A group
//! of its own that is given the terminal with `tcsetpgrp` would take it away from the pager in
//! `terrace plan | less`, and would make Terrace do a shell's job control.) Then a signal that the kernel sent
//! has reached terraform too and is only held; one that a process sent is passed on. That process may have meant
//! the whole group, which nobody can see; with a terminal at hand that is a rare case.
//!
//! Where there is no controlling terminal, as in CI, there is no job control to take part in. There terraform
//! gets a process group of its own, so that a signal to the group reaches Terrace alone, and every signal is
//! passed on. `timeout` signals its child and then the group: the same signal from a process within a moment is
//! the same wish.
//!
//! A signal that Terrace was started to ignore, as `nohup` and a script's `&` do, stays ignored for both.

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::low_level::siginfo::Origin;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The signals that ask a program to end.
const ENDING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// How long the same signal from a process counts as the same wish.
const MOMENT: Duration = Duration::from_millis(500);

/// Those of them that were not ignored when the first hold was taken.
static HELD: OnceLock<Vec<i32>> = OnceLock::new();

/// How many holds there are; nothing before the first.
static HOLDS: Mutex<Option<usize>> = Mutex::new(None);

/// Whether there is none. A handler cannot be taken back, so this lets the signals end Terrace between runs.
static IDLE: AtomicBool = AtomicBool::new(false);

/// While this lives, the ending signals do not end Terrace.
pub(super) struct Hold {
    signals: SignalsInfo<WithOrigin>,
    /// Whether the kernel's signals reach the child by themselves.
    shared_group: bool,
    /// When each signal was last passed on.
    passed: BTreeMap<i32, Instant>,
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
            HELD.get_or_init(|| ENDING.into_iter().filter(|signal| !ignored.contains(signal)).collect());
            for signal in held() {
                signal_hook::flag::register_conditional_default(*signal, &IDLE)?;
            }
        }
        let signals = SignalsInfo::new(held().iter().copied().chain([SIGCHLD]))?;
        *holds = Some(holds.unwrap_or_default() + 1);
        IDLE.store(false, Ordering::SeqCst);
        drop(holds);
        let shared_group = File::open("/dev/tty").is_ok();
        Ok(Self { signals, shared_group, passed: BTreeMap::new(), seen: None })
    }

    /// Puts the child to be where its signals are understood.
    pub(super) fn prepare(&self, command: &mut Command) {
        if !self.shared_group {
            command.process_group(0);
        }
    }

    /// The ending signal that came since the hold was taken, if one did.
    pub(super) fn seen(&mut self) -> Option<i32> {
        for origin in self.signals.pending() {
            if origin.signal != SIGCHLD {
                self.seen = Some(origin.signal);
            }
        }
        self.seen
    }

    /// Waits for the child to end, passing on what it has not had.
    pub(super) fn wait(&mut self, child: &mut Child) -> io::Result<ExitStatus> {
        let pid = Pid::from_child(child);
        loop {
            // Nobody else waits for the child, so that its number is its own until this says that it has ended.
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            let origins: Vec<Origin> = self.signals.wait().collect();
            for origin in origins.into_iter().filter(|origin| origin.signal != SIGCHLD) {
                self.seen = Some(origin.signal);
                if !self.has_had(&origin)
                    && let Some(signal) = Signal::from_named_raw(origin.signal)
                {
                    // The child may have ended; then this goes to nobody.
                    let _ = kill_process(pid, signal);
                }
            }
        }
    }

    /// Whether the child has had this signal already.
    fn has_had(&mut self, origin: &Origin) -> bool {
        // A signal that no process sent is the terminal's. Linux says so; macOS only leaves the sender out.
        let by_process = origin.process.is_some();
        if !by_process {
            return self.shared_group;
        }
        let now = Instant::now();
        let before = self.passed.insert(origin.signal, now);
        before.is_some_and(|before| now.duration_since(before) < MOMENT)
    }
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

/// Which ending signals this process ignores. Only Linux tells without a call that Rust counts as unsafe;
/// elsewhere none is known to be ignored.
fn ignored() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    ENDING.into_iter().filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
