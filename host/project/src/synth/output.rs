//! Reads and writes the output directory of a stack.

use super::manifest::Manifest;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Explain};
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_files::regular;
use terrace_stack::stack::Stack;

/// The only file that a synthesis writes. With a single file, the output can be replaced atomically: renaming a file over
/// another is the only change to a directory that is never seen half done.
pub const FILE_NAME: &str = "main.tf.json";

/// Returns the default output directory of a stack file in an environment. Each environment has its own, because each has its
/// own state.
pub fn directory_of(stack_file: &Path, environment: Option<&str>) -> PathBuf {
    stack_file.with_file_name("terrace.out").join(environment.unwrap_or("default"))
}

/// Returns the default output directory of a stack.
pub fn directory_of_stack(stack: &Stack) -> PathBuf {
    directory_of(stack.file(), stack.settings.environment.as_deref())
}

/// The number of bytes that are compared at a time, chosen to fit into the processor's cache.
const CHUNK_BYTES: usize = 16 * 1024;

/// An error reading or writing the output.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("cannot create the output directory `{}`: {}", path.display(), reason(source))]
    Directory {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
    #[error("cannot create the output directory `{}`: `{}` is not a directory", path.display(), obstacle.display())]
    DirectoryTaken {
        path: PathBuf,
        /// The path that is not a directory: that of the output directory, or of one of its parents.
        obstacle: PathBuf,
    },
    #[error("the output file `{}` is a directory", path.display())]
    FileTaken { path: PathBuf },
    /// The file cannot be written. The previous file is unchanged.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
    /// The directory has the output of another stack or environment, and its state.
    #[error("`{}` contains the output and the state of {owner}, not of {own}", path.display())]
    OtherOwner { path: PathBuf, owner: String, own: String },
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
}

impl Explain for OutputError {
    fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("output", self.to_string());
        match self {
            Self::Directory { .. } => diagnostic.hint("choose a writable directory with `--out`"),
            Self::DirectoryTaken { obstacle: path, .. } | Self::FileTaken { path } => diagnostic
                .hint(format!("remove `{}`, or name another directory with `--out`", path.display())),
            Self::Write { .. } => diagnostic
                .note("the previous content is unchanged")
                .hint("free some space or fix the permissions there, or name another directory with `--out`"),
            Self::OtherOwner { path, own, .. } => diagnostic
                .note("an apply would destroy or replace its resources")
                .hint("name another directory with `--out`")
                .hint(format!(
                    "if it is {own} under another name, remove `{}`",
                    path.join(FILE_NAME).display()
                )),
            Self::Read { .. } => diagnostic.hint("name another directory with `--out`"),
        }
    }
}

/// The difference between the file on disk and the synthesized output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The file has the same bytes.
    Same,
    /// The file did not exist.
    Missing,
    /// The file had other content.
    Different,
}

/// The maximum size of an existing output that is read, in bytes. A checkout may contain any file in its place.
const MAX_OUTPUT_BYTES: u64 = 64 << 20;

/// Reads the output file in the directory. Returns `None` if it does not exist.
pub fn read(directory: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    of_file(directory, |path| regular::read(path, MAX_OUTPUT_BYTES))
}

/// Applies `tell` to the output file in the directory. Returns `None` if it does not exist.
fn of_file<T>(directory: &Path, tell: impl FnOnce(&Path) -> io::Result<T>) -> Result<Option<T>, OutputError> {
    let path = directory.join(FILE_NAME);
    match tell(&path) {
        Ok(told) => Ok(Some(told)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) if path.is_dir() => Err(OutputError::FileTaken { path }),
        Err(source) => match obstacle(directory) {
            Some(obstacle) => Err(OutputError::DirectoryTaken { path: directory.to_owned(), obstacle }),
            None => Err(OutputError::Read { path, source }),
        },
    }
}

/// Returns the files next to the output that terraform reads as well, sorted: configuration, and values of variables.
pub fn additions(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut paths: Vec<_> = names.filter(|name| is_read(name)).map(|name| directory.join(name)).collect();
    paths.sort();
    paths
}

/// Returns whether terraform or tofu reads a file of this name that Terrace has not written.
fn is_read(name: &str) -> bool {
    const CONFIGURATION: [&str; 4] = [".tf", ".tf.json", ".tofu", ".tofu.json"];
    const VALUES: [&str; 2] = [".auto.tfvars", ".auto.tfvars.json"];
    // Terraform ignores files of editors.
    let is_ignored = name.starts_with('.') || name.ends_with('~') || name.starts_with('#');
    let has_ending = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_configuration = has_ending(&CONFIGURATION) && !is_ignored && name != FILE_NAME;
    is_configuration || has_ending(&VALUES) || matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
}

/// Warns about files that terraform reads but that are not part of the stack.
pub fn additions_warning(additions: &[PathBuf]) -> Option<Diagnostic> {
    let summary = match additions {
        [] => return None,
        [path] => format!("terraform also reads `{}`, which is not part of the stack", path.display()),
        paths => format!("terraform also reads {} files that are not part of the stack", paths.len()),
    };
    let named = additions.iter().filter(|_| additions.len() > 1);
    let warning = Diagnostic::warning("foreign-file", summary);
    let warning = named.fold(warning, |warning, path| warning.note(format!("`{}`", path.display())));
    Some(
        warning
            .hint("remove files that are no longer needed; permanent configuration belongs in a tier or in the stack file"),
    )
}

