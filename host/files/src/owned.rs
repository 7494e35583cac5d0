//! Checks that files which are about to be run or trusted can only be written by the user.

use crate::ownership::is_private;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns the first path that somebody else can write, or that leads out of `root`.
///
/// Checks `root`, the directories down to `path`, and then everything in the directory `path`, except its entries named in
/// `skip`.
pub fn stranger(root: &Path, path: &Path, skip: &[&str]) -> io::Result<Option<PathBuf>> {
    match stranger_on_the_way(root, path)? {
        None if path.is_dir() => inside(&root.canonicalize()?, path, skip),
        found => Ok(found),
    }
}

/// Returns the first path from `root` down to `path` that somebody else can write, or that is a symbolic link. A missing file
/// is harmless.
pub fn stranger_on_the_way(root: &Path, path: &Path) -> io::Result<Option<PathBuf>> {
    let Ok(relative) = path.strip_prefix(root) else { return Ok(Some(path.to_owned())) };
    // The root may be a symbolic link, because the user named it.
    match fs::metadata(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(metadata) if !is_private(&metadata) => return Ok(Some(root.to_owned())),
        Ok(_) => {}
    }
    let mut place = root.to_owned();
    for part in relative.components() {
        place.push(part);
        match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            metadata => {
                let metadata = metadata?;
                if metadata.is_symlink() || !is_private(&metadata) {
                    return Ok(Some(place));
                }
            }
        }
    }
    Ok(None)
}

fn inside(root: &Path, directory: &Path, skip: &[&str]) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if skip.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let (path, metadata) = (entry.path(), entry.metadata()?);
        let leads_out =
            || metadata.is_symlink() && !path.canonicalize().is_ok_and(|target| target.starts_with(root));
        if !is_private(&metadata) || leads_out() {
            return Ok(Some(path));
        }
        if metadata.is_dir()
            && let Some(found) = inside(root, &path, &[])?
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// Creates `languages/python-1/tools/build.mjs` below a root, and lets `change` tamper with it.
    fn found(change: impl Fn(&Path)) -> Option<String> {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("cache");
        let workshop = root.join("languages/python-1");
        fs::create_dir_all(workshop.join("tools")).unwrap();
        for file in ["tools/build.mjs", "engine.wasm", "engine.sha256", "lock"] {
            fs::write(workshop.join(file), "text").unwrap();
        }
        for path in ["", "languages", "languages/python-1", "languages/python-1/tools"] {
            fs::set_permissions(root.join(path), PermissionsExt::from_mode(0o755)).unwrap();
        }
        change(&root);
        let found = stranger(&root, &workshop, &["lock"]).unwrap()?;
        Some(found.strip_prefix(&root).unwrap().display().to_string())
    }

    #[test]
    fn owned_tree_passes_if_only_the_user_can_write_to_it() {
        assert_eq!(found(|_| {}), None);
        assert_eq!(
            found(|root| symlink("build.mjs", root.join("languages/python-1/tools/link")).unwrap()),
            None
        );
    }

    #[test]
    fn owned_tree_fails_if_others_can_write_to_any_part() {
        for path in [
            "",
            "languages",
            "languages/python-1",
            "languages/python-1/engine.wasm",
            "languages/python-1/engine.sha256",
            "languages/python-1/tools",
            "languages/python-1/tools/build.mjs",
        ] {
            for mode in [0o777, 0o775, 0o757, 0o722] {
                let spoilt = found(|root| {
                    fs::set_permissions(root.join(path), PermissionsExt::from_mode(mode)).unwrap();
                });
                assert_eq!(spoilt.as_deref(), Some(path), "{mode:o}");
            }
        }
    }

    #[test]
    fn owned_tree_fails_if_a_link_leads_out_of_it() {
        for path in
            ["languages", "languages/python-1", "languages/python-1/tools", "languages/python-1/engine.wasm"]
        {
            let spoilt = found(|root| {
                let moved = root.with_file_name("elsewhere");
                fs::rename(root.join(path), &moved).unwrap();
                symlink(&moved, root.join(path)).unwrap();
            });
            assert_eq!(spoilt.as_deref(), Some(path));
        }
    }
}
