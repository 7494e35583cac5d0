//! Sessions without a command: several runs in one process, with errors, with texts in memory.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;
use terrace_core::model::Problems;
use terrace_project::resolve::Resolution;
use terrace_project::session::{Purpose, Synthesized};
use terrace_project::synth::Difference;
use terrace_project::{Session, SessionSettings};
use terrace_stack::stack::{self, ComponentReference, Stack, Text};

const STACK: &str = "\
stack: shop
regions:
  main: { aws: { region: us-east-1 } }
tiers:
  queue:
    component: ./tier.wasm
    regions: all
    inputs: { fault: expression, value: jobs }
";

/// A stack in a directory of its own.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("terrace.yaml", STACK);
        fs::write(project.path("tier.wasm"), terrace_test_artifacts::FAULTY).unwrap();
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn load(&self) -> Stack {
        stack::load(self.0.path(), None).unwrap()
    }

    /// Loads a text that the stack file does not have yet.
    fn load_unsaved(&self, text: &str) -> Stack {
        let unsaved = Text { path: self.path("terrace.yaml"), text: text.to_owned() };
        stack::load_text(|| Ok(unsaved), None).unwrap()
    }
}

/// The cache of all tests. It has the tier compiled, because that takes longest.
fn cache_dir() -> &'static Path {
    static CACHE: OnceLock<TempDir> = OnceLock::new();
    let fill = || {
        let cache = tempfile::tempdir().unwrap();
        let session = Session::new(SessionSettings {
            cache_dir: Some(cache.path().to_owned()),
            ..SessionSettings::default()
        });
        let project = Project::new();
        let tier = ComponentReference::Path(project.path("tier.wasm"));
        session.load_component(&tier, &Resolution::default()).map(drop).unwrap();
        cache
    };
    CACHE.get_or_init(fill).path()
}

fn settings() -> SessionSettings {
    SessionSettings { cache_dir: Some(cache_dir().to_owned()), ..SessionSettings::default() }
}

fn synthesize(session: &Session, stack: Stack) -> Result<Synthesized, Problems> {
    session.synthesize(stack, None, Purpose::Write(&[]))
}

/// The code and the summary of each problem, and the line that it points to.
fn text(problems: &Problems) -> Vec<String> {
    let line = |offset: usize, text: &str| 1 + text[..offset].matches('\n').count();
    let diagnostics = problems.diagnostics.iter().map(|diagnostic| {
        let places = diagnostic.labels.iter().map(|label| {
            let file = problems.sources.get(label.location.source);
            format!(" (line {})", line(label.location.range.start, &file.text))
        });
        format!("{}: {}{}", diagnostic.code, diagnostic.summary, places.collect::<String>())
    });
    diagnostics.collect()
}

#[test]
fn session_reuses_the_output_of_an_identical_run() {
    let project = Project::new();
    let session = Session::new(settings());
    let first = synthesize(&session, project.load()).unwrap();
    assert!(!first.is_present());
    assert_eq!(first.warnings(), []);
    assert_eq!(first.compare().unwrap().difference, Difference::Missing);
    assert_eq!(first.write().unwrap(), Difference::Missing);

    let second = synthesize(&session, project.load()).unwrap();
    assert!(second.is_present());
    assert_eq!(second.text, first.text);
    assert_eq!(second.manifest, first.manifest);
    assert_eq!(second.write().unwrap(), Difference::Same);
    let other = synthesize(&Session::new(settings()), project.load()).unwrap();
    assert!(other.is_present(), "another session with the same cache");

    project.write("terrace.yaml", &STACK.replace("jobs", "tasks"));
    let changed = synthesize(&session, project.load()).unwrap();
    assert!(!changed.is_present());
    let compared = changed.compare().unwrap();
    assert_eq!(compared.difference, Difference::Different);
    assert!(!compared.consequences.changes.is_empty());
}

#[test]
fn session_continues_after_an_error() {
    let project = Project::new();
    let session = Session::new(settings());
    project.write("terrace.yaml", &STACK.replace("value: jobs", "value: [jobs]"));
    let problems = synthesize(&session, project.load()).err().unwrap();
    assert_eq!(
        text(&problems),
        ["input-type: `value` must be a string or an expression, got a list (line 8)"]
    );
    assert!(!project.path("terrace.out").exists());
    project.write("terrace.yaml", STACK);
    assert!(synthesize(&session, project.load()).is_ok());
}

#[test]
fn session_synthesizes_a_text_that_is_not_saved() {
    let project = Project::new();
    let session = Session::new(settings());
    synthesize(&session, project.load()).unwrap().write().unwrap();
    let unsaved = synthesize(&session, project.load_unsaved(&STACK.replace("jobs", "tasks"))).unwrap();
    assert!(!unsaved.is_present());
    assert!(unsaved.text.contains(r#""input": "tasks""#), "{}", unsaved.text);
    assert_eq!(unsaved.compare().unwrap().difference, Difference::Different);
    assert_eq!(fs::read_to_string(project.path("terrace.yaml")).unwrap(), STACK);
    // The next run of the saved text is still the one on disk.
    assert!(synthesize(&session, project.load()).unwrap().is_present());
}

#[test]
fn locked_session_refuses_changes_to_the_lock_file() {
    let project = Project::new();
    let locked = Session::new(SessionSettings { is_locked: true, ..settings() });
    let problems = locked.complete_lock(project.0.path(), &[]).err().unwrap();
    assert_eq!(problems.diagnostics[0].code, "stale-lock");
    let open = Session::new(settings());
    open.complete_lock(project.0.path(), &[]).unwrap().save().unwrap();
    assert!(project.path("terrace.lock").exists());
    assert!(locked.complete_lock(project.0.path(), &[]).unwrap().changes.is_empty());
}
