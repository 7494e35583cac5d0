//! Mutual TLS between two processes that each know the other's certificate in advance.

mod curve;

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
};

use self::curve::ALGORITHMS;
use super::ServeError;

/// This process's certificate, and the configuration that admits only Terraform.
pub(super) struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) configuration: Arc<ServerConfig>,
}

impl Identity {
    /// Creates a certificate for this process and pins the client's, given as PEM.
    pub(super) fn new(client: &str) -> Result<Self, ServeError> {
        let client =
            CertificateDer::from_pem_slice(client.as_bytes()).map_err(|_| ServeError::ClientCertificate)?;
        let made =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).map_err(ServeError::Certificate)?;
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let mut configuration = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(ServeError::Tls)?
            .with_client_cert_verifier(Arc::new(PinnedCertificate { client }))
            .with_single_cert(vec![certificate.clone()], key)
            .map_err(ServeError::Tls)?;
        configuration.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self { certificate, configuration: Arc::new(configuration) })
    }
}

/// Admits a single certificate. Terraform's is self-signed and that of an authority, which the usual verification rejects for a
/// client; being exactly the one that Terraform announced is stronger.
#[derive(Debug)]
struct PinnedCertificate {
    client: CertificateDer<'static>,
}

impl ClientCertVerifier for PinnedCertificate {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if *end_entity == self.client {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &ALGORITHMS)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &ALGORITHMS)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ALGORITHMS.supported_schemes()
    }
}
