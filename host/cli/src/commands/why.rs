//! `terrace why`.

use crate::args::StackOption;
use crate::consent::marked;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;
use terrace_core::model::{Address, Diagnostic, InstanceId, Location, Problems, Sources};
use terrace_core::render::clean;
use terrace_core::scope::unscope;
use terrace_core::suggest::{did_you_mean, nearest};
use terrace_project::Session;
use terrace_project::session::missing;
use terrace_project::synth::components::lock_key;
use terrace_project::synth::locked::StackComponents;
use terrace_stack::lock::{Entry, Key, Lock, source_of};
use terrace_stack::stack::{self, Stack};

#[derive(Debug, Args)]
pub struct Why {
    /// A tier, a block address, a component reference or a provider
    #[arg(add = crate::complete::subjects())]
    pub what: String,
    #[command(flatten)]
    pub stack: StackOption,
}

/// A tier and its component.
#[derive(Serialize)]
struct Reason {
    tier: String,
    /// The stack file that names the component.
    file: String,
    /// The line in that file.
    line: usize,
    /// The component, as written in the stack file.
    component: String,
    /// The version range in the stack file.
    requires: Option<String>,
    version: String,
    digest: Option<String>,
    /// The digest of its manifest in the registry.
    manifest: Option<String>,
    /// The signers that the trust policy knows and whose signatures are valid.
    signers: Vec<String>,
    /// True if the lock file has exactly this component.
    locked: bool,
    /// The providers that it needs. If the user asked for a provider, only that one.
    providers: Vec<String>,
    /// The sources of the tier's providers that come only from tiers and lack consent.
    needs_consent: Vec<String>,
    /// The providers as they are shown to people.
    #[serde(skip)]
    marked: Vec<String>,
    /// The block that the user asked for, by its local address and its instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<String>,
}

/// A block, from its address in the configuration.
struct Block {
    instance: InstanceId,
    /// The address in the tier's local names.
    local: Address,
}

impl fmt::Display for Block {
    /// `aws_vpc.main of network[east]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.local, self.instance)
    }
}

/// Parses the address of a block, with or without an index. Returns `None` for a block that is not Terrace's.
fn block(text: &str) -> Option<Block> {
    let address = Address::parse(text.split('[').next()?).ok()?;
    let (instance, local) = unscope(&address.name)?;
    let local = Address { name: local.to_owned(), ..address };
    Some(Block { instance, local })
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    tiers: Vec<Reason>,
}

pub fn run(ui: &Ui, session: &Session, args: &Why) -> anyhow::Result<u8> {
    let stack = stack::load(&args.stack.stack, None).map_err(Problems::from)?;
    let resolved = session.resolve(&stack)?;
    let described = session.describe_resolved(&stack, &resolved)?;
    let block = block(&args.what)
        .filter(|block| stack.instances().iter().any(|instance| instance.id == block.instance));
    let what = block.as_ref().map_or(args.what.as_str(), |block| block.instance.tier.as_str());
    let mut tiers = find_reasons(&stack, &described, resolved.locked(), what);
    if let Some(block) = &block {
        tiers.iter_mut().for_each(|reason| reason.block = Some(block.to_string()));
    }
    if tiers.is_empty() {
        return Err(unknown(&stack, &described.lock, &args.what).into());
    }
    if ui.is_json() {
        ui.json(&Report { tiers })?;
    } else {
        let told: Vec<String> = tiers.iter().map(text).collect();
        ui.text(&clean(&told.join("\n")))?;
    }
    Ok(exit::DONE)
}

fn find_reasons(
    stack: &Stack,
    described: &StackComponents,
    locked: Option<&Lock>,
    what: &str,
) -> Vec<Reason> {
    let StackComponents { lock: entries, foreign } = described;
    let tiers = stack.tiers.iter().filter_map(|(name, tier)| {
        let key = lock_key(&tier.component.reference, stack.directory());
        let entry = entries.get(&key)?;
        let providers: Vec<String> =
            entry.facts.providers.iter().filter(|provider| is_provider(provider, what)).cloned().collect();
        let is_asked = name.as_str() == what || is_reference(&key, what);
        if !is_asked && providers.is_empty() {
            return None;
        }
        let is_locked = locked.is_some_and(|lock| lock.get(&key) == Some(entry));
        let (file, line) = place(&stack.sources, &tier.component.location);
        let providers = if is_asked { entry.facts.providers.clone() } else { providers };
        let without = missing(foreign, locked).filter(|one| one.tiers.contains_key(name.as_str()));
        Some(Reason {
            tier: name.to_string(),
            file,
            line,
            component: key.reference,
            requires: key.requires,
            version: entry.facts.version.clone(),
            digest: entry.digest.map(|digest| digest.to_string()),
            manifest: entry.manifest.map(|digest| digest.to_string()),
            signers: entry.signers.clone(),
            locked: is_locked,
            needs_consent: without.map(|one| one.source.clone()).collect(),
            marked: providers.iter().map(|one| marked(one, foreign, locked)).collect(),
            providers,
            block: None,
        })
    });
    tiers.collect()
}

/// Returns whether a text is the component's reference, either in full or without the tag or digest.
fn is_reference(key: &Key, what: &str) -> bool {
    let reference = key.reference.as_str();
    let rest = reference.strip_prefix(what);
    reference == what
        || (key.is_remote() && rest.is_some_and(|rest| rest.starts_with(':') || rest.starts_with('@')))
}

/// Returns whether a text is the name or the source of a provider such as `aws = hashicorp/aws >= 5.0`.
fn is_provider(provider: &str, what: &str) -> bool {
    let Some((name, _)) = provider.split_once(" = ") else { return false };
    name == what || source_of(provider) == what
}

fn place(sources: &Sources, location: &Location) -> (String, usize) {
    let file = sources.get(location.source);
    let line = 1 + file.text[..location.range.start].matches('\n').count();
    (file.name.clone(), line)
}

fn text(reason: &Reason) -> String {
    let mut text = format!("{} ({}:{})\n", reason.tier, reason.file, reason.line);
    let mut line = |heading: &str, content: &str| {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {heading:<10} {content}");
    };
    reason.block.iter().for_each(|block| line("block", block));
    let requires = reason.requires.as_ref().map(|range| format!(" {range}")).unwrap_or_default();
    line("component", &format!("{}{requires}", reason.component));
    let not_locked = if reason.locked { "" } else { ", not in terrace.lock" };
    line("version", &format!("{}{not_locked}", reason.version));
    reason.digest.iter().for_each(|digest| line("digest", digest));
    reason.manifest.iter().for_each(|digest| line("manifest", digest));
    if !reason.signers.is_empty() {
        line("signed by", &reason.signers.join(", "));
    }
    reason.marked.iter().for_each(|provider| line("provider", provider));
    text
}

fn unknown(stack: &Stack, entries: &Lock, what: &str) -> Problems {
    let provider = |entry: &Entry| -> Vec<String> {
        let names = entry.facts.providers.iter().filter_map(|text| text.split_once(" = "));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    let mut known: BTreeSet<String> = stack.tiers.keys().map(ToString::to_string).collect();
    known.extend(entries.iter().map(|(key, _)| key.reference.clone()));
    known.extend(entries.iter().flat_map(|(_, entry)| provider(entry)));
    let summary = format!("no tier of the stack is called or uses `{what}`");
    let diagnostic = Diagnostic::error("unknown", summary);
    match nearest(what, known.iter().map(String::as_str)) {
        Some(near) => diagnostic.hint(did_you_mean(near)),
        None => diagnostic
            .hint("name a tier, a block address, a component as written in the stack file, or a provider"),
    }
    .into()
}
