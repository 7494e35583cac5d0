//! The files of `host/cli` depend on each other in one direction.

use crate::architecture::{sources, without_tests};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use terrace_tests::program::repository;

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
