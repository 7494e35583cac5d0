use super::*;
use crate::store::{Descriptor, Entry, Report, Store, media_type, signature_tag};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, Write};
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;
use terrace_core::digest::Digest;

const NETWORK: &str = "registry.example/platform/network";
const LOCKED: &str = "format = 1\n";

fn empty() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    (directory, store)
}

fn artifact(store: &Store, content: &[u8]) -> Descriptor {
    let config = Descriptor::of("application/vnd.wasm.config.v0+json", b"{}");
    let layer = Descriptor::of(media_type::WASM_LAYER, content);
    let manifest = json!({ "schemaVersion": 2, "config": config, "layers": [layer] }).to_string();
    for bytes in [b"{}".as_slice(), content, manifest.as_bytes()] {
        store.insert(bytes).unwrap();
    }
    Descriptor::of(media_type::MANIFEST, manifest.as_bytes())
}

/// Returns a store with two versions, the first of them signed, and an https component.
fn filled() -> (TempDir, Store) {
    let (directory, store) = empty();
    let first = artifact(&store, b"first");
    let second = artifact(&store, b"second");
    let signature = artifact(&store, b"signature");
    store.insert(b"https").unwrap();
    let tag = signature_tag(&first.digest);
    store
        .remember([
            Entry::new(format!("{NETWORK}:1.0.0"), first),
            Entry::new(format!("{NETWORK}:2.0.0"), second),
            Entry::new(format!("{NETWORK}:{tag}"), signature),
            Entry::new("https://example.com/a.wasm", Descriptor::of(media_type::WASM_LAYER, b"https")),
        ])
        .unwrap();
    (directory, store)
}

fn names() -> BTreeSet<String> {
    BTreeSet::from([format!("{NETWORK}:1.0.0"), "https://example.com/a.wasm".to_owned()])
}

/// Returns the digest of the signature.
fn signature(store: &Store) -> String {
    let first = store.manifest(&format!("{NETWORK}:1.0.0")).unwrap().unwrap();
    store.signatures(NETWORK, &first.digest).unwrap()[0].digest.to_string()
}

fn saved(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    save(&mut bytes, store, &names(), LOCKED).unwrap();
    bytes
}

fn archive(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = Header::new_ustar();
        // Bypasses the checks of the library, which would refuse to write such a name.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn refused(bytes: &[u8], limits: Limits) -> String {
    let (directory, store) = empty();
    let error = load(bytes, &store, limits).unwrap_err();
    assert_eq!(store.entries().unwrap(), []);
    let report = store.verify().unwrap();
    assert!(report.is_clean() && report.foreign.is_empty());
    let hint = error.hint().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
    format!("{error}{hint}").replace(directory.path().to_str().unwrap(), "[directory]")
}

#[test]
fn bundle_is_loaded_into_another_store() {
    let (_from, store) = filled();
    let (_to, other) = empty();
    assert_eq!(load(saved(&store).as_slice(), &other, Limits::default()).unwrap(), LOCKED);
    let known: Vec<String> = other.entries().unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(known.len(), 3);
    let manifest = store.manifest(&format!("{NETWORK}:1.0.0")).unwrap().unwrap();
    assert_eq!(
        other.manifest(&format!("{NETWORK}@{}", manifest.digest)).unwrap().unwrap().digest,
        manifest.digest
    );
    assert_eq!(other.signatures(NETWORK, &manifest.digest).unwrap().len(), 1);
    assert!(!other.has(&Digest::of(b"second")));
    assert!(other.verify().unwrap().is_clean());
    // Again, over existing content.
    load(saved(&store).as_slice(), &other, Limits::default()).unwrap();
}

#[test]
fn bundle_bytes_are_reproducible() {
    let (_one, first) = filled();
    let (_two, second) = empty();
    load(saved(&first).as_slice(), &second, Limits::default()).unwrap();
    let bytes = saved(&first);
    let proven: BTreeSet<String> = second.entries().unwrap().into_iter().map(|entry| entry.name).collect();
    let named = proven.into_iter().filter(|name| !name.ends_with(&signature(&first))).collect();
    let mut again = Vec::new();
    save(&mut again, &second, &named, LOCKED).unwrap();
    assert_eq!(again, bytes);
    let mut archive = tar::Archive::new(bytes.as_slice());
    let listing: Vec<String> = archive
        .entries()
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let header = entry.header();
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let numbers =
                [header.mode(), header.uid().map(|id| id as u32), header.mtime().map(|at| at as u32)];
            format!(
                "{:o} {} {} {path}",
                *numbers[0].as_ref().unwrap(),
                numbers[1].as_ref().unwrap(),
                numbers[2].as_ref().unwrap()
            )
        })
        .collect();
    let mut sorted = listing.clone();
    sorted.sort();
    assert_eq!(listing, sorted);
    insta::assert_snapshot!(listing.join("\n"));
}

#[test]
fn bundle_cannot_contain_components_missing_from_the_store() {
    let (_directory, store) = filled();
    let names = BTreeSet::from([format!("{NETWORK}:3.0.0")]);
    let error = save(io::sink(), &store, &names, LOCKED).unwrap_err();
    assert!(matches!(error, BundleError::Store(_)), "{error}");
}

