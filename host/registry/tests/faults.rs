//! Tests how the client handles faults of a registry, and how it reports them.

use crate::support::{Tested, add_component, client, options, pull, reference, some_bytes, tested, told};
use std::time::Duration;
use terrace_core::digest::Digest;
use terrace_registry::client::Pull;
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{self, media_type};
use terrace_registry::store::{Partial, Store};
use terrace_registry::{Failure, RegistryError};
use terrace_test_registry::{Answer, Authority, FaultyRegistry, Response};

struct Setup {
    registry: FaultyRegistry,
    tested: Tested,
    component: Vec<u8>,
}

fn setup() -> Setup {
    let authority = Authority::new();
    let registry = FaultyRegistry::start(Some(&authority));
    let component = some_bytes();
    add_component(&registry, &component);
    let tested = client(Some(&authority), &[&registry.address()], Credentials::none());
    Setup { registry, tested, component }
}

impl Setup {
    fn pull(&self) -> Result<Vec<u8>, RegistryError> {
        pull(&self.tested.client, &self.network()).map(|(_, component)| component)
    }

    fn network(&self) -> terrace_core::reference::OciReference {
        reference(&self.registry.address(), "network:1.0.0")
    }

    fn told(&self) -> String {
        told(&self.pull().unwrap_err(), &self.registry.address())
    }

    fn ranges(&self) -> Vec<Option<String>> {
        let requests = self.registry.requests();
        let blobs = requests.iter().filter(|request| request.path.contains("/blobs/"));
        blobs.map(|request| request.headers.get("range").cloned()).collect()
    }

    fn requests(&self, within: &str) -> usize {
        self.registry.requests().iter().filter(|request| request.path.contains(within)).count()
    }
}

fn status(status: u16) -> Answer {
    Answer::Instead(Response::new(status, ""))
}

#[test]
fn pull_resumes_after_a_broken_connection() {
    let setup = setup();
    setup.registry.fail("/blobs/", 1, Answer::Cut(500_000));
    assert_eq!(setup.pull().unwrap(), setup.component);
    let ranges = setup.ranges();
    assert_eq!(ranges.len(), 2);
    assert_eq!(ranges[0], None);
    let offset: usize = ranges[1]
        .as_ref()
        .unwrap()
        .strip_prefix("bytes=")
        .unwrap()
        .strip_suffix('-')
        .unwrap()
        .parse()
        .unwrap();
    assert!(offset > 0 && offset <= 500_000, "{offset}");
    assert!(setup.tested.heard.lines().iter().any(|line| line.starts_with("waiting")));
}

#[test]
fn pull_restarts_if_the_server_ignores_ranges() {
    let setup = setup();
    setup.registry.fail("/blobs/", 1, Answer::Cut(500_000));
    setup.registry.fail("/blobs/", 1, Answer::IgnoreRange);
    assert_eq!(setup.pull().unwrap(), setup.component);
    assert_eq!(setup.ranges().len(), 2);
}

#[test]
fn pull_resumes_after_a_truncated_body() {
    let setup = setup();
    setup.registry.fail("/blobs/", 1, Answer::Truncate(1000));
    assert_eq!(setup.pull().unwrap(), setup.component);
    assert_eq!(setup.ranges()[1].as_deref(), Some("bytes=1000-"));
}

#[test]
fn pull_gives_up_if_the_body_is_always_truncated() {
    let setup = setup();
    setup.registry.fail("/blobs/", 9, Answer::Truncate(0));
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.ranges().len(), 5);
}

#[test]
fn pull_gives_up_if_the_connection_always_breaks() {
    let setup = setup();
    setup.registry.fail("/manifests/", 9, Answer::Cut(10));
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.requests("/manifests/"), 5);
}

#[test]
fn blob_with_other_bytes_is_rejected() {
    let setup = setup();
    let mut other = setup.component.clone();
    other[77] ^= 1;
    setup.registry.set_blob(&Digest::of(&setup.component).to_string(), &other);
    insta::assert_snapshot!(setup.told().replace(&Digest::of(&setup.component).hex(), "…"));
    assert_eq!(setup.requests("/blobs/"), 1);
}

#[test]
fn blob_with_more_bytes_is_rejected() {
    let setup = setup();
    let mut more = setup.component.clone();
    more.push(0);
    setup.registry.set_blob(&Digest::of(&setup.component).to_string(), &more);
    assert!(matches!(*setup.pull().unwrap_err().failure, Failure::WrongDigest { .. }));
}

