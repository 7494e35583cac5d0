//! A user of a registry.

use crate::under_test;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_test_registry::{Access, DockerRegistry};
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox};

/// A user of a registry, with their own home and cache.
pub struct RegistryUser {
    sandbox: Sandbox,
    cache: PathBuf,
    registry: String,
}

/// Returns the queues tier with other strings: each is replaced by one of the same length.
pub fn queues(version: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let version = format!("queues{version}Message");
    let mut component = terrace_test_artifacts::QUEUES.to_vec();
    for (old, new) in changes.iter().copied().chain([("queues0.1.0Message", version.as_str())]) {
        assert_eq!(old.len(), new.len(), "`{old}` and `{new}`");
        let places: Vec<usize> = component
            .windows(old.len())
            .enumerate()
            .filter(|(_, at)| at == &old.as_bytes())
            .map(|(at, _)| at)
            .collect();
        assert!(!places.is_empty(), "the component does not contain `{old}`");
        for at in places {
            component[at..at + old.len()].copy_from_slice(new.as_bytes());
        }
    }
    component
}

impl RegistryUser {
    /// Creates a user of this registry. The files exist, and components among them are compiled.
    pub fn new(registry: &DockerRegistry, files: &[(&str, &[u8])]) -> Self {
        let sandbox = under_test::sandbox();
        for (path, content) in files {
            sandbox.write(path, content).unwrap();
            if path.ends_with(".wasm") {
                let ran = sandbox.run(["inspect", path]).unwrap();
                assert_eq!(ran.code, 0, "{}", ran.stderr);
            }
        }
        let cache = sandbox.cache_of_its_own().unwrap();
        Self { sandbox, cache, registry: registry.address().to_owned() }
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.sandbox.write(path, content).unwrap()
    }

    /// Writes a file into the directory of the user's configuration, or the configuration itself.
    pub fn configure(&self, name: &str, content: impl AsRef<[u8]>) {
        self.sandbox.write_configuration(name, content).unwrap();
    }

    pub fn work(&self) -> PathBuf {
        self.sandbox.work()
    }

    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Returns `oci://` and the registry, followed by `rest`.
    pub fn oci(&self, rest: &str) -> String {
        format!("oci://{}/{rest}", self.registry)
    }

    /// Returns the command, split like in a shell. `REGISTRY` in it becomes the registry's address.
    pub fn command(&self, line: &str) -> Command {
        let line = line.replace("REGISTRY", &self.registry);
        let mut command = self.sandbox.command(line.split_whitespace());
        command.env("TERRACE_CACHE_DIR", &self.cache);
        command
    }

    pub fn run_command(&self, command: &mut Command) -> CommandOutput {
        let ran = self.sandbox.masked_output(command.output().unwrap());
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        ran
    }

    pub fn run(&self, line: &str) -> CommandOutput {
        self.run_command(&mut self.command(line))
    }

    /// Runs a command that must succeed, and returns standard output.
    pub fn run_ok(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}:\n{}{}", ran.stdout, ran.stderr);
        self.masked(&ran.stdout)
    }

    /// Returns the output and exit code of a command, with digests and the registry masked.
    pub fn transcript(&self, line: &str) -> String {
        let ran = self.run(line);
        self.masked(&format!("$ terrace {line}\nexit code {}\n{}{}", ran.code, ran.stdout, ran.stderr))
    }

    /// Masks digests, whole or shortened, sizes and the registry.
    pub fn masked(&self, text: &str) -> String {
        let text = masks::digests(text).replace(&self.registry, "REGISTRY");
        let is_word = |c: char| c.is_ascii_alphanumeric();
        let mut masked = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let is_short = word.len() == 12 && after.starts_with('…');
            let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
            masked += if is_hex && (is_short || word.len() == 64) { "<digest>" } else { word };
            let next = after.find(is_word).unwrap_or(after.len());
            masked += &after[..next];
            rest = &after[next..];
        }
        masked.lines().map(size).collect::<Vec<_>>().join("\n")
    }
}

/// Masks `12.3 kB` in a line.
fn size(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let masked = words.iter().enumerate().map(|(at, word)| match words.get(at + 1) {
        Some(unit) if ["kB", "MB"].iter().any(|known| unit.starts_with(known)) => "<size>",
        _ => word,
    });
    masked.collect::<Vec<_>>().join(" ")
}

/// Starts a registry for everyone, without TLS. `None` if it cannot run.
pub fn open_registry() -> Option<DockerRegistry> {
    DockerRegistry::start(Access::PlainHttp)
}

/// Returns the lines of a user's configuration that trust an authority for the registry.
pub fn trusting(registry: &DockerRegistry) -> String {
    format!("[registry.\"{}\"]\nca = \"authority.pem\"\n", registry.address())
}
