//! Where a specifier leads by the rules of Node.js and TypeScript: relative files, and packages below `node_modules`.

use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// What the files of a tier end in, in the order in which they are tried.
pub(super) const ENDINGS: [&str; 5] = ["ts", "mts", "js", "mjs", "json"];
/// Keys of a package's `exports` that are followed. A package is used as a bundler uses it.
const CONDITIONS: [&str; 3] = ["import", "module", "default"];
/// Modules of Node.js that may be named without `node:`.
const BUILTINS: [&str; 40] = [
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "worker_threads",
    "zlib",
];

/// A file that a specifier leads to. Its path is canonical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) file: PathBuf,
    /// The package that it is of; `None` for a relative specifier.
    pub(super) package: Option<Package>,
}

/// A package below `node_modules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) root: PathBuf,
    /// Whether the file's ending or the package says that the file is an ES module.
    pub(super) is_module: bool,
}

/// Why a specifier leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// It names a module of Node.js.
    Builtin,
    /// There is no such file or package.
    NotFound,
    /// The package keeps that path to itself.
    NotExported(String),
    /// The package's `package.json` cannot be read.
    Unreadable,
}

/// Whether a specifier names a file, and not a package.
pub(super) fn is_path(specifier: &str) -> bool {
    specifier.starts_with('.') || specifier.starts_with('/')
}

/// Follows a specifier of a file in `directory`.
pub(super) fn follow(directory: &Path, specifier: &str) -> Result<Found, Unresolved> {
    if is_path(specifier) {
        let file = file(&directory.join(specifier)).ok_or(Unresolved::NotFound)?;
        return Ok(Found { file, package: None });
    }
    let first = specifier.split('/').next().unwrap_or(specifier);
    if specifier.starts_with("node:") || BUILTINS.contains(&first) {
        return Err(Unresolved::Builtin);
    }
    let name = package_name(specifier);
    let subpath = specifier[name.len()..].trim_start_matches('/');
    let root = directory
        .ancestors()
        .map(|directory| directory.join("node_modules").join(name))
        .find(|root| root.is_dir())
        .ok_or(Unresolved::NotFound)?;
    let root = fs::canonicalize(root).map_err(|_| Unresolved::Unreadable)?;
    let manifest = fs::read(root.join("package.json")).map_err(|_| Unresolved::Unreadable)?;
    let manifest: Map<String, Value> =
        serde_json::from_slice(&manifest).map_err(|_| Unresolved::Unreadable)?;
    let (file, is_module) = in_package(&root, &manifest, subpath)?;
    let ending = file.extension().and_then(|ending| ending.to_str());
    let is_module = match ending {
        Some("cjs" | "cts") => false,
        Some("mjs" | "mts" | "json") => true,
        _ => is_module || manifest.get("type").and_then(Value::as_str) == Some("module"),
    };
    Ok(Found { file, package: Some(Package { root, is_module }) })
}

/// The name of the package that a specifier begins with: `@scope/name` or `name`.
pub(super) fn package_name(specifier: &str) -> &str {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    &specifier[..end]
}

/// A path as it is, with another ending where TypeScript means another file, or as a directory with an index.
fn file(path: &Path) -> Option<PathBuf> {
    let alias = match path.extension().and_then(|ending| ending.to_str()) {
        Some("js") => Some(path.with_extension("ts")),
        Some("mjs") => Some(path.with_extension("mts")),
        _ => None,
    };
    let appended = ENDINGS.iter().map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    });
    let index = ENDINGS.iter().map(|ending| path.join("index").with_extension(ending));
    std::iter::once(path.to_owned())
        .chain(alias)
        .chain(appended)
        .chain(index)
        .find(|candidate| candidate.is_file())
        .and_then(|found| fs::canonicalize(found).ok())
}

/// The file of a package that a path below its name stands for, and whether the package names it as an ES module.
fn in_package(
    root: &Path,
    manifest: &Map<String, Value>,
    subpath: &str,
) -> Result<(PathBuf, bool), Unresolved> {
    let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
    if let Some(exports) = manifest.get("exports") {
        let target = exported(exports, &key).ok_or(Unresolved::NotExported(key))?;
        let path = fs::canonicalize(root.join(target)).map_err(|_| Unresolved::NotFound)?;
        return if path.starts_with(root) { Ok((path, false)) } else { Err(Unresolved::Unreadable) };
    }
    if !subpath.is_empty() {
        return file(&root.join(subpath)).map(|path| (path, false)).ok_or(Unresolved::NotFound);
    }
    let text = |field: &str| manifest.get(field).and_then(Value::as_str);
    let (target, is_module) = match (text("module"), text("main")) {
        (Some(module), _) => (module, true),
        (None, Some(main)) => (main, false),
        (None, None) => ("index", false),
    };
    file(&root.join(target)).map(|path| (path, is_module)).ok_or(Unresolved::NotFound)
}

/// What `exports` has under a key such as `.` or `./part`.
fn exported(exports: &Value, key: &str) -> Option<String> {
    let Value::Object(entries) = exports else {
        return (key == ".").then(|| target(exports, ""))?;
    };
    if !entries.keys().any(|entry| entry.starts_with('.')) {
        return (key == ".").then(|| target(exports, ""))?;
    }
    if let Some(found) = entries.get(key) {
        return target(found, "");
    }
    // The longest pattern that fits, as Node.js chooses.
    entries
        .iter()
        .filter_map(|(pattern, value)| {
            let (before, after) = pattern.split_once('*')?;
            let middle = key.strip_prefix(before)?.strip_suffix(after)?;
            Some((before.len(), value, middle))
        })
        .max_by_key(|(length, ..)| *length)
        .and_then(|(_, value, middle)| target(value, middle))
}

/// The path that a target stands for, with `*` filled in.
fn target(value: &Value, middle: &str) -> Option<String> {
    match value {
        Value::String(path) => path.starts_with("./").then(|| path.replace('*', middle)),
        // The order of the conditions here, not the package's: a sorted map does not keep that.
        Value::Object(conditions) => CONDITIONS
            .iter()
            .filter_map(|condition| conditions.get(*condition))
            .find_map(|value| target(value, middle)),
        Value::Array(alternatives) => alternatives.iter().find_map(|value| target(value, middle)),
        _ => None,
    }
}
