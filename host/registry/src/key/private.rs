//! Private keys, for signing.

use super::{KeyError, PublicKey, file, pem};
use ed25519_dalek::pkcs8::KeypairBytes;
use ed25519_dalek::{Signer, SigningKey};
use pkcs8::der::{Decode, SecretDocument};
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncodePrivateKey, EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo};
use rand_core::{OsRng, RngCore};
use std::fmt;
use std::path::Path;

/// How often the password is hashed. scrypt would need more memory than openssl allows for the same effort.
const PASSWORD_ITERATIONS: u32 = 600_000;

/// An ed25519 private key. It is cleared from memory when it is dropped.
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Generates a key from the operating system's randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        OsRng.try_fill_bytes(&mut seed).map_err(|error| KeyError::Make(error.to_string()))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Returns true if PEM text contains an encrypted key, so that a password is needed.
    pub fn is_encrypted(text: &str) -> bool {
        pem::decode(text).is_ok_and(|(label, _)| label == pem::ENCRYPTED)
    }

    /// Parses PEM text with PKCS#8. The password is ignored if the key is not encrypted.
    pub fn from_pem(text: &str, password: Option<&str>) -> Result<Self, KeyError> {
        let (label, der) = pem::decode(text)?;
        match label.as_str() {
            pem::PRIVATE => Self::from_der(&der),
            pem::ENCRYPTED => {
                let password = password.ok_or(KeyError::NoPassword)?;
                Self::from_der(decrypt(&der, password)?.as_bytes())
            }
            pem::PUBLIC => Err(KeyError::Public),
            "RSA PRIVATE KEY" => Err(not_for_signing("RSA")),
            "EC PRIVATE KEY" => Err(not_for_signing("ECDSA")),
            _ => Err(KeyError::Label { found: label, wanted: "private" }),
        }
    }

    /// Reads a file with PEM text.
    pub fn read(path: &Path, password: Option<&str>) -> Result<Self, KeyError> {
        Self::from_pem(&file::read(path)?, password)
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|error| KeyError::Structure(error.to_string()))?;
        if info.algorithm.oid != pem::ED25519 {
            let curve = info.algorithm.parameters_oid().ok();
            return Err(not_for_signing(&pem::algorithm(info.algorithm.oid, curve)));
        }
        SigningKey::try_from(info).map(Self).map_err(|error| KeyError::Structure(error.to_string()))
    }

    /// Returns PEM text with PKCS#8, encrypted if there is a password.
    pub fn to_pem(&self, password: Option<&str>) -> Result<String, KeyError> {
        let failed = |error: pkcs8::Error| KeyError::Make(error.to_string());
        // Without the public key, which older openssl does not read.
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let plain = bytes.to_pkcs8_der().map_err(failed)?;
        let pem = match password {
            None => plain.to_pem(pem::PRIVATE, LineEnding::LF),
            Some(password) => encrypt(&plain, password)?.to_pem(pem::ENCRYPTED, LineEnding::LF),
        };
        Ok(pem.map_err(|error| KeyError::Make(error.to_string()))?.to_string())
    }

    /// Writes the key to a new file that only the user may read.
    pub fn write(&self, path: &Path, password: Option<&str>) -> Result<(), KeyError> {
        file::write(path, self.to_pem(password)?.as_bytes(), 0o600)
    }

    /// Returns the public key of the pair.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_ed25519(self.0.verifying_key())
    }

    /// Signs a message. The same message always results in the same 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_bytes().to_vec()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(ed25519)")
    }
}

fn not_for_signing(algorithm: &str) -> KeyError {
    KeyError::Algorithm { algorithm: algorithm.to_owned(), purpose: "sign with" }
}

fn encrypt(plain: &SecretDocument, password: &str) -> Result<SecretDocument, KeyError> {
    let failed = |error: pkcs8::Error| KeyError::Make(error.to_string());
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    for random in [&mut salt, &mut iv] {
        OsRng.try_fill_bytes(random).map_err(|error| KeyError::Make(error.to_string()))?;
    }
    let parameters = pbes2::Parameters::pbkdf2_sha256_aes256cbc(PASSWORD_ITERATIONS, &salt, &iv)
        .map_err(|error| KeyError::Make(error.to_string()))?;
    let info = PrivateKeyInfo::from_der(plain.as_bytes()).map_err(|error| failed(error.into()))?;
    info.encrypt_with_params(parameters, password).map_err(failed)
}

fn decrypt(der: &[u8], password: &str) -> Result<SecretDocument, KeyError> {
    let info =
        EncryptedPrivateKeyInfo::from_der(der).map_err(|error| KeyError::Structure(error.to_string()))?;
    let plain = info.decrypt(password).map_err(|_| KeyError::WrongPassword)?;
    // By chance, a wrong password may result in padding that looks right.
    PrivateKeyInfo::from_der(plain.as_bytes()).map_err(|_| KeyError::WrongPassword)?;
    Ok(plain)
}
