//! The lock file of a stack: what it says about the stack's components, and how it changes.

use super::Session;
use crate::resolve::{self, Locking, RequiredComponent, Resolution};
use crate::synth::components::lock_key;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, ProviderSource, Sources};
use terrace_stack::lock::{self, Change, Key, Lock};
use terrace_stack::stack::{self, Outline, Remote, Stack};

/// A stack's remote components, resolved with the help of its lock file.
pub struct ResolvedStack {
    path: PathBuf,
    /// The lock file's contents before this run.
    old: Option<Lock>,
    /// The remote components.
    pub resolution: Resolution,
}

/// A lock file's old and new contents.
pub struct LockUpdate {
    stack_file: PathBuf,
    path: PathBuf,
    old: Lock,
    new: Lock,
    /// The differences between them.
    pub changes: Vec<Change>,
}

impl Session {
    /// Resolves a stack's remote components, and downloads those that are not cached.
    pub fn resolve(&self, stack: &Stack) -> Result<ResolvedStack, Problems> {
        let path = lock::path(stack.file());
        let old = lock::load(&path)?;
        let wanted = resolve::wanted(stack);
        let resolution = if wanted.is_empty() {
            Resolution::default()
        } else {
            let sources = self.remote_sources(stack.directory())?;
            let unlocked = Lock::default();
            resolve::resolve(&wanted, old.as_ref().unwrap_or(&unlocked), &sources, self.locking())
                .map_err(|found| resolve::problems(&found, stack.sources.clone()))?
        };
        Ok(ResolvedStack { path, old, resolution })
    }

    /// Resolves the remote components that a stack's files name, each on its own. The second list has the errors for those that
    /// were not found.
    pub(super) fn resolve_each(
        &self,
        outline: &Outline,
        locking: Locking<'_>,
    ) -> (Resolution, Vec<Problems>) {
        let remotes: BTreeSet<&Remote> =
            outline.tiers.values().filter_map(|named| named.reference.remote()).collect();
        let mut resolution = Resolution::default();
        if remotes.is_empty() {
            return (resolution, Vec::new());
        }
        let opened = lock::load(&lock::path(&outline.file))
            .map_err(Problems::from)
            .and_then(|lock| Ok((lock.unwrap_or_default(), self.remote_sources(outline.directory())?)));
        let (lock, sources) = match opened {
            Ok(opened) => opened,
            Err(problems) => return (resolution, vec![problems]),
        };
        let mut missing = Vec::new();
        for remote in remotes {
            let wanted = RequiredComponent::alone(remote.clone());
            match resolve::resolve(&[wanted], &lock, &sources, locking) {
                Ok(found) => resolution.extend(found),
                Err(found) => missing.push(resolve::problems(&found, Sources::default())),
            }
        }
        (resolution, missing)
    }

    /// Compares a lock file's old and new contents.
    ///
    /// # Errors
    ///
    /// Fails if the lock file would change, and must not.
    pub fn lock_update(
        &self,
        stack_file: &Path,
        path: PathBuf,
        old: Lock,
        new: Lock,
    ) -> Result<LockUpdate, Problems> {
        let changes = lock::changes(&old, &new);
        if self.is_locked() && !changes.is_empty() {
            return Err(refused(&path, &changes).into());
        }
        Ok(LockUpdate { stack_file: stack_file.to_owned(), path, old, new, changes })
    }
}

impl ResolvedStack {
    /// Returns the previous lock, or `None` if there is no lock file.
    pub fn locked(&self) -> Option<&Lock> {
        self.old.as_ref()
    }

    /// Returns the new contents of a lock file that is right about the stack's components.
    ///
    /// # Errors
    ///
    /// Fails if the lock file would change, and must not.
    pub(super) fn unchanged(self, session: &Session, stack: &Stack) -> Result<LockUpdate, Problems> {
        let old = self.old.unwrap_or_default();
        let references = stack.tiers.values().map(|tier| &tier.component.reference);
        let keys: BTreeSet<_> = references.map(|reference| lock_key(reference, stack.directory())).collect();
        let mut new = old.clone();
        drop_unused(&mut new, stack, |key| keys.contains(key));
        session.lock_update(stack.file(), self.path, old, new)
    }

    /// Returns the new contents of the lock file, given its entries for the stack's components and the providers to which the
    /// user has consented. A stack without remote components and without consent does not need a lock file.
    ///
    /// # Errors
    ///
    /// Fails if the lock file would change, and must not.
    pub(super) fn lock(
        self,
        session: &Session,
        stack: &Stack,
        components: &Lock,
        allowed: BTreeSet<ProviderSource>,
    ) -> Result<LockUpdate, Problems> {
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
        session.lock_update(stack.file(), self.path, old, new)
    }
}

/// Drops entries that no environment of a stack uses. `is_own` returns whether the current environment uses an entry.
fn drop_unused(lock: &mut Lock, stack: &Stack, is_own: impl Fn(&Key) -> bool) {
    if lock.iter().any(|(key, _)| !is_own(key))
        && let Some(used) = used_keys(stack.file())
    {
        lock.retain(|key| is_own(key) || used.contains(key));
    }
    lock.drop_idle();
}

impl LockUpdate {
    /// Returns the path of the lock file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the lock file if it has changes.
    pub fn save(&self) -> Result<(), Problems> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let guard = lock::hold(&self.stack_file)?;
        self.save_held(&guard)
    }

    /// Like [`Self::save`], for callers that already hold the lock.
    pub fn save_held(&self, guard: &lock::Guard) -> Result<(), Problems> {
        if self.changes.is_empty() {
            return Ok(());
        }
        Ok(lock::save(guard, &self.path, &self.old, &self.new)?)
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
        .hint("run `terrace lock` without --locked, and commit it; --locked is the default if CI is set")
}

fn noted(diagnostic: Diagnostic, changes: &[Change]) -> Diagnostic {
    changes.iter().fold(diagnostic, |diagnostic, change| diagnostic.note(change.to_string()))
}

/// Returns the keys of all components that a stack uses in any of its environments. Returns `None` if a file cannot be
/// read, so that no entry is dropped by mistake.
pub fn used_keys(stack_file: &Path) -> Option<BTreeSet<Key>> {
    let base = stack::outline(stack_file, None).ok()?;
    let overlaid = base.environments.iter().map(|name| stack::outline(stack_file, Some(name)).ok());
    let outlines: Option<Vec<_>> = overlaid.collect();
    let keys = |outline: &Outline| {
        let keys = outline.tiers.values().map(|named| lock_key(&named.reference, outline.directory()));
        keys.collect::<Vec<_>>()
    };
    Some([&base].into_iter().chain(&outlines?).flat_map(keys).collect())
}