/// Returns an error if the directory contains the state of another stack.
pub fn other_owner(directory: &Path, manifest: &Manifest) -> Option<OutputError> {
    if !directory.join("terraform.tfstate").exists() {
        return None;
    }
    let present = Manifest::of(&String::from_utf8(read(directory).ok()??).ok()?)?;
    if (&present.stack, &present.environment) == (&manifest.stack, &manifest.environment) {
        return None;
    }
    let path = directory.to_owned();
    Some(OutputError::OtherOwner { path, owner: present.owner(), own: manifest.owner() })
}

/// Compares the content of a file, if it exists, with the synthesized output.
pub fn difference(present: Option<&[u8]>, bytes: &[u8]) -> Difference {
    match present {
        Some(present) if present == bytes => Difference::Same,
        Some(_) => Difference::Different,
        None => Difference::Missing,
    }
}

/// Compares the output file in the directory with these bytes.
pub fn compare(directory: &Path, bytes: &[u8]) -> Result<Difference, OutputError> {
    Ok(match of_file(directory, |path| holds(path, bytes))? {
        Some(true) => Difference::Same,
        Some(false) => Difference::Different,
        None => Difference::Missing,
    })
}

/// Returns whether a file consists of exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = regular::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut part = vec![0; CHUNK_BYTES];
    for expected in bytes.chunks(CHUNK_BYTES) {
        let part = &mut part[..expected.len()];
        match file.read_exact(part) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            result => result?,
        }
        if part != expected {
            return Ok(false);
        }
    }
    Ok(file.read(&mut part[..1])? == 0)
}

/// Writes the output file atomically, and returns how it differed before. A file that is the same already is not touched.
///
/// With `is_private`, only its owner can read the file.
pub fn write(directory: &Path, bytes: &[u8], is_private: bool) -> Result<Difference, OutputError> {
    let _span = tracing::info_span!("write", directory = %directory.display()).entered();
    let before = match compare(directory, bytes) {
        // A file that cannot be read can still be replaced.
        Err(OutputError::Read { .. }) => Difference::Different,
        result => result?,
    };
    let path = directory.join(FILE_NAME);
    if before == Difference::Same {
        if is_private {
            make_private(&path).map_err(|source| OutputError::Write { path, source })?;
        }
        return Ok(before);
    }
    fs::create_dir_all(directory).map_err(|source| match obstacle(directory) {
        Some(obstacle) => OutputError::DirectoryTaken { path: directory.to_owned(), obstacle },
        None => OutputError::Directory { path: directory.to_owned(), source },
    })?;
    let new = if is_private { AtomicWrite::output().private() } else { AtomicWrite::output() };
    new.replace(&path, bytes).map_err(|source| OutputError::Write { path, source })?;
    Ok(before)
}

/// Removes the permissions of everybody but the owner.
#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        fs::set_permissions(path, PermissionsExt::from_mode(mode & 0o700))
    }
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns the directory or the parent that exists but is not a directory.
fn obstacle(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|path| path.symlink_metadata().is_ok() && !path.is_dir()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_written_only_if_different() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("a/b");
        assert_eq!(compare(&out, b"1").unwrap(), Difference::Missing);
        assert_eq!(write(&out, b"1", false).unwrap(), Difference::Missing);
        assert_eq!(write(&out, b"1", false).unwrap(), Difference::Same);
        assert_eq!(write(&out, b"2", false).unwrap(), Difference::Different);
        assert_eq!(compare(&out, b"22").unwrap(), Difference::Different);
        assert_eq!(compare(&out, b"").unwrap(), Difference::Different);
        assert_eq!(fs::read(out.join(FILE_NAME)).unwrap(), b"2");
        let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME], "no temporary file is left");
    }

    #[test]
    fn long_outputs_are_compared_to_their_last_byte() {
        let directory = tempfile::tempdir().unwrap();
        for length in [CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES] {
            let mut bytes = vec![b'a'; length];
            write(directory.path(), &bytes, false).unwrap();
            assert_eq!(compare(directory.path(), &bytes).unwrap(), Difference::Same);
            bytes[length - 1] = b'b';
            assert_eq!(compare(directory.path(), &bytes).unwrap(), Difference::Different);
        }
    }

    #[cfg(unix)]
    #[test]
    fn private_output_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(FILE_NAME);
        let others = || fs::metadata(&path).unwrap().permissions().mode() & 0o077;
        write(directory.path(), b"1", true).unwrap();
        assert_eq!(others(), 0);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        write(directory.path(), b"1", false).unwrap();
        assert_eq!(others(), 0o044, "it is left as it is");
        write(directory.path(), b"1", true).unwrap();
        assert_eq!(others(), 0, "though it is the same");
        write(directory.path(), b"2", true).unwrap();
        assert_eq!(others(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn output_replaces_a_link_and_not_its_target() {
        let directory = tempfile::tempdir().unwrap();
        let victim = directory.path().join("victim");
        fs::write(&victim, "kept").unwrap();
        let out = directory.path().join("out");
        fs::create_dir(&out).unwrap();
        std::os::unix::fs::symlink(&victim, out.join(FILE_NAME)).unwrap();
        write(&out, b"new", false).unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "kept");
        assert_eq!(fs::read(out.join(FILE_NAME)).unwrap(), b"new");
    }

    #[test]
    fn output_error_names_the_file_in_the_way() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("out");
        fs::write(&out, "").unwrap();
        for directory in [&out, &out.join("below/it")] {
            let error = write(directory, b"1", false).unwrap_err();
            assert!(
                matches!(&error, OutputError::DirectoryTaken { obstacle, .. } if *obstacle == out),
                "{error}"
            );
        }
        let taken = directory.path().join("taken");
        fs::create_dir_all(taken.join(FILE_NAME)).unwrap();
        let error = write(&taken, b"1", false).unwrap_err();
        assert!(matches!(error, OutputError::FileTaken { .. }), "{error}");
    }
}