/// A disk that is full after this many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn bundle_on_a_full_disk_is_an_error() {
    let (_directory, store) = filled();
    for space in [0, 100, 1000, 4000] {
        let error = save(Full(space), &store, &names(), LOCKED).unwrap_err();
        assert!(matches!(error, BundleError::Write(_)), "{error}");
    }
}

#[test]
fn bundle_with_unexpected_entries_is_rejected() {
    let (file, limits) = (EntryType::Regular, Limits::default());
    let blob = format!("blobs/sha256/{}", Digest::of(b"a").hex());
    let other = format!("blobs/sha256/{}", Digest::of(b"b").hex());
    let named = |name: &str, digest: &Digest| {
        let annotations = json!({ "org.opencontainers.image.ref.name": name });
        let descriptor = json!({ "mediaType": "application/wasm", "digest": digest, "size": 1, "annotations": annotations });
        json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": [descriptor] }).to_string()
    };
    let index = named(&format!("a/b@{}", Digest::of(b"b")), &Digest::of(b"b"));
    let says = |name: &str| {
        let index = named(name, &Digest::of(b"a"));
        let entries: [(&str, EntryType, &[u8]); 3] =
            [(&blob, file, b"a"), ("index.json", file, index.as_bytes()), ("terrace.lock", file, b"")];
        refused(&archive(&entries), limits)
    };
    let texts = [
        refused(b"hello", limits),
        refused(b"", limits),
        refused(&archive(&[("../../etc/passwd", file, b"")]), limits),
        refused(&archive(&[("/etc/passwd", file, b"")]), limits),
        refused(&archive(&[("blobs/sha256/../../lock", file, b"")]), limits),
        refused(&archive(&[("blobs/sha256/12", file, b"")]), limits),
        refused(&archive(&[("./index.json", file, b"")]), limits),
        refused(&archive(&[("readme.md", file, b"")]), limits),
        refused(&archive(&[("\u{1b}[2J", file, b"")]), limits),
        refused(&archive(&[("././@LongLink", EntryType::GNULongName, b"a")]), limits),
        refused(&archive(&[(&blob, EntryType::Symlink, b"")]), limits),
        refused(&archive(&[(&blob, EntryType::Link, b"")]), limits),
        refused(&archive(&[("blobs", EntryType::Directory, b"")]), limits),
        refused(&archive(&[("terrace.lock", EntryType::Fifo, b"")]), limits),
        refused(&archive(&[(&blob, file, b"a"), (&blob, file, b"a")]), limits),
        refused(&archive(&[(&blob, file, b"b")]), limits),
        refused(&archive(&[(&blob, file, b"a")]), limits),
        refused(&archive(&[("index.json", file, b"{}")]), limits),
        refused(&archive(&[("index.json", file, b"{}"), ("terrace.lock", file, b"")]), limits),
        refused(&archive(&[("index.json", file, index.as_bytes()), ("terrace.lock", file, b"\xff")]), limits),
        refused(&archive(&[("index.json", file, index.as_bytes()), ("terrace.lock", file, b"")]), limits),
        // A bundle cannot define names for others.
        says("registry.example/platform/network:1.0.0"),
        says("registry.example/platform/network:latest"),
        says(&format!("registry.example/platform/network:{}", signature_tag(&Digest::of(b"b")))),
        says("https://example.com/network.wasm"),
        says("https://example.com/a@b.wasm"),
        says(&format!("registry.example/platform/network@{}", Digest::of(b"b"))),
        says(&format!("https://example.com/network.wasm@{}", Digest::of(b"b"))),
        says(&format!("registry.example/platform/network:1.0.0@{}", Digest::of(b"b"))),
        says(""),
        refused(&archive(&[(&blob, file, b"a")]), Limits { blob: 0, ..limits }),
        refused(&archive(&[("index.json", file, b"{}")]), Limits { document: 1, ..limits }),
        refused(&archive(&[(&blob, file, b"a"), (&other, file, b"b")]), Limits { entries: 1, ..limits }),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn bundle_with_a_damaged_blob_is_rejected_even_if_the_store_has_it() {
    let (_directory, store) = filled();
    let blob = format!("blobs/sha256/{}", Digest::of(b"first").hex());
    let bytes = archive(&[(&blob, EntryType::Regular, b"fist!")]);
    let error = load(bytes.as_slice(), &store, Limits::default()).unwrap_err();
    assert!(matches!(error, BundleError::Damaged { .. }), "{error}");
    assert_eq!(store.blob(&Digest::of(b"first")).unwrap(), b"first");
}

#[test]
fn bundle_that_is_truncated_anywhere_is_rejected() {
    let (_directory, store) = filled();
    let bytes = saved(&store);
    // The two blocks at the end are padding.
    for length in (0..bytes.len() - 2 * 512).step_by(97) {
        let (_other, other) = empty();
        assert!(load(&bytes[..length], &other, Limits::default()).is_err(), "{length}");
        assert_eq!(other.entries().unwrap(), []);
        assert_eq!(other.verify().unwrap().damaged, Report::default().damaged);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bundle_with_a_changed_bit_never_changes_a_component(at: prop::sample::Index, bit in 0..8u8) {
        let (_directory, store) = filled();
        let mut bytes = saved(&store);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let (_other, other) = empty();
        let _ = load(bytes.as_slice(), &other, Limits::default());
        prop_assert!(other.verify().unwrap().is_clean());
    }
}
