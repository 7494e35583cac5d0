//! Whose signatures are required for which references.

mod pattern;
#[cfg(test)]
mod tests;

pub use pattern::{Pattern, PatternError};

use crate::Reference;
use crate::key::PublicKey;
use crate::signature::Verdict;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A rule: what it is for, and who has to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The file that has it.
    pub file: PathBuf,
    /// Its line there, from 1.
    pub line: usize,
    /// The references that it is for.
    pub references: Vec<Pattern>,
    /// Whose signatures count, sorted.
    pub signers: Vec<String>,
    /// How many of them have to have signed, at least 1.
    pub threshold: usize,
}

/// All rules of the user and the project, and the keys of the signers.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    rules: Vec<Rule>,
    signers: BTreeMap<String, Vec<PublicKey>>,
    own: BTreeMap<String, Vec<PublicKey>>,
}

/// A rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{reference}` may not be used: the rule at {}:{} wants {}; {}", rule.file.display(), rule.line, wanted(rule), signed(verdict))]
pub struct PolicyError {
    /// What was to be used.
    pub reference: Box<Reference>,
    /// The rule.
    pub rule: Box<Rule>,
    /// Who signed, and which signatures do not count.
    pub verdict: Verdict,
}

impl Policy {
    /// A policy of these rules. Every signer that they name must be among the signers.
    /// `own` are those of the user.
    pub(crate) fn new(
        rules: Vec<Rule>,
        signers: BTreeMap<String, Vec<PublicKey>>,
        own: BTreeMap<String, Vec<PublicKey>>,
    ) -> Self {
        Self { rules, signers, own }
    }

    /// The keys of the signers whom the user trusts, whatever a project says.
    pub fn own_signers(&self) -> &BTreeMap<String, Vec<PublicKey>> {
        &self.own
    }

    /// The keys of every signer, by the signer's name.
    pub fn signers(&self) -> &BTreeMap<String, Vec<PublicKey>> {
        &self.signers
    }

    /// The rules for a reference, the user's first. None at all: it needs no signature.
    pub fn requirements(&self, reference: &Reference) -> Vec<&Rule> {
        let is_for = |rule: &&Rule| rule.references.iter().any(|pattern| pattern.matches(reference));
        self.rules.iter().filter(is_for).collect()
    }

    /// Whether every rule for a reference holds; the first that does not, otherwise.
    pub fn judge(&self, reference: &Reference, verdict: &Verdict) -> Result<(), PolicyError> {
        let broken = self.requirements(reference).into_iter().find(|rule| !rule.holds(verdict));
        match broken {
            None => Ok(()),
            Some(rule) => Err(PolicyError {
                reference: Box::new(reference.clone()),
                rule: Box::new(rule.clone()),
                verdict: verdict.clone(),
            }),
        }
    }
}

impl Rule {
    fn holds(&self, verdict: &Verdict) -> bool {
        self.signers.iter().filter(|signer| verdict.signers.contains(*signer)).count() >= self.threshold
    }
}

impl PolicyError {
    /// Why signatures that are there do not count, one line each.
    pub fn notes(&self) -> Vec<String> {
        self.verdict.rejected.iter().map(ToString::to_string).collect()
    }

    /// What to do about it, as the end of a sentence.
    pub fn hint(&self) -> String {
        if matches!(*self.reference, Reference::Https(_)) {
            return "nothing signs a file of a web server: push it to a registry and name it with `oci://`, or write the \
                    rule for `oci://**`"
                .to_owned();
        }
        let signers = names(&self.rule.signers, "or");
        format!(
            "have {signers} sign it with `terrace sign {}`, or take a version that is signed",
            self.reference
        )
    }
}

fn wanted(rule: &Rule) -> String {
    match (rule.threshold, rule.signers.len()) {
        (1, 1) => format!("a signature of {}", names(&rule.signers, "and")),
        (1, _) => format!("a signature of {}", names(&rule.signers, "or")),
        (all, signers) if all == signers => format!("signatures of {}", names(&rule.signers, "and")),
        (some, _) => format!("signatures of {some} of {}", names(&rule.signers, "and")),
    }
}

fn signed(verdict: &Verdict) -> String {
    let signers: Vec<String> = verdict.signers.iter().cloned().collect();
    match (signers.is_empty(), verdict.rejected.len()) {
        (true, 0) => "it is not signed".to_owned(),
        (true, 1) => "its only signature does not count".to_owned(),
        (true, count) => format!("none of its {count} signatures counts"),
        (false, _) => format!("it is signed by {}", names(&signers, "and")),
    }
}

/// Quoted names in a sentence.
fn names(names: &[impl fmt::Display], and: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
        None => "nobody".to_owned(),
    }
}
