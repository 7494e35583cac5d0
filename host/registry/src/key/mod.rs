//! Keys: ed25519 to sign with; ed25519 and ECDSA P-256 to verify with.
//!
//! The files are those that openssl reads and writes: PEM with PKCS#8 for private keys, encrypted if there is a password, and
//! PEM with SubjectPublicKeyInfo for public ones.

mod error;
mod file;
mod pem;
mod private;
mod public;
#[cfg(test)]
mod tests;

pub use error::KeyError;
pub use private::PrivateKey;
pub use public::PublicKey;
