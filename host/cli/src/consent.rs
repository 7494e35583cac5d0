//! Consent to providers whose source comes only from tiers: who can give it, and how commands behave without it.

use crate::ask;
use crate::ui::Ui;
use std::collections::BTreeSet;
use terrace_core::model::{Diagnostic, ProviderSource, Severity};
use terrace_core::suggest::nearest;
use terrace_project::synth::Foreign;
use terrace_stack::lock::Lock;

/// How a command treats the providers of a stack.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// It writes nothing that terraform runs, so it only reports which providers need consent.
    Look,
    /// It writes or prints what terraform runs, but does not change the lock file. Only locked consent and these options count.
    Write(&'a [ProviderSource]),
    /// It writes the lock file as well, so the user can be prompted.
    Lock(&'a [ProviderSource]),
}

/// The outcome of asking for consent.
#[derive(Debug, Default)]
pub struct Consent {
    /// The sources to which the user consented in this run.
    pub given: BTreeSet<ProviderSource>,
    /// A warning for each source without consent.
    pub missing: Vec<Diagnostic>,
}

impl<'a> Purpose<'a> {
    /// Returns the sources that options allow.
    pub fn options(self) -> &'a [ProviderSource] {
        match self {
            Self::Look => &[],
            Self::Write(options) | Self::Lock(options) => options,
        }
    }
}

/// Returns the providers without consent.
pub fn missing<'a>(foreign: &'a [Foreign], lock: Option<&'a Lock>) -> impl Iterator<Item = &'a Foreign> {
    let is_allowed = move |source: &ProviderSource| lock.is_some_and(|lock| lock.allows(source));
    foreign.iter().filter(move |foreign| !foreign.allowable().as_ref().is_some_and(is_allowed))
}

/// Makes sure that there is consent to each of these providers, if the purpose needs it.
///
/// # Errors
///
/// Fails with the providers without consent, unless the command only looks.
pub fn settle(
    ui: &Ui,
    foreign: &[Foreign],
    lock: Option<&Lock>,
    purpose: Purpose<'_>,
) -> Result<Consent, Vec<Diagnostic>> {
    let mut consent = Consent::default();
    let can_ask =
        matches!(purpose, Purpose::Lock(_)) && !ui.is_locked() && !ui.is_json() && ask::is_possible();
    for foreign in missing(foreign, lock) {
        let is_wanted = |source: &ProviderSource| {
            purpose.options().contains(source)
                || (can_ask && ask::consent(&question(foreign)).unwrap_or_default())
        };
        match foreign.allowable().filter(is_wanted) {
            Some(source) => _ = consent.given.insert(source),
            None => consent.missing.push(foreign.diagnostic(&hint(ui, foreign, purpose))),
        }
    }
    match purpose {
        Purpose::Look => {
            consent.missing.iter_mut().for_each(|missing| missing.severity = Severity::Warning);
            Ok(consent)
        }
        _ if consent.missing.is_empty() => Ok(consent),
        _ => Err(consent.missing),
    }
}

fn question(foreign: &Foreign) -> String {
    let Foreign { source, .. } = foreign;
    let who = foreign.who_asks();
    format!(
        "{who} for the provider `{source}`, which HashiCorp does not publish; terraform downloads it and gives it your \
         credentials; allow it?"
    )
}

/// Returns a hint on how to consent.
fn hint(ui: &Ui, foreign: &Foreign, purpose: Purpose<'_>) -> String {
    let option = format!("--allow-provider {}", foreign.source);
    match purpose {
        Purpose::Lock(_) if !ui.is_locked() => {
            format!("if you trust it, allow it with `{option}`, which is recorded in terrace.lock")
        }
        _ => format!(
            "if you trust it, run `terrace lock {option}` where terrace.lock may change, and commit it"
        ),
    }
}

/// Returns a warning for each option that allows a provider that nothing needs.
pub fn idle(foreign: &[Foreign], options: &[ProviderSource]) -> Vec<Diagnostic> {
    let needed: BTreeSet<_> = foreign.iter().filter_map(Foreign::allowable).collect();
    let idle = options.iter().filter(|source| !needed.contains(source)).map(|source| {
        let diagnostic = |why: &str| {
            let summary = format!("`--allow-provider {source}` has no effect: {why}");
            Diagnostic::warning("idle-allow-provider", summary)
        };
        if source.is_published() {
            return diagnostic("HashiCorp publishes that provider, so it needs no consent");
        }
        let diagnostic = diagnostic("no tier needs that provider, or the stack file names its source");
        match nearest(source.as_str(), needed.iter().map(ProviderSource::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic,
        }
    });
    idle.collect()
}

/// Formats a tier's provider, such as `evil = evil.example/evil/aws >= 1.0`, with a remark about its source.
pub fn marked(provider: &str, foreign: &[Foreign], lock: Option<&Lock>) -> String {
    let Ok(source) = terrace_stack::lock::source_of(provider).parse::<ProviderSource>() else {
        return format!("{provider}  (not HashiCorp's)");
    };
    if source.is_published() {
        return provider.to_owned();
    }
    let is_foreign = foreign.iter().any(|foreign| foreign.source == source.as_str());
    let why = match (is_foreign, lock.is_some_and(|lock| lock.allows(&source))) {
        (false, _) => "the stack file names it",
        (true, true) => "allowed in terrace.lock",
        (true, false) => "needs consent",
    };
    format!("{provider}  (not HashiCorp's; {why})")
}
