//! Waits until files change.

use crate::model::Diagnostic;
use notify_debouncer_mini::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

/// How long files have to stay as they are before several saves count as one, and a file as written to its end.
const QUIET: Duration = Duration::from_millis(50);
/// How long the system's events are gathered.
const GATHERED: Duration = Duration::from_millis(10);
/// Directories that tools fill, beside those whose names begin with a dot. What is in them was not saved by a person.
const PASSED_OVER: &[&str] = &["node_modules", "target", "__pycache__"];

/// Why files cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The system does not let files be watched.
    #[error("cannot watch files: {0}")]
    System(#[source] notify::Error),
    /// A directory cannot be watched.
    #[error("cannot watch `{}`: {source}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: notify::Error,
    },
    /// Nothing tells of changes any more.
    #[error("the system has stopped telling of changed files")]
    Ended,
}

impl WatchError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("watch", self.to_string());
        match self {
            Self::System(_) | Self::Directory { .. } => diagnostic
                .hint("where the system's number of watches is used up, raise it or end other programs"),
            Self::Ended => diagnostic.hint("start it again"),
        }
    }
}

/// Watches a set of files.
///
/// What the system tells is only taken as a reason to look at the files: an editor may write a file in place, or put
/// another one in its stead, and reading a file is an event as well.
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher>,
    events: Receiver<DebounceEventResult>,
    watched: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
    seen: Seen,
}

/// For each file what tells one version of it from another; none where it is not there.
type Seen = BTreeMap<PathBuf, Option<Version>>;

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
    /// A watcher of nothing.
    pub fn new() -> Result<Self, WatchError> {
        let (sender, events) = channel();
        let debouncer = new_debouncer(GATHERED, sender).map_err(WatchError::System)?;
        Ok(Self { debouncer, events, watched: BTreeSet::new(), files: BTreeSet::new(), seen: Seen::new() })
    }

    /// Watches these files from now on, and no others. They need not be there. A directory stands for all that is in
    /// it. A file that was watched before and changes while the list is made counts as changed.
    pub fn watch(&mut self, list: impl FnOnce() -> BTreeSet<PathBuf>) -> Result<(), WatchError> {
        let before = seen(&self.files);
        let files = list();
        let mut needed: BTreeMap<PathBuf, RecursiveMode> = BTreeMap::new();
        for file in &files {
            if file.is_dir() {
                needed.insert(file.clone(), RecursiveMode::Recursive);
            }
            // The directory also tells of a file that is put in another's stead.
            needed.entry(directory(file)).or_insert(RecursiveMode::NonRecursive);
        }
        let watcher = self.debouncer.watcher();
        for gone in self.watched.iter().filter(|path| !needed.contains_key(*path)) {
            // One that was removed is not watched any more.
            let _ = watcher.unwatch(gone);
        }
        // Those that are watched already as well: the directory may be another one by now.
        for (path, mode) in &needed {
            watcher
                .watch(path, *mode)
                .map_err(|source| WatchError::Directory { path: path.clone(), source })?;
        }
        self.watched = needed.into_keys().collect();
        self.seen = seen(&files);
        for (path, version) in &mut self.seen {
            if let Some(before) = before.get(path) {
                *version = *before;
            }
        }
        self.files = files;
        Ok(())
    }

    /// Waits until one of the files is not what it was when [`Self::watch`] was called, and none changes any more.
    pub fn wait(&mut self) -> Result<(), WatchError> {
        while seen(&self.files) == self.seen {
            // Events that were lost are no harm: the files are looked at.
            if self.events.recv().is_err() {
                return Err(WatchError::Ended);
            }
            while self.events.try_recv().is_ok() {}
        }
        let mut last = seen(&self.files);
        loop {
            std::thread::sleep(QUIET);
            let now = seen(&self.files);
            if now == last {
                return Ok(());
            }
            last = now;
        }
    }
}

/// The nearest directory above a path that is there.
fn directory(path: &Path) -> PathBuf {
    let above = path.ancestors().skip(1).find(|path| path.is_dir());
    above.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

fn seen(files: &BTreeSet<PathBuf>) -> Seen {
    let mut seen = Seen::new();
    for file in files {
        look(file, &mut seen);
    }
    seen
}

fn look(path: &Path, seen: &mut Seen) {
    let metadata = fs::metadata(path).ok();
    if metadata.as_ref().is_some_and(Metadata::is_dir) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A link may lead to where it stands.
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
