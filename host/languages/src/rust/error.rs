//! Errors of building a project.

use crate::ToolError;
use std::path::PathBuf;
use terrace_componentize::{EncodeError, TARGET};

/// The reason why a Cargo project cannot be built into a component.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// cargo is missing, or rejects the project before it compiles anything.
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error("the Rust toolchain of `{}` does not compile for {TARGET}", project.display())]
    NoTarget { project: PathBuf },
    #[error("`{}` is not a valid manifest", manifest.display())]
    Manifest {
        manifest: PathBuf,
        /// The message of the TOML parser, with the position.
        output: String,
    },
    #[error("cannot use `{}`: {source}", project.display())]
    NoProject { project: PathBuf, source: std::io::Error },
    #[error("`{}` has no package", manifest.display())]
    NoPackage {
        manifest: PathBuf,
        /// The directories of the workspace's packages.
        packages: Vec<String>,
    },
    /// The package has no library that can become a component.
    #[error("`{package}` is not a tier: its library does not have the crate type `cdylib`")]
    NotDynamic { package: String },
    #[error("`{package}` does not compile")]
    Compile {
        package: String,
        /// The output of cargo and the compiler.
        output: String,
    },
    #[error(
        "`{package}` needs packages that have not been downloaded, and --offline forbids downloading them"
    )]
    Offline {
        package: String,
        /// The output of cargo.
        output: String,
    },
    #[error("cannot read `{}`: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("`{package}` is not a tier: {source}")]
    Encode { package: String, source: EncodeError },
}

impl BuildError {
    /// Returns how to fix the error, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Tool(ToolError::Missing { tool, .. }) => Some(format!("install it: {}", tool.install)),
            Self::NoTarget { .. } => Some(format!(
                "run `rustup target add {TARGET}`; your default toolchain is used, whatever the project sets"
            )),
            Self::NoPackage { packages, .. } if !packages.is_empty() => {
                Some(format!("name the directory of one package: {}", packages.join(", ")))
            }
            Self::Offline { .. } => Some("run once without --offline and TERRACE_OFFLINE".to_owned()),
            Self::NotDynamic { .. } => {
                Some("put `crate-type = [\"cdylib\", \"rlib\"]` under `[lib]` in its Cargo.toml".to_owned())
            }
            Self::Encode { .. } => Some(
                "a tier cannot import anything: remove the dependency that needs a browser or an operating system"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// Returns the output of cargo and the compiler, if it explains the error.
    pub fn output(&self) -> Option<&str> {
        match self {
            Self::Compile { output, .. }
            | Self::Offline { output, .. }
            | Self::Manifest { output, .. }
            | Self::Tool(ToolError::Failed { output, .. }) => Some(output),
            _ => None,
        }
    }
}
