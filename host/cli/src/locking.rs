//! The lock file, for commands that synthesize.

use crate::elsewhere;
use crate::ui::{Problems, Ui};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Explain, ProviderSource, Sources};
use terrace_project::resolve::{self, Locking, Resolution, Wanted};
use terrace_project::synth::components::lock_key;
use terrace_stack::lock::{self, Change, Key, Lock, LockError};
use terrace_stack::stack::{self, Outline, Remote, Stack};

/// A stack's remote components, found with the help of the lock file.
pub struct Found {
    path: PathBuf,
    /// The lock file's contents before this run.
    old: Option<Lock>,
    pub resolution: Resolution,
}

/// A lock file's old and new contents.
pub struct Locked {
    stack_file: PathBuf,
    path: PathBuf,
    old: Lock,
    new: Lock,
    pub changes: Vec<Change>,
}

/// Finds a stack's remote components, and downloads those that are not cached.
pub fn find(ui: &Ui, stack: &Stack) -> Result<Found, Problems> {
    let path = lock::path(stack.file());
    let old = load(&path)?;
    let wanted = resolve::wanted(stack);
    let resolution = if wanted.is_empty() {
        Resolution::default()
    } else {
        resolved(ui, stack, &wanted, old.as_ref().unwrap_or(&Lock::default()))?
    };
    Ok(Found { path, old, resolution })
}

fn resolved(ui: &Ui, stack: &Stack, wanted: &[Wanted], lock: &Lock) -> Result<Resolution, Problems> {
    let elsewhere = elsewhere::open(ui, stack.directory())?;
    resolve::resolve(wanted, lock, &elsewhere, mode(ui)).map_err(|problems| Problems {
        diagnostics: problems.iter().map(resolve::Problem::diagnostic).collect(),
        sources: stack.sources.clone(),
    })
}

/// Finds the remote components that a stack's files name. The second list has the errors for those that were not found.
pub fn find_each(ui: &Ui, outline: &Outline, locking: Locking<'_>) -> (Resolution, Vec<Problems>) {
    let remotes: BTreeSet<&Remote> =
        outline.tiers.values().filter_map(|named| named.reference.remote()).collect();
    let mut resolution = Resolution::default();
    if remotes.is_empty() {
        return (resolution, Vec::new());
    }
    let sources = load(&lock::path(&outline.file))
        .and_then(|lock| Ok((lock.unwrap_or_default(), elsewhere::open(ui, directory(outline))?)));
    let (lock, elsewhere) = match sources {
        Ok(sources) => sources,
        Err(problems) => return (resolution, vec![problems]),
    };
    let mut missing = Vec::new();
    for remote in remotes {
        let wanted = Wanted::alone(remote.clone());
        match resolve::resolve(&[wanted], &lock, &elsewhere, locking) {
            Ok(found) => resolution.extend(found),
            Err(problems) => missing.push(Problems {
                diagnostics: problems.iter().map(resolve::Problem::diagnostic).collect(),
                sources: Sources::default(),
            }),
        }
    }
    (resolution, missing)
}

fn directory(outline: &Outline) -> &Path {
    let directory = outline.directory();
    if directory.as_os_str().is_empty() { Path::new(".") } else { directory }
}

/// Returns whether components that are not locked may be looked up.
pub fn mode(ui: &Ui) -> Locking<'static> {
    if ui.is_locked() { Locking::Locked } else { Locking::Open }
}

/// Reads a lock file, or returns `None` if it does not exist.
pub fn load(path: &Path) -> Result<Option<Lock>, Problems> {
    lock::load(path).map_err(problem)
}

/// Converts an error of the lock file, with a label in the file.
pub fn problem(error: LockError) -> Problems {
    let mut sources = Sources::default();
    let diagnostic = error.diagnostic(&mut sources);
    Problems { diagnostics: vec![diagnostic], sources }
}

impl Found {
    /// Returns the previous lock, or `None` if there is no lock file.
    pub fn locked(&self) -> Option<&Lock> {
        self.old.as_ref()
    }

    /// Returns the new contents of a lock file that is right about the stack's components.
    ///
    /// # Errors
    ///
    /// Fails with `--locked` if the lock file would change.
    pub fn unchanged(self, ui: &Ui, stack: &Stack) -> Result<Locked, Problems> {
        let old = self.old.unwrap_or_default();
        let references = stack.tiers.values().map(|tier| &tier.component.reference);
        let keys: BTreeSet<_> = references.map(|reference| lock_key(reference, stack.directory())).collect();
        let mut new = old.clone();
        drop_unused(&mut new, stack, |key| keys.contains(key));
        Locked::new(ui, stack.file(), self.path, old, new)
    }

