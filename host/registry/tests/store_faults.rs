//! Tests the store with processes that are killed, that work at the same time, and that run out of disk space.
//!
//! The test program starts itself again as the affected process, with its role in a variable.

use serde_json::json;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use terrace_core::digest::Digest;
use terrace_registry::store::{Descriptor, Entry, Partial, Prune, Store, StoreError, media_type};

const PART: &str = "TERRACE_TEST_PART";
const STORE: &str = "TERRACE_TEST_STORE";
const NETWORK: &str = "registry.example/platform/network";
const KILLS: u64 = 300;
const COMPONENTS: u32 = 40;

fn command(part: &str, store: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "store_faults::child", "--ignored", "--nocapture"])
        .env(PART, part)
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Returns content that depends only on the number, of varying length.
fn content(number: u32) -> Vec<u8> {
    (0..2000 + number * 1500 % 60_000).flat_map(|at| (at ^ (number * 7919)).to_le_bytes()).collect()
}

/// Writes a component in small parts, continuing from where an earlier process stopped, as a download does.
fn download(store: &Store, bytes: &[u8]) -> Result<(), StoreError> {
    let Partial::Open(mut partial) = store.partial(&Digest::of(bytes))? else { return Ok(()) };
    let from = usize::try_from(partial.length()).unwrap();
    for part in bytes[from..].chunks(4096) {
        partial.write_all(part).map_err(|source| partial.failed(source))?;
    }
    partial.finish()
}

fn pull(store: &Store, number: u32, tag: &str) -> Result<(), StoreError> {
    let bytes = content(number);
    download(store, &bytes)?;
    let layer = Descriptor::of(media_type::WASM_LAYER, &bytes);
    let manifest = json!({ "schemaVersion": 2, "layers": [layer] }).to_string();
    store.insert(manifest.as_bytes())?;
    let manifest = Descriptor::of(media_type::MANIFEST, manifest.as_bytes());
    store.remember([Entry::new(format!("{NETWORK}:{tag}"), manifest)])
}

/// The affected process. Without a role it does nothing.
#[test]
#[ignore = "a part of the other tests"]
fn child() {
    let (Ok(part), Some(directory)) = (env::var(PART), env::var_os(STORE)) else { return };
    let store = Store::open(directory);
    let done = match part.split_once(' ').unwrap_or((&part, "")) {
        // Pulls and prunes in an endless loop.
        ("churn", start) => (start.parse().unwrap()..).try_for_each(|number: u32| {
            pull(&store, number % COMPONENTS, &format!("{}.0.0", number % COMPONENTS))?;
            if number % 8 == 7 {
                let keep = BTreeSet::from([Digest::of(&content(number % COMPONENTS))]);
                store.prune(Prune::AllBut(&keep))?;
            }
            Ok(())
        }),
        ("pull", name) => {
            (0..COMPONENTS).try_for_each(|number| pull(&store, number, &format!("{number}-{name}")))
        }
        ("hold", name) => (0..COMPONENTS).try_for_each(|number| {
            let _hold = store.hold()?;
            pull(&store, number, &format!("{number}-{name}"))
        }),
        ("large", _) => download(&store, &vec![7; 1 << 20]),
        ("remember", _) => pull(&store, 0, &"x".repeat(2000)),
        _ => panic!("no such part: {part}"),
    };
    if let Err(error) = done {
        panic!("{error}\nhint: {}", error.hint().unwrap_or_default());
    }
}

fn kill_after(mut child: Child, delay: Duration) {
    thread::sleep(delay);
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(ended.is_none() && !errors.contains("panicked"), "the child failed by itself: {errors}");
}

#[test]
fn store_is_intact_whenever_a_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    // From before the first write to well into the work; the step has a different rhythm than the work.
    let mut grew = 0;
    for round in 0..KILLS {
        let child = command(&format!("churn {}", round * 3), store.root()).spawn().unwrap();
        kill_after(child, Duration::from_micros(2000 + round * 7919 % 40_000));
        let report = store.verify().unwrap();
        assert!(report.is_clean() && report.foreign.is_empty(), "after kill {round}: {report:?}");
        for entry in store.entries().unwrap() {
            for needed in store.needs(&entry.descriptor).unwrap() {
                store.blob(&needed.digest).unwrap();
            }
        }
        grew += usize::from(report.whole > 0);
    }
    assert!(grew > 100, "too few of the killed processes had written anything: {grew}");
    // Leftovers of killed processes do not take up space forever, and do not keep anyone from continuing.
    store.prune(Prune::Unreferenced).unwrap();
    assert_eq!(fs::read_dir(store.root().join("partial")).unwrap().count(), 0);
    let left: Vec<_> = fs::read_dir(store.root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    pull(&store, 1, "1.0.0").unwrap();
}

