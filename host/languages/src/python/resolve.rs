//! Resolves imports to files of the program.

use super::imports::{Import, Names};
use crate::{Reach, ReachError, ReachedFile};
use std::path::Path;

/// The package of the SDK, which comes with the engine.
const SDK: &str = "terrace_sdk";

/// The longest path of a module in bytes. No system opens a longer one.
const MAX_PATH_BYTES: usize = 4096;

/// A module that an import resolves to: its path from the program's directory, and its file or the reason why it cannot be
/// read.
pub(super) type ResolvedModule = (String, Result<ReachedFile, ReachError>);

/// Returns the existing modules that an import may resolve to. `importer` is the path of the importing module.
pub(super) fn files(reach: &Reach, importer: &str, import: &Import) -> Vec<ResolvedModule> {
    let Some(mut path) = base(importer, import.level) else { return Vec::new() };
    let start = path.len();
    path.extend(import.module.iter().map(String::as_str));
    let length: usize = path.iter().map(|part| part.len() + 1).sum();
    if path.first() == Some(&SDK) || length > MAX_PATH_BYTES {
        return Vec::new();
    }
    let mut found = Vec::new();
    for length in start.max(1)..=path.len() {
        add(reach, &path[..length].join("/"), &mut found);
    }
    let package = path.join("/");
    match &import.names {
        Names::Module => {}
        Names::These(names) => {
            for name in names {
                add(reach, &inside(&package, name), &mut found);
            }
        }
        Names::All => add_all(reach, &package, &mut found),
    }
    found
}

/// Returns the parts of the package that a relative import starts from, or `None` if it leaves the program.
fn base(importer: &str, level: usize) -> Option<Vec<&str>> {
    if level == 0 {
        return Some(Vec::new());
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    for _ in 0..level {
        parts.pop()?;
    }
    Some(parts)
}

fn add(reach: &Reach, module: &str, found: &mut Vec<ResolvedModule>) {
    for path in [format!("{module}.py"), format!("{module}/__init__.py")] {
        match reach.file(Path::new(&path)) {
            Err(ReachError::Missing) => {}
            file => found.push((path, file)),
        }
    }
}

/// Adds every module of a package, because `__all__` may name them.
fn add_all(reach: &Reach, package: &str, found: &mut Vec<ResolvedModule>) {
    if package.is_empty() {
        return;
    }
    let names = reach.inner(Path::new(package)).map(|inner| inner.names()).unwrap_or_default();
    for name in names.into_iter().filter_map(|name| name.into_string().ok()) {
        let module = name.strip_suffix(".py").unwrap_or(&name);
        if module != "__init__" {
            add(reach, &inside(package, module), found);
        }
    }
}

fn inside(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}/{name}") }
}
