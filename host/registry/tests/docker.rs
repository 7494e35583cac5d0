//! Tests the client against Debian's `docker-registry`. Without it, these tests report that they test nothing.

use crate::support::{CLOSED_PORT, client, logins, options, pull, push, reference, some_bytes, tested, told};
use std::time::Duration;
use terrace_core::reference::Namespace;
use terrace_registry::Failure;
use terrace_registry::client::{RegistrySettings, Upload};
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{Descriptor, Manifest, media_type};
use terrace_test_registry::{Access, Authority, DockerRegistry, PASSWORD, TokenServer, USER};

#[test]
fn pushed_component_can_be_pulled() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Anyone(&authority)) else { return };
    let tested = client(Some(&authority), &[registry.address()], Credentials::none());
    let component = some_bytes();
    let network = reference(registry.address(), "platform/network:1.0.0_x");
    assert_eq!(tested.client.exists(&network).unwrap(), None);
    let artifact = push(&tested.client, &network, &component).unwrap();
    assert_eq!(tested.client.exists(&network).unwrap(), Some(artifact.digest()));
    let (resolved, pulled) = pull(&tested.client, &network).unwrap();
    assert_eq!((resolved.bytes, pulled), (artifact.manifest.clone(), component.clone()));

    let by_digest = network.repository.with_digest(artifact.digest());
    assert_eq!(tested.client.resolve(&by_digest).unwrap().digest, artifact.digest());
    assert!(tested.pauses.taken().is_empty());
    assert!(tested.heard.lines().contains(&format!("{0} of Some({0})", component.len())));
}

#[test]
fn tags_repositories_and_referrers_are_listed() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Anyone(&authority)) else { return };
    let tested = client(Some(&authority), &[registry.address()], Credentials::none());
    let network = reference(registry.address(), "platform/network:1.0.0");
    let artifact = push(&tested.client, &network, b"component").unwrap();
    for index in 0..120 {
        let tag = network.repository.tagged(&format!("0.0.{index}")).unwrap();
        tested.client.push(&tag, Upload { manifest: &artifact.manifest, blobs: &[] }).unwrap();
    }
    let empty = serde_json::json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": [] });
    let empty = empty.to_string();
    for index in 0..110 {
        let other = reference(registry.address(), &format!("many/r{index:03}:1.0.0"));
        tested.client.push(&other, Upload { manifest: empty.as_bytes(), blobs: &[b"x"] }).unwrap();
    }
    let tags = tested.client.tags(&network.repository).unwrap();
    assert_eq!(tags.len(), 121);
    assert!(tags.is_sorted());

    let catalog = |text: &str| tested.client.catalog(&Namespace::parse(text).unwrap()).unwrap();
    assert_eq!(catalog(registry.address()).len(), 111);
    assert_eq!(
        catalog(&format!("{}/platform", registry.address())),
        std::slice::from_ref(&network.repository)
    );
    assert_eq!(catalog(&format!("{}/plat", registry.address())), []);

    let none = tested.client.referrers(&network.repository, artifact.digest(), None).unwrap();
    assert_eq!(none, []);
    let index = serde_json::json!({
        "schemaVersion": 2, "mediaType": media_type::INDEX,
        "manifests": [{
            "mediaType": media_type::MANIFEST, "digest": artifact.digest(), "size": artifact.manifest.len(),
            "artifactType": "application/x",
        }],
    });
    let tag = format!("sha256-{}", artifact.digest().hex());
    let index = index.to_string();
    let upload = Upload { manifest: index.as_bytes(), blobs: &[] };
    tested.client.push(&network.repository.tagged(&tag).unwrap(), upload).unwrap();
    let referrers = |kind| tested.client.referrers(&network.repository, artifact.digest(), kind).unwrap();
    assert_eq!(referrers(Some("application/x")).len(), 1);
    assert_eq!(referrers(Some("application/y")), []);
    assert_eq!(referrers(None)[0].artifact_type.as_deref(), Some("application/x"));
}

