//! Checks how the program is linked: position-independent, and with no writable memory that is executed or called through.

#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::process::Command;

const TERRACE: &str = env!("CARGO_BIN_EXE_terrace");

#[test]
fn program_is_position_independent_with_full_relro() {
    let Ok(output) = Command::new("readelf")
        .args(["--file-header", "--dynamic", "--segments", "--wide", TERRACE])
        .output()
    else {
        eprintln!("SKIPPED: `readelf` is not installed");
        return;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |name: &str| {
        let found = text.lines().find(|line| line.trim_start().starts_with(name));
        found.unwrap_or_else(|| panic!("no `{name}` in\n{text}"))
    };
    assert!(line("Type:").contains("DYN"));
    // Full RELRO: all symbols are bound at start, and the table is then made read-only.
    assert!(line("GNU_RELRO").contains(" R "));
    assert!(text.contains("BIND_NOW"), "{text}");
    assert!(line("GNU_STACK").contains(" RW "));
    let segments = text.lines().filter(|line| line.trim_start().starts_with("LOAD"));
    assert!(segments.clone().count() > 0);
    segments.for_each(|segment| assert!(!segment.contains(" RWE "), "{segment}"));
}
