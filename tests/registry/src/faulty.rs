//! A registry with faulty responses.

use crate::{Authority, Request, Response, Server};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A faulty response of the registry.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A different response.
    Instead(Response),
    /// Closes the connection after this many bytes of the body.
    Cut(usize),
    /// Sends nothing more after this many bytes of the body.
    Stall(usize),
    /// Sends only this many bytes, as if that were all.
    Truncate(usize),
    /// Sends everything, as if the request had no `Range`.
    IgnoreRange,
}

#[derive(Default)]
struct Content {
    manifests: BTreeMap<String, (String, Vec<u8>)>,
    blobs: BTreeMap<String, Vec<u8>>,
    faults: Vec<Fault>,
}

struct Fault {
    within: String,
    times: usize,
    answer: Answer,
}

/// A read-only registry on loopback. It has the content of one repository under every name.
pub struct FaultyRegistry {
    server: Server,
    content: Arc<Mutex<Content>>,
}

impl FaultyRegistry {
    /// Starts an empty registry, with TLS if there is an authority.
    pub fn start(authority: Option<&Authority>) -> Self {
        let content = Arc::new(Mutex::new(Content::default()));
        let shared = Arc::clone(&content);
        let server = Server::start(authority, move |request| shared.lock().unwrap().answer(request));
        Self { server, content }
    }

    /// Returns `127.0.0.1` and the port.
    pub fn address(&self) -> String {
        self.server.address()
    }

    /// Returns all requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.requests()
    }

    /// Adds a blob. Returns its digest.
    pub fn add_blob(&self, bytes: &[u8]) -> String {
        let digest = digest(bytes);
        self.set_blob(&digest, bytes);
        digest
    }

    /// Sets the bytes for a digest, whether it is theirs or not.
    pub fn set_blob(&self, digest: &str, bytes: &[u8]) {
        self.content.lock().unwrap().blobs.insert(digest.to_owned(), bytes.to_vec());
    }

    /// Adds a manifest under a tag and its digest. Returns the digest.
    pub fn add_manifest(&self, tag: &str, media_type: &str, bytes: &[u8]) -> String {
        let digest = digest(bytes);
        let manifest = (media_type.to_owned(), bytes.to_vec());
        let mut content = self.content.lock().unwrap();
        content.manifests.insert(tag.to_owned(), manifest.clone());
        content.manifests.insert(digest.clone(), manifest);
        digest
    }

    /// Answers the next `times` requests whose path contains `within` like this.
    pub fn fail(&self, within: &str, times: usize, answer: Answer) {
        let fault = Fault { within: within.to_owned(), times, answer };
        self.content.lock().unwrap().faults.push(fault);
    }
}

impl Content {
    fn answer(&mut self, request: &Request) -> Response {
        let fault =
            self.faults.iter_mut().find(|fault| fault.times > 0 && request.path.contains(&fault.within));
        let answer = fault.map(|fault| {
            fault.times -= 1;
            fault.answer.clone()
        });
        match answer {
            None => self.good(request, true),
            Some(Answer::Instead(response)) => response,
            Some(Answer::Cut(after)) => Response { cut_after: Some(after), ..self.good(request, true) },
            Some(Answer::Stall(after)) => Response { stall_after: Some(after), ..self.good(request, true) },
            Some(Answer::IgnoreRange) => self.good(request, false),
            Some(Answer::Truncate(length)) => {
                let mut response = self.good(request, true);
                response.body.truncate(length);
                response
            }
        }
    }

    fn good(&self, request: &Request, ranges: bool) -> Response {
        let Some(path) = request.path.strip_prefix("/v2/") else { return Response::new(404, "not found") };
        if path.is_empty() {
            return Response::new(200, "{}");
        }
        if let Some((_, name)) = path.rsplit_once("/manifests/") {
            return match self.manifests.get(name) {
                Some((media_type, bytes)) => {
                    Response::new(200, bytes.clone()).with_header("Content-Type", media_type)
                }
                None => unknown("MANIFEST_UNKNOWN", "manifest unknown"),
            };
        }
        if let Some((_, digest)) = path.rsplit_once("/blobs/") {
            return match self.blobs.get(digest) {
                Some(bytes) if ranges => ranged(request, bytes),
                Some(bytes) => Response::new(200, bytes.clone()),
                None => unknown("BLOB_UNKNOWN", "blob unknown to registry"),
            };
        }
        if let Some(name) = path.strip_suffix("/tags/list") {
            let tags: Vec<_> = self.manifests.keys().filter(|name| !name.contains(':')).collect();
            return Response::new(200, json!({ "name": name, "tags": tags }).to_string());
        }
        Response::new(404, "404 page not found")
    }
}

fn ranged(request: &Request, bytes: &[u8]) -> Response {
    let range = request.headers.get("range").and_then(|range| range.strip_prefix("bytes="));
    let start = range.and_then(|range| range.trim_end_matches('-').parse::<usize>().ok());
    match start {
        None => Response::new(200, bytes),
        Some(start) if start >= bytes.len() => Response::new(416, ""),
        Some(start) => {
            let range = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
            Response::new(206, &bytes[start..]).with_header("Content-Range", &range)
        }
    }
}

fn unknown(code: &str, message: &str) -> Response {
    Response::new(404, json!({ "errors": [{ "code": code, "message": message }] }).to_string())
}

/// Returns the digest of some bytes: `sha256:` and 64 digits.
pub fn digest(bytes: &[u8]) -> String {
    let digits: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}
