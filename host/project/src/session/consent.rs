//! Consent to providers whose source comes only from tiers: when it is needed, and what happens without it.

use super::Session;
use crate::synth::ForeignProvider;
use std::collections::BTreeSet;
use terrace_core::model::{Diagnostic, ProviderSource, Severity};
use terrace_core::suggest::{did_you_mean, nearest};
use terrace_stack::lock::Lock;

/// What a synthesis is for, which decides how it treats the providers of the stack.
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
pub fn missing<'a>(
    foreign: &'a [ForeignProvider],
    lock: Option<&'a Lock>,
) -> impl Iterator<Item = &'a ForeignProvider> {
    let is_allowed = move |source: &ProviderSource| lock.is_some_and(|lock| lock.allows(source));
    foreign.iter().filter(move |foreign| !foreign.allowable().as_ref().is_some_and(is_allowed))
}

impl Session {
    /// Makes sure that there is consent to each of these providers, if the purpose needs it.
    ///
    /// # Errors
    ///
    /// Fails with the providers without consent, unless the purpose is only to look.
    pub fn settle_consent(
        &self,
        foreign: &[ForeignProvider],
        lock: Option<&Lock>,
        purpose: Purpose<'_>,
    ) -> Result<Consent, Vec<Diagnostic>> {
        let mut consent = Consent::default();
        let can_record = matches!(purpose, Purpose::Lock(_)) && !self.is_locked();
        for foreign in missing(foreign, lock) {
            let is_wanted = |source: &ProviderSource| {
                purpose.options().contains(source) || (can_record && self.approver.allows_provider(foreign))
            };
            match foreign.allowable().filter(is_wanted) {
                Some(source) => _ = consent.given.insert(source),
                None => consent.missing.push(foreign.diagnostic(&hint(foreign, can_record))),
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
}

/// Returns a hint on how to consent. `can_record` says whether this run could have recorded the consent.
fn hint(foreign: &ForeignProvider, can_record: bool) -> String {
    let option = format!("--allow-provider {}", foreign.source);
    if can_record {
        format!("if you trust it, allow it with `{option}`, which is recorded in terrace.lock")
    } else {
        format!("if you trust it, run `terrace lock {option}` without --locked, and commit terrace.lock")
    }
}

/// Returns a warning for each option that allows a provider that nothing needs.
pub fn idle_options(foreign: &[ForeignProvider], options: &[ProviderSource]) -> Vec<Diagnostic> {
    let needed: BTreeSet<_> = foreign.iter().filter_map(ForeignProvider::allowable).collect();
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
            Some(near) => diagnostic.hint(did_you_mean(near)),
            None => diagnostic,
        }
    });
    idle.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Approver, SessionSettings};
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    /// A user who allows everything, and the questions so far.
    #[derive(Default)]
    struct Trusting(Mutex<Vec<String>>);

    impl Approver for Trusting {
        fn allows_provider(&self, provider: &ForeignProvider) -> bool {
            self.0.lock().unwrap().push(provider.source.clone());
            true
        }
    }

    fn foreign(source: &str) -> ForeignProvider {
        ForeignProvider { name: "it".to_owned(), source: source.to_owned(), tiers: BTreeMap::new() }
    }

    #[test]
    fn consent_is_asked_for_only_where_it_can_be_recorded() {
        let (source, needed) = ("evil.example/evil/aws", [foreign("evil.example/evil/aws")]);
        let allowed = [source.parse().unwrap()];
        let user = Arc::new(Trusting::default());
        let session = |is_locked| {
            Session::new(SessionSettings {
                is_locked,
                approver: Arc::<Trusting>::clone(&user),
                ..Default::default()
            })
        };
        let (open, locked) = (session(false), session(true));
        let looked = open.settle_consent(&needed, None, Purpose::Look).unwrap();
        assert_eq!(looked.missing[0].severity, Severity::Warning);
        assert!(open.settle_consent(&needed, None, Purpose::Write(&[])).is_err());
        assert!(locked.settle_consent(&needed, None, Purpose::Lock(&[])).is_err());
        assert!(locked.settle_consent(&needed, None, Purpose::Lock(&allowed)).is_ok());
        assert!(user.0.lock().unwrap().is_empty());
        let given = open.settle_consent(&needed, None, Purpose::Lock(&[])).unwrap().given;
        assert_eq!(given, BTreeSet::from(allowed.clone()));
        assert_eq!(*user.0.lock().unwrap(), [source]);
        let mut lock = Lock::default();
        lock.allow(allowed[0].clone());
        assert!(open.settle_consent(&needed, Some(&lock), Purpose::Write(&[])).unwrap().missing.is_empty());
    }

    #[test]
    fn options_that_allow_nothing_are_reported() {
        let needed = [foreign("evil.example/evil/aws")];
        let options =
            ["evil.example/evil/aws", "evil.example/evil/awz"].map(|source| source.parse().unwrap());
        let idle = idle_options(&needed, &options);
        assert_eq!(idle.len(), 1);
        assert_eq!(idle[0].hints, ["did you mean `evil.example/evil/aws`?"]);
    }
}
