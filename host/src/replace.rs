//! Replaces a file as a whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes a file of a directory that is there hold these bytes. A crash leaves the old file or the new one.
pub fn replace(directory: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    // Terraform reads no file whose name begins with a dot, so a left-over of a crash does no harm.
    builder.prefix(".terrace.");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(bytes)?;
    // Without this a power cut after the rename could leave the new name with no content.
    file.as_file().sync_data()?;
    file.persist(path)?;
    Ok(())
}

/// [`replace`] for a file that people keep: it keeps its permissions, a link to it stays one, and the rename is synced as
/// well. Only one process at a time may do it: what a crash leaves behind is taken by the next.
pub fn replace_at(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let new = beside(&path);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(&new)?;
    let written = file.write_all(bytes).and_then(|()| {
        if let Ok(present) = fs::metadata(&path) {
            file.set_permissions(present.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&new, &path)
    });
    if let Err(error) = written {
        // It is of no use any more; whether it can be removed changes nothing.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

/// Where a file is written before it takes the place of another: `.terrace.lock.new`.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}
