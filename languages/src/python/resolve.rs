//! From imports to files of the program.

use super::imports::{Import, Names};
use crate::{Reach, ReachedFile, Refused};
use std::path::Path;

/// The package of the SDK: it comes with the engine.
const SDK: &str = "terrace_sdk";

/// As many bytes as the path of a module may have: no system opens a longer one.
const PATH: usize = 4096;

/// A module that an import leads to: its path from the program's directory, and its file or why it cannot be had.
pub(super) type Found = (String, Result<ReachedFile, Refused>);

/// The modules that an import may lead to, those that there are. `importer` is the path of the module that imports.
pub(super) fn files(reach: &Reach, importer: &str, import: &Import) -> Vec<Found> {
    let Some(mut path) = base(importer, import.level) else { return Vec::new() };
    let start = path.len();
    path.extend(import.module.iter().map(String::as_str));
    let length: usize = path.iter().map(|part| part.len() + 1).sum();
    if path.first() == Some(&SDK) || length > PATH {
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

/// The parts of the package that a relative import starts from. `None`: it leaves the program.
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

fn add(reach: &Reach, module: &str, found: &mut Vec<Found>) {
    for path in [format!("{module}.py"), format!("{module}/__init__.py")] {
        match reach.file(Path::new(&path)) {
            Err(Refused::Missing) => {}
            file => found.push((path, file)),
        }
    }
}

/// Every module of a package: `__all__` may name them.
fn add_all(reach: &Reach, package: &str, found: &mut Vec<Found>) {
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
