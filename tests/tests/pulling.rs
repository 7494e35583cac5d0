//! Components from a real registry: pulled once, then available without a network.

use crate::under_test;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use terrace_core::digest::Digest;
use terrace_core::reference::{OciReference, Reference};
use terrace_registry::client::{Client, ClientOptions, Proxies, RegistrySettings, Upload};
use terrace_registry::credentials::Credentials;
use terrace_registry::key::PrivateKey;
use terrace_registry::layout::{Artifact, Metadata};
use terrace_registry::signature::{Payload, Signature, image};
use terrace_registry::store::{Descriptor, media_type, signature_tag};
use terrace_test_artifacts::QUEUES;
use terrace_test_registry::{Access, Answer, Authority, DockerRegistry, FaultyRegistry, PASSWORD, USER};
use terrace_tests::elsewhere::{of_version, variant};
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox};

/// A stack of components in a registry that requires a login and has its own certificate.
struct Project {
    sandbox: Sandbox,
    cache: PathBuf,
    address: String,
    client: Client,
}

/// Returns the tier with a version, and a name to distinguish it from others.
fn component(version: &str, name: &str) -> Vec<u8> {
    variant(&of_version(QUEUES, version), name)
}

impl Project {
    fn new(address: &str, authority: &Authority) -> Self {
        let sandbox = under_test::sandbox();
        for name in ["one", "two"] {
            sandbox.write(&format!("{name}.wasm"), component("1.0.0", name)).unwrap();
            assert_eq!(sandbox.run(["inspect", &format!("{name}.wasm")]).unwrap().code, 0);
        }
        sandbox.write_configuration("authority.pem", authority.pem()).unwrap();
        let toml = format!("[registry.\"{address}\"]\nca = \"authority.pem\"\n");
        sandbox.write_configuration("config.toml", toml).unwrap();
        let docker = sandbox.work().join("docker");
        fs::create_dir_all(&docker).unwrap();
        let credentials = Credentials::in_directory(&docker);
        credentials.store(address, USER, PASSWORD).unwrap();
        let mut options = ClientOptions::new(Proxies::default(), credentials);
        let settings = RegistrySettings { ca: Some(authority.pem().into_bytes()), plain_http: Some(false) };
        options.registries = BTreeMap::from([(address.to_owned(), settings)]);
        let cache = sandbox.cache_of_its_own().unwrap();
        Self { sandbox, cache, address: address.to_owned(), client: Client::new(options).unwrap() }
    }

    fn reference(&self, rest: &str) -> OciReference {
        match Reference::parse(&format!("oci://{}/platform/{rest}", self.address)).unwrap() {
            Reference::Oci(reference) => reference,
            Reference::Https(_) => unreachable!(),
        }
    }

    /// Pushes a variant of the tier, and returns the digest of its manifest.
    fn push(&self, rest: &str, name: &str) -> Digest {
        let (_, version) = rest.split_once(':').unwrap();
        let component = component(version, name);
        let artifact = Artifact::new(&component, &Metadata::default());
        let upload = Upload { manifest: &artifact.manifest, blobs: &[&artifact.config, &component] };
        self.client.push(&self.reference(rest), upload).unwrap()
    }

    fn stack(&self, version: &str) {
        let address = &self.address;
        let tier = |name: &str| {
            format!(
                "  {name}:\n    component: oci://{address}/platform/{name}\n    version: {version}\n    regions: all\n    inputs: {{ names: [a] }}\n"
            )
        };
        let tiers: String = ["jobs", "mails"].map(tier).concat();
        let text =
            format!("stack: shop\nregions: {{ main: {{ aws: {{ region: us-east-1 }} }} }}\ntiers:\n{tiers}");
        self.sandbox.write("terrace.yaml", text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command
            .env("TERRACE_CACHE_DIR", &self.cache)
            .env("DOCKER_CONFIG", self.sandbox.work().join("docker"));
        command
    }

    fn run(&self, arguments: &[&str]) -> CommandOutput {
        let ran = self.sandbox.masked_output(self.command(arguments).output().unwrap());
        let masked = |text: &str| masks::digests(&text.replace(&self.address, "registry.example"));
        CommandOutput { code: ran.code, stdout: masked(&ran.stdout), stderr: masked(&ran.stderr) }
    }

    fn run_ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {}", ran.stdout);
        ran.stdout
    }
}