    /// Returns the new contents of the lock file, given its entries for the stack's components and the providers to which the
    /// user has consented. A stack without remote components and without consent does not need a lock file.
    ///
    /// # Errors
    ///
    /// Fails with `--locked` if the lock file would change.
    pub fn lock(
        self,
        ui: &Ui,
        stack: &Stack,
        components: &Lock,
        allowed: BTreeSet<ProviderSource>,
    ) -> Result<Locked, Problems> {
        let has_remote = components.iter().any(|(key, _)| key.is_remote());
        let is_kept = self.old.is_some() || has_remote || !allowed.is_empty();
        let old = self.old.unwrap_or_default();
        let mut new = old.clone();
        if is_kept {
            for (key, entry) in components.iter() {
                new.insert(key.clone(), entry.clone());
            }
            allowed.into_iter().for_each(|source| new.allow(source));
            drop_unused(&mut new, stack, |key| components.get(key).is_some());
        }
        Locked::new(ui, stack.file(), self.path, old, new)
    }
}

/// Drops entries that no environment of a stack uses. `is_own` returns whether the current environment uses an entry.
fn drop_unused(lock: &mut Lock, stack: &Stack, is_own: impl Fn(&Key) -> bool) {
    if lock.iter().any(|(key, _)| !is_own(key))
        && let Some(used) = used(stack.file())
    {
        lock.retain(|key| is_own(key) || used.contains(key));
    }
    lock.drop_idle();
}

impl Locked {
    /// Compares a lock file's old and new contents.
    ///
    /// # Errors
    ///
    /// Fails with `--locked` if the lock file would change.
    pub fn new(ui: &Ui, stack_file: &Path, path: PathBuf, old: Lock, new: Lock) -> Result<Self, Problems> {
        let changes = lock::changes(&old, &new);
        if ui.is_locked() && !changes.is_empty() {
            return Err(refused(&path, &changes).into());
        }
        Ok(Self { stack_file: stack_file.to_owned(), path, old, new, changes })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the lock file if it has changes.
    pub fn save(&self) -> Result<(), Problems> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let guard = lock::hold(&self.stack_file).map_err(problem)?;
        self.save_held(&guard)
    }

    /// Like [`Self::save`], for callers that already hold the lock.
    pub fn save_held(&self, guard: &lock::Guard) -> Result<(), Problems> {
        if self.changes.is_empty() {
            return Ok(());
        }
        lock::save(guard, &self.path, &self.old, &self.new).map_err(problem)
    }

    /// Returns a warning about an outdated lock file, for commands that do not write it.
    pub fn warning(&self) -> Option<Diagnostic> {
        if self.changes.is_empty() {
            return None;
        }
        let summary = format!("`{}` is not up to date", self.path.display());
        let diagnostic = Diagnostic::warning("stale-lock", summary);
        let diagnostic = noted(diagnostic, &self.changes);
        Some(diagnostic.hint("run `terrace lock` or `terrace synth` to update it"))
    }
}

fn refused(path: &Path, changes: &[Change]) -> Diagnostic {
    let summary = format!("`{}` would change, which --locked forbids", path.display());
    noted(Diagnostic::error("stale-lock", summary), changes)
        .hint("run `terrace lock` where it may change, and commit it; --locked is the default if CI is set")
}

fn noted(diagnostic: Diagnostic, changes: &[Change]) -> Diagnostic {
    changes.iter().fold(diagnostic, |diagnostic, change| diagnostic.note(change.to_string()))
}

/// Returns the keys of all components that a stack uses in any of its environments. Returns `None` if a file cannot be
/// read, so that no entry is dropped by mistake.
pub fn used(stack_file: &Path) -> Option<BTreeSet<Key>> {
    let base = stack::outline(stack_file, None).ok()?;
    let overlaid = base.environments.iter().map(|name| stack::outline(stack_file, Some(name)).ok());
    let outlines: Option<Vec<_>> = overlaid.collect();
    let keys = |outline: &Outline| {
        let keys = outline.tiers.values().map(|named| lock_key(&named.reference, outline.directory()));
        keys.collect::<Vec<_>>()
    };
    Some([&base].into_iter().chain(&outlines?).flat_map(keys).collect())
}
