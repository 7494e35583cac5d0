//! Waits until files change.

use notify_debouncer_mini::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};
use terrace_core::model::{Diagnostic, Explain};

/// How long files must stay unchanged, so that several saves count as one and a file is complete.
const QUIET_PERIOD: Duration = Duration::from_millis(50);
/// The period over which the system's events are combined.
const EVENT_WINDOW: Duration = Duration::from_millis(10);
/// Directories that tools fill, in addition to those whose names begin with a dot. Changes in them are not made by a person.
const PASSED_OVER: &[&str] = &["node_modules", "target", "__pycache__"];

/// An error watching files.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("cannot watch files: {0}")]
    System(#[source] notify::Error),
    #[error("cannot watch `{}`: {source}", path.display())]
    Directory { path: PathBuf, source: notify::Error },
    #[error("the system no longer reports changed files")]
    Ended,
}

impl Explain for WatchError {
    fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("watch", self.to_string());
        match self {
            Self::System(_) | Self::Directory { .. } => diagnostic
                .hint("if the system's limit of watches is reached, raise it or stop other programs"),
            Self::Ended => diagnostic.hint("start it again"),
        }
    }
}

/// Watches a set of files.
///
/// The system's events are only a reason to look at the files: an editor may write a file in place or replace it by another
/// one, and reading a file is an event too.
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher>,
    events: Receiver<DebounceEventResult>,
    watched: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
    seen: FileVersions,
}

/// The version of each file; `None` if it does not exist.
type FileVersions = BTreeMap<PathBuf, Option<Version>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    modified: Option<SystemTime>,
    length: u64,
}

impl Version {
    fn of(metadata: &Metadata) -> Self {
        Self { modified: metadata.modified().ok(), length: metadata.len() }
    }
}

impl Watcher {
    /// Creates a watcher without files.
    pub fn new() -> Result<Self, WatchError> {
        let (sender, events) = channel();
        let debouncer = new_debouncer(EVENT_WINDOW, sender).map_err(WatchError::System)?;
        Ok(Self {
            debouncer,
            events,
            watched: BTreeSet::new(),
            files: BTreeSet::new(),
            seen: FileVersions::new(),
        })
    }

    /// Replaces the set of watched files. They need not exist. A directory includes everything in it. A file that was watched
    /// before and changes while `list` runs counts as changed.
    pub fn watch(&mut self, list: impl FnOnce() -> BTreeSet<PathBuf>) -> Result<(), WatchError> {
        let before = read_versions(&self.files);
        let files = list();
        let mut needed: BTreeMap<PathBuf, RecursiveMode> = BTreeMap::new();
        for file in &files {
            if file.is_dir() {
                needed.insert(file.clone(), RecursiveMode::Recursive);
            }
            // The directory's events also cover a file that is replaced by another.
            needed.entry(directory(file)).or_insert(RecursiveMode::NonRecursive);
        }
        let watcher = self.debouncer.watcher();
        for gone in self.watched.iter().filter(|path| !needed.contains_key(*path)) {
            // A removed path is no longer watched anyway.
            let _ = watcher.unwatch(gone);
        }
        // Also those that are watched already: the path may be another directory by now.
        for (path, mode) in &needed {
            watcher
                .watch(path, *mode)
                .map_err(|source| WatchError::Directory { path: path.clone(), source })?;
        }
        self.watched = needed.into_keys().collect();
        self.seen = read_versions(&files);
        for (path, version) in &mut self.seen {
            if let Some(before) = before.get(path) {
                *version = *before;
            }
        }
        self.files = files;
        Ok(())
    }

    /// Waits until one of the files has changed since the call of [`Self::watch`], and then until no file changes any more.
    pub fn wait(&mut self) -> Result<(), WatchError> {
        while read_versions(&self.files) == self.seen {
            // Lost events do no harm, because the files are examined.
            if self.events.recv().is_err() {
                return Err(WatchError::Ended);
            }
            while self.events.try_recv().is_ok() {}
        }
        let mut last = read_versions(&self.files);
        loop {
            std::thread::sleep(QUIET_PERIOD);
            let now = read_versions(&self.files);
            if now == last {
                return Ok(());
            }
            last = now;
        }
    }
}

/// Returns the nearest existing directory above a path.
fn directory(path: &Path) -> PathBuf {
    let above = path.ancestors().skip(1).find(|path| path.is_dir());
    above.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

fn read_versions(files: &BTreeSet<PathBuf>) -> FileVersions {
    let mut seen = FileVersions::new();
    for file in files {
        look(file, &mut seen);
    }
    seen
}

fn look(path: &Path, seen: &mut FileVersions) {
    let metadata = fs::metadata(path).ok();
    if metadata.as_ref().is_some_and(Metadata::is_dir) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A link may point to one of its own parents.
            let is_link = entry.file_type().is_ok_and(|of| of.is_symlink());
            let is_passed_over =
                name.starts_with('.') || PASSED_OVER.contains(&&*name) || (is_link && entry.path().is_dir());
            if !is_passed_over {
                look(&entry.path(), seen);
            }
        }
    } else {
        seen.insert(path.to_owned(), metadata.as_ref().map(Version::of));
    }
}
