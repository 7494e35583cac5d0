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
    #[error("cannot read {}: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("cannot write {}: {error}", path.display())]
    Write {
        /// The path of the file or directory.
        path: PathBuf,
        error: io::Error,
    },
    #[error("{} is not JSON: {error}", path.display())]
    NotJson {
        path: PathBuf,
        /// The error of the parser, with the position.
        error: serde_json::Error,
    },
    #[error("{} is not a terraform configuration: {message}", path.display())]
    NotHcl {
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
    Path { path: PathBuf },
    #[error("cannot write the sandbox's own files: {0}")]
    Encode(serde_json::Error),
    #[error(
        "module {name} comes from {source_address}, which the sandbox would have to download; a sandbox has no \
         network access, so only local modules (./ or ../) can be used"
    )]
    RemoteModule { name: String, source_address: String },
    #[error("module {name} should be in {}, but there is no such directory", path.display())]
    NoModule { name: String, path: PathBuf },
    #[error(
        "a local module reads another stack's state ({address}); the sandbox can keep that from the real backend in \
         the stack itself, but not in a module"
    )]
    RemoteState {
        /// The address of the data source in the module.
        address: String,
    },
    #[error(
        "a local module runs programs when it creates {address}; the sandbox can skip that in the stack itself, but \
         not in a module"
    )]
    Provisioner { address: String },
    #[error("no version of {provider} satisfies {}", constraints.join(" and "))]
    NoVersion { provider: String, constraints: Vec<String> },
    #[error("the version constraint for provider `{provider}` cannot be parsed: {error}")]
    Constraint { provider: String, error: VersionConstraintError },
    #[error("`{source_address}` is not a provider source; write one such as `hashicorp/aws`")]
    Source { source_address: String },
    /// The address in a fault, a delay or a fixture does not exist.
    #[error(
        "{option} names {address}, which is neither in the configuration nor in the sandbox's state{}",
        suggest::hint(near.as_deref())
    )]
    UnknownAddress { option: String, address: String, near: Option<String> },
    #[error("{address} is only read; use `{address}=read` to make it fail")]
    OnlyRead { address: String },
    /// A fixture sets an attribute that the real schema does not have.
    #[error(
        "the sandbox's value for {attribute} of {type_name} cannot be used: the provider's schema has no such \
         attribute{}",
        suggest::hint(near.as_deref())
    )]
    UnknownAttribute {
        /// The type of the resource or data source.
        type_name: String,
        attribute: String,
        near: Option<String>,
    },
    #[error("{} contains no provider schema; `terraform providers schema -json` prints one", path.display())]
    NoSchemas { path: PathBuf },
    /// A file is not a document of schemas, or has another format.
    #[error("cannot use the schemas in {}: {error}", path.display())]
    Schemas { path: PathBuf, error: LoadError },
    #[error("the saved schema {} is damaged: {reason}; add it again", path.display())]
    SavedSchema { path: PathBuf, reason: String },
    #[error("{} is not a sandbox and is left alone", directory.display())]
    NoSandbox { directory: PathBuf },
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
