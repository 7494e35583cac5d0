//! Downloads files from web servers.

use super::classify::Trouble;
use super::gate::{Gate, LimitedResponse, OutgoingRequest};
use super::retry::Attempts;
use super::{Client, RegistrySettings, Sink};
use crate::error::{Failure, RegistryError};
use reqwest::header::{HeaderValue, RANGE};
use reqwest::{Method, StatusCode, Url};
use terrace_core::reference::HttpsReference;

impl Client {
    /// Downloads a file of at most `limit` bytes. Bytes that the sink already has are not requested again if the server
    /// supports ranges. The owner of the sink has to check the digest.
    ///
    /// Redirects are followed to `https` only, and no credentials are sent.
    pub fn download(
        &self,
        url: &HttpsReference,
        limit: u64,
        sink: &mut dyn Sink,
    ) -> Result<(), RegistryError> {
        self.run(url, async {
            let target = Url::parse(url.as_str()).expect("a reference by URL was parsed as one");
            let host = target.host_str().expect("an https URL has a host");
            let host = match target.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            };
            let settings = self.options.registries.get(&host).cloned().unwrap_or_default();
            let settings = RegistrySettings { plain_http: None, ..settings };
            let gate = Gate::open(&host, &settings, &self.options, false)?;
            let mut attempts = Attempts::new(&self.options);
            let download = Download { client: self, host: &host, gate: &gate, url: &target, limit };
            while let Err(trouble) = download.once(sink).await {
                drop_useless(sink, &trouble);
                attempts.after(trouble).await?;
            }
            Ok(())
        })
    }
}

struct Download<'a> {
    client: &'a Client,
    host: &'a str,
    gate: &'a Gate,
    url: &'a Url,
    limit: u64,
}

impl Download<'_> {
    async fn once(&self, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let request = self.gate.request(Method::GET, self.url.clone());
        match request_rest(self.gate, request, self.host, sink).await? {
            Ok(answer) => self.receive(answer, sink).await.map_err(Trouble::from),
            Err(refused) => Err(match refused.status() {
                StatusCode::NOT_FOUND | StatusCode::GONE => Failure::NoFile.into(),
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    Failure::NotPublic { host: self.host.to_owned() }.into()
                }
                _ => refused.failure(self.host).await,
            }),
        }
    }

    async fn receive(&self, mut answer: LimitedResponse, sink: &mut dyn Sink) -> Result<(), Failure> {
        let too_large = || Failure::TooLarge { what: "the file", limit: self.limit };
        let total = answer.length().map(|rest| rest.saturating_add(sink.received()));
        if total.is_some_and(|total| total > self.limit) {
            return Err(too_large());
        }
        while let Some(bytes) = answer.chunk().await? {
            let bytes = bytes.as_ref();
            if sink.received() + bytes.len() as u64 > self.limit {
                return Err(too_large());
            }
            sink.take(bytes).map_err(Failure::Keep)?;
            self.client.options.observer.progress(self.url.as_str(), sink.received(), total);
        }
        Ok(())
    }
}

/// Requests the bytes that the sink does not have yet.
///
/// Returns the response whose body continues the sink's content, as the inner error one that has no such body. If the
/// server sends everything from the start, the sink is emptied first.
pub(super) async fn request_rest(
    gate: &Gate,
    mut request: OutgoingRequest<'_>,
    host: &str,
    sink: &mut dyn Sink,
) -> Result<Result<LimitedResponse, LimitedResponse>, Trouble> {
    let offset = sink.received();
    if offset > 0 {
        let range = format!("bytes={offset}-");
        request.headers.insert(RANGE, HeaderValue::try_from(range).expect("a header can carry digits"));
    }
    let answer = gate.send(request).await?;
    match answer.status() {
        StatusCode::PARTIAL_CONTENT if answer.begins_at(offset) => Ok(Ok(answer)),
        StatusCode::OK => {
            sink.restart().map_err(Failure::Keep)?;
            Ok(Ok(answer))
        }
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if offset > 0 => {
            sink.restart().map_err(Failure::Keep)?;
            let reason = "the transfer could not be resumed".to_owned();
            Err(Failure::Cut { host: host.to_owned(), reason }.into())
        }
        _ => Ok(Err(answer)),
    }
}

/// Empties the sink if no further attempt will continue from its content.
pub(super) fn drop_useless(sink: &mut dyn Sink, trouble: &Trouble) {
    if !trouble.failure.may_pass() {
        // The failure itself is reported.
        let _ = sink.restart();
    }
}
