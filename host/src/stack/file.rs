//! Finds and reads the files of a stack.

use super::file_error::FileError;
use crate::model::TierName;
use crate::reason::reason;
use crate::suggest::nearest;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a stack file may end in.
pub(super) const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];
/// What it is called in a directory, without its ending.
pub(super) const STEM: &str = "terrace";
/// Stands for standard input in the place of a stack's path.
pub const STDIN: &str = "-";
/// A stack of thousands of instances fits into a tenth of this.
pub const MAX_FILE_BYTES: u64 = 16 << 20;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its path as people should see it.
    pub path: PathBuf,
    /// What it holds, without a byte order mark.
    pub text: String,
}

/// The stack file that a path means: the file itself, or the one in the directory.
pub fn find(path: &Path) -> Result<PathBuf, FileError> {
    if path == Path::new(STDIN) {
        return Err(FileError::StandardInput);
    }
    let metadata = fs::metadata(path).map_err(|error| failure(path, &error))?;
    if metadata.is_file() && !is_of_system(path) {
        return Ok(path.to_owned());
    }
    if !metadata.is_dir() {
        return Err(FileError::NoFile { path: path.to_owned() });
    }
    // What is in the working directory has a short name.
    let directory = if path == Path::new(".") { Path::new("") } else { path };
    match one_of(&directory.join(STEM))? {
        Some(file) => Ok(file),
        None => Err(FileError::NoStackFile { directory: path.to_owned() }),
    }
}

/// Whether a path names a file of the system's, whatever that leads to: nothing can be written beside `/dev/stdin`.
fn is_of_system(path: &Path) -> bool {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
    // `/dev/fd` leads to the second.
    directory == Path::new("/dev") || directory.starts_with("/proc")
}

/// The stack that standard input holds. It stands in for `terrace.yaml` of the working directory, so that its paths and its
/// overlays are found there.
pub fn standard_input() -> Result<Text, FileError> {
    let path = Path::new(STEM).with_extension(EXTENSIONS[0]);
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(&path, &error))?;
    text(&path, bytes)
}

/// Every path at which a stack may have its file, and the overlay of its environment.
pub fn possible_files(path: &Path, environment: Option<&str>) -> Vec<PathBuf> {
    let directory = if path == Path::new(".") { Path::new("") } else { path };
    let files = if path.is_dir() { with_endings(&directory.join(STEM)) } else { vec![path.to_owned()] };
    let overlays = environment.map_or_else(Vec::new, |environment| {
        let stem = if path.is_dir() { directory.join(STEM) } else { path.with_extension("") };
        let mut stem = stem.into_os_string();
        stem.push(".");
        stem.push(environment);
        with_endings(Path::new(&stem))
    });
    files.into_iter().chain(overlays).collect()
}

/// The overlay of an environment, where there is one: `terrace.yaml` has `terrace.<environment>.yaml`.
pub fn find_overlay(file: &Path, environment: &str) -> Result<Option<PathBuf>, FileError> {
    one_of(&file.with_extension(environment))
}

/// Of which file, without its ending, this may be an overlay.
pub(super) fn overlay_of(path: &Path) -> Option<&str> {
    let (stem, environment) = path.file_stem()?.to_str()?.rsplit_once('.')?;
    TierName::new(environment).is_ok().then_some(stem)
}

/// The file of this path with one of the known endings added.
fn one_of(path: &Path) -> Result<Option<PathBuf>, FileError> {
    let mut found: Option<PathBuf> = None;
    for candidate in with_endings(path) {
        if !candidate.is_file() {
            continue;
        }
        if let Some(first) = found {
            return Err(FileError::Ambiguous { first, second: candidate });
        }
        found = Some(candidate);
    }
    Ok(found)
}

/// A path with each of the known endings added.
fn with_endings(path: &Path) -> Vec<PathBuf> {
    let with = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        name.into()
    };
    EXTENSIONS.map(with).into()
}

/// The environments that have an overlay, sorted.
pub fn overlays(file: &Path) -> Vec<String> {
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(stem) = file.file_stem().and_then(|stem| stem.to_str()) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut environments: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let (environment, extension) = name.strip_prefix(stem)?.strip_prefix('.')?.rsplit_once('.')?;
            let is_one = EXTENSIONS.contains(&extension) && TierName::new(environment).is_ok();
            is_one.then(|| environment.to_owned())
        })
        .collect();
    environments.sort();
    environments.dedup();
    environments
}

/// The error for an environment that was asked for and has neither overlay nor mention.
///
/// Going on without would take a slip of the finger for a new environment and build it.
pub fn unknown_environment(file: &Path, environment: &str, own: Option<&str>) -> FileError {
    let mut known = overlays(file);
    known.extend(own.map(str::to_owned));
    known.sort();
    known.dedup();
    let near = nearest(environment, known.iter().map(String::as_str)).map(str::to_owned);
    let overlay = file.with_extension(format!("{environment}.yaml"));
    FileError::UnknownEnvironment { environment: environment.to_owned(), overlay, known, near }
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Text, FileError> {
    let file = fs::File::open(path).map_err(|error| failure(path, &error))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len().min(MAX_FILE_BYTES));
    // Room for one byte more, so that the end is found without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| failure(path, &error))?;
    text(path, bytes)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<Text, FileError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(FileError::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            Ok(Text { path: path.to_owned(), text })
        }
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
            Err(FileError::NotUtf8 { path: path.to_owned(), line })
        }
    }
}

fn failure(path: &Path, error: &std::io::Error) -> FileError {
    if error.kind() == std::io::ErrorKind::NotFound {
        let name = path.to_str().filter(|name| TierName::new(*name).is_ok());
        let environment = name.filter(|name| {
            with_endings(Path::new(&format!("{STEM}.{name}"))).iter().any(|overlay| overlay.exists())
        });
        FileError::NotFound { path: path.to_owned(), environment: environment.map(str::to_owned) }
    } else {
        FileError::Unreadable { path: path.to_owned(), reason: reason(error) }
    }
}
