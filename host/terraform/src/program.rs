//! Finds the program that runs the configuration.

use super::{Environment, TerraformError, probe};
use semver::Version;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use terrace_programs::{Connections, Outside};

/// The environment variable that names the program.
pub const PROGRAM_VARIABLE: &str = "TERRACE_TERRAFORM";

/// The time that a program has to print its version. The real one takes about 50 ms; a shim that starts an interpreter first
/// takes longer.
const VERSION_TIMEOUT: Duration = Duration::from_secs(10);

/// The two supported programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// HashiCorp's Terraform.
    Terraform,
    /// OpenTofu, the fork.
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

/// The origin of a program's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProgramOrigin {
    /// The option `--terraform`.
    Option,
    /// The variable [`PROGRAM_VARIABLE`].
    Variable,
    /// `terraform` on PATH.
    Terraform,
    /// `tofu` on PATH.
    Tofu,
}

impl fmt::Display for ProgramOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Option => "`--terraform`",
            Self::Variable => "the variable TERRACE_TERRAFORM",
            Self::Terraform => "`terraform` on PATH",
            Self::Tofu => "`tofu` on PATH",
        })
    }
}

/// A program whose version is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terraform {
    /// The absolute path of the program.
    pub path: PathBuf,
    /// The flavour: Terraform or OpenTofu.
    pub flavour: Flavour,
    /// The version of the program.
    pub version: Version,
    pub found: ProgramOrigin,
}

/// Formats the program as `Terraform 1.11.4`.
impl fmt::Display for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.flavour, self.version)
    }
}

/// The settings of the search for the program.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// The value of `--terraform`: a path, or a name to look up on PATH.
    pub option: Option<&'a Path>,
    /// The environment variables. PATH and [`PROGRAM_VARIABLE`] are used here.
    pub environment: &'a Environment,
    /// The time that a program has to print its version.
    pub patience: Duration,
    /// The checkouts whose programs are not run.
    pub outside: Outside,
}

impl<'a> Search<'a> {
    /// Creates a search with the default patience of ten seconds.
    pub fn new(option: Option<&'a Path>, environment: &'a Environment) -> Self {
        // The program that is found gets variables that keep it from opening connections.
        let outside = Outside::of([], Connections::Forbidden);
        Self { option, environment, patience: VERSION_TIMEOUT, outside }
    }

    /// Restricts the search for a stack, which may be in another checkout than the current directory.
    #[must_use]
    pub fn of_stack(self, stack: &Path) -> Self {
        Self { outside: Outside::of([stack], Connections::Forbidden), ..self }
    }

    /// Returns the program to use: the one named by `--terraform`, or by TERRACE_TERRAFORM, or `terraform` or `tofu` on PATH.
    ///
    /// # Errors
    ///
    /// No program is found, or the first one that is found does not print its version. The search does not continue with the
    /// next one then: using two programs on one state is never what the user wants.
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

    /// Returns the program from each origin, for a report. Origins without a program are left out, unless the user set them.
    pub fn candidates(&self) -> Vec<(ProgramOrigin, Result<Terraform, TerraformError>)> {
        self.places()
            .filter_map(|(found, name, asked)| match self.locate(found, name) {
                Err(_) if !asked => None,
                located => Some((found, located.and_then(|path| self.ask(found, path)))),
            })
            .collect()
    }

    /// Returns the origins in lookup order: the origin, the name, and whether the user set it.
    fn places(&self) -> impl Iterator<Item = (ProgramOrigin, &'a OsStr, bool)> + use<'a> {
        let option = self.option.map(|path| (ProgramOrigin::Option, path.as_os_str(), true));
        let variable =
            self.environment.get(PROGRAM_VARIABLE).map(|name| (ProgramOrigin::Variable, name, true));
        let on_path = [
            (ProgramOrigin::Terraform, OsStr::new("terraform"), false),
            (ProgramOrigin::Tofu, OsStr::new("tofu"), false),
        ];
        option.into_iter().chain(variable).chain(on_path)
    }

    /// Uses a path from the user as it is. A name is looked up on PATH, but never in a checkout.
    fn locate(&self, found: ProgramOrigin, name: &OsStr) -> Result<PathBuf, TerraformError> {
        let missing = || TerraformError::Missing { found, name: PathBuf::from(name) };
        if Path::new(name).file_name() == Some(name) {
            return self.outside.find_on(name, self.environment.get("PATH")).map_err(|_| missing());
        }
        std::path::absolute(name).ok().filter(|path| path.is_file()).ok_or_else(missing)
    }

    fn ask(&self, found: ProgramOrigin, path: PathBuf) -> Result<Terraform, TerraformError> {
        let (flavour, version) = probe::version(&path, self.environment, self.patience)?;
        Ok(Terraform { path, flavour, version, found })
    }
}
