//! The lifetime of a provider: as long as Terraform is connected.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::UnixStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};
use tokio_rustls::TlsAcceptor;

use super::ServeError;
use super::rpc::Service;
use super::socket::Socket;
use super::tls::Identity;

/// How long to wait for a connection. Terraform connects within milliseconds; a process that nobody connects to is a leftover.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);
/// How often to check, before a connection, whether the parent process is still alive.
const PARENT_CHECK_INTERVAL: Duration = Duration::from_millis(250);
/// How long Terraform may take to close its connection after it has shut the provider down.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(500);

/// Serves until Terraform closes its connection or dies.
pub(super) async fn run(mut socket: Socket, identity: Identity, service: Service) -> Result<(), ServeError> {
    // An interrupt at the terminal reaches the whole process group. It is for Terraform to handle, which stops the provider
    // when it is ready.
    let _interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Runtime)?;
    let acceptor = TlsAcceptor::from(Arc::clone(&identity.configuration));
    let parent = rustix::process::getppid();
    let mut parent_alive = interval(PARENT_CHECK_INTERVAL);
    let give_up = sleep_until(Instant::now() + CONNECT_TIMEOUT);
    tokio::pin!(give_up);
    let mut connections = JoinSet::new();
    let mut connected = false;
    let mut stopping = false;
    loop {
        tokio::select! {
            accepted = socket.listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                connections.spawn(connection(acceptor.clone(), stream, service.clone()));
            }
            // A stranger without the certificate does not end the wait for Terraform.
            Some(_) = connections.join_next() => {
                if connected && connections.is_empty() {
                    return Ok(());
                }
            }
            () = service.connected(), if !connected => {
                connected = true;
                socket.unlink();
            }
            () = service.shut_down(), if !stopping => {
                stopping = true;
                give_up.as_mut().reset(Instant::now() + CLOSE_TIMEOUT);
            }
            _ = parent_alive.tick() => {
                if rustix::process::getppid() != parent {
                    return Ok(());
                }
            }
            () = &mut give_up, if stopping || !connected => return Ok(()),
        }
    }
}

/// Serves one connection until it ends.
async fn connection(acceptor: TlsAcceptor, stream: UnixStream, service: Service) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    service.greet();
    let service = TowerToHyperService::new(service);
    // It does not matter how the connection ends.
    let _ = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
