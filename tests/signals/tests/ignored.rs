//! Signal dispositions that a program inherits from a process started with signals ignored or blocked.

#![allow(clippy::unwrap_used, missing_docs)]

use nix::sys::signal::{SigSet, Signal};
use std::process::Command;

/// Set in the process that was started with ignored signals.
const IGNORING: &str = "TERRACE_TEST_IGNORING";

/// Returns a signal mask, such as `SigIgn` or `SigBlk`, of a program that this thread starts.
fn mask_of_a_child(name: &str) -> u64 {
    let output = Command::new("grep").args([name, "/proc/self/status"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    u64::from_str_radix(text.trim().strip_prefix(name).unwrap().trim_start_matches(':').trim(), 16).unwrap()
}

fn asking() -> u64 {
    terrace_test_signals::ASKING.iter().map(|signal| 1 << (signal - 1)).sum()
}

#[cfg(target_os = "linux")]
#[test]
fn children_of_a_process_that_ignores_signals_have_the_defaults() {
    if std::env::var_os(IGNORING).is_some() {
        assert_eq!(mask_of_a_child("SigIgn") & asking(), asking(), "this process is one that ignores");
        terrace_test_signals::default_in_children();
        assert_eq!(mask_of_a_child("SigIgn") & asking(), 0);
        // It continues to ignore them itself.
        let own = std::process::id().to_string();
        for signal in ["INT", "TERM", "HUP", "QUIT", "TSTP"] {
            assert!(Command::new("kill").args(["-s", signal, &own]).status().unwrap().success());
        }
        return;
    }
    let program = std::env::current_exe().unwrap();
    let status = Command::new("/bin/sh")
        .args(["-c", r#"trap '' INT TERM HUP QUIT TSTP; exec "$@""#, "sh"])
        .arg(program)
        .args(["--exact", "children_of_a_process_that_ignores_signals_have_the_defaults"])
        .env(IGNORING, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

#[cfg(target_os = "linux")]
#[test]
fn children_of_a_thread_that_blocks_signals_block_none() {
    let all: SigSet =
        terrace_test_signals::ASKING.map(|signal| Signal::try_from(signal).unwrap()).into_iter().collect();
    all.thread_block().unwrap();
    assert_eq!(mask_of_a_child("SigBlk") & asking(), asking());
    terrace_test_signals::default_in_children();
    assert_eq!(mask_of_a_child("SigBlk") & asking(), 0);
    // A thread inherits the mask of its parent.
    let of_a_new_thread = std::thread::spawn(|| mask_of_a_child("SigBlk")).join().unwrap();
    assert_eq!(of_a_new_thread & asking(), 0);
}
