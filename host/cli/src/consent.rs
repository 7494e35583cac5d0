//! The words in which a person is asked about providers and told about them.

use crate::ask;
use crate::ui::Ui;
use terrace_core::model::ProviderSource;
use terrace_project::session::Approver;
use terrace_project::synth::ForeignProvider;
use terrace_stack::lock::{Lock, source_of};

impl Approver for Ui {
    fn allows_provider(&self, provider: &ForeignProvider) -> bool {
        !self.is_json() && ask::is_possible() && ask::consent(&question(provider)).unwrap_or_default()
    }
}

fn question(foreign: &ForeignProvider) -> String {
    let ForeignProvider { source, .. } = foreign;
    let who = foreign.who_asks();
    format!(
        "{who} for the provider `{source}`, which HashiCorp does not publish; terraform downloads it and gives it your \
         credentials; allow it?"
    )
}

/// Formats a tier's provider, such as `evil = evil.example/evil/aws >= 1.0`, with a remark about its source.
pub fn marked(provider: &str, foreign: &[ForeignProvider], lock: Option<&Lock>) -> String {
    let Ok(source) = source_of(provider).parse::<ProviderSource>() else {
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
