//! Errors of preparing a sandbox.

use std::io;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::suggest;

use terrace_core::version_constraint::VersionConstraintError;
use terrace_schema::provider_schema::LoadError;

/// An error preparing a sandbox. Each message says what it is about and what to do.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A file cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write {}: {error}", path.display())]
    Write {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// A configuration or a saved schema is not JSON.
    #[error("{} is not JSON: {error}", path.display())]
    NotJson {
        /// The path of the file.
        path: PathBuf,
        /// The error of the parser, with the position.
        error: serde_json::Error,
    },
    /// A module's file is not in Terraform's syntax.
    #[error("{} is not a terraform configuration: {message}", path.display())]
    NotHcl {
        /// The path of the file.
        path: PathBuf,
        /// The error of the parser, with the position.
        message: String,
    },
    /// The path cannot be written in Terraform's files, so that Terraform would look for providers elsewhere.
    #[error(
        "the sandbox cannot be in `{}`, because the path is not UTF-8 or contains a control character; move the \
         project, or choose another output directory",
        path.display()
    )]
    Path {
        /// The path of the sandbox.
        path: PathBuf,
    },
    /// A generated file cannot be written as JSON.
    #[error("cannot write the sandbox's own files: {0}")]
    Encode(serde_json::Error),
    /// A module would have to be downloaded.
    #[error(
        "module {name} comes from {source_address}, which the sandbox would have to download; a sandbox has no \
         network access, so only local modules (./ or ../) can be used"
    )]
    RemoteModule {
        /// The name of the module call.
        name: String,
        /// The module's source.
        source_address: String,
    },
    /// A local module does not exist.
    #[error("module {name} should be in {}, but there is no such directory", path.display())]
    NoModule {
        /// The name of the module call.
        name: String,
        /// The missing directory.
        path: PathBuf,
    },
    /// A module reads a real state.
    #[error(
        "a local module reads another stack's state ({address}); the sandbox can keep that from the real backend in \
         the stack itself, but not in a module"
    )]
    RemoteState {
        /// The address of the data source in the module.
        address: String,
    },
    /// A module runs programs.
    #[error(
        "a local module runs programs when it creates {address}; the sandbox can skip that in the stack itself, but \
         not in a module"
    )]
    Provisioner {
        /// The address of the resource in the module.
        address: String,
    },
    /// No version satisfies all constraints.
    #[error("no version of {provider} satisfies {}", constraints.join(" and "))]
    NoVersion {
        /// The source of the provider.
        provider: String,
        /// The constraints that exclude each other.
        constraints: Vec<String>,
    },
    /// A version constraint cannot be parsed.
    #[error("the version constraint for provider `{provider}` cannot be parsed: {error}")]
    Constraint {
        /// The source of the provider.
        provider: String,
        /// The error of the parser.
        error: VersionConstraintError,
    },
    /// The source of a provider is not an address.
    #[error("`{source_address}` is not a provider source; write one such as `hashicorp/aws`")]
    Source {
        /// The source as written.
        source_address: String,
    },
    /// The address in a fault, a delay or a fixture does not exist.
    #[error(
        "{option} names {address}, which is neither in the configuration nor in the sandbox's state{}",
        suggest::hint(near.as_deref())
    )]
    UnknownAddress {
        /// The option that names it.
        option: String,
        /// The address as written.
        address: String,
        /// The address that was probably meant.
        near: Option<String>,
    },
    /// A data source does not support the operation.
    #[error("{address} is only read; use `{address}=read` to make it fail")]
    OnlyRead {
        /// The address of the data source.
        address: String,
    },
    /// A fixture sets an attribute that the real schema does not have.
    #[error(
        "the sandbox's value for {attribute} of {type_name} cannot be used: the provider's schema has no such \
         attribute{}",
        suggest::hint(near.as_deref())
    )]
    UnknownAttribute {
        /// The type of the resource or data source.
        type_name: String,
        /// The unknown attribute.
        attribute: String,
        /// The attribute that was probably meant.
        near: Option<String>,
    },
    /// A file contains no schemas.
    #[error("{} contains no provider schema; `terraform providers schema -json` prints one", path.display())]
    NoSchemas {
        /// The path of the file.
        path: PathBuf,
    },
    /// A file is not a document of schemas, or has another format.
    #[error("cannot use the schemas in {}: {error}", path.display())]
    Schemas {
        /// The path of the file.
        path: PathBuf,
        /// The error of the parser.
        error: LoadError,
    },
    /// A saved schema is damaged.
    #[error("the saved schema {} is damaged: {reason}; add it again", path.display())]
    SavedSchema {
        /// The path of the file.
        path: PathBuf,
        /// The reason why it cannot be read.
        reason: String,
    },
    /// A directory is not a sandbox.
    #[error("{} is not a sandbox and is left alone", directory.display())]
    NoSandbox {
        /// The path of the directory.
        directory: PathBuf,
    },
}

impl PrepareError {
    /// Returns a short name of the error for programs, which is the same in every release.
    fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "sandbox-unreadable",
            Self::Write { .. } | Self::Encode(_) => "sandbox-unwritable",
            Self::Path { .. } => "sandbox-path",
            Self::NotJson { .. } | Self::NotHcl { .. } | Self::Schemas { .. } => "sandbox-syntax",
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

    pub(crate) fn schemas(path: &Path, error: LoadError) -> Self {
        let path = path.to_owned();
        match error {
            LoadError::Parse(error) if error.is_syntax() || error.is_eof() => Self::NotJson { path, error },
            error => Self::Schemas { path, error },
        }
    }

    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

impl Explain for PrepareError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code(), self.to_string())
    }
}
