//! Replaces a file as a whole.

use std::io::{self, Write};
use std::path::Path;

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
