//! The process that Terraform starts as a provider.

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

/// Serves the provider that Terraform requested, until Terraform is done with it or gone.
///
/// Writes the handshake line to standard output, where Terraform reads it, and nothing else. Returns when Terraform shuts the
/// provider down, closes its connection, or dies.
///
/// # Errors
///
/// If the handshake is not Terraform's, or no socket or certificate can be created. Problems with the sandbox's own files are
/// not errors here: Terraform receives and shows them like those of any provider.
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
