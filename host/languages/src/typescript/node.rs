//! Resolves specifiers by the rules of Node.js and TypeScript: relative files, and packages below `node_modules`.

use crate::{Reach, ReachError, ReachedFile};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The extensions of a tier's files, in the order in which they are tried.
pub(super) const ENDINGS: [&str; 5] = ["ts", "mts", "js", "mjs", "json"];
/// The conditions of a package's `exports` that are used. They are those of a bundler.
const CONDITIONS: [&str; 3] = ["import", "module", "default"];
/// Modules of Node.js that can be imported without `node:`.
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

/// The most bytes that a `package.json` may have.
const MAX_MANIFEST_BYTES: usize = 1 << 20;
/// The longest path in bytes that a pattern in `exports` may result in. No system opens a longer one.
const MAX_PATH_BYTES: usize = 4096;

/// A file that a specifier resolves to.
#[derive(Debug, Clone)]
pub(super) struct ResolvedFile {
    pub(super) file: ReachedFile,
    /// The package of the file, or `None` for a file of the tier itself.
    pub(super) package: Option<Arc<Package>>,
    /// True if the extension or the package says that it is an ES module, or if it is not JavaScript.
    pub(super) is_declared: bool,
}

/// A package below `node_modules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) reach: Reach,
    manifest: Map<String, Value>,
}

/// The reason why a specifier does not resolve.
#[derive(Debug)]
pub(super) enum SpecifierError {
    /// It names a module of Node.js.
    Builtin,
    /// It is neither a path nor a package name.
    NoName,
    /// The package is not installed.
    NoPackage,
    /// The package's directory is outside of the allowed directory.
    PackageOutside,
    /// The `package.json` of the package cannot be used.
    Unreadable(Option<ReachError>),
    /// The package does not export that path.
    NotExported(String),
    /// The package's `exports` does not list that JSON file.
    NotListed,
    /// The file cannot be read.
    File(ReachError),
}

impl From<ReachError> for SpecifierError {
    fn from(refused: ReachError) -> Self {
        Self::File(refused)
    }
}

/// Returns true if a specifier names a file rather than a package.
pub(super) fn is_path(specifier: &str) -> bool {
    specifier.starts_with('.') || specifier.starts_with('/')
}

/// Resolves a specifier that is a path, from a directory of the tier or of the package.
pub(super) fn follow_path(
    reach: &Reach,
    package: Option<&Arc<Package>>,
    directory: &Path,
    specifier: &str,
) -> Result<ResolvedFile, SpecifierError> {
    let file = file(reach, &directory.join(specifier))?;
    check_exports(package, &file)?;
    Ok(ResolvedFile { file, package: package.cloned(), is_declared: true })
}

/// Resolves a specifier that is a name, from a directory. Packages are looked for in each `node_modules` from there up to
/// `bound`.
pub(super) fn follow_name(
    bound: &Reach,
    directory: &Path,
    specifier: &str,
) -> Result<ResolvedFile, SpecifierError> {
    let first = specifier.split('/').next().unwrap_or(specifier);
    if specifier.starts_with("node:") || BUILTINS.contains(&first) {
        return Err(SpecifierError::Builtin);
    }
    let name = package_name(specifier);
    if !is_package_name(name) {
        return Err(SpecifierError::NoName);
    }
    let package = Arc::new(Package::find(bound, directory, name)?);
    let subpath = specifier[name.len()..].trim_start_matches('/');
    let (file, is_module) = package.file(subpath)?;
    check_exports(Some(&package), &file)?;
    let is_declared = match file.ending() {
        "cjs" | "cts" => false,
        "mjs" | "mts" | "json" => true,
        _ => is_module || package.text("type") == Some("module"),
    };
    Ok(ResolvedFile { file, package: Some(package), is_declared })
}

/// Returns the package name at the beginning of a specifier: `@scope/name` or `name`.
pub(super) fn package_name(specifier: &str) -> &str {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    &specifier[..end]
}

/// Returns true if the name can be a directory below `node_modules`, with no part that leads elsewhere.
fn is_package_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let inside = part.strip_prefix('@').unwrap_or(part);
        let characters = |c: char| c.is_alphanumeric() || "-._~".contains(c);
        inside.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-')
            && inside.chars().all(characters)
    };
    let parts: Vec<&str> = name.split('/').collect();
    match parts.as_slice() {
        [scope, part] => scope.starts_with('@') && is_part(scope) && !part.starts_with('@') && is_part(part),
        [part] => !part.starts_with('@') && is_part(part),
        _ => false,
    }
}

