//! Components that are not tiers, and tiers that fail, each with its error text.

use serde_json::{Value, json};
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{Bound, Diagnostic, Explain, Limits, Request, Surroundings, TierName};
use terrace_engine::{Bytes, Cache, Engine, EngineError};

/// Limits that a faulty tier reaches at once.
fn limits() -> Limits {
    Limits::default().with(Bound::Fuel, 50_000_000).with(Bound::Memory, 16 << 20)
}

fn engine() -> Engine {
    Engine::new(None, limits())
}

fn text(diagnostic: &Diagnostic) -> String {
    let mut text = format!("{}: {}", diagnostic.code, diagnostic.summary);
    for note in &diagnostic.notes {
        text.push_str(&format!("\n  note: {note}"));
    }
    for hint in &diagnostic.hints {
        text.push_str(&format!("\n  help: {hint}"));
    }
    text
}

fn refusal(bytes: &[u8]) -> String {
    let engine = engine();
    let error = engine
        .load(Digest::of(bytes), owned(bytes), &|| {})
        .and_then(|tier| tier.describe().map(|_| ()))
        .unwrap_err();
    text(&error.diagnostic())
}

fn component(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).unwrap()
}

fn request(inputs: Value) -> Request {
    let Value::Object(inputs) = inputs else { panic!("inputs are an object") };
    Request {
        surroundings: Arc::new(Surroundings { stack: "test".into(), ..Surroundings::default() }),
        tier: TierName::new("faulty").unwrap(),
        region: None,
        inputs,
    }
}

fn fault(name: &str) -> EngineError {
    let engine = engine();
    let bytes = terrace_test_artifacts::FAULTY;
    let tier = engine.load(Digest::of(bytes), owned(bytes), &|| {}).unwrap();
    tier.synth(&request(json!({ "fault": name })), &limits()).unwrap_err()
}

#[test]
fn files_that_are_not_components_are_rejected() {
    insta::assert_snapshot!(refusal(b"#!/bin/sh\n"));
    insta::assert_snapshot!(refusal(b""));
    insta::assert_snapshot!(refusal(&component("(module)")));
    insta::assert_snapshot!(refusal(b"\0asm\x0d\0\x01\0garbage"));
}

#[test]
fn components_that_are_not_tiers_are_rejected() {
    insta::assert_snapshot!(refusal(&component("(component)")));
    insta::assert_snapshot!(refusal(&component(
        r#"(component (instance $i) (export "wasi:http/incoming-handler@0.2.0" (instance $i)))"#
    )));
    insta::assert_snapshot!(refusal(&component(
        r#"(component (instance $i) (export "terrace:tier/synthesis@7.1.0" (instance $i)))"#
    )));
    insta::assert_snapshot!(refusal(&component(
        r#"(component (instance $i) (export "terrace:tier/synthesis@0.1.0" (instance $i)))"#
    )));
    insta::assert_snapshot!(refusal(&component(
        r#"(component
            (import "wasi:filesystem/preopens@0.2.0" (instance))
            (import "read-secret" (func (result string)))
            (instance $i)
            (export "terrace:tier/synthesis@0.1.0" (instance $i)))"#
    )));
}

#[test]
fn tiers_that_reach_a_limit_are_stopped() {
    insta::assert_snapshot!(text(&fault("loop").diagnostic()));
    insta::assert_snapshot!(text(&fault("recurse").diagnostic()));
    insta::assert_snapshot!(text(&fault("memory").diagnostic()));
}

/// Returns the error that is reported if these limits are reached.
fn reached(limits: Limits, inputs: Value) -> String {
    let engine = Engine::new(None, limits);
    let bytes = terrace_test_artifacts::FAULTY;
    let answer = engine
        .load(Digest::of(bytes), owned(bytes), &|| {})
        .and_then(|tier| tier.synth(&request(inputs), &limits));
    match answer {
        Err(error) => text(&error.diagnostic()),
        Ok(Err(problems)) => {
            problems.iter().map(|problem| format!("{}: {}\n", problem.code, problem.summary)).collect()
        }
        Ok(Ok(_)) => "it is not reached".to_owned(),
    }
}

#[test]
fn limit_errors_name_the_limit_that_was_reached() {
    let good = json!({ "fault": "none" });
    let told = |bound, value| reached(Limits::default().with(bound, value), good.clone());
    let lowest = Bound::ALL.map(|bound| {
        let value = match bound {
            // Above these values, other limits apply first.
            Bound::Component | Bound::Contribution => 100,
            Bound::Functions | Bound::Blocks => 1,
            _ => 0,
        };
        format!("{} = {value}\n{}\n", bound.key(), told(bound, value))
    });
    insta::assert_snapshot!(lowest.join("\n"));
}

#[test]
fn diagnostics_beyond_the_limit_are_counted() {
    let limits = Limits::default().with(Bound::Diagnostics, 1);
    insta::assert_snapshot!(reached(limits, json!({ "fault": "errors" })));
}

#[test]
fn tiers_that_trap_or_return_invalid_json_are_reported() {
    let trap = text(&fault("panic").diagnostic());
    assert!(
        trap.starts_with("trap: it crashed while generating its resources: wasm `unreachable`"),
        "{trap}"
    );
    insta::assert_snapshot!(text(&fault("body-no-json").diagnostic()));
    insta::assert_snapshot!(text(&fault("body-no-object").diagnostic()));
}