#[test]
fn password_is_required_and_checked() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    let address = registry.address();
    let directory = tempfile::tempdir().unwrap();
    let network = reference(address, "platform/network:1.0.0");

    let known = client(Some(&authority), &[address], logins(directory.path(), &[address], USER, PASSWORD));
    known.client.check_login(address, USER, PASSWORD).unwrap();
    push(&known.client, &network, b"component").unwrap();
    assert_eq!(pull(&known.client, &network).unwrap().1, b"component");
    assert_eq!(known.client.tags(&network.repository).unwrap(), ["1.0.0"]);

    let nobody = client(Some(&authority), &[address], Credentials::none());
    let wrong = client(Some(&authority), &[address], logins(directory.path(), &[address], "bob", "secret"));
    let catalog = Namespace::parse(address).unwrap();
    let texts = [
        nobody.client.resolve(&network).unwrap_err(),
        nobody.client.catalog(&catalog).unwrap_err(),
        push(&nobody.client, &network, b"other").unwrap_err(),
        wrong.client.resolve(&network).unwrap_err(),
        wrong.client.tags(&network.repository).unwrap_err(),
        nobody.client.check_login(address, USER, "secret").unwrap_err(),
    ]
    .map(|error| told(&error, address));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn token_server_is_used() {
    let authority = Authority::new();
    let server = TokenServer::start(&authority);
    let Some(registry) = DockerRegistry::start(Access::Token(&authority, &server)) else { return };
    let address = registry.address();
    let directory = tempfile::tempdir().unwrap();
    let (network, public) =
        (reference(address, "platform/network:1.0.0"), reference(address, "public/network:1.0.0"));
    // The token server's certificate is from the same authority as the registry's.
    let known = client(Some(&authority), &[address], logins(directory.path(), &[address], USER, PASSWORD));
    known.client.check_login(address, USER, PASSWORD).unwrap();
    for reference in [&network, &public] {
        push(&known.client, reference, &some_bytes()).unwrap();
        assert_eq!(pull(&known.client, reference).unwrap().1, some_bytes());
    }
    let nobody = client(Some(&authority), &[address], Credentials::none());
    assert_eq!(pull(&nobody.client, &public).unwrap().1, some_bytes());
    let wrong = client(Some(&authority), &[address], logins(directory.path(), &[address], "bob", "secret"));
    let texts = [
        nobody.client.resolve(&network).unwrap_err(),
        push(&nobody.client, &public, b"other").unwrap_err(),
        wrong.client.resolve(&network).unwrap_err(),
        known.client.check_login(address, USER, "secret").unwrap_err(),
        known.client.catalog(&Namespace::parse(address).unwrap()).unwrap_err(),
    ]
    .map(|error| told(&error, address));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn identity_token_is_exchanged() {
    let authority = Authority::new();
    let server = TokenServer::start(&authority);
    let Some(registry) = DockerRegistry::start(Access::Token(&authority, &server)) else { return };
    let address = registry.address();
    let directory = tempfile::tempdir().unwrap();
    let config = |token: &str| {
        let text = serde_json::json!({ "auths": { address: { "identitytoken": token } } });
        std::fs::write(directory.path().join("config.json"), text.to_string()).unwrap();
        client(Some(&authority), &[address], Credentials::in_directory(directory.path()))
    };
    let network = reference(address, "platform/network:1.0.0");
    let known = config(TokenServer::IDENTITY);
    push(&known.client, &network, &some_bytes()).unwrap();
    assert_eq!(pull(&known.client, &network).unwrap().1, some_bytes());
    assert!(server.requests().iter().all(|request| request.method == "POST"));

    let error = config("another").client.resolve(&network).unwrap_err();
    insta::assert_snapshot!(told(&error, address));
}

#[test]
fn plain_http_is_used_for_loopback_or_if_configured() {
    let Some(registry) = DockerRegistry::start(Access::PlainHttp) else { return };
    let network = reference(registry.address(), "network:1.0.0");
    let by_itself = client(None, &[], Credentials::none());
    push(&by_itself.client, &network, b"component").unwrap();
    assert_eq!(pull(&by_itself.client, &network).unwrap().1, b"component");

    let with = |plain_http| {
        let mut options = options(None, &[], Credentials::none());
        let settings = RegistrySettings { ca: None, plain_http: Some(plain_http) };
        options.registries.insert(registry.address().to_owned(), settings);
        tested(options)
    };
    assert_eq!(pull(&with(true).client, &network).unwrap().1, b"component");
    let error = with(false).client.resolve(&network).unwrap_err();
    insta::assert_snapshot!(told(&error, registry.address()));
}

#[test]
fn certificate_of_an_unknown_authority_or_another_name_is_rejected() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Anyone(&authority)) else { return };
    let network = reference(registry.address(), "network:1.0.0");
    let stranger = client(Some(&Authority::new()), &[registry.address()], Credentials::none());
    let unknown = stranger.client.resolve(&network).unwrap_err();
    assert!(stranger.pauses.taken().is_empty());
    let nobody = client(None, &[], Credentials::none());
    let unknown_to_all = nobody.client.resolve(&network).unwrap_err();
    assert!(matches!(*unknown_to_all.failure, Failure::UnknownAuthority { .. }));

    let elsewhere = Authority::with_names(&["registry.example"]);
    let Some(other) = DockerRegistry::start(Access::Anyone(&elsewhere)) else { return };
    let tested = client(Some(&elsewhere), &[other.address()], Credentials::none());
    let name = tested.client.resolve(&reference(other.address(), "network:1.0.0")).unwrap_err();
    assert!(matches!(*name.failure, Failure::Certificate { .. }));
    let texts = [told(&unknown, registry.address()), told(&name, other.address())];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn manifest_without_its_blobs_is_rejected_by_the_registry() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Anyone(&authority)) else { return };
    let tested = client(Some(&authority), &[registry.address()], Credentials::none());
    let blob = |bytes: &[u8]| Descriptor::of(media_type::WASM_LAYER, bytes);
    let manifest = Manifest::new(blob(b"config"), vec![blob(b"layer")]).to_bytes();
    let upload = Upload { manifest: &manifest, blobs: &[] };
    let error = tested.client.push(&reference(registry.address(), "network:1.0.0"), upload).unwrap_err();
    insta::assert_snapshot!(told(&error, registry.address()));
}

#[test]
fn host_that_cannot_be_reached_is_reported() {
    let address = format!("127.0.0.1:{CLOSED_PORT}");
    let mut options = options(None, &[], Credentials::none());
    options.attempts = 2;
    options.pace.connect = Duration::from_secs(2);
    let tested = tested(options);
    let refused = tested.client.resolve(&reference(&address, "network:1.0.0")).unwrap_err();
    let unknown = tested.client.resolve(&reference("registry.invalid", "network:1.0.0")).unwrap_err();
    insta::assert_snapshot!(format!("{}\n{unknown}\n  hint: {}", told(&refused, &address), unknown.hint()));
}
