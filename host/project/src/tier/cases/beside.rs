//! The test cases that belong to a component.

use super::{CaseFile, CasesError, find};
use std::path::PathBuf;
use terrace_stack::stack::ComponentReference;

/// Returns the directory of test cases next to a component. Built-in tiers and remote components have none.
pub fn directory_beside(component: &ComponentReference) -> Option<PathBuf> {
    const CASES: &str = "tests";
    match component {
        ComponentReference::Builtin(_) | ComponentReference::Remote(_) => None,
        ComponentReference::Path(path) if path.is_dir() => Some(path.join(CASES)),
        ComponentReference::Path(path) => Some(path.with_file_name(CASES)),
    }
}

/// Returns the test cases next to a component, if it has any.
pub fn find_beside(component: &ComponentReference) -> Result<Vec<CaseFile>, CasesError> {
    let Some(directory) = directory_beside(component) else { return Ok(Vec::new()) };
    match find(&directory, None) {
        Ok(cases) => Ok(cases.files),
        Err(CasesError::NoDirectory { .. } | CasesError::NoCases { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
