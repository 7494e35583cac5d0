//! Components that were built from a project's source, for commands that do not build.

use super::{Cache, record};
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;

/// A record of the last build of a project's directory.
#[derive(Serialize, Deserialize)]
struct BuildRecord {
    /// SHA-256 of the source, in hexadecimal.
    source: String,
    /// SHA-256 of the component, in hexadecimal.
    component: String,
}

impl Cache {
    /// Caches the component built from the source in a directory. If that fails, it is built again.
    pub fn keep_built(&self, project: &Path, source: &Digest, component: &[u8]) {
        let name = name(project);
        let known = BuildRecord { source: source.hex(), component: Digest::of(component).hex() };
        let kept = self.directory.make().and_then(|()| self.directory.replace(&file(&name), component));
        if kept.is_ok() {
            self.remember(&name, &known);
        }
    }

    /// Returns the component built from this source, if the cache has it, undamaged and owned by the user.
    pub fn built(&self, project: &Path, source: &Digest) -> Option<Vec<u8>> {
        let name = name(project);
        let known: BuildRecord = self.recall(&name)?;
        let mut component = Vec::new();
        self.directory.open(&file(&name))?.read_to_end(&mut component).ok()?;
        let is_it = known.source == source.hex() && known.component == Digest::of(&component).hex();
        is_it.then_some(component)
    }
}

fn name(project: &Path) -> String {
    format!("built-{}", record::digest(project.as_os_str().as_encoded_bytes()))
}

fn file(name: &str) -> PathBuf {
    Path::new(name).with_extension("wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_component_is_found_by_its_path_and_source_digest() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path().join("cache"));
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        cache.keep_built(Path::new("/a"), &one, b"component");
        assert_eq!(cache.built(Path::new("/a"), &one).as_deref(), Some(b"component".as_slice()));
        assert_eq!(cache.built(Path::new("/a"), &two), None);
        assert_eq!(cache.built(Path::new("/b"), &one), None);
        std::fs::write(cache.directory().join(file(&name(Path::new("/a")))), "other").unwrap();
        assert_eq!(cache.built(Path::new("/a"), &one), None);
    }
}
