//! Synthesizes a stack: resolves and locks its components, runs it unless the output on disk is from an identical run, and
//! writes the result.

use super::consent::{Purpose, idle_options};
use super::{LockUpdate, Session};
use crate::synth::{self, Difference, Manifest, Run, Synthesis, output};
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Problems};
use terrace_stack::stack::{self, Among, Stack};

/// A stack and its synthesized output.
pub struct Synthesized {
    pub stack: Stack,
    /// The text of the output file.
    pub text: String,
    /// The manifest of the run, which is part of the text.
    pub manifest: Manifest,
    /// Warnings of the synthesis.
    pub warnings: Vec<Diagnostic>,
    /// A warning for each provider without consent.
    pub unallowed: Vec<Diagnostic>,
    /// The new contents of the lock file.
    pub lock: LockUpdate,
    /// The output directory.
    pub directory: PathBuf,
    /// Other files in the output directory that terraform reads and that do not belong to the stack.
    pub additions: Vec<PathBuf>,
    /// True if the text was read from the output directory.
    is_present: bool,
    /// The run that produced the text; `None` if it cannot be cached.
    run: Option<Run>,
}

impl Session {
    /// Synthesizes a stack, unless the output on disk is from an identical run. Writes nothing but the cache. `out` is the output
    /// directory, by default the environment's own. `purpose` says how the result will be used.
    pub fn synthesize(
        &self,
        stack: Stack,
        out: Option<PathBuf>,
        purpose: Purpose<'_>,
    ) -> Result<Synthesized, Problems> {
        let directory = out.unwrap_or_else(|| output::directory_of_stack(&stack));
        stack::check_state(&stack, Among::Environments, &directory, &output::directory_of)?;
        let additions = output::additions(&directory);
        let resolved = self.resolve(&stack)?;
        // The effect of options depends on the tiers, so a cached run cannot be used with them.
        let cache = self.engine.cache().filter(|_| purpose.options().is_empty());
        let run =
            cache.and_then(|cache| Run::of(&stack, &resolved.resolution, resolved.locked(), cache.clone()));
        if let Some((text, manifest)) = run.as_ref().and_then(|run| run.recall(&directory)) {
            let lock = resolved.unchanged(self, &stack)?;
            return Ok(Synthesized {
                stack,
                text,
                manifest,
                warnings: Vec::new(),
                unallowed: Vec::new(),
                lock,
                directory,
                additions,
                is_present: true,
                run,
            });
        }
        let made = self.with_progress(|progress| {
            synth::synthesize(&stack, &resolved.resolution, &self.engine, progress)
        });
        let Synthesis { text, manifest, lock, foreign, mut warnings, is_secret } = match made {
            Ok(synthesis) => synthesis,
            Err(diagnostics) => return Err(Problems { diagnostics, sources: stack.sources }),
        };
        warnings.extend(idle_options(&foreign, purpose.options()));
        let consent = match self.settle_consent(&foreign, resolved.locked(), purpose) {
            Ok(consent) => consent,
            Err(missing) => {
                warnings.extend(missing);
                return Err(Problems { diagnostics: warnings, sources: stack.sources });
            }
        };
        Ok(Synthesized {
            lock: resolved.lock(self, &stack, &lock, consent.given)?,
            stack,
            text,
            manifest,
            warnings,
            unallowed: consent.missing,
            directory,
            additions,
            is_present: false,
            run: run.filter(|_| !is_secret),
        })
    }
}

impl Synthesized {
    /// Returns the path of the output file.
    pub fn file(&self) -> PathBuf {
        self.directory.join(output::FILE_NAME)
    }

    /// Returns whether the output directory already has this output, so that nothing was synthesized.
    pub fn is_present(&self) -> bool {
        self.is_present
    }

    /// Writes the output into the output directory.
    pub fn write(&self) -> Result<Difference, Problems> {
        if self.is_present {
            return Ok(Difference::Same);
        }
        if let Some(error) = output::other_owner(&self.directory, &self.manifest) {
            return Err(error.into());
        }
        // With a different lock file, the next run is not identical to this one.
        let run = self.run.as_ref().filter(|_| self.warnings.is_empty() && self.lock.changes.is_empty());
        // A cached run whose output was not written is not reused.
        let (difference, ()) = rayon::join(
            || output::write(&self.directory, self.text.as_bytes(), !self.manifest.secrets.is_empty()),
            || run.into_iter().for_each(|run| run.remember(&self.text)),
        );
        difference.map_err(Problems::from)
    }

    /// Returns the warnings for a caller that does not write the lock file.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.warnings_of_output().into_iter().chain(self.lock.warning()).collect()
    }

    /// Returns warnings about the output.
    pub fn warnings_of_output(&self) -> Vec<Diagnostic> {
        let warnings = self.warnings.iter().chain(&self.unallowed).cloned();
        warnings.chain(output::additions_warning(&self.additions)).collect()
    }
}
