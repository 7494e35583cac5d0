//! Dispatches Terraform's calls by their path.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::Incoming;
use tokio::sync::Notify;
use tonic::body::Body;
use tonic::codegen::http::{Request, Response};
use tonic::server::Grpc;
use tonic::{Code, Status};
use tonic_prost::ProstCodec;
use tower::service_fn;

use crate::life::Provider;
use crate::protocol::{Empty, Health, Serving};

/// A state of a few megabytes is not unusual.
const MAX_MESSAGE_BYTES: usize = 256 << 20;

/// Handles the calls of one connection. Cheap to clone.
#[derive(Clone)]
pub(super) struct Service {
    provider: Arc<Provider>,
    connected: Arc<Notify>,
    shut_down: Arc<Notify>,
}

impl Service {
    pub(super) fn new(provider: Arc<Provider>) -> Self {
        Self { provider, connected: Arc::default(), shut_down: Arc::default() }
    }

    /// Notifies the task that waits in [`Self::connected`] that Terraform has connected.
    pub(super) fn greet(&self) {
        self.connected.notify_one();
    }

    pub(super) async fn connected(&self) {
        self.connected.notified().await;
    }

    pub(super) async fn shut_down(&self) {
        self.shut_down.notified().await;
    }

    async fn answer(self, request: Request<Incoming>) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let provider = self.provider;
        match path.as_str() {
            "/tfplugin6.Provider/GetMetadata" => {
                unary(request, |_: Empty| async move { provider.metadata() }).await
            }
            "/tfplugin6.Provider/GetProviderSchema" => {
                unary(request, |_: Empty| async move { provider.schema() }).await
            }
            "/tfplugin6.Provider/GetFunctions" => {
                unary(request, |_: Empty| async move { provider.functions() }).await
            }
            "/tfplugin6.Provider/GetResourceIdentitySchemas"
            | "/tfplugin6.Provider/ValidateResourceConfig"
            | "/tfplugin6.Provider/ValidateDataResourceConfig"
            | "/tfplugin6.Provider/ValidateEphemeralResourceConfig"
            | "/tfplugin6.Provider/ValidateProviderConfig"
            | "/tfplugin6.Provider/RenewEphemeralResource"
            | "/tfplugin6.Provider/CloseEphemeralResource" => {
                // Terraform has already checked everything against the schema.
                unary(request, |_: Empty| async move { Empty {} }).await
            }
            "/tfplugin6.Provider/ConfigureProvider" => {
                unary(request, |call| async move { provider.configure(call) }).await
            }
            "/tfplugin6.Provider/UpgradeResourceState" => {
                unary(request, |call| async move { provider.upgrade(call) }).await
            }
            "/tfplugin6.Provider/ReadResource" => {
                unary(request, |call| async move { provider.read(call).await }).await
            }
            "/tfplugin6.Provider/PlanResourceChange" => {
                unary(request, |call| async move { provider.plan(call) }).await
            }
            "/tfplugin6.Provider/ApplyResourceChange" => {
                unary(request, |call| async move { provider.apply(call).await }).await
            }
            "/tfplugin6.Provider/ImportResourceState" => {
                unary(request, |call| async move { provider.import(call) }).await
            }
            "/tfplugin6.Provider/MoveResourceState" => {
                unary(request, |call| async move { provider.r#move(call) }).await
            }
            "/tfplugin6.Provider/ReadDataSource" => {
                unary(request, |call| async move { provider.read_data(call).await }).await
            }
            "/tfplugin6.Provider/OpenEphemeralResource" => {
                unary(request, |call| async move { provider.open(call).await }).await
            }
            "/tfplugin6.Provider/CallFunction" => {
                unary(request, |call| async move { provider.call_function(call) }).await
            }
            "/tfplugin6.Provider/StopProvider" => {
                unary(request, |_: Empty| async move { provider.stop() }).await
            }
            "/grpc.health.v1.Health/Check" => {
                unary(request, |_: Empty| async move { Health { status: Serving::Serving.into() } }).await
            }
            "/plugin.GRPCController/Shutdown" => {
                unary(request, |_: Empty| async move {
                    self.shut_down.notify_one();
                    Empty {}
                })
                .await
            }
            // The framework's streams for output and for further connections, and calls of newer versions of Terraform, all of
            // which can do without.
            _ => Status::new(Code::Unimplemented, format!("a sandboxed provider has no {path}")).into_http(),
        }
    }
}

impl tower::Service<Request<Incoming>> for Service {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await) })
    }
}

/// Handles one request with one response.
async fn unary<Q, R, F>(
    request: Request<Incoming>,
    answer: impl FnOnce(Q) -> F + Send + 'static,
) -> Response<Body>
where
    Q: prost::Message + Default + 'static,
    R: prost::Message + Default + 'static,
    F: Future<Output = R> + Send + 'static,
{
    let mut answer = Some(answer);
    let service = service_fn(move |call: tonic::Request<Q>| {
        let answer = answer.take();
        async move {
            match answer {
                Some(answer) => Ok(tonic::Response::new(answer(call.into_inner()).await)),
                None => Err(Status::internal("a call is answered once")),
            }
        }
    });
    let mut grpc =
        Grpc::new(ProstCodec::<R, Q>::default()).apply_max_message_size_config(Some(MAX_MESSAGE_BYTES), None);
    grpc.unary(service, request).await
}
