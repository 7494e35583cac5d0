//! Digests of local modules and other configuration files, which init depends on.

use super::FILE_NAME;
use super::init::hex;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_files::regular;

/// The maximum size of a configuration file, in bytes.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Returns a digest of the configuration files in a directory that Terrace has not written, or `None` if there are none.
pub(super) fn beside(directory: &Path) -> Option<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> =
        names.filter(|name| is_configuration(name) && name != FILE_NAME && !name.starts_with('.')).collect();
    names.sort();
    let lines = names.iter().filter_map(|name| {
        let content = regular::read(&directory.join(name), MAX_FILE_BYTES).ok()?;
        Some(format!("{} {name}", hex(&content)))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| hex(lines.join("\n").as_bytes()))
}

fn is_configuration(name: &str) -> bool {
    [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
}

/// Returns a digest of the configuration files in a directory and its subdirectories.
///
/// Files that cannot be read are ignored: terraform will report what is wrong with them. Calls of modules outside the directory
/// are not followed: terraform asks for init when those change.
pub fn digest(directory: &Path) -> String {
    let mut files = Vec::new();
    collect(directory, &mut files);
    files.sort();
    let lines: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let name = path.strip_prefix(directory).ok()?.display();
            Some(format!("{} {name}", hex(&regular::read(path, MAX_FILE_BYTES).ok()?)))
        })
        .collect();
    hex(lines.join("\n").as_bytes())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Symbolic links are not followed, so that the walk ends.
        match entry.file_type() {
            _ if name.starts_with('.') => {}
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(_) if is_configuration(&name) => files.push(entry.path()),
            _ => {}
        }
    }
}
