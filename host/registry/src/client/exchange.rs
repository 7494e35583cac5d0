//! Describes requests in the log: where they go, what they return, and how long they take. Never what they carry: neither
//! headers, which may have credentials, nor queries, which may have signatures, nor paths that another server chose.

use reqwest::{Method, StatusCode, Url};
use tracing::Span;
use tracing::field::Empty;

/// A request and its response. In the log, it lasts until this value is dropped.
pub(super) struct Exchange {
    span: Span,
    /// The bytes of the response's body that were received.
    bytes: u64,
}

impl Exchange {
    /// Describes a request of the connection to `own`, which has the form `host` or `host:port`.
    pub(super) fn begin(method: &Method, url: &Url, host: &str, own: &str) -> Self {
        let path = path(url, host == own);
        let span = tracing::info_span!("request", %method, host, path, status = Empty, bytes = Empty);
        Self { span, bytes: 0 }
    }

    /// Records the status of the response.
    pub(super) fn returned(&self, status: StatusCode) {
        self.span.record("status", status.as_u16());
    }

    /// Counts received bytes of the response's body.
    pub(super) fn received(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.span.record("bytes", self.bytes);
    }
}

/// Returns the part of a path that may be shown. A path on another host was chosen by a server and may be a secret, and so may
/// be the name of an upload.
fn path(url: &Url, is_own: bool) -> &str {
    const UPLOADS: &str = "/uploads/";
    match url.path() {
        _ if !is_own => "…",
        path => path.find(UPLOADS).map_or(path, |at| &path[..at + UPLOADS.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_that_a_server_chose_is_not_shown() {
        let shown = |text: &str, is_own| path(&Url::parse(text).unwrap(), is_own).to_owned();
        assert_eq!(shown("https://r.example/v2/a/b/manifests/1.0?token=t", true), "/v2/a/b/manifests/1.0");
        assert_eq!(
            shown("https://r.example/v2/a/b/blobs/uploads/secret?_state=s", true),
            "/v2/a/b/blobs/uploads/"
        );
        assert_eq!(shown("https://cdn.example/secret/blob?signature=s", false), "…");
    }
}