impl Package {
    /// Returns the package with this name that a file in `directory` imports.
    ///
    /// Its directory may be a link, as created by pnpm and workspaces, to a directory within `bound`, but not to one around its
    /// own `node_modules`: then every file there would belong to the package.
    fn find(bound: &Reach, directory: &Path, name: &str) -> Result<Self, SpecifierError> {
        for directory in directory.ancestors().take_while(|directory| bound.has(directory)) {
            match bound.inner(&directory.join("node_modules").join(name)) {
                Ok(reach) if reach.has(directory) => return Err(SpecifierError::PackageOutside),
                Ok(reach) => return Self::read(reach),
                Err(ReachError::Missing) => {}
                Err(ReachError::Outside) => return Err(SpecifierError::PackageOutside),
                Err(refused) => return Err(SpecifierError::Unreadable(Some(refused))),
            }
        }
        Err(SpecifierError::NoPackage)
    }

    fn read(reach: Reach) -> Result<Self, SpecifierError> {
        let read = reach.file(Path::new("package.json")).and_then(|file| file.bytes(MAX_MANIFEST_BYTES));
        let bytes = read.map_err(|refused| SpecifierError::Unreadable(Some(refused)))?;
        let manifest = serde_json::from_slice(&bytes).map_err(|_| SpecifierError::Unreadable(None))?;
        Ok(Self { reach, manifest })
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.manifest.get(field).and_then(Value::as_str)
    }

    /// Returns the file for a path below the package's name, and whether the package declares it as an ES module.
    fn file(&self, subpath: &str) -> Result<(ReachedFile, bool), SpecifierError> {
        let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
        if let Some(exports) = self.manifest.get("exports") {
            let target = exported(exports, &key).ok_or(SpecifierError::NotExported(key))?;
            return Ok((self.reach.file(Path::new(&target))?, false));
        }
        let (target, is_module) = match (subpath, self.text("module"), self.text("main")) {
            ("", Some(module), _) => (module, true),
            ("", None, Some(main)) => (main, false),
            ("", None, None) => ("index", false),
            (subpath, ..) => (subpath, false),
        };
        Ok((file(&self.reach, Path::new(target))?, is_module))
    }
}

/// Resolves a path as it is, with the matching TypeScript extension, or as a directory with an index.
fn file(reach: &Reach, path: &Path) -> Result<ReachedFile, ReachError> {
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
    let candidates = std::iter::once(path.to_owned()).chain(alias).chain(appended).chain(index);
    for candidate in candidates {
        match reach.file(&candidate) {
            Err(ReachError::Missing) => {}
            found => return found,
        }
    }
    Err(ReachError::Missing)
}

/// JSON in a package can only be imported if its `exports` lists it, because other JSON is not meant for importing.
fn check_exports(package: Option<&Arc<Package>>, file: &ReachedFile) -> Result<(), SpecifierError> {
    let Some(package) = package.filter(|_| file.ending() == "json") else { return Ok(()) };
    let path = file.path().strip_prefix(package.reach.directory()).ok().and_then(Path::to_str);
    let path = format!("./{}", path.unwrap_or_default());
    let exports = package.manifest.get("exports");
    if exports.is_some_and(|exports| lists(exports, &path)) { Ok(()) } else { Err(SpecifierError::NotListed) }
}

/// Returns true if a target of `exports` is this JSON file, by its name or by a pattern for JSON.
fn lists(exports: &Value, path: &str) -> bool {
    match exports {
        Value::String(target) => match target.split_once('*') {
            Some((before, after)) => {
                let middle = path.strip_prefix(before).and_then(|path| path.strip_suffix(after));
                after.ends_with(".json") && middle.is_some()
            }
            None => target == path,
        },
        Value::Object(entries) => entries.values().any(|entry| lists(entry, path)),
        Value::Array(alternatives) => alternatives.iter().any(|entry| lists(entry, path)),
        _ => false,
    }
}

/// Returns the target in `exports` for a key such as `.` or `./part`.
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
    // The longest matching pattern, as Node.js chooses.
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

/// Returns the path of a target, with `*` filled in.
fn target(value: &Value, middle: &str) -> Option<String> {
    match value {
        Value::String(path) => {
            let length = path.len() + path.matches('*').count() * middle.len();
            (path.starts_with("./") && length <= MAX_PATH_BYTES).then(|| path.replace('*', middle))
        }
        // In the order of the conditions here, not the package's, which a sorted map does not keep.
        Value::Object(conditions) => CONDITIONS
            .iter()
            .filter_map(|condition| conditions.get(*condition))
            .find_map(|value| target(value, middle)),
        Value::Array(alternatives) => alternatives.iter().find_map(|value| target(value, middle)),
        _ => None,
    }
}
