//! From imports to files of the program.

use super::imports::{Import, Names};
use std::fs;
use std::path::Path;

/// The package of the SDK: it comes with the engine.
const SDK: &str = "terrace_sdk";

/// The files that an import of a module may lead to, by their paths from the program's directory. Those that there are.
/// `importer` is the path of the module that imports.
pub(super) fn files(root: &Path, importer: &str, import: &Import) -> Vec<String> {
    let Some(mut path) = base(importer, import.level) else { return Vec::new() };
    let start = path.len();
    path.extend(import.module.iter().map(String::as_str));
    if path.first() == Some(&SDK) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for length in start.max(1)..=path.len() {
        add(root, &path[..length].join("/"), &mut found);
    }
    let package = path.join("/");
    match &import.names {
        Names::Module => {}
        Names::These(names) => {
            for name in names {
                add(root, &inside(&package, name), &mut found);
            }
        }
        Names::All => add_all(root, &package, &mut found),
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

fn add(root: &Path, module: &str, found: &mut Vec<String>) {
    for file in [format!("{module}.py"), format!("{module}/__init__.py")] {
        if root.join(&file).is_file() {
            found.push(file);
        }
    }
}

/// Every module of a package: `__all__` may name them.
fn add_all(root: &Path, package: &str, found: &mut Vec<String>) {
    let entries = fs::read_dir(root.join(package)).into_iter().flatten().flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    for name in names {
        let module = name.strip_suffix(".py").unwrap_or(&name);
        if module != "__init__" && !package.is_empty() {
            add(root, &inside(package, module), found);
        }
    }
}

fn inside(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}/{name}") }
}
