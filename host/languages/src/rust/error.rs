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
    /// No toolchain on this machine compiles for WebAssembly.
    #[error("the Rust toolchain of `{}` does not compile for {TARGET}", project.display())]
    NoTarget {
        /// The directory of the project.
        project: PathBuf,
    },
    /// The manifest cannot be parsed.
    #[error("`{}` is not a valid manifest", manifest.display())]
    Manifest {
        /// The path of the `Cargo.toml`.
        manifest: PathBuf,
        /// The message of the TOML parser, with the position.
        output: String,
    },
    /// The directory does not exist.
    #[error("cannot use `{}`: {source}", project.display())]
    NoProject {
        /// The directory of the project.
        project: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The manifest is that of a virtual workspace.
    #[error("`{}` has no package", manifest.display())]
    NoPackage {
        /// The path of the `Cargo.toml`.
        manifest: PathBuf,
        /// The directories of the workspace's packages.
        packages: Vec<String>,
    },
    /// The package has no library that can become a component.
    #[error("`{package}` is not a tier: its library does not have the crate type `cdylib`")]
    NotDynamic {
        /// The name of the package.
        package: String,
    },
    /// The package does not compile.
    #[error("`{package}` does not compile")]
    Compile {
        /// The name of the package.
        package: String,
        /// The output of cargo and the compiler.
        output: String,
    },
    /// Cargo would have to download something.
    #[error(
        "`{package}` needs packages that have not been downloaded, and --offline forbids downloading them"
    )]
    Offline {
        /// The name of the package.
        package: String,
        /// The output of cargo.
        output: String,
    },
    /// The compiled module cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The path of the module.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The compiled module is not a tier.
    #[error("`{package}` is not a tier: {source}")]
    Encode {
        /// The name of the package.
        package: String,
        /// The reason why it is not a tier.
        source: EncodeError,
    },
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
