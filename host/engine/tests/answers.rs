//! Contributions that are cached from one run to the next.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{
    Bound, Contribution, Limits, Manifest, OutputDeclaration, Request, Surroundings, TierName,
};
use terrace_engine::{Cache, Engine, EngineError};

fn surroundings() -> Arc<Surroundings> {
    Arc::new(Surroundings { stack: "shop".to_owned(), ..Surroundings::default() })
}

fn request(inputs: Value) -> Request {
    Request {
        surroundings: surroundings(),
        tier: TierName::new("faulty").unwrap(),
        region: None,
        inputs: serde_json::from_value(inputs).unwrap(),
    }
}

/// Runs the requests as one run. `None` in the result stands for the problems of a tier.
fn run(cache: &Path, limits: Limits, requests: &[Value]) -> Vec<Option<Contribution>> {
    let engine = Engine::new(Some(Cache::new(cache)), limits);
    let bytes = terrace_test_artifacts::FAULTY;
    let tier = engine.load(Digest::of(bytes), Arc::new(|| Ok(bytes.into())), &|| {}).unwrap();
    let manifest = tier.describe().unwrap();
    let answers = engine.answers("shop", surroundings());
    let given = requests.iter().map(|inputs| {
        let request = request(inputs.clone());
        let known = answers.recall(&tier, &request, &limits);
        known.or_else(|| answers.ask(&tier, &manifest, &request, &limits).unwrap().ok())
    });
    let given = given.collect();
    answers.keep();
    given
}

/// Returns whether the results of these requests are cached.
fn is_known(cache: &Path, limits: Limits, requests: &[Value]) -> bool {
    let engine = Engine::new(Some(Cache::new(cache)), limits);
    let unread = Arc::new(|| Err(EngineError::NotWasm));
    let tier = engine.load(Digest::of(terrace_test_artifacts::FAULTY), unread, &|| {}).unwrap();
    let answers = engine.answers("shop", surroundings());
    requests.iter().all(|inputs| answers.recall(&tier, &request(inputs.clone()), &limits).is_some())
}

fn file(cache: &Path, is_meant: impl Fn(&str) -> bool) -> PathBuf {
    let mut files = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| is_meant(path.file_name().unwrap().to_str().unwrap())).unwrap()
}

fn good() -> Value {
    json!({ "fault": "none" })
}

#[test]
fn contribution_cache_serves_a_repeated_request() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let limits = Limits::default();
    let first = run(&cache, limits, &[good()]);
    assert!(first[0].is_some());
    assert!(is_known(&cache, limits, &[good()]));
    assert_eq!(run(&cache, limits, &[good()]), first);
}

#[test]
fn contribution_cache_misses_other_requests_and_limits() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let limits = Limits::default();
    run(&cache, limits, &[good()]);
    assert!(!is_known(&cache, limits, &[json!({ "fault": "none", "more": 1 })]));
    assert!(!is_known(&cache, limits.with(Bound::Fuel, limits[Bound::Fuel] - 1), &[good()]));
}

#[test]
fn contribution_cache_keeps_only_the_requests_of_the_last_run() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let limits = Limits::default();
    let other = json!({ "fault": "none", "more": 1 });
    run(&cache, limits, &[good()]);
    run(&cache, limits, &[good(), other.clone()]);
    assert!(is_known(&cache, limits, &[good(), other.clone()]));
    run(&cache, limits, std::slice::from_ref(&other));
    assert!(is_known(&cache, limits, &[other]));
    assert!(!is_known(&cache, limits, &[good()]));
}

#[test]
fn contribution_cache_does_not_keep_errors() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let limits = Limits::default();
    let problem = json!({ "fault": "errors" });
    assert_eq!(run(&cache, limits, std::slice::from_ref(&problem)), [None]);
    assert!(!is_known(&cache, limits, &[problem]));
}

#[test]
fn contribution_cache_replaces_damaged_entries() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let limits = Limits::default();
    let first = run(&cache, limits, &[good()]);
    let kept = file(&cache, |name| name.starts_with("answers-"));
    let whole = fs::read(&kept).unwrap();
    for damaged in [&b""[..], &whole[..whole.len() / 2], &[&whole[..whole.len() - 1], b"x"].concat()] {
        fs::write(&kept, damaged).unwrap();
        assert!(!is_known(&cache, limits, &[good()]));
        assert_eq!(run(&cache, limits, &[good()]), first);
        assert_eq!(fs::read(&kept).unwrap(), whole);
    }
}

#[test]
fn contribution_cache_does_not_keep_values_of_sensitive_outputs() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("cache");
    let bytes = terrace_test_artifacts::FAULTY;
    let kept = |name: &str, fault: &str| {
        let engine = Engine::new(Some(Cache::new(&cache)), Limits::default());
        let tier = engine.load(Digest::of(bytes), Arc::new(|| Ok(bytes.into())), &|| {}).unwrap();
        let secret = OutputDeclaration {
            name: name.to_owned(),
            type_constraint: "any".to_owned(),
            description: String::new(),
            sensitive: true,
        };
        let manifest = Manifest { outputs: vec![secret], ..tier.describe().unwrap() };
        let answers = engine.answers(&format!("{name} {fault}"), surroundings());
        let request = request(json!({ "fault": fault }));
        assert!(answers.ask(&tier, &manifest, &request, &Limits::default()).unwrap().is_ok());
        let before = fs::read_dir(&cache).unwrap().count();
        answers.keep();
        fs::read_dir(&cache).unwrap().count() > before
    };
    assert!(kept("id", "none"), "it only refers to the value");
    assert!(!kept("extra", "undeclared-output"), "it is the value");
}
