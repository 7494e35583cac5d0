//! Errors of serving a provider.

/// An error before Terraform could be answered. It is written to standard error, which Terraform adds to its log.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(
        "terraform sent no client certificate (PLUGIN_CLIENT_CERT); a sandboxed provider answers only to terraform"
    )]
    ClientCertificate,
    #[error("cannot create a certificate for the connection to terraform: {0}")]
    Certificate(#[source] rcgen::Error),
    #[error("cannot set up the connection to terraform: {0}")]
    Tls(#[source] rustls::Error),
    #[error("cannot start the provider: {0}")]
    Runtime(#[source] std::io::Error),
    #[error("cannot create a socket for terraform to connect to: {0}")]
    Socket(#[source] std::io::Error),
    #[error("cannot tell terraform where to connect: {0}")]
    Announce(#[source] std::io::Error),
}
