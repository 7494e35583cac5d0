//! Creates or completes the lock file for all environments of a stack.

use super::consent::{Purpose, idle_options};
use super::{LockUpdate, ResolvedStack, Session};
use crate::synth::locked::{self, StackComponents};
use std::path::Path;
use terrace_core::model::{Problems, ProviderSource};
use terrace_stack::lock;
use terrace_stack::stack::{self, Stack};

impl Session {
    /// Returns the lock file for all environments of a stack. Existing entries stay as they are. `allowed` are the providers to
    /// which options consent.
    pub fn complete_lock(&self, path: &Path, allowed: &[ProviderSource]) -> Result<LockUpdate, Problems> {
        let base = stack::load(path, None)?;
        let (file, lock_file) = (base.file().to_owned(), lock::path(base.file()));
        let old = lock::load(&lock_file)?.unwrap_or_default();
        let mut stacks = vec![base];
        for environment in &stack::outline(path, None)?.environments {
            stacks.push(stack::load(path, Some(environment))?);
        }
        let described = stacks.iter().map(|stack| self.describe(stack)).collect::<Result<Vec<_>, _>>()?;
        let all: Vec<_> = described.iter().flat_map(|one| one.foreign.clone()).collect();
        self.warn(idle_options(&all, allowed));
        let (mut new, mut known) = (lock::Lock::default(), old.clone());
        for (stack, StackComponents { lock, foreign }) in stacks.iter().zip(&described) {
            lock.iter().for_each(|(key, entry)| new.insert(key.clone(), entry.clone()));
            // Consent given in one environment is not asked for again in the next.
            let consent = self
                .settle_consent(foreign, Some(&known), Purpose::Lock(allowed))
                .map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })?;
            consent.given.into_iter().for_each(|source| known.allow(source));
        }
        known.allowed().for_each(|source| new.allow(source.clone()));
        new.drop_idle();
        self.lock_update(&file, lock_file, old, new)
    }

    fn describe(&self, stack: &Stack) -> Result<StackComponents, Problems> {
        let resolved = self.resolve(stack)?;
        self.describe_resolved(stack, &resolved)
    }

    /// Loads a stack's components and reads their manifests, without running any instance.
    pub fn describe_resolved(
        &self,
        stack: &Stack,
        resolved: &ResolvedStack,
    ) -> Result<StackComponents, Problems> {
        self.with_progress(|progress| locked::describe(stack, &resolved.resolution, &self.engine, progress))
            .map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })
    }
}
