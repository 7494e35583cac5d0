//! Builds tier crates into WebAssembly components.
//!
//! Build scripts call [`build`]: it compiles packages of a workspace for `wasm32-unknown-unknown`, with
//! whichever toolchain has that target, and wraps each core module into a component. It needs no tools except
//! cargo.

mod encode;
mod toolchain;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use encode::{EncodeError, encode};
pub use toolchain::{TARGET, Toolchain};

/// An error building a tier.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// No toolchain on this machine compiles for the target.
    #[error(
        "no Rust toolchain here compiles for wasm32-unknown-unknown: run `scripts/setup` in the root of the repository"
    )]
    NoTarget,
    /// A program could not be started.
    #[error("cannot run `{program}`: {source}")]
    Start {
        /// The name of the program.
        program: String,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// cargo ran and failed. Its own messages are on standard error.
    #[error("`cargo build` of {packages} for wasm32-unknown-unknown failed")]
    Compile {
        /// The packages, separated by commas.
        packages: String,
    },
    /// A core module that cargo should have written cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The path of the module.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The core module cannot become a component.
    #[error("`{package}` is not a tier: {source}")]
    Encode {
        /// The name of the package.
        package: String,
        /// The reason.
        source: EncodeError,
    },
}

/// Compiles packages of the workspace at `workspace` and returns their components, in the same order.
///
/// `target_dir` is cargo's target directory. It must not be locked by a cargo that waits for this call. The
/// workspace's profile `tier` is used.
pub fn build(workspace: &Path, target_dir: &Path, packages: &[&str]) -> Result<Vec<Vec<u8>>, BuildError> {
    let toolchain = Toolchain::find(workspace).ok_or(BuildError::NoTarget)?;
    let mut cargo = toolchain.cargo(&[(workspace.to_owned(), "/workspace".to_owned())]);
    cargo.current_dir(workspace).args(["build", "--profile", "tier", "--target", TARGET]);
    cargo.arg("--target-dir").arg(target_dir);
    // Incremental compilation splits the code differently. A configuration file above the workspace may
    // enable it.
    cargo.env("CARGO_INCREMENTAL", "0");
    for package in packages {
        cargo.args(["--package", package]);
    }
    let status = run(&mut cargo)?;
    if !status.success() {
        return Err(BuildError::Compile { packages: packages.join(", ") });
    }
    packages.iter().map(|package| component(target_dir, package)).collect()
}

fn run(command: &mut Command) -> Result<std::process::ExitStatus, BuildError> {
    command.status().map_err(|source| BuildError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })
}

fn component(target_dir: &Path, package: &str) -> Result<Vec<u8>, BuildError> {
    let file = format!("{}.wasm", package.replace('-', "_"));
    let path = target_dir.join(TARGET).join("tier").join(file);
    let module = std::fs::read(&path).map_err(|source| BuildError::Read { path, source })?;
    encode(&module).map_err(|source| BuildError::Encode { package: package.to_owned(), source })
}
