//! Errors of resolving remote components.

use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain, Location, Problems, Sources};
use terrace_core::reference::ReferenceError;
use terrace_registry::RegistryError;
use terrace_registry::layout::LayoutError;
use terrace_registry::store::StoreError;
use terrace_registry::trust::PolicyError;
use terrace_stack::lock::Key;
use terrace_stack::stack::Pin;

/// An error resolving a remote component.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The lock file must not change, and does not have the component.
    #[error("`{key}` is not locked, and --locked forbids locking it")]
    NotLocked { key: Box<Key> },
    #[error("`{reference}` is locked to {locked}, but the stack file asks for {}", pin.digest)]
    LockedOther { reference: String, locked: Digest, pin: Box<Pin> },
    /// The locked version is not one that the stack file asks for.
    #[error("`{reference}` is locked to version {version}, which is not in the range `{range}`")]
    LockedOutside { reference: String, version: String, range: String },
    /// The range in the stack file was changed and no longer contains the locked version.
    #[error("`{reference}` is locked to version {version}, which is not in the range `{range}`")]
    Moved {
        reference: String,
        version: String,
        range: String,
        /// A tier that uses the component.
        tier: Option<String>,
    },
    #[error("`{reference}` has more signatures than the limit of {limit}")]
    Signatures {
        reference: String,
        /// The limit, as `… bytes` or `… files`.
        limit: String,
    },
    #[error("`{reference}` cannot have both digests, {} and {}", first.digest, second.digest)]
    TwoPins { reference: String, first: Box<Pin>, second: Box<Pin> },
    /// The reference resolves to another component than the stack file asks for.
    #[error("`{reference}` is {found}, but the stack file asks for {}", pin.digest)]
    OtherThanPinned { reference: String, found: Digest, pin: Box<Pin> },
    #[error("`{reference}` is the component {found}, but {locked} is locked")]
    OtherThanLocked { reference: String, locked: Digest, found: Digest },
    /// A web server returned another file than the stack file asks for.
    #[error("the file from `{url}` has the digest {found}, not {expected}")]
    OtherThanAsked { url: String, expected: Digest, found: Digest },
    #[error("`{0}` needs a digest: files on a web server may change")]
    NoDigest(String),
    #[error("no version of `{repository}` is in the range `{range}`{}", newest_clause(newest.as_deref(), *is_offline))]
    NoVersion {
        /// The repository, with `oci://`.
        repository: String,
        range: String,
        newest: Option<String>,
        /// True if only versions that were seen before count.
        is_offline: bool,
    },
    /// The component is not available locally, and there is no network.
    #[error("`{reference}` is not available locally, and --offline forbids downloading it")]
    Offline { reference: String },
    /// The registry reported an error.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error("`{reference}` is not a component: {error}")]
    Layout {
        reference: String,
        /// The cause, as reported while reading the manifest.
        error: LayoutError,
    },
    /// A tag that is not valid.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The store reported an error.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The trust policy rejects the component.
    #[error(transparent)]
    Policy(#[from] Box<PolicyError>),
    #[error("cannot start the registry client: {0}")]
    Client(String),
    #[error("there is no cache directory for remote components")]
    NoStore,
}

fn newest_clause(newest: Option<&str>, is_offline: bool) -> String {
    let seen = if is_offline { " in the cache" } else { "" };
    match newest {
        Some(newest) => format!("; the newest{seen} is {newest}"),
        None => format!("; there are no versions{seen}"),
    }
}

/// An error of one component, with its locations in the stack file.
#[derive(Debug)]
pub struct Problem {
    /// The error of the component.
    pub error: ResolveError,
    /// The locations in the stack file that name the component.
    pub places: Vec<Location>,
}

impl Explain for Problem {
    fn diagnostic(&self) -> Diagnostic {
        self.places
            .iter()
            .fold(self.error.diagnostic(), |diagnostic, place| diagnostic.label(place.clone(), ""))
    }
}

/// Converts the errors of a resolution. `sources` are the files that they point into.
pub fn problems(found: &[Problem], sources: Sources) -> Problems {
    Problems { diagnostics: found.iter().map(Problem::diagnostic).collect(), sources }
}

impl Explain for ResolveError {
    /// Returns this error as a diagnostic, without the locations in the stack file, which the caller adds.
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NotLocked { .. } => {
                error("not-locked").hint("run `terrace lock` and commit terrace.lock")
            }
            Self::LockedOther { pin, .. } => error("digest-mismatch")
                .label(pin.location.clone(), "this one")
                .hint("run `terrace update` to look it up again, or write the locked digest"),
            Self::LockedOutside { .. } => error("locked-version")
                .hint("terrace.lock was edited by hand; restore the last committed version, or run `terrace update`"),
            Self::Moved { tier, .. } => error("locked-version")
                .note("changing the range alone does not change the version, because another version may destroy what this one has created")
                .hint(format!(
                    "run `terrace update{}`: it shows what another version changes before locking it",
                    tier.as_ref().map(|tier| format!(" {tier}")).unwrap_or_default()
                )),
            Self::Signatures { .. } => error("signatures").hint(
                "report this to whoever runs the registry, and check who may push to the repository",
            ),
            Self::TwoPins { first, second, .. } => error("digest-mismatch")
                .label(first.location.clone(), "one")
                .label(second.location.clone(), "and another")
                .hint("keep one of the two digests"),
            Self::OtherThanPinned { pin, .. } => error("digest-mismatch")
                .label(pin.location.clone(), "this one")
                .hint("find out why the registry has a different component before you change the digest"),
            Self::OtherThanLocked { .. } => error("digest-mismatch")
                .hint("terrace.lock was edited by hand; restore the last committed version, or run `terrace update`"),
            Self::OtherThanAsked { .. } => error("digest-mismatch")
                .hint("the file was replaced; find out why before you change the digest in the stack file"),
            Self::NoDigest(_) => error("no-digest").hint("add `digest: sha256:…` next to it"),
            Self::NoVersion { is_offline: true, .. } => {
                error("no-version").hint("run it again without --offline, or change `version`")
            }
            Self::NoVersion { .. } => error("no-version")
                .hint("change `version`; pre-releases only count if the range names one"),
            Self::Offline { .. } => error("offline").hint(
                "run it once without --offline, or provide it with `terrace vendor` or `terrace bundle load`",
            ),
            Self::Registry(of) => error("registry").hint(of.failure.hint()),
            Self::Layout { error: of, .. } => error("not-a-component").hint(of.hint()),
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Store(of) => of.hint().into_iter().fold(error("store"), Diagnostic::hint),
            Self::Policy(of) => {
                of.notes().into_iter().fold(error("untrusted"), Diagnostic::note).hint(of.hint())
            }
            Self::Client(_) => {
                error("registry").hint("use --offline if nothing has to be downloaded")
            }
            Self::NoStore => error("store").hint("name a directory with --cache-dir or TERRACE_CACHE_DIR"),
        }
    }
}
