//! The socket that Terraform connects to.

use std::env;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::UnixListener;

use super::ServeError;

/// The longest path of a socket in bytes: 108 on Linux and 104 on macOS, including a zero at the end.
const MAX_PATH_BYTES: usize = 103;
/// The name of the socket in its directory.
const NAME: &str = "provider";
/// The bytes after the base directory: the socket's directory, with six random letters in its name, and the socket's name.
const SOCKET_SUFFIX_BYTES: usize = "/terrace-123456/".len() + NAME.len();

/// Returns the first directory in which a socket has a path that is short enough and fits in the handshake line, whose fields
/// are separated by `|`. If there is none, returns the first one, whose error then gives the reason.
fn place(places: [PathBuf; 3]) -> PathBuf {
    let fits = |place: &&PathBuf| {
        place.as_os_str().len() + SOCKET_SUFFIX_BYTES <= MAX_PATH_BYTES
            && place.to_str().is_some_and(|text| !text.contains(['|', '\n', '\r']))
    };
    places.iter().find(fits).unwrap_or(&places[0]).clone()
}

/// A socket in a directory of its own that only this user may enter.
pub(super) struct Socket {
    pub(super) listener: UnixListener,
    path: PathBuf,
    directory: Option<TempDir>,
}

impl Socket {
    pub(super) fn bind() -> Result<Self, ServeError> {
        // Not in the sandbox's directory, whose path may be longer.
        let made = tempfile::Builder::new().prefix("terrace-").tempdir_in(place([
            env::temp_dir(),
            PathBuf::from("/tmp"),
            PathBuf::from("/var/tmp"),
        ]));
        let directory = made.map_err(ServeError::Socket)?;
        let path = directory.path().join(NAME);
        let listener = UnixListener::bind(&path).map_err(ServeError::Socket)?;
        Ok(Self { listener, path, directory: Some(directory) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the socket's name. Terraform connects once, so after that even a provider that is killed leaves no file behind.
    pub(super) fn unlink(&mut self) {
        self.directory = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    #[test]
    fn socket_is_in_a_directory_whose_path_fits() {
        let place_of =
            |first: &[u8]| place([OsStr::from_bytes(first).into(), "/tmp".into(), "/var/tmp".into()]);
        let long = |length: usize| format!("/{}", "x".repeat(length - 1));
        let most = MAX_PATH_BYTES - SOCKET_SUFFIX_BYTES;
        assert_eq!(place_of(long(most).as_bytes()), Path::new(&long(most)));
        for other in [long(most + 1).as_bytes(), b"/a|b", b"/a\nb", b"/\xff"] {
            assert_eq!(place_of(other), Path::new("/tmp"));
        }
    }
}
