//! Tests the client's use of its process's environment. The tests run parts of themselves as processes with another one.

use crate::support::{reference, run_alone, told};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use terrace_registry::client::{Client, ClientOptions};
use terrace_registry::credentials::{Credentials, Login, LoginStorage};
use terrace_registry::layout::media_type;
use terrace_test_registry::{Authority, FaultyRegistry};

/// A credential helper like Docker's, which stores one login in a file.
const HELPER: &str = r#"#!/bin/sh
kept="$(dirname "$0")/kept"
case "$1" in
  store) cat > "$kept" ;;
  get) if [ -e "$kept" ]; then cat "$kept"; else echo "credentials not found in native keychain"; exit 1; fi ;;
  erase) if [ -e "$kept" ]; then rm "$kept"; else echo "credentials not found in native keychain"; exit 1; fi ;;
  *) echo "no such verb" >&2; exit 1 ;;
esac
"#;

#[test]
fn system_certificates_are_trusted() {
    let authority = Authority::new();
    let registry = FaultyRegistry::start(Some(&authority));
    registry.add_manifest("1.0.0", media_type::MANIFEST, b"{}");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    fs::write(&file, authority.pem()).unwrap();
    // The proxy does not exist; loopback is reached without it.
    let proxy = ("HTTPS_PROXY", "http://proxy.invalid:3128");
    let address = ("TERRACE_TEST_ADDRESS", registry.address());
    let variables = [proxy, (address.0, &address.1), ("SSL_CERT_FILE", file.to_str().unwrap())];
    run_alone("environment::part_resolves", &variables);
}

#[test]
#[ignore = "a part of the test above"]
fn part_resolves() {
    let address = std::env::var("TERRACE_TEST_ADDRESS").unwrap();
    let client = Client::new(ClientOptions::from_environment()).unwrap();
    assert_eq!(client.resolve(&reference(&address, "network:1.0.0")).unwrap().bytes, b"{}");
}

#[test]
fn proxy_that_cannot_be_reached_is_reported() {
    run_alone(
        "environment::part_reports_the_proxy",
        &[("https_proxy", "http://127.0.0.1:1"), ("DOCKER_CONFIG", "/nonexistent")],
    );
}

#[test]
#[ignore = "a part of the test above"]
fn part_reports_the_proxy() {
    let mut options = ClientOptions::from_environment();
    options.attempts = 1;
    let client = Client::new(options).unwrap();
    let error = client.resolve(&reference("registry.example:5000", "network:1.0.0")).unwrap_err();
    insta::assert_snapshot!(told(&error, "registry.example:5000"));
}

#[test]
fn credential_helper_stores_logins() {
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("docker-credential-terracetest");
    fs::write(&program, HELPER).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(directory.path().join("config.json"), r#"{"credsStore": "terracetest"}"#).unwrap();
    let place = directory.path().to_str().unwrap();
    let path = format!("{place}:{}", std::env::var("PATH").unwrap());
    run_alone("environment::part_stores_logins", &[("PATH", &path), ("DOCKER_CONFIG", place)]);
}

#[test]
#[ignore = "a part of the test above"]
fn part_stores_logins() {
    let credentials = Credentials::from_environment();
    assert_eq!(credentials.get("registry.example").unwrap(), None);
    assert!(!credentials.erase("registry.example").unwrap());
    let kept = credentials.store("registry.example", "ann", "secret").unwrap();
    assert_eq!(kept, LoginStorage::Helper("docker-credential-terracetest".to_owned()));
    let login = Login::Password { user: "ann".to_owned(), password: "secret".to_owned() };
    assert_eq!(credentials.get("registry.example").unwrap(), Some(login));
    let directory = std::path::PathBuf::from(std::env::var_os("DOCKER_CONFIG").unwrap());
    assert!(!fs::read_to_string(directory.join("config.json")).unwrap().contains("auth\""));
    assert!(credentials.erase("registry.example").unwrap());
    assert_eq!(credentials.get("registry.example").unwrap(), None);
    assert_eq!(ClientOptions::from_environment().credentials, credentials);
}
