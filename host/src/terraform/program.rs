//! Which program runs the configuration, and where it was found.

use super::{Environment, TerraformError, probe};
use semver::Version;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use terrace_programs::{Connections, Outside};

/// The environment variable that names the program.
pub const PROGRAM_VARIABLE: &str = "TERRACE_TERRAFORM";

/// How long a program may take to say its version. The real one takes about 50 ms; a shim that has to
/// start an interpreter first takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which of the two programs it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// HashiCorp's.
    Terraform,
    /// The fork.
    OpenTofu,
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terraform => "Terraform",
            Self::OpenTofu => "OpenTofu",
        })
    }
}

/// What named the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// The option `--terraform`.
    Option,
    /// The variable [`PROGRAM_VARIABLE`].
    Variable,
    /// `terraform` on PATH.
    Terraform,
    /// `tofu` on PATH.
    Tofu,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Option => "`--terraform`",
            Self::Variable => "the variable TERRACE_TERRAFORM",
            Self::Terraform => "`terraform` on PATH",
            Self::Tofu => "`tofu` on PATH",
        })
    }
}

/// A program that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terraform {
    /// Its absolute path.
    pub path: PathBuf,
    /// Which of the two it is.
    pub flavour: Flavour,
    /// Its version.
    pub version: Version,
    /// What named it.
    pub found: Found,
}

/// Shown as `Terraform 1.11.4`.
impl fmt::Display for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.flavour, self.version)
    }
}

/// Where to look for the program.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// What the user gave as `--terraform`: a path, or a name to be looked up on PATH.
    pub option: Option<&'a Path>,
    /// The variables, of which PATH and [`PROGRAM_VARIABLE`] matter here.
    pub environment: &'a Environment,
    /// How long a program may take to say its version.
    pub patience: Duration,
    /// The checkouts whose programs are not run.
    pub outside: Outside,
}

impl<'a> Search<'a> {
    /// A search with the default patience of ten seconds.
    pub fn new(option: Option<&'a Path>, environment: &'a Environment) -> Self {
        // A program that it finds is told by variables whether it may open connections.
        let outside = Outside::of([], Connections::Forbidden);
        Self { option, environment, patience: PATIENCE, outside }
    }

    /// The same search for a stack, whose checkout may be another one than that of the current directory.
    #[must_use]
    pub fn of_stack(self, stack: &Path) -> Self {
        Self { outside: Outside::of([stack], Connections::Forbidden), ..self }
    }

    /// The program to be used: the one that `--terraform` names, else the one that TERRACE_TERRAFORM names, else
    /// `terraform`, else `tofu` on PATH.
    ///
    /// # Errors
    ///
    /// None is there; or the first that is there does not say its version. A program that does not work is an
    /// error and not a reason to take the next one: two programs on one state is never what was meant.
    pub fn find(&self) -> Result<Terraform, TerraformError> {
        let (found, path) = self
            .places()
            .find_map(|(found, name, asked)| match self.locate(found, name) {
                Err(_) if !asked => None,
                located => Some(located.map(|path| (found, path))),
            })
            .unwrap_or(Err(TerraformError::NotFound))?;
        self.ask(found, path)
    }

    /// What each place holds, for a report; places that hold nothing and were not asked for are left out.
    pub fn candidates(&self) -> Vec<(Found, Result<Terraform, TerraformError>)> {
        self.places()
            .filter_map(|(found, name, asked)| match self.locate(found, name) {
                Err(_) if !asked => None,
                located => Some((found, located.and_then(|path| self.ask(found, path)))),
            })
            .collect()
    }

    /// The places in their order: what names the program, the name, and whether the user asked for it.
    fn places(&self) -> impl Iterator<Item = (Found, &'a OsStr, bool)> + use<'a> {
        let option = self.option.map(|path| (Found::Option, path.as_os_str(), true));
        let variable = self.environment.get(PROGRAM_VARIABLE).map(|name| (Found::Variable, name, true));
        let on_path =
            [(Found::Terraform, OsStr::new("terraform"), false), (Found::Tofu, OsStr::new("tofu"), false)];
        option.into_iter().chain(variable).chain(on_path)
    }

    /// A path that the user gave is taken as it is. A name is looked up, and never found in a checkout.
    fn locate(&self, found: Found, name: &OsStr) -> Result<PathBuf, TerraformError> {
        let missing = || TerraformError::Missing { found, name: PathBuf::from(name) };
        if Path::new(name).file_name() == Some(name) {
            return self.outside.find_on(name, self.environment.get("PATH")).map_err(|_| missing());
        }
        std::path::absolute(name).ok().filter(|path| path.is_file()).ok_or_else(missing)
    }

    fn ask(&self, found: Found, path: PathBuf) -> Result<Terraform, TerraformError> {
        let (flavour, version) = probe::version(&path, self.environment, self.patience)?;
        Ok(Terraform { path, flavour, version, found })
    }
}
