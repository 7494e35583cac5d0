//! Clients for the test registries.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::Pin;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use terrace_core::reference::{OciReference, Reference};
use terrace_registry::client::{
    Client, ClientOptions, Observer, Pace, Proxies, RegistrySettings, ResolvedManifest, Sleeper, Upload,
};
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{self, Artifact, ComponentManifest, Metadata, media_type};
use terrace_registry::{Failure, RegistryError};
use terrace_test_registry::{Authority, FaultyRegistry};

/// A port on which nothing listens: a free one may be taken by the server of another test.
pub const CLOSED_PORT: u16 = 1;

/// Pauses that take no time and are recorded.
#[derive(Default)]
pub struct Pauses(Mutex<Vec<Duration>>);

impl Pauses {
    pub fn taken(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Sleeper for Pauses {
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(pause);
        Box::pin(std::future::ready(()))
    }
}

/// Records the progress that a client reports.
#[derive(Default)]
pub struct Heard(Mutex<Vec<String>>);

impl Heard {
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Heard {
    fn progress(&self, _name: &str, done: u64, total: Option<u64>) {
        self.0.lock().unwrap().push(format!("{done} of {total:?}"));
    }

    fn waiting(&self, pause: Duration, failure: &Failure) {
        self.0.lock().unwrap().push(format!("waiting {}: {failure}", terrace_registry::seconds(pause)));
    }
}

/// A client with a record of what it did.
pub struct Tested {
    pub client: Client,
    pub pauses: Arc<Pauses>,
    pub heard: Arc<Heard>,
}

/// Returns a client that trusts the authority at these addresses.
pub fn client(authority: Option<&Authority>, addresses: &[&str], credentials: Credentials) -> Tested {
    tested(options(authority, addresses, credentials))
}

pub fn options(authority: Option<&Authority>, addresses: &[&str], credentials: Credentials) -> ClientOptions {
    let settings = RegistrySettings { ca: authority.map(|it| it.pem().into_bytes()), plain_http: None };
    let registries: BTreeMap<_, _> =
        addresses.iter().map(|address| ((*address).to_owned(), settings.clone())).collect();
    let mut options = ClientOptions::new(Proxies::default(), credentials);
    options.registries = registries;
    options.pace = Pace { idle: Duration::from_millis(700), ..Pace::default() };
    options
}

pub fn tested(mut options: ClientOptions) -> Tested {
    let (pauses, heard) = (Arc::new(Pauses::default()), Arc::new(Heard::default()));
    options.sleeper = Arc::clone(&pauses) as Arc<dyn Sleeper>;
    options.observer = Arc::clone(&heard) as Arc<dyn Observer>;
    Tested { client: Client::new(options).unwrap(), pauses, heard }
}

/// Parses `oci://ADDRESS/REST`.
pub fn reference(address: &str, rest: &str) -> OciReference {
    match Reference::parse(&format!("oci://{address}/{rest}")).unwrap() {
        Reference::Oci(reference) => reference,
        Reference::Https(_) => unreachable!(),
    }
}

/// Returns bytes that are not a component, but long enough to arrive in pieces.
pub fn some_bytes() -> Vec<u8> {
    (0..300_000_u32).flat_map(u32::to_le_bytes).collect()
}

/// Adds the artifact of a component, as `network:1.0.0`.
pub fn add_component(registry: &FaultyRegistry, component: &[u8]) -> ComponentManifest {
    let artifact = Artifact::new(component, &Metadata::default());
    registry.add_blob(component);
    registry.add_blob(&artifact.config);
    registry.add_manifest("1.0.0", media_type::MANIFEST, &artifact.manifest);
    layout::read(&artifact.manifest).unwrap()
}

/// Pushes a component. Returns its manifest.
pub fn push(client: &Client, reference: &OciReference, component: &[u8]) -> Result<Artifact, RegistryError> {
    let metadata = Metadata { title: Some("network".to_owned()), ..Metadata::default() };
    let artifact = Artifact::new(component, &metadata);
    let upload = Upload { manifest: &artifact.manifest, blobs: &[&artifact.config, component] };
    assert_eq!(client.push(reference, upload)?, artifact.digest());
    Ok(artifact)
}

/// Resolves a reference and pulls its component.
pub fn pull(client: &Client, reference: &OciReference) -> Result<(ResolvedManifest, Vec<u8>), RegistryError> {
    let resolved = client.resolve(reference)?;
    let manifest = layout::read(&resolved.bytes).unwrap();
    let mut component = Vec::new();
    client.pull(&reference.repository, &manifest.layer, &mut component)?;
    Ok((resolved, component))
}

/// Formats an error and its hint, without the parts that differ between runs.
pub fn told(error: &RegistryError, address: &str) -> String {
    let (host, _) = address.split_once(':').unwrap();
    format!("{error}\n  hint: {}", error.hint()).replace(address, "HOST").replace(host, "IP")
}

/// Runs an ignored test of this program in its own process, with these variables.
pub fn run_alone(test: &str, variables: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", test, "--nocapture"])
        .env_remove("SSL_CERT_DIR")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Returns a directory of logins with one for each address.
pub fn logins(directory: &Path, addresses: &[&str], user: &str, password: &str) -> Credentials {
    let credentials = Credentials::in_directory(directory);
    for address in addresses {
        credentials.store(address, user, password).unwrap();
    }
    credentials
}
