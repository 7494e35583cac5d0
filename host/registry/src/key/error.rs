//! Errors of reading and writing keys.

use std::io;
use std::path::PathBuf;

/// An error reading or writing a key. The caller adds which file or setting it was.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("it is not a key: PEM text begins with `-----BEGIN`")]
    NotPem,
    #[error("its PEM text is damaged: {0}")]
    Pem(String),
    #[error("it contains `{found}`, not a {wanted} key")]
    Label {
        found: String,
        /// `public` or `private`.
        wanted: &'static str,
    },
    #[error("it is a public key; signing requires the private key")]
    Public,
    #[error("it is a private key; only the public key belongs here")]
    Private,
    #[error("its content is damaged: {0}")]
    Structure(String),
    #[error("its key type is {algorithm}, which terrace does not {purpose}")]
    Algorithm {
        /// The type of the key, such as `RSA`.
        algorithm: String,
        /// `sign with` or `verify`.
        purpose: &'static str,
    },
    #[error("it is encrypted, and no password was given")]
    NoPassword,
    #[error("the password is wrong")]
    WrongPassword,
    #[error("cannot create a key: {0}")]
    Make(String),
    #[error("`{}` already exists, and keys are never overwritten", path.display())]
    Exists { path: PathBuf },
    #[error("cannot read `{}`: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write `{}`: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl KeyError {
    /// Returns what to do about the error, as the end of a sentence, or `None` if the message already says it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotPem | Self::Pem(_) | Self::Structure(_) => {
                Some("use the file as `terrace key`, openssl or cosign wrote it")
            }
            Self::Label { found, .. } if found.contains("SIGSTORE") || found.contains("COSIGN") => Some(
                "cosign's own private keys only work with cosign: sign with cosign, and terrace verifies it with \
                 the public key",
            ),
            Self::Label { wanted: "public", .. } => Some("use the file with the public key"),
            Self::Label { .. } => Some("use the file with the private key, in PKCS#8 form"),
            Self::Public => Some("use the other file of the pair"),
            Self::Private => Some(
                "use the public key's file; if the private key was shared with others, create a new pair",
            ),
            Self::Algorithm { purpose: "sign with", .. } => {
                Some("terrace signs with ed25519 keys; it also verifies ECDSA P-256, which cosign uses")
            }
            Self::Algorithm { .. } => Some("use an ed25519 or ECDSA P-256 key"),
            Self::NoPassword | Self::WrongPassword => {
                Some("enter the password that the key was created with; it cannot be recovered")
            }
            Self::Exists { .. } => Some("choose another file, or move this one away"),
            Self::Make(_) | Self::Read { .. } | Self::Write { .. } => None,
        }
    }
}
