//! The rules of S3 for lifecycles.

use super::{LifecycleRule, NONCURRENT_RULE, Transition, TransitionClass};
use crate::Inputs;
use crate::keys::{key_path, limited_key};
use terrace_sdk::prelude::*;

/// The number of days that S3 keeps objects in the standard class before it moves them to one for infrequent
/// access, and there before it moves them on.
const DAYS_BEFORE_NEXT: u32 = 30;
/// The maximum number of rules of a bucket.
const MAX_RULES: usize = 1000;

/// Checks the rules, as far as their values are known.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let rules = &inputs.lifecycle_rules;
    if rules.len() + usize::from(inputs.noncurrent_version_days.is_some()) > MAX_RULES {
        let summary =
            format!("the bucket would have more than {MAX_RULES} lifecycle rules, which S3 does not allow");
        problems.push(
            Diagnostic::new("too-many-rules", summary).path("/lifecycle_rules").hint("combine some of them"),
        );
    }
    for (name, rule) in rules {
        let path = key_path("/lifecycle_rules", name);
        problems.take(limited_key("a lifecycle rule", name, &path));
        if name == NONCURRENT_RULE && inputs.noncurrent_version_days.is_some() {
            let summary = format!("noncurrent_version_days already makes a rule called `{name}`");
            problems.push(
                Diagnostic::new("repeated-rule", summary)
                    .path(&path)
                    .hint("give the rule another name, or remove noncurrent_version_days"),
            );
        }
        problems.take(check_actions(name, rule, &path));
        problems.take(check_sizes(rule, &path));
        let expiration = rule.expiration_days.as_ref();
        problems.take(check_transitions(&rule.transitions, expiration, &path));
        if let Some(noncurrent) = &rule.noncurrent {
            let path = format!("{path}/noncurrent");
            problems.take(check_transitions(
                &noncurrent.transitions,
                noncurrent.expiration_days.as_ref(),
                &path,
            ));
            if noncurrent.newest_kept.is_some() && noncurrent.expiration_days.is_none() {
                let summary = "newest_kept is set, but no version is ever deleted";
                let problem = Diagnostic::new("kept-without-expiration", summary);
                problems
                    .push(problem.path(format!("{path}/newest_kept")).hint("set expiration_days as well"));
            }
        }
    }
    problems.finish()
}

/// Checks that the rule does something, and nothing that S3 rejects together.
fn check_actions(name: &str, rule: &LifecycleRule, path: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let noncurrent =
        rule.noncurrent.as_ref().is_some_and(|it| it.expiration_days.is_some() || !it.transitions.is_empty());
    if rule.transitions.is_empty()
        && rule.expiration_days.is_none()
        && !rule.expired_delete_markers
        && !noncurrent
        && rule.abort_uploads_days.is_none()
    {
        let summary = format!("the lifecycle rule `{name}` does nothing");
        let hint =
            "set transitions, expiration_days, expired_delete_markers, noncurrent or abort_uploads_days";
        problems.push(Diagnostic::new("rule-without-action", summary).path(path).hint(hint));
    }
    if rule.expired_delete_markers && rule.expiration_days.is_some() {
        let summary = "S3 does not allow expired_delete_markers together with expiration_days";
        let problem = Diagnostic::new("markers-with-expiration", summary);
        let problem = problem.detail("S3 removes such markers anyway in a rule with expiration_days");
        problems.push(
            problem.path(format!("{path}/expired_delete_markers")).hint("remove expired_delete_markers"),
        );
    }
    for (is_set, action) in [
        (rule.expired_delete_markers, "expired_delete_markers"),
        (rule.abort_uploads_days.is_some(), "abort_uploads_days"),
    ] {
        if is_set && !rule.tags.is_empty() {
            let summary = format!("S3 does not allow {action} in a rule for objects with tags");
            let problem = Diagnostic::new("action-with-tags", summary).path(format!("{path}/{action}"));
            problems.push(problem.hint(format!("move {action} to a rule without tags")));
        }
    }
    problems.finish()
}

fn check_sizes(rule: &LifecycleRule, path: &str) -> Result<(), Diagnostics> {
    let (Some(Input::Known(larger)), Some(Input::Known(smaller))) = (&rule.larger_than, &rule.smaller_than)
    else {
        return Ok(());
    };
    if larger < smaller {
        return Ok(());
    }
    let summary = format!("no object is larger than {larger} and smaller than {smaller} bytes");
    let problem = Diagnostic::new("sizes-exclude-all", summary).path(format!("{path}/smaller_than"));
    Err(problem.hint("set smaller_than to more than larger_than").into())
}

