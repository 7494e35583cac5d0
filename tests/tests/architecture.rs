//! The crates of `host` depend on each other in one direction, and each knows only what it may know.

use crate::workspace;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use terrace_tests::program::repository;

/// The crates in order, each with the crates of `host` that it may depend on: all of them are above it in this list.
const CRATES: &[(&str, &[&str])] = &[
    ("terrace-core", &[]),
    ("terrace-programs", &[]),
    ("terrace-files", &["core"]),
    ("terrace-schema", &["core"]),
    ("terrace-sandbox", &["core", "files", "schema"]),
    ("terrace-languages", &["files", "programs"]),
    ("terrace-stack", &["core", "files", "schema"]),
    ("terrace-engine", &["core", "files", "programs"]),
    ("terrace-registry", &["core", "files", "programs"]),
    ("terrace-terraform", &["core", "files", "programs"]),
    (
        "terrace-project",
        &[
            "core",
            "engine",
            "files",
            "languages",
            "programs",
            "registry",
            "sandbox",
            "schema",
            "stack",
            "terraform",
        ],
    ),
    (
        "terrace",
        &[
            "core",
            "engine",
            "files",
            "languages",
            "programs",
            "project",
            "registry",
            "sandbox",
            "schema",
            "stack",
            "terraform",
        ],
    ),
    ("terrace-fuzz", &["core", "engine", "languages", "stack"]),
];

/// Packages that must not be below a crate, directly or not: the algebra needs no runtime, only the engine knows WebAssembly
/// runtimes, only the command line parses arguments and writes the log.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "terrace-core",
        &[
            "clap",
            "jsonschema",
            "oxc",
            "rayon",
            "reqwest",
            "tempfile",
            "tokio",
            "tracing",
            "tracing-subscriber",
            "wasmtime",
        ],
    ),
    ("terrace-files", &["clap", "reqwest", "tokio", "wasmtime"]),
    ("terrace-schema", &["clap", "rayon", "reqwest", "tokio", "wasmtime"]),
    ("terrace-stack", &["clap", "oxc", "rayon", "reqwest", "tokio", "tracing-subscriber", "wasmtime"]),
    ("terrace-engine", &["clap", "jsonschema", "oxc", "reqwest", "tokio", "tracing-subscriber"]),
    ("terrace-languages", &["clap", "reqwest", "tokio", "wasmtime"]),
    ("terrace-registry", &["clap", "oxc", "tracing-subscriber", "wasmtime"]),
    ("terrace-terraform", &["clap", "jsonschema", "oxc", "reqwest", "tokio", "wasmtime"]),
    ("terrace-project", &["clap", "indicatif", "tracing-subscriber"]),
];

/// What only `terrace-files` does: give files temporary names, and rename them. Elsewhere, a file could be torn, a leftover would
/// not be found, and a link could be followed.
const OF_FILES: &[&str] =
    &["fs::rename(", "NamedTempFile", "TempPath", "tempdir_in(", "tempfile_in(", ".persist("];

/// Files that may do it all the same.
const RENAMING: &[(&str, &str)] = &[
    ("host/languages/src/python/tools.rs", "moves a whole directory with installed tools"),
    ("host/languages/src/typescript/tools.rs", "moves a whole directory with installed tools"),
    ("host/sandbox/src/serve/socket.rs", "chooses a short directory for a socket"),
];

/// The packages of the workspace with everything that they depend on at run time, as `cargo metadata` resolves it.
struct Graph {
    names: BTreeMap<String, String>,
    edges: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn read() -> Self {
        let metadata = workspace::metadata();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let packages = metadata["packages"].as_array().unwrap().iter();
        let names = packages.map(|package| (text(&package["id"]), text(&package["name"]))).collect();
        let nodes = metadata["resolve"]["nodes"].as_array().unwrap().iter();
        let is_normal = |kinds: &Value| kinds.as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
        let targets = |node: &Value| {
            let all = node["deps"].as_array().unwrap().iter();
            all.filter(|dep| is_normal(&dep["dep_kinds"])).map(|dep| text(&dep["pkg"])).collect()
        };
        Self { names, edges: nodes.map(|node| (text(&node["id"]), targets(node))).collect() }
    }

    fn id(&self, name: &str) -> &str {
        self.names.iter().find(|(_, known)| *known == name).unwrap_or_else(|| panic!("no crate `{name}`")).0
    }

    fn direct(&self, name: &str) -> BTreeSet<&str> {
        self.edges[self.id(name)].iter().map(|id| self.names[id].as_str()).collect()
    }

    fn below(&self, name: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut left = vec![self.id(name)];
        while let Some(id) = left.pop() {
            for next in &self.edges[id] {
                if found.insert(self.names[next].as_str()) {
                    left.push(next);
                }
            }
        }
        found
    }
}

/// `core` for `terrace-core`.
fn short(name: &str) -> &str {
    name.strip_prefix("terrace-").unwrap_or(name)
}

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    let graph = Graph::read();
    for (index, (name, allowed)) in CRATES.iter().enumerate() {
        let above: BTreeSet<_> = CRATES[..index].iter().map(|(name, _)| short(name)).collect();
        assert!(
            allowed.iter().all(|other| above.contains(other)),
            "`{name}` comes before what it may depend on"
        );
        let all: BTreeSet<_> = CRATES.iter().map(|(name, _)| *name).collect();
        let used: BTreeSet<_> =
            graph.direct(name).into_iter().filter(|dep| all.contains(dep)).map(short).collect();
        assert_eq!(used, allowed.iter().copied().collect(), "what `{name}` depends on");
    }
}

#[test]
fn crates_of_host_are_all_in_the_table() {
    let directories = fs::read_dir(repository().join("host")).unwrap().flatten();
    let names: BTreeSet<_> = directories
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| match entry.file_name().to_str().unwrap() {
            "cli" => "terrace".to_owned(),
            name => format!("terrace-{name}"),
        })
        .collect();
    assert_eq!(names, CRATES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn crates_do_not_reach_what_they_must_not_know() {
    let graph = Graph::read();
    for (name, forbidden) in FORBIDDEN {
        let below = graph.below(name);
        let found: Vec<_> = forbidden.iter().filter(|other| below.contains(*other)).collect();
        assert!(found.is_empty(), "`{name}` depends on {found:?}");
    }
}

/// Returns the Rust files below a directory, without those of tests.
pub fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !matches!(path.file_stem().unwrap().to_str().unwrap(), "tests" | "target"));
    let (directories, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    files.chain(directories.iter().flat_map(|directory| sources(directory))).collect()
}

/// Returns the text before the module with the file's own tests.
pub fn without_tests(text: &str) -> &str {
    let end = text.match_indices("\n#[cfg(").map(|(at, _)| at).find(|at| {
        let mut lines = text[*at + 1..].lines();
        let (condition, module) = (lines.next().unwrap(), lines.next().unwrap_or_default());
        condition.contains("test") && module.starts_with("mod ") && module.ends_with('{')
    });
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn files_are_renamed_by_one_crate() {
    let root = repository();
    let mut found = BTreeSet::new();
    for directory in ["host", "plugins/build"] {
        for path in sources(&root.join(directory)) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if OF_FILES.iter().any(|name| without_tests(&text).contains(name)) {
                found.insert(path);
            }
        }
    }
    found.retain(|path| !path.starts_with("host/files/"));
    let allowed: BTreeSet<_> = RENAMING.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(found, allowed, "use `terrace_files::atomic` or `temporary`");
}
