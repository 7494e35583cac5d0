//! Digests of files outside of the cache, so that an unchanged component is not read at every start.

use super::{Cache, record, stamp::Stamp};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{self, Path};
use terrace_core::digest::Digest;
use terrace_files::regular;

/// The cached digest of a file.
#[derive(Serialize, Deserialize)]
struct CachedDigest {
    stamp: Stamp,
    /// SHA-256 of its content, 64 hexadecimal digits.
    sha256: String,
}

impl Cache {
    /// Returns the SHA-256 of a file of at most `most` bytes. The file is read only if it changed since the last call.
    pub fn digest_of_file(&self, file: &Path, most: u64) -> io::Result<Digest> {
        let metadata = regular::open(file)?.metadata()?;
        let stamp = Stamp::of(&metadata).filter(|_| metadata.is_file() && metadata.len() <= most);
        let name = format!("file-{}", record::digest(path::absolute(file)?.as_os_str().as_encoded_bytes()));
        let known: Option<CachedDigest> = stamp.as_ref().and_then(|_| self.directory.read(&name));
        let known = known.filter(|known| Some(&known.stamp) == stamp.as_ref());
        if let Some(digest) = known.and_then(|known| Digest::from_hex(&known.sha256)) {
            return Ok(digest);
        }
        let bytes = regular::read(file, most)?;
        let digest = Digest::of(&bytes);
        if let Some(stamp) = stamp {
            // If the digest cannot be cached, the file is read again next time.
            let known = CachedDigest { stamp, sha256: digest.hex() };
            let _ = self.directory.make().and_then(|()| self.directory.write(&name, &known));
        }
        Ok(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn file_digest_follows_the_content_of_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path().join("cache"));
        let file = directory.path().join("tier.wasm");
        for content in ["one", "two", "one", ""] {
            fs::write(&file, content).unwrap();
            for _ in 0..2 {
                assert_eq!(cache.digest_of_file(&file, 100).unwrap(), Digest::of(content.as_bytes()));
            }
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(cache.digest_of_file(&file, 100).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn file_digest_is_cached_while_the_file_is_unchanged() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path().join("cache"));
        let file = directory.path().join("tier.wasm");
        fs::write(&file, "content").unwrap();
        cache.digest_of_file(&file, 100).unwrap();
        let [known] = fs::read_dir(cache.directory()).unwrap().collect::<Vec<_>>().try_into().unwrap();
        let before = fs::metadata(known.unwrap().path()).unwrap();
        cache.digest_of_file(&file, 100).unwrap();
        let [known] = fs::read_dir(cache.directory()).unwrap().collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(Stamp::of(&fs::metadata(known.unwrap().path()).unwrap()), Stamp::of(&before));
    }
}
