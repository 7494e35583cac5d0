//! Why a component from elsewhere cannot be used.

use crate::lock::Key;
use crate::model::{Diagnostic, Location};
use crate::stack::Pin;
use terrace_registry::layout::LayoutError;
use terrace_registry::store::StoreError;
use terrace_registry::trust::PolicyError;
use terrace_registry::{Digest, ReferenceError, RegistryError};

/// Why a component from elsewhere cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The lock may not change, and does not have it.
    #[error("`{key}` is not locked, and --locked forbids to lock it now")]
    NotLocked {
        /// Which.
        key: Box<Key>,
    },
    /// The stack file asks for one component, and another is locked.
    #[error("`{reference}` is locked to {locked}, but the stack file asks for {}", pin.digest)]
    LockedOther {
        /// Which.
        reference: String,
        /// What is locked.
        locked: Digest,
        /// The range in the stack file.
        pin: Box<Pin>,
    },
    /// The locked version is not one that the stack file asks for.
    #[error("`{reference}` is locked to version {version}, which is not in the range `{range}`")]
    LockedOutside {
        /// Which.
        reference: String,
        /// The version that is locked.
        version: String,
        /// The range in the stack file.
        range: String,
    },
    /// The range in the stack file was changed, and what is locked is not in it.
    #[error("`{reference}` is locked to version {version}, which is not in the range `{range}`")]
    Moved {
        /// Which.
        reference: String,
        /// The version that is locked.
        version: String,
        /// The range in the stack file.
        range: String,
        /// A tier that names it.
        tier: Option<String>,
    },
    /// Its signatures are more than are looked at.
    #[error("`{reference}` has more signatures than the {limit} that are pulled")]
    Signatures {
        /// Of what.
        reference: String,
        /// The limit, as `… bytes` or `… files`.
        limit: String,
    },
    /// Tiers ask for different components under one reference.
    #[error("`{reference}` cannot be {} and {} at once", first.digest, second.digest)]
    TwoPins {
        /// Which.
        reference: String,
        /// One.
        first: Box<Pin>,
        /// Another.
        second: Box<Pin>,
    },
    /// What the reference means is not what the stack file asks for.
    #[error("`{reference}` is {found}, but the stack file asks for {}", pin.digest)]
    OtherThanPinned {
        /// Which.
        reference: String,
        /// What it is.
        found: Digest,
        /// The range in the stack file.
        pin: Box<Pin>,
    },
    /// The locked manifest is of another component than is locked.
    #[error("`{reference}` is the component {found}, but {locked} is locked")]
    OtherThanLocked {
        /// Which.
        reference: String,
        /// What is locked.
        locked: Digest,
        /// What it is.
        found: Digest,
    },
    /// A web server gives something else.
    #[error("what came from `{url}` has the digest {found}, not {expected}")]
    OtherThanAsked {
        /// Where from.
        url: String,
        /// What was asked for.
        expected: Digest,
        /// What came.
        found: Digest,
    },
    /// A file of a web server of which nobody says which one it must be.
    #[error("`{0}` needs a digest: what a web server gives may change")]
    NoDigest(String),
    /// No version is in the range.
    #[error("no version of `{repository}` is in the range `{range}`{}", known(newest.as_deref(), *is_offline))]
    NoVersion {
        /// Where it was looked for.
        repository: String,
        /// The range.
        range: String,
        /// The newest version that there is.
        newest: Option<String>,
        /// Whether only those count that were seen before.
        is_offline: bool,
    },
    /// It is not at hand, and there is no network.
    #[error("`{reference}` is not at hand, and --offline forbids to download it")]
    Offline {
        /// Which.
        reference: String,
    },
    /// The registry does not give it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// What the registry gives is no component.
    #[error("`{reference}` is no component: {error}")]
    Layout {
        /// Which.
        reference: String,
        /// Why.
        error: LayoutError,
    },
    /// A tag that no reference can have.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The store does not take or give it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The trust policy does not let it in.
    #[error(transparent)]
    Policy(#[from] Box<PolicyError>),
    /// The program that talks to registries cannot be started.
    #[error("cannot talk to registries: {0}")]
    Client(String),
    /// There is no place to keep components.
    #[error("there is no place to keep components from elsewhere")]
    NoStore,
}

