//! Resolves the specifiers of a tier's imports.

use super::node::{self, ENDINGS, ResolvedFile, SpecifierError};
use crate::entry::unreadable;
use crate::{ProgramError, Reach, ReachError};
use std::path::Path;

/// The package of the SDK, which is part of the engine.
pub(super) const SDK: &str = "@terrace/sdk";

/// The variable that names a workspace whose packages tiers may use.
const WORKSPACE: &str = "TERRACE_WORKSPACE";

/// The target of a specifier.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// The SDK, which is part of the engine.
    Sdk,
    /// A file of the tier or of a package.
    File(ResolvedFile),
}

/// The reason why a specifier does not resolve, with a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
}

/// Resolves the specifiers of one tier.
#[derive(Debug, Clone)]
pub(super) struct Resolver {
    /// The directory of the tier.
    tier: Reach,
    /// The directory in which packages are looked for: the tier's, or the workspace around it.
    packages: Reach,
}

impl Resolver {
    /// Packages are looked for in the tier's directory, and up to the workspace's if the tier is in it.
    pub(super) fn new(tier: Reach, workspace: Option<&Path>) -> Result<Self, ProgramError> {
        let reach = |path: &Path| Reach::of(path).map_err(|refused| unreadable(path, refused));
        let workspace = workspace.map(reach).transpose()?;
        let packages = workspace.filter(|workspace| workspace.has(tier.directory()));
        Ok(Self { packages: packages.unwrap_or_else(|| tier.clone()), tier })
    }

    pub(super) fn follow(&self, specifier: &str, importer: &ResolvedFile) -> Result<Target, Refusal> {
        if specifier == SDK {
            return Ok(Target::Sdk);
        }
        if let Some(part) = specifier.strip_prefix(SDK).filter(|rest| rest.starts_with('/')) {
            return Err(refusal(
                format!("a tier has no `{}` at run time", &part[1..]),
                Some(format!("import from `{SDK}`; keep tests in files that the tier does not import")),
            ));
        }
        let found = self.found(specifier, importer);
        let found = found.map_err(|error| explain(specifier, importer, &error))?;
        if !ENDINGS.contains(&found.file.ending()) {
            return Err(refusal("it is not TypeScript, JavaScript or JSON", None));
        }
        Ok(Target::File(found))
    }

    fn found(&self, specifier: &str, importer: &ResolvedFile) -> Result<ResolvedFile, SpecifierError> {
        let directory = importer.file.directory();
        if !node::is_path(specifier) {
            return node::follow_name(&self.packages, directory, specifier);
        }
        let package = importer.package.as_ref();
        let reach = package.map_or(&self.tier, |package| &package.reach);
        node::follow_path(reach, package, directory, specifier)
    }
}

fn refusal(reason: impl Into<String>, hint: Option<String>) -> Refusal {
    Refusal { reason: reason.into(), hint }
}

fn explain(specifier: &str, importer: &ResolvedFile, error: &SpecifierError) -> Refusal {
    match error {
        SpecifierError::Builtin => refusal(
            "it is a Node.js module, and a tier has no access to files, the network or processes",
            Some("a tier is a pure function: pass it what it needs as an input".into()),
        ),
        SpecifierError::NoName => refusal("it is neither a path nor a package name", None),
        SpecifierError::NoPackage => refusal(
            "no such package is installed in the tier's directory",
            Some(format!(
                "run `npm install {}` there; if it is installed for a whole workspace, set {WORKSPACE} to the \
                 workspace's directory",
                node::package_name(specifier)
            )),
        ),
        SpecifierError::PackageOutside => refusal(
            "its package is outside of the tier's directory",
            Some(format!("if it is a package of a workspace, set {WORKSPACE} to the workspace's directory")),
        ),
        SpecifierError::NotExported(subpath) => {
            refusal(format!("the package does not export `{subpath}` to ES modules"), None)
        }
        SpecifierError::NotListed => refusal(
            "a package's JSON can be imported only if the `exports` of its `package.json` lists it",
            Some("move the data into a module of the package, or into the tier".into()),
        ),
        SpecifierError::Unreadable(refused) => {
            let reason = match refused {
                Some(ReachError::Missing) => "its package has no `package.json`".to_owned(),
                Some(refused) => format!("the `package.json` of its package cannot be read: {refused}"),
                None => "the `package.json` of its package is not valid".to_owned(),
            };
            refusal(reason, Some("reinstall it with `npm install`".into()))
        }
        SpecifierError::File(ReachError::Outside) => outside(specifier, importer),
        SpecifierError::File(refused) => refusal(refused.to_string(), None),
    }
}

fn outside(specifier: &str, importer: &ResolvedFile) -> Refusal {
    if importer.package.is_some() || !node::is_path(specifier) {
        return refusal("it leads out of the package's directory", None);
    }
    refusal(
        "it leads out of the tier's directory",
        Some("move the file into the tier's directory, or make it a package".into()),
    )
}
