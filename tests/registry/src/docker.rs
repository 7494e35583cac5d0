//! Debian's `docker-registry`, started for one test.

use crate::{Authority, TokenServer};
use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The user in the tests' registries and token servers.
pub const USER: &str = "ann";

/// The password of [`USER`].
pub const PASSWORD: &str = "tiers-for-all";

/// The bcrypt hash of the password, the only kind that the registry accepts.
const PASSWORD_HASH: &str = "$2b$05$abcdefghijklmnopqrstuu9fZakUTr68/BkarMwomN1qewEhljR7.";

/// The maximum time until the registry listens.
const LONGEST_START: Duration = Duration::from_secs(15);

/// The clients that may use the registry.
#[derive(Clone, Copy)]
pub enum Access<'a> {
    /// All clients, without TLS.
    PlainHttp,
    /// All clients, with TLS.
    Anyone(&'a Authority),
    /// [`USER`], with basic authentication.
    Password(&'a Authority),
    /// Clients with a token from this server.
    Token(&'a Authority, &'a TokenServer),
}

/// A `docker-registry` on a free port of 127.0.0.1 that keeps everything in memory. It ends when it is dropped.
pub struct DockerRegistry {
    process: Child,
    address: String,
    _directory: TempDir,
}

impl DockerRegistry {
    /// Starts the registry. `None` if the program is not installed; a note on standard error then says that the test
    /// is skipped.
    #[allow(clippy::print_stderr)]
    pub fn start(access: Access<'_>) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("config.yml");
        fs::write(&config, configuration(&directory, access)).unwrap();
        let log = directory.path().join("log");
        let started = Command::new("docker-registry")
            .arg("serve")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn();
        let process = match started {
            Ok(process) => process,
            Err(error) => {
                eprintln!(
                    "SKIPPED: docker-registry cannot be run ({error}); install the package docker-registry"
                );
                return None;
            }
        };
        let mut registry = Self { process, address: String::new(), _directory: directory };
        let start = Instant::now();
        loop {
            let said = fs::read_to_string(&log).unwrap();
            if let Some(address) = listening(&said) {
                registry.address = address;
                return Some(registry);
            }
            let ended = registry.process.try_wait().unwrap();
            assert!(
                ended.is_none() && start.elapsed() < LONGEST_START,
                "docker-registry does not start:\n{said}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns `127.0.0.1` and the port.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for DockerRegistry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Parses the address from the line that contains it: `msg="listening on 127.0.0.1:35127, tls"`.
fn listening(log: &str) -> Option<String> {
    let (_, after) = log.split_once("listening on ")?;
    let end = after.find(|c: char| c == ',' || c == '"' || c.is_whitespace())?;
    Some(after[..end].to_owned())
}

fn configuration(directory: &TempDir, access: Access<'_>) -> String {
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let mut text =
        "version: 0.1\nlog:\n  level: info\n  accesslog:\n    disabled: true\nstorage:\n  inmemory: {}\n  \
                    delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:0\n"
            .to_owned();
    let authority = match access {
        Access::PlainHttp => return text,
        Access::Anyone(authority) | Access::Password(authority) | Access::Token(authority, _) => authority,
    };
    let certificate = file("server.pem", &authority.server_pem());
    let key = file("server.key", &authority.server_key_pem());
    text += &format!("  tls:\n    certificate: {certificate}\n    key: {key}\n");
    match access {
        Access::Password(_) => {
            let users = file("users", &format!("{USER}:{PASSWORD_HASH}\n"));
            text += &format!("auth:\n  htpasswd:\n    realm: tests\n    path: {users}\n");
        }
        Access::Token(authority, server) => {
            let roots = file("roots.pem", &authority.pem());
            text += &format!(
                "auth:\n  token:\n    realm: {}\n    service: {}\n    issuer: {}\n    rootcertbundle: {roots}\n",
                server.realm(),
                TokenServer::SERVICE,
                TokenServer::ISSUER,
            );
        }
        Access::PlainHttp | Access::Anyone(_) => {}
    }
    text
}
