//! Files on web servers.

use super::classify::Trouble;
use super::retry::Attempts;
use super::{Client, RegistrySettings, Sink, network, retry_after};
use crate::error::{Failure, RegistryError};
use crate::reference::HttpsReference;
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Response, StatusCode, Url};

impl Client {
    /// Downloads a file of at most `limit` bytes. Bytes that the sink has already are not asked for again, where the
    /// server can do so. The digest is for the owner of the sink to check.
    ///
    /// Redirects are followed to `https` only, and no login is sent.
    pub fn download(
        &self,
        url: &HttpsReference,
        limit: u64,
        sink: &mut dyn Sink,
    ) -> Result<(), RegistryError> {
        self.run(url, async {
            let malformed = |error: &dyn std::error::Error| Failure::malformed(url.as_str(), error);
            let target = Url::parse(url.as_str()).map_err(|error| malformed(&error))?;
            let host = target.host_str().unwrap_or_default();
            let host = match target.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            };
            let settings = self.options.registries.get(&host).cloned().unwrap_or_default();
            let http = network::http(
                &host,
                &RegistrySettings { plain_http: None, ..settings },
                &self.options,
                true,
            )?;
            let mut attempts = Attempts::new(&self.options);
            let download = Download { client: self, host: &host, http: &http, url: &target, limit };
            while let Err(trouble) = download.once(sink).await {
                attempts.pause(trouble).await?;
            }
            Ok(())
        })
    }
}

struct Download<'a> {
    client: &'a Client,
    host: &'a str,
    http: &'a reqwest::Client,
    url: &'a Url,
    limit: u64,
}

impl Download<'_> {
    async fn once(&self, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let offset = sink.received();
        let mut request = self.http.get(self.url.clone());
        if offset > 0 {
            request = request.header(RANGE, format!("bytes={offset}-"));
        }
        let sent = request.send().await;
        let response = sent.map_err(|error| Failure::from_request(self.host, &error))?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if starts_at(&response, offset) => {}
            StatusCode::OK => sink.restart().map_err(Failure::Keep)?,
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if offset > 0 => {
                sink.restart().map_err(Failure::Keep)?;
                let reason = "it could not go on where it broke off".to_owned();
                return Err(Failure::Cut { host: self.host.to_owned(), reason }.into());
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Failure::NoFile.into()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(Failure::NotPublic { host: self.host.to_owned() }.into());
            }
            status => {
                let asked_for = retry_after::read(response.headers());
                return Err(Trouble {
                    failure: Failure::from_status(self.host, status, b""),
                    url: None,
                    asked_for,
                });
            }
        }
        self.receive(response, sink).await.map_err(Trouble::from)
    }

    async fn receive(&self, mut response: Response, sink: &mut dyn Sink) -> Result<(), Failure> {
        let too_large = || Failure::TooLarge { what: "the file", limit: self.limit };
        let total = response.content_length().map(|rest| rest.saturating_add(sink.received()));
        if total.is_some_and(|total| total > self.limit) {
            return Err(too_large());
        }
        let cut = |error: reqwest::Error| Failure::from_request(self.host, &error);
        while let Some(bytes) = response.chunk().await.map_err(cut)? {
            if sink.received() + bytes.len() as u64 > self.limit {
                return Err(too_large());
            }
            sink.take(&bytes).map_err(Failure::Keep)?;
            self.client.options.observer.progress(self.url.as_str(), sink.received(), total);
        }
        Ok(())
    }
}

/// Whether a partial answer begins where it should: `Content-Range: bytes 10-19/20`.
fn starts_at(response: &Response, offset: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")).and_then(|range| range.split_once('-'));
    start.is_some_and(|(start, _)| start.parse() == Ok(offset))
}
