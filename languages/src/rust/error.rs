//! Why a project cannot be built.

use crate::ToolError;
use std::path::PathBuf;
use terrace_componentize::{EncodeError, TARGET};

/// What keeps a cargo project from becoming a component.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// cargo is missing, or refuses the project before it compiles anything.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// No toolchain on this machine compiles for WebAssembly.
    #[error("the Rust toolchain of `{}` does not compile for {TARGET}", project.display())]
    NoTarget {
        /// The project's directory.
        project: PathBuf,
    },
    /// The manifest is not one.
    #[error("`{}` cannot be read as a manifest", manifest.display())]
    Manifest {
        /// The `Cargo.toml`.
        manifest: PathBuf,
        /// The message of the TOML parser, with the place.
        output: String,
    },
    /// There is no such directory.
    #[error("cannot use `{}`: {source}", project.display())]
    NoProject {
        /// The project's directory.
        project: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The manifest is one of a workspace alone.
    #[error("`{}` has no package", manifest.display())]
    NoPackage {
        /// The `Cargo.toml`.
        manifest: PathBuf,
        /// The directories of the workspace's packages.
        packages: Vec<String>,
    },
    /// The package has no library that can become a component.
    #[error("`{package}` is no tier: its library is not of the crate type `cdylib`")]
    NotDynamic {
        /// The package.
        package: String,
    },
    /// The compiler refuses it.
    #[error("`{package}` does not compile")]
    Compile {
        /// The package.
        package: String,
        /// What cargo and the compiler printed.
        output: String,
    },
    /// Cargo would have to download something.
    #[error("`{package}` needs packages that are not downloaded, and --offline forbids to download them")]
    Offline {
        /// The package.
        package: String,
        /// Cargo's output.
        output: String,
    },
    /// What the compiler made cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What the compiler made is not a tier.
    #[error("`{package}` is no tier: {source}")]
    Encode {
        /// The package.
        package: String,
        /// Why.
        source: EncodeError,
    },
}

impl BuildError {
    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Tool(ToolError::Missing { tool, .. }) => Some(format!("install it: {}", tool.install)),
            Self::NoTarget { .. } => Some(format!("run `rustup target add {TARGET}`: your own toolchain is used, whatever the project names")),
            Self::NoPackage { packages, .. } if !packages.is_empty() => {
                Some(format!("name the directory of one package: {}", packages.join(", ")))
            }
            Self::Offline { .. } => Some("run it once without --offline and TERRACE_OFFLINE".to_owned()),
            Self::NotDynamic { .. } => {
                Some("put `crate-type = [\"cdylib\", \"rlib\"]` below `[lib]` in its Cargo.toml".to_owned())
            }
            Self::Encode { .. } => Some(
                "a tier imports nothing: do without the dependency that needs a browser or an operating system"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// What cargo and the compiler printed, where they say what is wrong.
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