#[test]
fn pulled_components_are_available_without_a_network() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    let project = Project::new(registry.address(), &authority);
    project.push("jobs:1.0.0", "one");
    project.push("mails:1.0.0", "two");
    project.push("mails:2.0.0", "one");
    project.stack("^1");
    let before = project.run(&["synth", "--offline"]);
    assert_eq!(before.code, 1);
    insta::assert_snapshot!("offline_before", before.stderr);
    project.run_ok(&["synth"]);
    insta::assert_snapshot!(
        "lock",
        masks::digests(&fs::read_to_string(project.sandbox.work().join("terrace.lock")).unwrap())
            .replace(&project.address, "registry.example")
    );
    let newer = project.run(&["outdated"]);
    assert_eq!((newer.code, newer.stdout.contains("2.0.0")), (3, true), "{}{}", newer.stdout, newer.stderr);
    project.push("jobs:1.1.0", "two");
    project.run_ok(&["synth", "--locked"]);
    drop(registry);
    project.run_ok(&["synth", "--locked"]);
    project.run_ok(&["synth", "--offline"]);
    // The range, resolved from known versions.
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    project.run_ok(&["synth", "--offline"]);
    let gone = project.run(&["add", "oci://registry.invalid/none", "--offline"]);
    assert_eq!(gone.code, 1);
}