#[test]
fn manifest_with_another_digest_is_rejected() {
    let setup = setup();
    let digest = Digest::of(b"another");
    let manifest = Response::new(200, "{}");
    setup.registry.fail("/manifests/", 1, Answer::Instead(manifest));
    let by_digest = setup.network().repository.with_digest(digest);
    let error = setup.tested.client.resolve(&by_digest).unwrap_err();
    insta::assert_snapshot!(told(&error, &setup.registry.address()));
}

#[test]
fn unauthorized_request_is_not_repeated() {
    let setup = setup();
    setup.registry.fail("/manifests/", 9, status(401));
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.requests("/manifests/"), 1);
}

#[test]
fn forbidden_request_is_not_repeated() {
    let setup = setup();
    let body = r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#;
    setup.registry.fail("/manifests/", 9, Answer::Instead(Response::new(403, body)));
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.requests("/manifests/"), 1);
}

#[test]
fn unknown_tag_is_reported_with_similar_tags() {
    let setup = setup();
    let error =
        setup.tested.client.resolve(&reference(&setup.registry.address(), "network:1.0.1")).unwrap_err();
    insta::assert_snapshot!(told(&error, &setup.registry.address()));
    let unknown = reference(&setup.registry.address(), "network:1.0.1");
    assert_eq!(setup.tested.client.exists(&unknown).unwrap(), None);
    assert!(setup.tested.client.exists(&setup.network()).unwrap().is_some());
}

#[test]
fn retry_waits_as_long_as_the_server_asks() {
    let setup = setup();
    let answer = Response::new(429, "").with_header("Retry-After", "7");
    setup.registry.fail("/manifests/", 1, Answer::Instead(answer.clone()));
    setup.registry.fail("/blobs/", 1, Answer::Instead(answer));
    assert_eq!(setup.pull().unwrap(), setup.component);
    assert_eq!(setup.tested.pauses.taken(), [Duration::from_secs(7); 2]);
}

#[test]
fn too_many_requests_are_given_up_after_growing_pauses() {
    let setup = setup();
    setup.registry.fail("/manifests/", 9, status(429));
    insta::assert_snapshot!(setup.told());
    let pauses = setup.tested.pauses.taken();
    assert_eq!(pauses.len(), 4);
    assert!(pauses.is_sorted(), "{pauses:?}");
    assert!(pauses[0] >= Duration::from_millis(500) && pauses[3] <= Duration::from_secs(20), "{pauses:?}");
}

#[test]
fn server_error_is_retried() {
    let setup = setup();
    setup.registry.fail("/manifests/", 1, status(500));
    setup.registry.fail("/blobs/", 1, status(502));
    assert_eq!(setup.pull().unwrap(), setup.component);
    assert_eq!(setup.tested.pauses.taken().len(), 2);
}

#[test]
fn server_error_that_persists_is_reported() {
    let setup = setup();
    setup.registry.fail("/manifests/", 9, Answer::Instead(Response::new(500, "<html>\nno disk")));
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.requests("/manifests/"), 5);
}

#[test]
fn pull_resumes_after_a_stalled_response() {
    let setup = setup();
    setup.registry.fail("/blobs/", 1, Answer::Stall(1000));
    assert_eq!(setup.pull().unwrap(), setup.component);
    assert_eq!(setup.ranges()[1].as_deref(), Some("bytes=1000-"));
}

#[test]
fn pull_gives_up_if_the_server_always_stalls() {
    let setup = setup();
    setup.registry.fail("/manifests/", 9, Answer::Stall(0));
    insta::assert_snapshot!(setup.told());
}

#[test]
fn missing_blob_is_named() {
    let setup = setup();
    let component = b"other".to_vec();
    let artifact = layout::Artifact::new(&component, &layout::Metadata::default());
    setup.registry.add_manifest("1.0.0", media_type::MANIFEST, &artifact.manifest);
    insta::assert_snapshot!(setup.told());
    assert_eq!(setup.requests("/blobs/"), 1);
}

#[test]
fn manifest_that_is_huge_is_not_read() {
    let setup = setup();
    setup.registry.add_manifest("1.0.0", media_type::MANIFEST, &vec![b' '; 6 << 20]);
    insta::assert_snapshot!(setup.told());
}