fn known(newest: Option<&str>, is_offline: bool) -> String {
    let seen = if is_offline { " that was seen before" } else { "" };
    match newest {
        Some(newest) => format!("; the newest{seen} is {newest}"),
        None => format!("; no version{seen} is there at all"),
    }
}

/// What is wrong with one component, and where the stack file names it.
#[derive(Debug)]
pub struct Problem {
    /// What is wrong.
    pub error: ResolveError,
    /// Where the stack file names it.
    pub places: Vec<Location>,
}

impl Problem {
    /// The problem as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        self.places
            .iter()
            .fold(self.error.diagnostic(), |diagnostic, place| diagnostic.label(place.clone(), ""))
    }
}

impl ResolveError {
    /// This error for people; the caller adds where the stack file names the component.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NotLocked { .. } => {
                error("not-locked").hint("run `terrace lock` where it may change, and commit terrace.lock")
            }
            Self::LockedOther { pin, .. } => error("digest-mismatch")
                .label(pin.location.clone(), "this one")
                .hint("`terrace update` looks it up again; or write the digest that is locked"),
            Self::LockedOutside { .. } => error("locked-version")
                .hint("the lock was changed by hand; take that of the last commit, or run `terrace update`"),
            Self::Moved { tier, .. } => error("locked-version")
                .note("a change of the range alone moves nothing: another version may destroy what this one has made")
                .hint(format!(
                    "run `terrace update{}`: it shows what another version changes before it is locked",
                    tier.as_ref().map(|tier| format!(" {tier}")).unwrap_or_default()
                )),
            Self::Signatures { .. } => error("signatures").hint(
                "no honest registry is like that; tell those who run it, and who may push to the repository",
            ),
            Self::TwoPins { first, second, .. } => error("digest-mismatch")
                .label(first.location.clone(), "one")
                .label(second.location.clone(), "and another")
                .hint("keep one of the two digests"),
            Self::OtherThanPinned { pin, .. } => error("digest-mismatch")
                .label(pin.location.clone(), "this one")
                .hint("find out why the registry has another component before you change the digest"),
            Self::OtherThanLocked { .. } => error("digest-mismatch")
                .hint("the lock was changed by hand; take that of the last commit, or run `terrace update`"),
            Self::OtherThanAsked { .. } => error("digest-mismatch")
                .hint("the file was replaced; find out why before you change the digest in the stack file"),
            Self::NoDigest(_) => error("no-digest").hint("add `digest: sha256:…` beside it"),
            Self::NoVersion { is_offline: true, .. } => {
                error("no-version").hint("run it without --offline, or change `version`")
            }
            Self::NoVersion { .. } => error("no-version")
                .hint("change `version`; a pre-release counts only where the range names one"),
            Self::Offline { .. } => error("offline").hint(
                "run it once without --offline, or bring it with `terrace vendor` or `terrace bundle load`",
            ),
            Self::Registry(of) => error("registry").hint(of.failure.hint()),
            Self::Layout { error: of, .. } => error("not-a-component").hint(of.hint()),
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Store(of) => of.hint().into_iter().fold(error("store"), Diagnostic::hint),
            Self::Policy(of) => {
                of.notes().into_iter().fold(error("untrusted"), Diagnostic::note).hint(of.hint())
            }
            Self::Client(_) => {
                error("registry").hint("run it with --offline where nothing has to be downloaded")
            }
            Self::NoStore => error("store").hint("name a directory with --cache-dir or TERRACE_CACHE_DIR"),
        }
    }
}
