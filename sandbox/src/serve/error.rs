//! Errors of serving a provider.

/// An error before Terraform could be answered. It is written to standard error, which Terraform adds to its log.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client's certificate is missing or unreadable.
    #[error(
        "terraform gave no certificate to know it by (PLUGIN_CLIENT_CERT); a sandboxed provider answers to no one else"
    )]
    ClientCertificate,
    /// The provider's own certificate cannot be created.
    #[error("cannot make a certificate for the connection with terraform: {0}")]
    Certificate(#[source] rcgen::Error),
    /// TLS rejected the configuration.
    #[error("cannot set up the connection with terraform: {0}")]
    Tls(#[source] rustls::Error),
    /// The asynchronous runtime cannot be started.
    #[error("cannot start the provider: {0}")]
    Runtime(#[source] std::io::Error),
    /// The socket cannot be created.
    #[error("cannot make a socket for terraform to connect to: {0}")]
    Socket(#[source] std::io::Error),
    /// Standard output is closed.
    #[error("cannot tell terraform where to connect: {0}")]
    Announce(#[source] std::io::Error),
}
