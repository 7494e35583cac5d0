//! Tiers are pushed, pulled, signed and verified, with `docker-registry`.

use crate::registry_user::{RegistryUser, open_registry, queues, trusting};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use terrace_core::reference::Reference;
use terrace_registry::client::{Client, ClientOptions, Proxies, Upload};
use terrace_registry::credentials::Credentials;
use terrace_test_registry::{Access, Authority, DockerRegistry, PASSWORD, TokenServer, USER};

const CASE: (&str, &[u8]) = ("tests/two.yaml", b"inputs: { names: [orders, bills] }\n");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn push_accepts_a_version_once_and_pull_returns_it() {
    let Some(registry) = open_registry() else { return };
    let (first, other) =
        (queues("1.0.0", &[]), queues("1.0.0", &[("dead-letter queue.", "lost-letter queue.")]));
    let ann = RegistryUser::new(&registry, &[("q.wasm", &first), ("other.wasm", &other)]);
    let steps = [
        "push q.wasm oci://REGISTRY/platform/queues --dry-run --license MIT",
        "pull oci://REGISTRY/platform/queues",
        "push q.wasm oci://REGISTRY/platform/queues --license MIT --source https://example.com/q --revision abc",
        "push q.wasm oci://REGISTRY/platform/queues:1.0.0",
        "push other.wasm oci://REGISTRY/platform/queues",
        "push q.wasm oci://REGISTRY/platform/queues:1.1.0",
        "push q.wasm oci://REGISTRY/platform/queues:latest",
        "push q.wasm oci://REGISTRY/platform/queues:latest",
        "pull oci://REGISTRY/platform/queues --out pulled.wasm",
        "pull oci://REGISTRY/platform/queues:latest",
        "pull oci://REGISTRY/platform/queues --version ^1.1",
        "pull oci://REGISTRY/platform/queues:1.0.0 --version ^1.1",
        "push q.wasm oci://REGISTRY/platform/queues --offline",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
    assert_eq!(fs::read(ann.work().join("pulled.wasm")).unwrap(), first);

    let bob = RegistryUser::new(&registry, &[]);
    let pulled = json(&bob.run("pull oci://REGISTRY/platform/queues --version 1 --format json").stdout);
    assert_eq!(pulled["reference"], ann.oci("platform/queues:1.0.0"));
    assert_eq!(pulled["permissions"]["resources"], serde_json::json!(["aws_sqs_queue"]));
    // Once pulled, it needs no network.
    let offline = bob.run("pull oci://REGISTRY/platform/queues:1.0.0 --offline");
    assert_eq!(offline.code, 0, "{}", offline.stderr);
}

#[test]
fn push_refuses_changes_that_break_an_earlier_version() {
    let Some(registry) = open_registry() else { return };
    let address = [("dead_letters", "dead_packets")];
    let output = [("dead_letter_arn", "dead_letter_url")];
    let versions: [(&str, Vec<u8>); 7] = [
        ("1.0.0.wasm", queues("1.0.0", &[])),
        ("1.0.1.wasm", queues("1.0.1", &output)),
        ("1.0.2.wasm", queues("1.0.2", &address)),
        ("1.1.0.wasm", queues("1.1.0", &[("dead-letter queue.", "lost-letter queue.")])),
        ("2.0.0.wasm", queues("2.0.0", &output)),
        ("0.1.0.wasm", queues("0.1.0", &[])),
        ("0.1.1.wasm", queues("0.1.1", &output)),
    ];
    let mut files: Vec<(&str, &[u8])> =
        versions.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
    files.push(CASE);
    let ann = RegistryUser::new(&registry, &files);
    let steps = [
        "push 1.0.0.wasm oci://REGISTRY/platform/queues",
        "push 1.0.1.wasm oci://REGISTRY/platform/queues",
        "push 1.0.1.wasm oci://REGISTRY/platform/queues:latest --dry-run",
        "push 1.0.2.wasm oci://REGISTRY/platform/queues",
        "push 1.1.0.wasm oci://REGISTRY/platform/queues",
        "push 2.0.0.wasm oci://REGISTRY/platform/queues",
        "push 0.1.0.wasm oci://REGISTRY/platform/queues",
        "push 0.1.1.wasm oci://REGISTRY/platform/queues",
        "push 1.0.2.wasm oci://REGISTRY/platform/queues --cases nowhere",
        "push 1.0.1.wasm oci://REGISTRY/platform/queues --format json",
        "catalog REGISTRY/platform",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

#[test]
fn push_accepts_only_tiers() {
    let Some(registry) = open_registry() else { return };
    let ann = RegistryUser::new(&registry, &[]);
    ann.write("text.wasm", "no component");
    ann.write("module.wasm", b"\0asm\x01\0\0\0");
    ann.write("empty/readme", "");
    ann.write("faulty.wasm", terrace_test_artifacts::FAULTY);
    let steps = [
        "push nowhere.wasm oci://REGISTRY/platform/x",
        "push empty oci://REGISTRY/platform/x",
        "push text.wasm oci://REGISTRY/platform/x",
        "push module.wasm oci://REGISTRY/platform/x",
        "push faulty.wasm https://REGISTRY/platform/x",
        "push faulty.wasm REGISTRY/platform/x",
        "sign oci://REGISTRY/platform/x --key nowhere.key",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

#[test]
fn signatures_are_stored_next_to_the_component() {
    let Some(registry) = open_registry() else { return };
    let component = queues("1.0.0", &[]);
    let ann = RegistryUser::new(&registry, &[("q.wasm", &component)]);
    for name in ["ann", "bob", "eve"] {
        ann.run_ok(&format!("key new --out {name} --no-password"));
    }
    let steps = [
        "key new --out ann --no-password",
        "key new --out carl",
        "push q.wasm oci://REGISTRY/platform/queues --sign ann.key",
        "push q.wasm oci://REGISTRY/platform/queues --sign ann.key",
        "sign oci://REGISTRY/platform/queues:1.0.0 --key bob.key",
        "sign oci://REGISTRY/platform/queues:1.0.0 --key bob.key",
        "sign oci://REGISTRY/platform/queues:1.0.0 --key bob.pub",
        "verify oci://REGISTRY/platform/queues:1.0.0 --key ann.pub --key bob.pub",
        "verify oci://REGISTRY/platform/queues:1.0.0 --key bob.pub",
        "verify oci://REGISTRY/platform/queues:1.0.0 --key eve.pub",
        "verify oci://REGISTRY/platform/queues:1.0.0 --key ann.key",
        "verify oci://REGISTRY/platform/queues:1.0.0",
        "verify oci://REGISTRY/platform/queues:1.0.0 --key ann.pub --offline",
        "sign oci://REGISTRY/platform/queues:2.0.0 --key bob.key",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

#[test]
fn sign_accepts_files() {
    let Some(registry) = open_registry() else { return };
    let ann = RegistryUser::new(&registry, &[]);
    ann.write("q.wasm", "anything");
    let locked = ann.run_command(ann.command("key new --out ann").env("TERRACE_KEY_PASSWORD", "secret"));
    assert_eq!(locked.code, 0, "{}", locked.stderr);
    assert!(fs::read_to_string(ann.work().join("ann.key")).unwrap().contains("ENCRYPTED"));
    let signed =
        ann.run_command(ann.command("sign q.wasm --key ann.key").env("TERRACE_KEY_PASSWORD", "secret"));
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    let wrong =
        ann.run_command(ann.command("sign q.wasm --key ann.key").env("TERRACE_KEY_PASSWORD", "Secret"));
    let steps =
        ["sign q.wasm --key ann.key", "verify q.wasm --key ann.pub", "verify nowhere.wasm --key ann.pub"];
    let mut shown = steps.map(|step| ann.transcript(step)).to_vec();
    shown.push(wrong.stderr);
    ann.write("q.wasm", "something");
    shown.push(ann.transcript("verify q.wasm --key ann.pub"));
    fs::remove_file(ann.work().join("q.wasm.sig")).unwrap();
    shown.push(ann.transcript("verify q.wasm --key ann.pub"));
    snapshot!(shown.join("\n\n"));
}

#[test]
fn trust_policy_decides_whose_signature_is_required() {
    let Some(registry) = open_registry() else { return };
    let component = queues("1.0.0", &[]);
    let ann = RegistryUser::new(&registry, &[("q.wasm", &component)]);
    ann.run_ok("key new --out ann --no-password");
    ann.run_ok("key new --out eve --no-password");
    ann.run_ok("push q.wasm oci://REGISTRY/platform/queues");
    ann.run_ok("push q.wasm oci://REGISTRY/other/queues");
    let policy = "[signer.platform]\nkeys = [\"ann.pub\"]\n\n[[trust]]\nreferences = [\"oci://REGISTRY/platform/**\"]\n\
                  signers = [\"platform\"]\n";
    ann.write("terrace.toml", policy.replace("REGISTRY", registry.address()));
    let steps = [
        "pull oci://REGISTRY/platform/queues",
        "verify oci://REGISTRY/platform/queues:1.0.0",
        "sign oci://REGISTRY/platform/queues:1.0.0 --key eve.key",
        "pull oci://REGISTRY/platform/queues",
        "verify oci://REGISTRY/platform/queues:1.0.0",
        "sign oci://REGISTRY/platform/queues:1.0.0 --key ann.key",
        "verify oci://REGISTRY/platform/queues:1.0.0",
        "pull oci://REGISTRY/platform/queues",
        "verify oci://REGISTRY/platform/queues:1.0.0 --format json",
        "verify oci://REGISTRY/other/queues:1.0.0",
        "pull oci://REGISTRY/other/queues:1.0.0",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

#[test]
fn catalogue_lists_tiers_and_names_other_artifacts() {
    let Some(registry) = open_registry() else { return };
    let component = queues("1.0.0", &[]);
    let ann = RegistryUser::new(&registry, &[("q.wasm", &component)]);
    ann.run_ok("push q.wasm oci://REGISTRY/platform/queues");
    ann.run_ok("push q.wasm oci://REGISTRY/other/queues");
    ann.run_ok("key new --out ann --no-password");
    let client = Client::new(ClientOptions::new(Proxies::default(), Credentials::none())).unwrap();
    let list = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    for tag in ["platform/image:1.0.0", "platform/untagged:latest"] {
        let Reference::Oci(reference) = ann.oci(tag).parse().unwrap() else { unreachable!() };
        client.push(&reference, Upload { manifest: list, blobs: &[b"x"] }).unwrap();
    }
    let steps = [
        "catalog REGISTRY/platform",
        "catalog REGISTRY/platform --markdown",
        "catalog oci://REGISTRY/platform/queues --format json",
        "catalog REGISTRY/nobody",
        "catalog REGISTRY/nobody --markdown",
        "catalog REGISTRY/Nobody",
        "catalog REGISTRY --offline",
        "push q.wasm oci://REGISTRY/platform/image",
        "pull oci://REGISTRY/platform/image:1.0.0",
        "pull oci://REGISTRY/platform/untagged",
        "sign oci://REGISTRY/platform/image:1.0.0 --key ann.key",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

#[test]
fn errors_of_publishing_are_shown() {
    let Some(registry) = open_registry() else { return };
    let component = queues("1.0.0", &[]);
    let ann = RegistryUser::new(&registry, &[("q.wasm", &component)]);
    ann.run_ok("push q.wasm oci://REGISTRY/platform/queues");
    ann.run_ok("key new --out ann --no-password");
    ann.write("other.sig", "no signature");
    ann.write("other", "x");
    let steps = [
        "pull oci://REGISTRY/platform/queues --out no/where.wasm",
        "pull oci://REGISTRY/platform/queues --version latest",
        "pull REGISTRY/platform/queues:1.0.0",
        "sign https://REGISTRY/q.wasm --key ann.key",
        "sign other --key ann.key",
        "sign nowhere --key ann.key",
        "verify other --key ann.pub",
        "verify REGISTRY/platform/queues:1.0.0 --key ann.pub",
        "key new --out no/where --no-password",
        "login REGISTRY/ -u ann --password-stdin",
        "logout https://",
    ];
    snapshot!(steps.map(|step| ann.transcript(step)).join("\n\n"));
}

/// Logs in to a registry that requires it and out again, and pushes in between.
fn logs_in(registry: &DockerRegistry, authority: &Authority) -> String {
    let component = queues("1.0.0", &[]);
    let ann = RegistryUser::new(registry, &[("q.wasm", &component)]);
    ann.configure("authority.pem", authority.pem());
    let push = "push q.wasm oci://REGISTRY/platform/queues";
    let mut shown = vec![ann.transcript(push)];
    // A project cannot declare it trusted.
    ann.write("authority.pem", authority.pem());
    ann.write("terrace.toml", trusting(registry));
    let home = ann.work().parent().unwrap().display().to_string();
    shown.push(ann.transcript(push).replace(&home, "<dir>"));
    fs::remove_file(ann.work().join("terrace.toml")).unwrap();
    ann.configure("config.toml", trusting(registry));
    shown.push(ann.transcript(push));
    let mut login = |password: &str| {
        let line = format!("login https://REGISTRY/ -u {USER} --password-stdin");
        let mut child = ann
            .command(&line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        let home = ann.work().parent().unwrap().join("home").display().to_string();
        shown.push(ann.masked(&format!("$ terrace {line}\n{text}")).replace(&home, "<home>"));
    };
    login("wrong\n");
    login(&format!("{PASSWORD}\n"));
    let steps = [
        push,
        "pull oci://REGISTRY/platform/queues",
        "login REGISTRY",
        "login REGISTRY/platform -u ann --password-stdin",
        "logout REGISTRY",
        "logout REGISTRY",
        "pull oci://REGISTRY/platform/queues:1.0.0",
    ];
    shown.extend(steps.map(|step| ann.transcript(step)));
    shown.join("\n\n")
}

#[test]
fn login_stores_the_password_where_docker_does() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    snapshot!(logs_in(&registry, &authority));
}

#[test]
fn login_works_with_a_token_server() {
    let authority = Authority::new();
    let server = TokenServer::start(&authority);
    let Some(registry) = DockerRegistry::start(Access::Token(&authority, &server)) else { return };
    snapshot!(logs_in(&registry, &authority));
}
