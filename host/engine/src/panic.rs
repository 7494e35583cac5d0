//! The message of a panic, which a tier that trapped leaves in its memory.

use std::path::{Path, PathBuf};
use wasmtime::{AsContext, WasmCoreDump};

/// Comes before a message, as the contract's documentation says.
const START: &[u8] = b"\x01terrace-panic\x02";
const END: u8 = 3;
/// The longest message that is shown, in bytes.
const MAX_MESSAGE_BYTES: usize = 2 * 1024;

/// The last message that is in any memory of a tier, cut to its bound.
pub(super) fn message(dump: &WasmCoreDump, store: impl AsContext) -> Option<String> {
    dump.memories().iter().rev().find_map(|memory| in_memory(memory.data(&store)))
}

fn in_memory(memory: &[u8]) -> Option<String> {
    let start = memchr::memmem::rfind(memory, START)? + START.len();
    let rest = memory.get(start..)?;
    let within = &rest[..rest.len().min(MAX_MESSAGE_BYTES)];
    let message = &within[..memchr::memchr(END, within).unwrap_or(within.len())];
    let message = String::from_utf8_lossy(message).trim().to_owned();
    (!message.is_empty()).then_some(message)
}

/// The line that a message of Rust names, such as `src/lib.rs:41:22`, as a path from the current directory, where `source` is a
/// file of the same package.
pub(super) fn line(message: &str, source: &Path) -> Option<String> {
    let place = message.strip_prefix("panicked at ")?.lines().next()?.strip_suffix(':')?;
    let (file, position) = place.split_at(place.find(".rs:")? + ".rs".len());
    let is_position = position.split(':').skip(1).all(|part| part.parse::<u32>().is_ok());
    let path = in_package(Path::new(file), source).filter(|_| is_position)?;
    Some(format!("{}{position}", path.display()))
}

/// A file as the compiler names it: from the directory of the package, or of the workspace.
fn in_package(file: &Path, source: &Path) -> Option<PathBuf> {
    let is_plain = file.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let mut candidates = source.ancestors().skip(1).map(|directory| directory.join(file));
    candidates.find(|path| is_plain && path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(parts: &[&[u8]]) -> Option<String> {
        in_memory(&parts.concat())
    }

    #[test]
    fn panic_message_is_the_last_one_in_memory() {
        assert_eq!(
            left(&[b"\0\0", START, b"old\x03", START, b"panicked at new\x03\0"]).unwrap(),
            "panicked at new"
        );
        assert_eq!(left(&[START, b"no end"]).unwrap(), "no end");
        assert_eq!(left(&[START, b"\xff\x03"]).unwrap(), "\u{fffd}");
        assert_eq!(left(&[START, "x".repeat(1 << 20).as_bytes(), &[END]]).unwrap().len(), MAX_MESSAGE_BYTES);
        assert_eq!(
            [left(&[START]), left(&[START, &[END]]), left(&[b"terrace-panic"]), left(&[])],
            [None, None, None, None]
        );
    }

    #[test]
    fn panic_location_is_in_the_package_of_the_source() {
        let directory = tempfile::tempdir().unwrap();
        let package = directory.path().join("tiers/web");
        std::fs::create_dir_all(package.join("src")).unwrap();
        for file in ["src/lib.rs", "src/queue.rs"] {
            std::fs::write(package.join(file), "").unwrap();
        }
        let source = package.join("src/lib.rs");
        let told = |place: &str| line(&format!("panicked at {place}:\nmessage"), &source);
        let shown = |file: &str| Some(package.join(file).display().to_string());
        assert_eq!(told("src/lib.rs:4:7"), shown("src/lib.rs:4:7"));
        assert_eq!(told("src/queue.rs:4:7"), shown("src/queue.rs:4:7"));
        assert_eq!(told("tiers/web/src/queue.rs:4:7"), shown("src/queue.rs:4:7"));
        for other in [
            "src/gone.rs:1:1",
            "/rustc/core/src/option.rs:1:1",
            "../web/src/lib.rs:1:1",
            "src/lib.rs:a:1",
            "src/lib.rs",
            "",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
        assert_eq!(line("something else", &source), None);
    }
}
