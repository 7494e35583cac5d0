//! Finds and reads the files of a stack.

pub mod neighbours;

use crate::stack::error::FileError;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use terrace_core::model::TierName;
use terrace_core::suggest::nearest;
use terrace_files::reason::reason;

/// The extensions of stack files.
pub(super) const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];
/// The name of a stack file without its extension.
pub(super) const STEM: &str = "terrace";
/// The path that stands for standard input.
pub const STDIN: &str = "-";
/// The maximum size of a file. A stack of thousands of instances fits into a tenth of this.
pub const MAX_FILE_BYTES: u64 = 16 << 20;

/// A file that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The path to show to people.
    pub path: PathBuf,
    /// The content, without a byte order mark.
    pub text: String,
}

/// Finds the stack file for a path: the file itself, or the stack file in a directory.
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
    // Keeps the paths of files in the working directory short.
    let directory = if path == Path::new(".") { Path::new("") } else { path };
    match one_of(&directory.join(STEM))? {
        Some(file) => Ok(file),
        None => Err(FileError::NoStackFile { directory: path.to_owned() }),
    }
}

/// Returns whether a path is in a system directory, even if it is a link to elsewhere: nothing can be written next to
/// `/dev/stdin`.
fn is_of_system(path: &Path) -> bool {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
    // `/dev/fd` is a link into `/proc`.
    directory == Path::new("/dev") || directory.starts_with("/proc")
}

/// Reads a stack from standard input.
///
/// It is treated as `terrace.yaml` in the working directory, so that its paths and overlays are found there.
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

/// Returns all possible paths of a stack file and of the overlay of its environment.
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

/// Finds the overlay of an environment, if it has one: `terrace.<environment>.yaml` for `terrace.yaml`.
pub fn find_overlay(file: &Path, environment: &str) -> Result<Option<PathBuf>, FileError> {
    one_of(&file.with_extension(environment))
}

/// Returns the stem of the stack file that a path would be an overlay of.
pub(super) fn overlay_of(path: &Path) -> Option<&str> {
    let (stem, environment) = path.file_stem()?.to_str()?.rsplit_once('.')?;
    TierName::new(environment).is_ok().then_some(stem)
}

/// Finds the file at a path with one of the known extensions appended.
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

/// Returns a path with each of the known extensions appended.
fn with_endings(path: &Path) -> Vec<PathBuf> {
    let with = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        name.into()
    };
    EXTENSIONS.map(with).into()
}

/// Returns the environments that have an overlay, sorted.
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

/// Returns the error for a requested environment that has no overlay and that no file mentions.
///
/// Continuing would treat a typo as a new environment and create it.
pub fn unknown_environment(file: &Path, environment: &str, own: Option<&str>) -> FileError {
    let mut known = overlays(file);
    known.extend(own.map(str::to_owned));
    known.sort();
    known.dedup();
    let near = nearest(environment, known.iter().map(String::as_str)).map(str::to_owned);
    let overlay = file.with_extension(format!("{environment}.yaml"));
    FileError::UnknownEnvironment { environment: environment.to_owned(), overlay, known, near }
}

pub fn read(path: &Path) -> Result<Text, FileError> {
    let file = fs::File::open(path).map_err(|error| failure(path, &error))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len().min(MAX_FILE_BYTES));
    // One extra byte, so that the end of the file is found without reallocating.
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
