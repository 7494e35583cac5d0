//! Loads the modules of a configuration that are on this machine.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hcl_edit::structure::Body;
use serde_json::Value as Json;

use super::additions::Additions;
use super::{PrepareError, read};
use crate::infer::Module;

/// Returns the root module, then those that it calls, each once.
pub(super) fn load(
    root: &Json,
    additions: &Additions,
    directory: &Path,
) -> Result<Vec<Module>, PrepareError> {
    let mut seen = BTreeSet::new();
    let mut modules = vec![self::root(root, additions)];
    let mut waiting: Vec<(usize, PathBuf)> = vec![(0, directory.to_owned())];
    while let Some((index, directory)) = waiting.pop() {
        for call in modules[index].calls.clone() {
            if !call.source.starts_with("./") && !call.source.starts_with("../") {
                return Err(PrepareError::RemoteModule { name: call.name, source_address: call.source });
            }
            let path = directory.join(call.source.trim_start_matches("./"));
            let Ok(path) = fs::canonicalize(&path) else {
                return Err(PrepareError::NoModule { name: call.name, path });
            };
            if seen.insert(path.clone()) {
                modules.push(parse(&path)?);
                waiting.push((modules.len() - 1, path));
            }
        }
    }
    Ok(modules)
}

pub(super) fn root(root: &Json, additions: &Additions) -> Module {
    let mut module = Module::default();
    module.add_json(root);
    additions.add_to(&mut module);
    module
}

fn parse(directory: &Path) -> Result<Module, PrepareError> {
    let mut module = Module::default();
    let entries = fs::read_dir(directory).map_err(|error| PrepareError::read(directory, error))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.map_err(|error| PrepareError::read(directory, error))?;
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if name.ends_with(".tf.json") {
            module.add_json(&read(&path)?);
        } else if name.ends_with(".tf") {
            let text = fs::read_to_string(&path).map_err(|error| PrepareError::read(&path, error))?;
            let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| PrepareError::NotHcl {
                path: path.clone(),
                message: format!("{} on line {}", error.message(), error.location().line()),
            })?;
            module.add_hcl(&body);
        }
    }
    Ok(module)
}
