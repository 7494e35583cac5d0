//! Tests that other tools understand the artifacts of this crate, and vice versa: here `wkg` by the Bytecode Alliance.
//! Without it (on the PATH, or named by `TERRACE_TEST_WKG`), these tests report that they test nothing.

#![allow(clippy::print_stderr)]

use crate::support::{client, pull, push, reference};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use terrace_registry::credentials::Credentials;
use terrace_registry::layout;
use terrace_test_registry::{Access, Authority, DockerRegistry, PASSWORD, USER};

/// The smallest component: a header without content.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

struct Wkg {
    program: std::ffi::OsString,
    home: TempDir,
    ca: std::path::PathBuf,
}

impl Wkg {
    fn find(authority: &Authority) -> Option<Self> {
        let program = std::env::var_os("TERRACE_TEST_WKG").unwrap_or_else(|| "wkg".into());
        if let Err(error) = Command::new(&program).arg("--version").output() {
            eprintln!(
                "SKIPPED: wkg cannot be run ({error}); install the crate wkg, or name it by TERRACE_TEST_WKG"
            );
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let ca = home.path().join("ca.pem");
        fs::write(&ca, authority.pem()).unwrap();
        Some(Self { program, home, ca })
    }

    fn run(&self, arguments: &[&str]) {
        let output = Command::new(&self.program)
            .args(["oci"])
            .args(arguments)
            .args(["-u", USER, "-p", PASSWORD])
            .env("HOME", self.home.path())
            .env("SSL_CERT_FILE", &self.ca)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn path(&self, name: &str) -> String {
        Path::new(self.home.path()).join(name).display().to_string()
    }
}

#[test]
fn wkg_and_terrace_read_what_the_other_pushed() {
    let authority = Authority::new();
    let Some(wkg) = Wkg::find(&authority) else { return };
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    let logins = tempfile::tempdir().unwrap();
    let credentials = Credentials::in_directory(logins.path());
    credentials.store(registry.address(), USER, PASSWORD).unwrap();
    let tested = client(Some(&authority), &[registry.address()], credentials);

    let ours = reference(registry.address(), "platform/ours:1.0.0");
    push(&tested.client, &ours, COMPONENT).unwrap();
    let out = wkg.path("ours.wasm");
    wkg.run(&["pull", &format!("{}/platform/ours:1.0.0", registry.address()), "-o", &out]);
    assert_eq!(fs::read(out).unwrap(), COMPONENT);

    let theirs = wkg.path("theirs.wasm");
    fs::write(&theirs, COMPONENT).unwrap();
    wkg.run(&["push", &format!("{}/platform/theirs:1.0.0", registry.address()), &theirs]);
    let (manifest, component) =
        pull(&tested.client, &reference(registry.address(), "platform/theirs:1.0.0")).unwrap();
    assert_eq!(component, COMPONENT);
    let manifest = layout::read(&manifest.bytes).unwrap();
    assert_eq!(manifest.layer.size, COMPONENT.len() as u64);
}
