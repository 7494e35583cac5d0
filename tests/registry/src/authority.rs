//! A certificate authority for tests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::SigningKey;
use p256::pkcs8::DecodePrivateKey as _;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;

/// A certificate authority that is trusted nowhere else, and its certificate for loopback.
pub struct Authority {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
    server: CertificateDer<'static>,
    server_key: Vec<u8>,
}

impl Authority {
    /// Creates an authority with new keys. Its certificate is for `localhost`, `127.0.0.1` and `::1`.
    pub fn new() -> Self {
        Self::with_names(&["localhost", "127.0.0.1", "::1"])
    }

    /// Creates an authority with new keys and a certificate for these names.
    pub fn with_names(names: &[&str]) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        params.distinguished_name.push(DnType::CommonName, "Authority of the tests");
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let key_der = key.serialize_der();
        let issuer = Issuer::new(params, key);

        let server_key = KeyPair::generate().unwrap();
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let server = CertificateParams::new(names).unwrap().signed_by(&server_key, &issuer).unwrap();
        Self {
            certificate,
            key: key_der,
            server: server.der().clone(),
            server_key: server_key.serialize_der(),
        }
    }

    /// Returns the authority's certificate in PEM, for clients that should trust it.
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// Returns the server's certificate in PEM.
    pub fn server_pem(&self) -> String {
        pem("CERTIFICATE", &self.server)
    }

    /// Returns the server's private key in PEM.
    pub fn server_key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.server_key)
    }

    /// Returns the authority's certificate in the form of a JSON Web Token's `x5c`.
    pub(crate) fn x5c(&self) -> String {
        STANDARD.encode(&self.certificate)
    }

    /// Returns the authority's key, which signs tokens.
    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_pkcs8_der(&self.key).unwrap()
    }

    /// Returns the TLS settings for a server with the certificate for loopback.
    pub(crate) fn server_config(&self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.server_key.clone()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.server.clone()], key)
            .unwrap();
        Arc::new(config)
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