#[test]
fn registry_errors_are_shown_at_each_line_that_causes_them() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    let project = Project::new(registry.address(), &authority);
    project.push("jobs:1.0.0", "one");
    project.stack("^7");
    let ran = project.run(&["synth"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("no_version", ran.stderr);
    let login = project.sandbox.work().join("docker/config.json");
    fs::remove_file(login).unwrap();
    let ran = project.run(&["synth"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("no_login", ran.stderr);
}

#[test]
fn trust_policy_requires_signatures_and_finds_them() {
    let authority = Authority::new();
    let Some(registry) = DockerRegistry::start(Access::Password(&authority)) else { return };
    let project = Project::new(registry.address(), &authority);
    let manifests = [project.push("jobs:1.0.0", "one"), project.push("mails:1.0.0", "two")];
    project.stack("^1");
    project.run_ok(&["synth"]);
    let key = PrivateKey::generate().unwrap();
    key.public().unwrap().write(&project.sandbox.work().join("platform.pub")).unwrap();
    let rule = format!(
        "[signer.platform]\nkeys = [\"platform.pub\"]\n[[trust]]\nreferences = [\"oci://{}/**\"]\nsigners = [\"platform\"]\n",
        project.address
    );
    project.sandbox.write("terrace.toml", rule).unwrap();
    let ran = project.run(&["synth"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("unsigned", ran.stderr.replace("docker-", ""));
    for (name, digest) in ["jobs", "mails"].into_iter().zip(manifests) {
        let identity = project.reference(name).repository;
        let payload = Payload { identity: identity.to_string(), digest };
        let subject = Descriptor { digest, size: 1, ..Descriptor::of(media_type::MANIFEST, b"") };
        let made = image::add(None, &subject, &Signature::sign(&payload, &key)).unwrap().unwrap();
        let upload = Upload { manifest: &made.manifest, blobs: &[&made.config, &made.payload] };
        project.client.push(&identity.tagged(&signature_tag(&digest)).unwrap(), upload).unwrap();
    }
    // They were pulled before they were signed, so the signatures are fetched now.
    project.run_ok(&["synth"]);
    let lock = fs::read_to_string(project.sandbox.work().join("terrace.lock")).unwrap();
    assert_eq!(lock.matches("    \"platform\",\n").count(), 2, "{lock}");
    drop(registry);
    project.run_ok(&["synth", "--locked", "--offline"]);
    assert!(project.run_ok(&["why", "jobs", "--offline"]).contains("signed by  platform"));
}

#[test]
fn broken_connection_is_resumed() {
    let registry = FaultyRegistry::start(None);
    let component = variant(QUEUES, "one");
    let artifact = Artifact::new(&component, &Metadata::default());
    let layer = registry.add_blob(&component);
    registry.add_blob(&artifact.config);
    registry.add_manifest("1.0.0", media_type::MANIFEST, &artifact.manifest);
    registry.fail(&layer, 1, Answer::Cut(component.len() / 2));
    let project = Project::new(&registry.address(), &Authority::new());
    project.sandbox.write_configuration("config.toml", "").unwrap();
    let stack = format!(
        "stack: shop\nregions: {{ main: {{ aws: {{ region: us-east-1 }} }} }}\ntiers:\n  a: {{ component: 'oci://{}/a/b:1.0.0', regions: all, inputs: {{ names: [a] }} }}\n",
        project.address
    );
    project.sandbox.write("terrace.yaml", stack).unwrap();
    project.run_ok(&["synth"]);
    let asked = registry.requests().iter().filter(|request| format!("{request:?}").contains(&layer)).count();
    assert_eq!(asked, 2);

    // A component that does not match the manifest.
    registry.set_blob(&layer, &variant(QUEUES, "two"));
    fs::remove_dir_all(project.cache.join("store")).unwrap();
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    let ran = project.run(&["synth"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("wrong_digest", ran.stderr);
}

/// A registry announces oversized signatures and configs: none of it is requested or cached.
#[test]
fn oversized_signatures_and_configs_are_not_pulled() {
    let descriptor = |number: usize, size: u64| {
        serde_json::json!({
            "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
            "digest": Digest::of(&number.to_le_bytes()),
            "size": size,
            "annotations": { "dev.cosignproject.cosign/signature": "AA==" },
        })
    };
    let image = |count: usize, size: u64| {
        let layers: Vec<_> = (0..count).map(|number| descriptor(number, size)).collect();
        let config = descriptor(usize::MAX, 2);
        serde_json::json!({ "schemaVersion": 2, "config": config, "layers": layers }).to_string()
    };
    let images =
        [image(10_000, 2), image(1, 3 << 30), image(20, 1 << 20), image(1, u64::MAX), image(2, u64::MAX)];
    let mut told = Vec::new();
    for signatures in images {
        let registry = FaultyRegistry::start(None);
        let component = component("1.0.0", "one");
        let artifact = Artifact::new(&component, &Metadata::default());
        registry.add_blob(&component);
        registry.add_blob(&artifact.config);
        let manifest = registry.add_manifest("1.0.0", media_type::MANIFEST, &artifact.manifest);
        let tag = format!("{}.sig", manifest.replace(':', "-"));
        registry.add_manifest(&tag, media_type::MANIFEST, signatures.as_bytes());
        told.push(refused(&registry, true));
        let asked = registry.requests().iter().filter(|request| request.path.contains("/blobs/")).count();
        assert_eq!(asked, 2, "more than the component and its config was asked for");
    }
    // The config is oversized.
    let registry = FaultyRegistry::start(None);
    let component = component("1.0.0", "one");
    let artifact = Artifact::new(&component, &Metadata::default());
    let mut manifest: serde_json::Value = serde_json::from_slice(&artifact.manifest).unwrap();
    manifest["config"]["size"] = (3_u64 << 30).into();
    registry.add_manifest("1.0.0", media_type::MANIFEST, manifest.to_string().as_bytes());
    told.push(refused(&registry, false));
    insta::assert_snapshot!("too_much", told.join("\n"));
}

/// Returns the error of a stack with a component of this registry, with or without a rule that requires a signature.
fn refused(registry: &FaultyRegistry, has_rule: bool) -> String {
    let project = Project::new(&registry.address(), &Authority::new());
    project.sandbox.write_configuration("config.toml", "").unwrap();
    if has_rule {
        let key = PrivateKey::generate().unwrap();
        key.public().unwrap().write(&project.sandbox.work().join("platform.pub")).unwrap();
        let rule = "[signer.platform]\nkeys = [\"platform.pub\"]\n[[trust]]\nreferences = [\"**\"]\nsigners = [\"platform\"]\n";
        project.sandbox.write("terrace.toml", rule).unwrap();
    }
    let stack = format!(
        "stack: shop\nregions: {{ main: {{ aws: {{ region: us-east-1 }} }} }}\ntiers:\n  a: {{ component: 'oci://{}/a/b:1.0.0', regions: all, inputs: {{ names: [a] }} }}\n",
        project.address
    );
    project.sandbox.write("terrace.yaml", stack).unwrap();
    let ran = project.run(&["synth"]);
    assert_eq!(ran.code, 1);
    let blobs = fs::read_dir(project.cache.join("store/blobs/sha256"));
    let kept: u64 = blobs.into_iter().flatten().flatten().map(|entry| entry.metadata().unwrap().len()).sum();
    assert!(kept < 10 << 20, "{kept} bytes are kept");
    ran.stderr.lines().next().unwrap_or_default().to_owned()
}
