//! The crates of `host` depend on each other in one direction, and each knows only what it may know. So do the files of
//! `host/cli`.

#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
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
/// runtimes, only the command line parses arguments.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("terrace-core", &["clap", "jsonschema", "oxc", "rayon", "reqwest", "tempfile", "tokio", "wasmtime"]),
    ("terrace-files", &["clap", "reqwest", "tokio", "wasmtime"]),
    ("terrace-schema", &["clap", "rayon", "reqwest", "tokio", "wasmtime"]),
    ("terrace-stack", &["clap", "oxc", "rayon", "reqwest", "tokio", "wasmtime"]),
    ("terrace-engine", &["clap", "jsonschema", "oxc", "reqwest", "tokio"]),
    ("terrace-languages", &["clap", "reqwest", "tokio", "wasmtime"]),
    ("terrace-registry", &["clap", "oxc", "wasmtime"]),
    ("terrace-terraform", &["clap", "jsonschema", "oxc", "reqwest", "tokio", "wasmtime"]),
    ("terrace-project", &["anstream", "clap", "indicatif"]),
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
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--offline", "--locked", "--format-version=1"])
            .current_dir(repository())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
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
fn every_crate_of_host_is_in_the_table() {
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
fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !matches!(path.file_stem().unwrap().to_str().unwrap(), "tests" | "target"));
    let (directories, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    files.chain(directories.iter().flat_map(|directory| sources(directory))).collect()
}

/// Returns the text before the module with the file's own tests.
fn without_tests(text: &str) -> &str {
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

/// The files of a crate by the paths of their modules, such as `["commands", "synth"]`, without comments and unit tests.
struct Modules(BTreeMap<Vec<String>, String>);

impl Modules {
    fn read(source: &Path) -> Self {
        let module = |path: PathBuf| {
            let path = path.strip_prefix(source).unwrap().with_extension("");
            let names = path.iter().map(|name| name.to_str().unwrap().to_owned());
            let text = fs::read_to_string(source.join(&path).with_extension("rs")).unwrap();
            let lines = without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
            (
                names.filter(|name| !matches!(name.as_str(), "lib" | "mod")).collect(),
                lines.collect::<Vec<_>>().join("\n"),
            )
        };
        let paths = sources(source).into_iter().filter(|path| !path.ends_with("main.rs"));
        Self(paths.map(module).collect())
    }

    /// Returns the modules that a module refers to.
    fn named_in(&self, module: &[String]) -> BTreeSet<&Vec<String>> {
        let text = &self.0[module];
        let mut found = BTreeSet::new();
        for (start, anchor) in text.match_indices("crate::").chain(text.match_indices("super::")) {
            // The rest of `super::super::` is part of the first one's path.
            if text[..start].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':'))
            {
                continue;
            }
            let above = if anchor == "crate::" { &[] } else { &module[..module.len().saturating_sub(1)] };
            let mut rest = &text[start + anchor.len()..];
            for path in paths(&mut rest) {
                let mut whole = above.to_vec();
                for name in path {
                    if name == "super" { _ = whole.pop() } else { whole.push(name) }
                }
                found.extend(self.nearest(&whole));
            }
        }
        // `synth::run` in the file that declares `mod synth`.
        for (child, _) in
            self.0.iter().filter(|(child, _)| child.split_last().is_some_and(|(_, up)| up == module))
        {
            let name = format!("{}::", child.last().unwrap());
            let is_start = |at: usize| {
                !text[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':'))
            };
            found.extend(text.match_indices(&name).any(|(at, _)| is_start(at)).then_some(child));
        }
        found.retain(|other| *other != module);
        found
    }

    /// Returns the module that has the item at a path.
    fn nearest(&self, path: &[String]) -> Option<&Vec<String>> {
        (0..=path.len()).rev().find_map(|length| Some(self.0.get_key_value(&path[..length])?.0))
    }

    /// Returns all modules that a module reaches.
    fn below<'a>(&'a self, module: &'a Vec<String>) -> BTreeSet<&'a Vec<String>> {
        let (mut found, mut left) = (BTreeSet::new(), vec![module]);
        while let Some(next) = left.pop() {
            left.extend(self.named_in(next).into_iter().filter(|other| found.insert(*other)));
        }
        found
    }
}

/// Reads a path such as `a::{b, c::d}`, and returns the paths that it means.
fn paths(rest: &mut &str) -> Vec<Vec<String>> {
    if let Some(inner) = rest.strip_prefix('{') {
        *rest = inner;
        let mut all = Vec::new();
        loop {
            *rest = rest.trim_start_matches([',', ' ', '\n']);
            if let Some(after) = rest.strip_prefix('}') {
                *rest = after;
                return all;
            }
            let read = paths(rest);
            assert_ne!(read, [[""]], "cannot read the imports at `{rest:.60}`");
            all.extend(read);
        }
    }
    let end = rest.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(rest.len());
    let name = rest[..end].to_owned();
    *rest = &rest[end..];
    match rest.strip_prefix("::") {
        Some(more) if more.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '{')) => {
            *rest = more;
            paths(rest).into_iter().map(|path| [vec![name.clone()], path].concat()).collect()
        }
        _ => vec![vec![name]],
    }
}

#[test]
fn paths_in_braces_are_read() {
    let mut text = "args::{Format, stack::{StackArgs, self}, ui}::x";
    let read: Vec<_> = paths(&mut text).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(read, ["args::Format", "args::stack::StackArgs", "args::stack::self", "args::ui"]);
}

#[test]
fn files_of_cli_have_no_circle() {
    let modules = Modules::read(&repository().join("host/cli/src"));
    let in_circles: Vec<_> = modules
        .0
        .keys()
        .filter(|module| modules.below(module).contains(module))
        .map(|module| module.join("/"))
        .collect();
    assert!(in_circles.is_empty(), "these files need each other: {in_circles:?}");
}

#[test]
fn only_the_program_knows_the_commands_of_cli() {
    let modules = Modules::read(&repository().join("host/cli/src"));
    let is_command = |module: &[String]| module.first().is_some_and(|first| first == "commands");
    // A command has one name, or two in a group such as `registry`; the rest of its path is its own.
    let group = |module: &[String]| module.iter().take(2).cloned().collect::<Vec<_>>();
    for module in modules.0.keys().filter(|module| !module.is_empty()) {
        for other in modules.named_in(module).into_iter().filter(|other| is_command(other)) {
            let may = module.len() == 1 && is_command(module)
                || is_command(module) && group(other) == group(module);
            assert!(may, "`{}` must not know `{}`", module.join("/"), other.join("/"));
        }
    }
}
