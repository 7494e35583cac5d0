//! What a specifier leads to.

use super::node::{self, ENDINGS, Unresolved};
use std::path::{Path, PathBuf};

/// The package that the engine has.
pub(super) const SDK: &str = "@terrace/sdk";

/// What a specifier leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The SDK, which is in the engine.
    Sdk,
    /// A file of the same tier or the same package.
    Own(PathBuf),
    /// A file of another package.
    Package {
        /// The file.
        file: PathBuf,
        /// The directory of the package.
        root: PathBuf,
        /// Whether the file's ending or its package says that it is an ES module, or no JavaScript at all.
        declared: bool,
    },
}

/// Why a specifier cannot be followed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
}

/// Follows a specifier of a file whose tier or package is in `root`. All paths are canonical.
pub(super) fn follow(specifier: &str, file: &Path, root: &Path) -> Result<Target, Refusal> {
    if specifier == SDK {
        return Ok(Target::Sdk);
    }
    if let Some(part) = specifier.strip_prefix(SDK).filter(|rest| rest.starts_with('/')) {
        return Err(refusal(
            format!("a tier has no `{}` at run time", &part[1..]),
            Some(format!("import from `{SDK}`; keep tests in files that the tier does not import")),
        ));
    }
    let directory = file.parent().unwrap_or(root);
    let found = node::follow(directory, specifier).map_err(|error| explain(specifier, &error))?;
    if !found.file.extension().is_some_and(|ending| ENDINGS.iter().any(|known| *known == ending)) {
        return Err(refusal("it is neither TypeScript nor JavaScript nor JSON", None));
    }
    match found.package {
        Some(package) => {
            Ok(Target::Package { file: found.file, root: package.root, declared: package.is_module })
        }
        None if found.file.starts_with(root) => Ok(Target::Own(found.file)),
        None => Err(refusal(
            "it leads out of the directory that the tier is in",
            Some("keep what a tier imports in its own directory, or make it a package".into()),
        )),
    }
}

fn refusal(reason: impl Into<String>, hint: Option<String>) -> Refusal {
    Refusal { reason: reason.into(), hint }
}

fn explain(specifier: &str, error: &Unresolved) -> Refusal {
    match error {
        Unresolved::Builtin => refusal(
            "it is a module of Node.js, and a tier has no files, no network and no processes",
            Some("a tier is a pure function: give it what it needs as an input".into()),
        ),
        Unresolved::NotFound if node::is_path(specifier) => refusal("there is no such file", None),
        Unresolved::NotFound => refusal(
            "no such package is installed",
            Some(format!("run `npm install {}`", node::package_name(specifier))),
        ),
        Unresolved::NotExported(subpath) => {
            refusal(format!("the package does not export `{subpath}` to ES modules"), None)
        }
        Unresolved::Unreadable => {
            refusal("its package cannot be read", Some("reinstall it with `npm install`".into()))
        }
    }
}
