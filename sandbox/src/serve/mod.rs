//! The process that terraform starts as a provider.

mod error;
mod lifetime;
mod request;
mod rpc;
mod socket;
mod tls;

use std::io::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub use error::ServeError;
pub(crate) use request::{DIRECTORY, EXECUTABLE, PROVIDER};
pub use request::{ProviderRequest, provider_request};

use crate::life::Provider;
use crate::store::Store;

/// Serves the provider that terraform asked for, until terraform is done with it or gone.
///
/// Writes the handshake line to standard output, where terraform reads it, and nothing else. Returns when
/// terraform shuts the provider down, closes its connection, or dies.
///
/// # Errors
///
/// Where the handshake is not one of terraform's, or no socket or certificate can be made. What is wrong
/// with the sandbox's own files is not an error here: terraform is told and shows it like any provider's.
pub fn serve(request: &ProviderRequest) -> Result<(), ServeError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let identity = tls::Identity::new(&request.client_certificate)?;
        let socket = socket::Socket::bind()?;
        announce(&socket, &identity).map_err(ServeError::Announce)?;
        let store = Store::open(&request.directory, &request.source);
        let provider = Arc::new(Provider::new(store, &request.source));
        lifetime::run(socket, identity, rpc::Service::new(provider)).await
    })
}

/// Core protocol 1, plugin protocol 6.
fn announce(socket: &socket::Socket, identity: &tls::Identity) -> std::io::Result<()> {
    let certificate = STANDARD_NO_PAD.encode(&identity.certificate);
    let mut out = std::io::stdout().lock();
    writeln!(out, "1|6|unix|{}|grpc|{certificate}", socket.path().display())?;
    out.flush()
}