#[test]
fn code_cache_returns_the_compiled_tier_and_repairs_itself() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path().join("tiers"));
    let contribution = || {
        let compilations = std::cell::Cell::new(0);
        let engine = Engine::new(Some(cache.clone()), Limits::default());
        let compiling = || compilations.set(compilations.get() + 1);
        let bytes = terrace_test_artifacts::FAULTY;
        let tier = engine.load(Digest::of(bytes), owned(bytes), &compiling).unwrap();
        (tier.synth(&request(json!({ "fault": "none" })), &limits()).unwrap().unwrap(), compilations.get())
    };
    let (compiled, 1) = contribution() else { panic!("the cache was empty") };
    let entry = files(&cache);
    assert_eq!(entry.len(), 2, "code and its record: {entry:?}");
    assert_eq!(contribution(), (compiled.clone(), 0));

    for file in &entry {
        let whole = std::fs::read(file).unwrap();
        let changed = std::fs::metadata(file).unwrap().modified().unwrap();
        for damaged in [&b""[..], &whole[..whole.len() / 2], &[&whole[..whole.len() - 1], b"x"].concat()] {
            std::fs::write(file, damaged).unwrap();
            std::fs::File::options().write(true).open(file).unwrap().set_modified(changed).unwrap();
            assert_eq!(contribution(), (compiled.clone(), 1), "the entry is made anew");
            assert_eq!(contribution(), (compiled.clone(), 0));
        }
    }
    assert_eq!(files(&cache), entry, "nothing else is left behind");
}

#[test]
fn code_cache_accepts_a_copied_file_after_reading_it_again() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path().join("tiers"));
    let bytes = terrace_test_artifacts::FAULTY;
    let load = |compiling: &dyn Fn()| {
        let engine = Engine::new(Some(cache.clone()), limits());
        engine.load(Digest::of(bytes), owned(bytes), compiling).map(|_| ()).unwrap();
    };
    load(&|| {});
    let [code, record] = files(&cache).try_into().unwrap();
    let known = std::fs::read(&record).unwrap();
    let copy = code.with_extension("copy");
    std::fs::copy(&code, &copy).unwrap();
    std::fs::rename(&copy, &code).unwrap();
    load(&|| panic!("the code is whole"));
    assert_ne!(std::fs::read(&record).unwrap(), known, "the copy is known from now on");
}

/// Returns a component's bytes in the form that the engine asks for.
fn owned(bytes: &[u8]) -> Bytes {
    let bytes = bytes.to_vec();
    Arc::new(move || Ok(bytes.clone().into()))
}

/// Returns the files in a cache, sorted.
fn files(cache: &Cache) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(cache.directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn tier_manifest_is_cached() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path().join("tiers"));
    let bytes = terrace_test_artifacts::FAULTY;
    let known = || {
        let engine = Engine::new(Some(cache.clone()), limits());
        let tier = engine.load(Digest::of(bytes), owned(bytes), &|| {}).unwrap();
        tier.known().cloned()
    };
    let engine = Engine::new(Some(cache.clone()), limits());
    let tier = engine.load(Digest::of(bytes), owned(bytes), &|| {}).unwrap();
    let manifest = Arc::new(tier.describe().unwrap());
    assert_eq!(known(), None);
    tier.keep(&manifest);
    assert_eq!(known(), Some(manifest));
}

#[test]
fn code_cache_rejects_an_entry_of_another_component() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path());
    let bytes = terrace_test_artifacts::FAULTY;
    let other = Digest::of(b"another component");
    let compilations = |digest| {
        let compilations = std::cell::Cell::new(0);
        let engine = Engine::new(Some(cache.clone()), limits());
        let compiling = || compilations.set(compilations.get() + 1);
        engine.load(digest, owned(bytes), &compiling).map(|_| compilations.get())
    };
    assert!(matches!(compilations(Digest::of(bytes)), Ok(1)));
    assert!(matches!(compilations(Digest::of(bytes)), Ok(0)));
    for entry in std::fs::read_dir(cache.directory()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let renamed = name.replace(&Digest::of(bytes).hex(), &other.hex());
        std::fs::rename(&path, path.with_file_name(renamed)).unwrap();
    }
    let Err(error) = compilations(other) else { panic!("these are not its bytes") };
    let told = text(&error.diagnostic()).replace(&Digest::of(bytes).hex(), "[digest of the component]");
    insta::assert_snapshot!(told);
}

#[cfg(unix)]
#[test]
fn code_cache_rejects_an_entry_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path().join("tiers"));
    let bytes = terrace_test_artifacts::FAULTY;
    let load = || {
        let engine = Engine::new(Some(cache.clone()), Limits::default());
        engine.load(Digest::of(bytes), owned(bytes), &|| {}).map(|_| ())
    };
    load().unwrap();
    assert_eq!(std::fs::metadata(cache.directory()).unwrap().permissions().mode() & 0o777, 0o700);
    for entry in std::fs::read_dir(cache.directory()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o666)).unwrap();
    }
    load().unwrap();
    for entry in std::fs::read_dir(cache.directory()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0, "the entry was made anew: {mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn code_cache_rejects_a_directory_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::new(directory.path().join("tiers"));
    let bytes = terrace_test_artifacts::FAULTY;
    let compiles = || {
        let compiles = std::cell::Cell::new(false);
        let engine = Engine::new(Some(cache.clone()), limits());
        engine.load(Digest::of(bytes), owned(bytes), &|| compiles.set(true)).unwrap();
        compiles.get()
    };
    assert!(compiles());
    assert!(!compiles());
    std::fs::set_permissions(cache.directory(), PermissionsExt::from_mode(0o777)).unwrap();
    assert!(compiles());
}