fn check_transitions(
    transitions: &[Transition],
    expiration: Option<&Input<u32>>,
    path: &str,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (at, transition) in transitions.iter().enumerate() {
        let path = format!("{path}/transitions/{at}");
        problems.take(check_first_days(transition, &path));
        if let Some(previous) = at.checked_sub(1).and_then(|at| transitions.get(at)) {
            problems.take(check_step(previous, transition, &path));
        }
    }
    if let (Some(Input::Known(end)), Some(Transition { days: Input::Known(last), .. })) =
        (expiration, transitions.last())
        && end <= last
    {
        let summary = format!("objects would be deleted after {end} days, but moved after {last}");
        let problem = Diagnostic::new("expires-before-transition", summary);
        let hint = format!("set expiration_days to more than {last}");
        problems.push(problem.path(format!("{path}/expiration_days")).hint(hint));
    }
    problems.finish()
}

/// The classes for infrequent access require objects of some age.
fn check_first_days(transition: &Transition, path: &str) -> Result<(), Diagnostics> {
    let (Input::Known(days), Input::Known(class)) = (&transition.days, &transition.storage_class) else {
        return Ok(());
    };
    let is_infrequent = matches!(class, TransitionClass::StandardIa | TransitionClass::OnezoneIa);
    if !is_infrequent || *days >= DAYS_BEFORE_NEXT {
        return Ok(());
    }
    let class = class.as_str();
    let summary =
        format!("S3 moves objects to {class} after {DAYS_BEFORE_NEXT} days at the earliest, not {days}");
    let problem = Diagnostic::new("transition-too-early", summary).path(format!("{path}/days"));
    Err(problem.hint(format!("set days to {DAYS_BEFORE_NEXT} or more")).into())
}

/// Checks the class and the days of a transition against those of the one before it.
fn check_step(previous: &Transition, next: &Transition, path: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if let (Input::Known(from), Input::Known(to)) = (&previous.storage_class, &next.storage_class)
        && !from.leads_to(*to)
    {
        let summary = format!("S3 does not move objects from {} to {}", from.as_str(), to.as_str());
        let problem =
            Diagnostic::new("transition-not-possible", summary).path(format!("{path}/storage_class"));
        let possible: Vec<&str> = from.next().iter().map(|class| class.as_str()).collect();
        problems.push(problem.hint(match possible.as_slice() {
            [] => format!("let {} be the last transition", from.as_str()),
            possible => format!("move them to {}, or change the order", possible.join(", ")),
        }));
    }
    if let (Input::Known(before), Input::Known(days)) = (&previous.days, &next.days) {
        let stay = match previous.storage_class.known() {
            Some(class) if class.has_minimum_stay() => DAYS_BEFORE_NEXT,
            _ => 1,
        };
        let earliest = before.saturating_add(stay);
        if *days < earliest {
            let summary =
                format!("this transition is after {days} days, but the one before it is after {before}");
            let mut problem = Diagnostic::new("transition-too-early", summary).path(format!("{path}/days"));
            if stay > 1 {
                problem =
                    problem.detail(format!("S3 keeps objects in the class between them for {stay} days"));
            }
            problems.push(problem.hint(format!("set days to {earliest} or more")));
        }
    }
    problems.finish()
}

impl TransitionClass {
    /// Returns the classes that S3 moves objects of this class to.
    fn next(self) -> &'static [Self] {
        use TransitionClass::{DeepArchive, Glacier, GlacierIr, IntelligentTiering, OnezoneIa, StandardIa};
        match self {
            StandardIa => &[IntelligentTiering, OnezoneIa, GlacierIr, Glacier, DeepArchive],
            IntelligentTiering => &[OnezoneIa, GlacierIr, Glacier, DeepArchive],
            OnezoneIa | GlacierIr => &[Glacier, DeepArchive],
            Glacier => &[DeepArchive],
            DeepArchive => &[],
        }
    }

    fn leads_to(self, other: Self) -> bool {
        self.next().contains(&other)
    }

    /// Returns whether S3 keeps objects in this class for a time before it moves them on.
    fn has_minimum_stay(self) -> bool {
        matches!(self, Self::StandardIa | Self::OnezoneIa | Self::IntelligentTiering)
    }
}
