//! Why a provider could not be served.

/// A failure before terraform could be answered. It goes to standard error, which terraform keeps in its log.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client's certificate is missing or unreadable.
    #[error(
        "terraform gave no certificate to know it by (PLUGIN_CLIENT_CERT); a sandboxed provider answers to no one else"
    )]
    ClientCertificate,
    /// No certificate for this end.
    #[error("cannot make a certificate for the connection with terraform: {0}")]
    Certificate(#[source] rcgen::Error),
    /// TLS refused the configuration.
    #[error("cannot set up the connection with terraform: {0}")]
    Tls(#[source] rustls::Error),
    /// No asynchronous runtime.
    #[error("cannot start the provider: {0}")]
    Runtime(#[source] std::io::Error),
    /// No socket.
    #[error("cannot make a socket for terraform to connect to: {0}")]
    Socket(#[source] std::io::Error),
    /// Standard output is closed.
    #[error("cannot tell terraform where to connect: {0}")]
    Announce(#[source] std::io::Error),
}