#[test]
fn manifest_that_is_html_or_an_index_is_rejected_by_the_layout() {
    let setup = setup();
    let resolved = |bytes: &[u8], kind: &str| {
        setup.registry.add_manifest("1.0.0", kind, bytes);
        let resolved = setup.tested.client.resolve(&setup.network()).unwrap();
        layout::read(&resolved.bytes).unwrap_err().to_string()
    };
    let html = resolved(b"<html>", "text/html");
    let list = resolved(br#"{"schemaVersion":2,"manifests":[]}"#, media_type::INDEX);
    insta::assert_snapshot!(format!("{html}\n{list}"));
}

#[test]
fn tag_list_that_cannot_be_read_is_reported() {
    let setup = setup();
    setup.registry.fail("/tags/list", 9, Answer::Instead(Response::new(200, "<html>")));
    let error = setup.tested.client.tags(&setup.network().repository).unwrap_err();
    insta::assert_snapshot!(told(&error, &setup.registry.address()));
}

#[test]
fn blobs_are_pulled_in_parallel() {
    let setup = setup();
    let repository = setup.network().repository;
    let blobs: Vec<_> = (0..9_u8).map(|index| vec![index; 100_000]).collect();
    for blob in &blobs[..8] {
        setup.registry.add_blob(blob);
    }
    let descriptors: Vec<_> = blobs.iter().map(|blob| layout::Descriptor::of("x", blob)).collect();
    let mut sinks = vec![Vec::new(); 9];
    let mut pulls: Vec<_> = descriptors
        .iter()
        .zip(&mut sinks)
        .map(|(blob, sink)| Pull { repository: &repository, blob, sink })
        .collect();
    let results = setup.tested.client.pull_all(&mut pulls);
    assert!(results[..8].iter().all(Result::is_ok));
    assert!(matches!(*results[8].as_ref().unwrap_err().failure, Failure::NoBlob { .. }));
    assert_eq!(sinks[..8], blobs[..8]);
}

#[test]
fn pull_resumes_the_download_of_another_process() {
    let authority = Authority::new();
    let registry = FaultyRegistry::start(Some(&authority));
    let component = some_bytes();
    let manifest = add_component(&registry, &component);
    let repository = reference(&registry.address(), "network:1.0.0").repository;
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let pull = || {
        let mut options = options(Some(&authority), &[&registry.address()], Credentials::none());
        options.attempts = 1;
        let Partial::Open(mut partial) = store.partial(&manifest.layer.digest).unwrap() else {
            panic!("done")
        };
        tested(options).client.pull(&repository, &manifest.layer, &mut partial).map(|()| partial.finish())
    };
    registry.fail("/blobs/", 1, Answer::Cut(700_000));
    assert!(matches!(pull().unwrap_err().failure.root(), Failure::Cut { .. }));
    pull().unwrap().unwrap();
    assert_eq!(store.blob(&manifest.layer.digest).unwrap(), component);
    let requests = registry.requests();
    assert!(
        requests
            .iter()
            .filter(|it| it.path.contains("/blobs/"))
            .nth(1)
            .unwrap()
            .headers
            .contains_key("range")
    );
}

#[test]
fn partial_blob_with_other_bytes_is_discarded() {
    let setup = setup();
    let digest = Digest::of(&setup.component);
    setup.registry.set_blob(&digest.to_string(), &vec![0; setup.component.len()]);
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let blob = layout::Descriptor::of(media_type::WASM_LAYER, &setup.component);
    let Partial::Open(mut partial) = store.partial(&digest).unwrap() else { panic!("done") };
    let error = setup.tested.client.pull(&setup.network().repository, &blob, &mut partial).unwrap_err();
    assert!(matches!(*error.failure, Failure::WrongDigest { .. }));
    assert_eq!(partial.length(), 0);
}

#[test]
fn pull_requests_only_the_missing_bytes() {
    let setup = setup();
    let blob = layout::Descriptor::of(media_type::WASM_LAYER, &setup.component);
    let mut sink = setup.component.clone();
    setup.tested.client.pull(&setup.network().repository, &blob, &mut sink).unwrap();
    assert_eq!(setup.requests("/blobs/"), 0);

    sink.truncate(1_000_000);
    setup.tested.client.pull(&setup.network().repository, &blob, &mut sink).unwrap();
    assert_eq!(sink, setup.component);
    assert_eq!(setup.ranges(), [Some("bytes=1000000-".to_owned())]);
}

#[test]
fn small_blobs_have_a_limit_and_are_checked() {
    let setup = setup();
    let repository = setup.network().repository;
    setup.registry.add_blob(b"small");
    let mut blob = layout::Descriptor::of("x", b"small");
    assert_eq!(setup.tested.client.small_blob(&repository, &blob, 5).unwrap(), b"small");
    let error = setup.tested.client.small_blob(&repository, &blob, 4).unwrap_err();
    assert!(matches!(*error.failure, Failure::TooLarge { .. }));
    setup.registry.set_blob(&blob.digest.to_string(), b"smalL");
    assert!(matches!(
        *setup.tested.client.small_blob(&repository, &blob, 5).unwrap_err().failure,
        Failure::WrongDigest { .. }
    ));
    blob.size = 2;
    assert!(setup.tested.client.small_blob(&repository, &blob, 5).is_err());
}
