//! Why a text or a file is not the key that is needed.

use std::io;
use std::path::PathBuf;

/// What keeps a key from being read or written. The caller adds which file or setting it was.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no PEM text.
    #[error("it is no key: PEM text begins with `-----BEGIN`")]
    NotPem,
    /// The PEM text is cut off or changed.
    #[error("its PEM text is damaged: {0}")]
    Pem(String),
    /// The PEM text is of something else.
    #[error("it holds `{found}`, not a {wanted} key")]
    Label {
        /// What the PEM text says it is.
        found: String,
        /// `public` or `private`.
        wanted: &'static str,
    },
    /// A public key stands where a private one is needed.
    #[error("it is a public key, and signing needs the private one")]
    Public,
    /// A private key stands where a public one is needed.
    #[error("it is a private key, and only the public one belongs here")]
    Private,
    /// The key's structure is damaged.
    #[error("its content is damaged: {0}")]
    Structure(String),
    /// The key is of a kind that Terrace does not use.
    #[error("it is a key of the kind {algorithm}, which terrace does not {purpose}")]
    Algorithm {
        /// The kind.
        algorithm: String,
        /// `sign with` or `verify`.
        purpose: &'static str,
    },
    /// It is encrypted, and there is no password.
    #[error("it is encrypted, and no password was given")]
    NoPassword,
    /// The password is not the one.
    #[error("the password is wrong")]
    WrongPassword,
    /// The system gives no randomness, or encryption fails.
    #[error("cannot make a key: {0}")]
    Make(String),
    /// There is a file already.
    #[error("`{}` exists already, and a key is never overwritten", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl KeyError {
    /// What to do about it, as the end of a sentence. None where the text says it all.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotPem | Self::Pem(_) | Self::Structure(_) => {
                Some("take the file as `terrace key`, openssl or cosign wrote it")
            }
            Self::Label { found, .. } if found.contains("SIGSTORE") || found.contains("COSIGN") => Some(
                "cosign's own private keys stay with cosign: let it sign, terrace verifies that with the \
                 public key",
            ),
            Self::Label { wanted: "public", .. } => Some("name the file with the public key"),
            Self::Label { .. } => Some("name the file with the private key, in PKCS#8 form"),
            Self::Public => Some("name the other file of the pair"),
            Self::Private => {
                Some("name the public key's file; if the private key was shared with others, make a new pair")
            }
            Self::Algorithm { purpose: "sign with", .. } => {
                Some("terrace signs with ed25519; it verifies ECDSA P-256 as well, which cosign makes")
            }
            Self::Algorithm { .. } => Some("it verifies ed25519 and ECDSA P-256"),
            Self::NoPassword | Self::WrongPassword => {
                Some("give the password that the key was made with; without it the key cannot be used")
            }
            Self::Exists { .. } => Some("name another file, or move this one away"),
            Self::Make(_) | Self::Read { .. } | Self::Write { .. } => None,
        }
    }
}