#[test]
fn concurrent_pulls_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let names = ["a", "b", "c", "d"];
    let children: Vec<Child> =
        names.iter().map(|name| command(&format!("pull {name}"), store.root()).spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(store.tags(NETWORK).unwrap().len(), names.len() * COMPONENTS as usize);
    assert!(store.verify().unwrap().is_clean());
    assert_eq!(fs::read_dir(store.root().join("partial")).unwrap().count(), 0);
}

#[test]
fn second_download_of_a_blob_waits_for_the_first() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let digest = Digest::of(b"component");
    let Partial::Open(mut first) = store.partial(&digest).unwrap() else { panic!() };
    let second = thread::spawn({
        let store = store.clone();
        move || matches!(store.partial(&digest).unwrap(), Partial::Done)
    });
    let started = Instant::now();
    while !second.is_finished() && started.elapsed() < Duration::from_millis(200) {
        thread::sleep(Duration::from_millis(5));
    }
    assert!(!second.is_finished());
    first.write_all(b"component").unwrap();
    first.finish().unwrap();
    assert!(second.join().unwrap());

    // If the first process gives up, the second continues from there.
    let digest = Digest::of(b"another");
    let Partial::Open(mut first) = store.partial(&digest).unwrap() else { panic!() };
    first.write_all(b"ano").unwrap();
    drop(first);
    let Partial::Open(second) = store.partial(&digest).unwrap() else { panic!() };
    assert_eq!(second.length(), 3);
}

#[test]
fn prune_waits_for_holders_of_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let first = store.hold().unwrap();
    let second = store.hold().unwrap();
    let digest = store.insert(b"component").unwrap();
    let pruning = thread::spawn({
        let store = store.clone();
        move || store.prune(Prune::Unreferenced).unwrap()
    });
    drop(first);
    thread::sleep(Duration::from_millis(100));
    assert!(!pruning.is_finished() && store.has(&digest));
    store.remember([Entry::new("a/b:1", Descriptor::of(media_type::WASM_LAYER, b"component"))]).unwrap();
    drop(second);
    assert_eq!(pruning.join().unwrap().files, 0);
    assert!(store.has(&digest));
}

/// Processes that pull, hold the store, and prune, all at the same time.
#[test]
fn prune_removes_nothing_from_running_pulls() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let mut children: Vec<Child> = ["a", "b"]
        .iter()
        .map(|name| command(&format!("hold {name}"), store.root()).spawn().unwrap())
        .collect();
    while children.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        store.prune(Prune::AllBut(&BTreeSet::new())).unwrap();
    }
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(store.verify().unwrap().is_clean());
}

/// Runs a part with a limit on the length of files, in blocks of 512 bytes: writing more fails as on a full disk.
fn with_limit(part: &str, store: &Path, blocks: u32) -> String {
    let child = command(part, store);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f $0; exec \"$@\"", &blocks.to_string()])
        .arg(child.get_program())
        .args(child.get_args())
        .env(PART, part)
        .env(STORE, store)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let output = shell.spawn().unwrap().wait_with_output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn full_disk_leaves_no_partial_files() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    pull(&store, 0, "1.0.0").unwrap();
    let before = store.entries().unwrap();

    let errors = with_limit("large", store.root(), 64);
    let place = store.root().display();
    assert!(errors.contains(&format!("there is no space left to write to `{place}`")), "{errors}");
    assert!(errors.contains("hint: free up space there"), "{errors}");
    assert_eq!(fs::read_dir(store.root().join("partial")).unwrap().count(), 0);

    // The component is already stored; now the index no longer fits.
    let errors = with_limit("remember", store.root(), 2);
    assert!(errors.contains("there is no space left"), "{errors}");
    assert_eq!(store.entries().unwrap(), before);
    assert!(store.verify().unwrap().is_clean());
    let names: BTreeSet<_> =
        fs::read_dir(store.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 5, "{names:?}");

    download(&store, &vec![7; 1 << 20]).unwrap();
    assert!(store.has(&Digest::of(&vec![7; 1 << 20])));
}
