//! Why there is no sandbox.

use std::io;
use std::path::{Path, PathBuf};

/// What keeps a sandbox from being made. Each says what it is about and what can be done.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A file cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write {}: {error}", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A configuration or a saved schema is not JSON.
    #[error("{} is not JSON: {error}", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// Where.
        error: serde_json::Error,
    },
    /// A module's file is not in terraform's syntax.
    #[error("{} is not a terraform configuration: {message}", path.display())]
    NotHcl {
        /// The file.
        path: PathBuf,
        /// Where.
        message: String,
    },
    /// A path that terraform's files cannot name, so that it would look for providers elsewhere.
    #[error(
        "the sandbox cannot be in `{}`, because the path is not UTF-8 or holds a control character; move the project, or \
         name another output directory",
        path.display()
    )]
    Path {
        /// The path.
        path: PathBuf,
    },
    /// Something made here cannot be written as JSON.
    #[error("cannot write the sandbox's own files: {0}")]
    Encode(serde_json::Error),
    /// A module that would have to be downloaded.
    #[error(
        "module {name} comes from {source_address}, which the sandbox would have to download; a sandbox has no network, \
         so only local modules (./ or ../) can be used in it"
    )]
    RemoteModule {
        /// The call.
        name: String,
        /// What it asks for.
        source_address: String,
    },
    /// A local module that is not there.
    #[error("module {name} is to be in {}, but there is no such directory", path.display())]
    NoModule {
        /// The call.
        name: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// A module that reads a real state.
    #[error(
        "a local module reads another stack's state ({address}); the sandbox cannot keep it from the real backend there, \
         only in the stack itself"
    )]
    RemoteState {
        /// The data source in the module.
        address: String,
    },
    /// A module that runs programs.
    #[error(
        "a local module runs programs when it makes {address}; the sandbox can leave that out in the stack itself, \
         but not in a module"
    )]
    Provisioner {
        /// The resource in the module.
        address: String,
    },
    /// No version satisfies all constraints.
    #[error("no version of {provider} satisfies {}", constraints.join(" and "))]
    NoVersion {
        /// The provider's source.
        provider: String,
        /// What is asked.
        constraints: Vec<String>,
    },
    /// A constraint that terraform would not understand either.
    #[error(
        "`{constraint}` is no version constraint (of provider {provider}); one looks like `~> 6.0` or `>= 5.1, < 7`"
    )]
    Constraint {
        /// The provider's source.
        provider: String,
        /// What was written.
        constraint: String,
    },
    /// A provider's source that is no address.
    #[error("`{source_address}` is no source of a provider; one looks like `hashicorp/aws`")]
    Source {
        /// What was written.
        source_address: String,
    },
    /// An address in a fault, a delay or a fixture that is nowhere.
    #[error(
        "{option} names {address}, which is neither in the configuration nor in the sandbox's state{}",
        hint(near)
    )]
    UnknownAddress {
        /// Where it was said.
        option: String,
        /// The address.
        address: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// An operation that a data source does not have.
    #[error("{address} is only ever read; `{address}=read` makes it fail")]
    OnlyRead {
        /// The data source.
        address: String,
    },
    /// A fixture for an attribute that the real schema does not have.
    #[error(
        "the sandbox's value for {attribute} of {type_name} has no place: the provider's schema has no such attribute{}",
        hint(near)
    )]
    UnknownAttribute {
        /// The type.
        type_name: String,
        /// The attribute.
        attribute: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A file without schemas.
    #[error("{} holds no provider's schema; `terraform providers schema -json` prints one", path.display())]
    NoSchemas {
        /// The file.
        path: PathBuf,
    },
    /// A saved schema that is damaged.
    #[error("the saved schema {} is damaged: {reason}; add it again", path.display())]
    SavedSchema {
        /// The file.
        path: PathBuf,
        /// How.
        reason: String,
    },
    /// A directory that is no sandbox's.
    #[error("{} is no sandbox and is left alone", directory.display())]
    NoSandbox {
        /// The directory.
        directory: PathBuf,
    },
}

impl PrepareError {
    /// A short name of the kind of problem, for programs: the same in every release.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "sandbox-unreadable",
            Self::Write { .. } | Self::Encode(_) => "sandbox-unwritable",
            Self::Path { .. } => "sandbox-path",
            Self::NotJson { .. } | Self::NotHcl { .. } => "sandbox-syntax",
            Self::RemoteModule { .. } => "sandbox-remote-module",
            Self::NoModule { .. } => "sandbox-missing-module",
            Self::RemoteState { .. } => "sandbox-remote-state",
            Self::Provisioner { .. } => "sandbox-provisioner",
            Self::NoVersion { .. } => "sandbox-no-version",
            Self::Constraint { .. } => "sandbox-version-constraint",
            Self::Source { .. } => "sandbox-provider-source",
            Self::UnknownAddress { .. } => "sandbox-unknown-address",
            Self::OnlyRead { .. } => "sandbox-only-read",
            Self::UnknownAttribute { .. } => "sandbox-unknown-attribute",
            Self::NoSchemas { .. } => "sandbox-no-schemas",
            Self::SavedSchema { .. } => "sandbox-damaged-schema",
            Self::NoSandbox { .. } => "sandbox-none",
        }
    }

    pub(crate) fn read(path: &Path, error: io::Error) -> Self {
        Self::Read { path: path.to_owned(), error }
    }

    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

fn hint(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
}
