//! Checks that other users cannot change trusted files.

use rustix::process::{getegid, geteuid};
use std::fmt;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The reason why other users can change a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipError {
    /// The file, a directory that contains it, or a directory that contains a link to it.
    pub path: PathBuf,
    /// How other users can change it.
    pub how: Sharing,
}

/// How other users can change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// It belongs to another user, with this ID.
    Owner(u32),
    /// Its group can write to it.
    Group,
    /// Everyone can write to it.
    Everyone,
}

impl fmt::Display for OwnershipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.how {
            Sharing::Owner(user) => write!(f, "`{path}` belongs to another user, with the ID {user}"),
            Sharing::Group => write!(f, "the group of `{path}` can write to it"),
            Sharing::Everyone => write!(f, "everyone can write to `{path}`"),
        }
    }
}

impl OwnershipError {
    /// Returns how to fix the permissions.
    pub fn hint(&self) -> String {
        let path = self.path.display();
        match self.how {
            Sharing::Owner(_) => {
                format!("copy what you trust to your own files and directories, or run `chown` on `{path}`")
            }
            Sharing::Group => format!("run `chmod g-w {path}`"),
            Sharing::Everyone => format!("run `chmod go-w {path}`"),
        }
    }
}

/// Checks that others cannot change an existing file, the directory that contains it, or one that contains a link to it. A path
/// that cannot be examined passes; reading it will report the error.
pub fn check(file: &Path) -> Result<(), OwnershipError> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    check_one(&target)?;
    [file, &target].into_iter().filter_map(Path::parent).try_for_each(check_one)
}

/// Checks that others cannot change a file or a directory itself.
fn check_one(path: &Path) -> Result<(), OwnershipError> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    match fs::metadata(path).ok().and_then(|metadata| sharing(&metadata)) {
        Some(how) => Err(OwnershipError { path: path.to_owned(), how }),
        None => Ok(()),
    }
}

/// Returns true if a file or directory belongs to this user or to root, and no other user can change it. For a link only the
/// owner counts: its mode has no meaning.
pub fn is_private(metadata: &Metadata) -> bool {
    sharing(metadata).is_none()
}

fn sharing(metadata: &Metadata) -> Option<Sharing> {
    let own = geteuid().as_raw();
    if metadata.uid() != own && metadata.uid() != 0 {
        return Some(Sharing::Owner(metadata.uid()));
    }
    if metadata.is_symlink() {
        return None;
    }
    if metadata.mode() & 0o002 != 0 {
        return Some(Sharing::Everyone);
    }
    // Many systems give each user a private group with the same ID, and let it write everything.
    let is_own_group = own != 0 && metadata.gid() == own && getegid().as_raw() == own;
    (metadata.mode() & 0o020 != 0 && !is_own_group).then_some(Sharing::Group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn ownership_check_rejects_files_that_others_can_change() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("terrace.toml");
        fs::write(&file, "").unwrap();
        for (mode, is_good) in [(0o600, true), (0o644, true), (0o646, false), (0o602, false), (0o666, false)]
        {
            set(&file, mode);
            assert_eq!(check(&file).is_ok(), is_good, "{mode:o}");
        }
        set(&file, 0o644);
        for (mode, is_good) in [(0o755, true), (0o757, false), (0o1777, false)] {
            set(directory.path(), mode);
            assert_eq!(check(&file).is_ok(), is_good, "{mode:o}");
        }
        set(directory.path(), 0o700);

        // Whoever can change a link, or its target, can change what is read.
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("config.toml");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(check(&link).is_ok());
        set(elsewhere.path(), 0o777);
        assert_eq!(check(&link).unwrap_err().path, elsewhere.path());
        set(elsewhere.path(), 0o700);
        set(directory.path(), 0o777);
        assert_eq!(check(&link).unwrap_err().path, directory.path().canonicalize().unwrap());
        assert!(check(&elsewhere.path().join("missing.toml")).is_ok());
    }

    #[test]
    fn ownership_check_accepts_group_write_only_for_the_users_own_group() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("terrace.toml");
        fs::write(&file, "").unwrap();
        set(&file, 0o664);
        let (user, group) = (geteuid().as_raw(), getegid().as_raw());
        assert_eq!(check(&file).is_ok(), user != 0 && user == group);
    }
}
