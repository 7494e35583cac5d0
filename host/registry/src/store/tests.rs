use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tempfile::TempDir;
use terrace_core::digest::Digest;

pub(crate) const NETWORK: &str = "registry.example/platform/network";

fn store() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    (directory, store)
}

/// Adds a component with a manifest to the store.
fn artifact(store: &Store, content: &[u8]) -> Descriptor {
    let config = Descriptor::of("application/vnd.wasm.config.v0+json", b"{}");
    let layer = Descriptor::of(media_type::WASM_LAYER, content);
    let manifest = json!({ "schemaVersion": 2, "config": config, "layers": [layer] }).to_string();
    for bytes in [b"{}".as_slice(), content, manifest.as_bytes()] {
        store.insert(bytes).unwrap();
    }
    Descriptor::of(media_type::MANIFEST, manifest.as_bytes())
}

fn tag(store: &Store, tag: &str, content: &[u8]) -> Descriptor {
    let manifest = artifact(store, content);
    store.remember([Entry::new(format!("{NETWORK}:{tag}"), manifest.clone())]).unwrap();
    manifest
}

/// Masks the path of the directory in a text.
fn masked(directory: &TempDir, text: &str) -> String {
    text.replace(directory.path().to_str().unwrap(), "[directory]")
}

fn error(directory: &TempDir, error: &StoreError) -> String {
    masked(directory, &format!("{error}\n  hint: {}", error.hint().unwrap_or_default()))
}

#[test]
fn store_is_created_by_the_first_write() {
    let (_directory, store) = store();
    assert!(!store.has(&Digest::of(b"a")));
    assert_eq!(store.entries().unwrap(), []);
    assert_eq!(store.list().unwrap(), []);
    assert_eq!(store.verify().unwrap(), Report::default());
    assert_eq!(store.prune(Prune::Unreferenced).unwrap(), PruneReport::default());
    assert!(!store.root().exists());
}

#[test]
fn store_is_an_image_layout() {
    let (_directory, store) = store();
    tag(&store, "1.0.0", b"component");
    let layout = fs::read_to_string(store.root().join("oci-layout")).unwrap();
    let index = fs::read_to_string(store.root().join("index.json")).unwrap();
    insta::assert_snapshot!(format!("{layout}\n{index}"));
}

#[test]
fn store_is_readable_by_the_user_only() {
    let (_directory, store) = store();
    let manifest = tag(&store, "1.0.0", b"component");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let root = store.root();
    for directory in [root.to_owned(), root.join("blobs"), store.blobs(), root.join("partial")] {
        assert_eq!(mode(&directory), 0o700, "{}", directory.display());
    }
    let blob = store.path(&manifest.digest);
    for file in [blob, root.join("index.json"), root.join("oci-layout"), root.join("lock")] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn store_resolves_tags_that_it_remembers() {
    let (_directory, store) = store();
    let old = tag(&store, "1.0.0", b"old");
    let new = tag(&store, "1.1.0", b"new");
    store.remember([Entry::new("registry.example/platform/network-2:3.0.0", old.clone())]).unwrap();
    store
        .remember([Entry::new("https://example.com/a.wasm", Descriptor::of(media_type::WASM_LAYER, b"old"))])
        .unwrap();
    store.remember([Entry::new(format!("{NETWORK}:{}", signature_tag(&old.digest)), new.clone())]).unwrap();
    assert_eq!(store.tags(NETWORK).unwrap(), ["1.0.0", "1.1.0"]);
    assert_eq!(store.manifest(&format!("{NETWORK}:1.0.0")).unwrap(), Some(old.clone()));
    assert_eq!(store.manifest(&format!("{NETWORK}:2.0.0")).unwrap(), None);
    // A tag that moved.
    store.remember([Entry::new(format!("{NETWORK}:1.0.0"), new.clone())]).unwrap();
    assert_eq!(store.manifest(&format!("{NETWORK}:1.0.0")).unwrap(), Some(new));
    assert_eq!(store.list().unwrap().len(), 5);
}

#[test]
fn signatures_are_found_under_their_tag_and_as_referrers() {
    let (_directory, store) = store();
    let manifest = tag(&store, "1.0.0", b"component");
    let tagged = artifact(&store, b"signature");
    let referrer = artifact(&store, b"bundle");
    let name = format!("{NETWORK}:{}", signature_tag(&manifest.digest));
    store.remember([Entry::new(name, tagged.clone())]).unwrap();
    store.remember([Entry::referrer(NETWORK, manifest.digest, referrer.clone())]).unwrap();
    assert_eq!(store.signatures(NETWORK, &manifest.digest).unwrap(), [tagged.clone(), referrer.clone()]);
    assert_eq!(store.signatures("registry.example/other", &manifest.digest).unwrap(), []);
    let selected = store.select(&BTreeSet::from([format!("{NETWORK}:1.0.0")])).unwrap();
    assert_eq!(selected.len(), 3);
    // They are kept with the signed manifests.
    tag(&store, "2.0.0", b"another");
    let pruned = store.prune(Prune::AllBut(&BTreeSet::from([Digest::of(b"component")]))).unwrap();
    assert_eq!((pruned.references, pruned.files), (1, 2));
    assert_eq!(store.signatures(NETWORK, &manifest.digest).unwrap(), [tagged, referrer]);
    assert!(store.verify().unwrap().is_clean());
}

#[test]
fn prune_keeps_blobs_that_are_referenced_or_being_written() {
    let (_directory, store) = store();
    tag(&store, "1.0.0", b"component");
    let lost = store.insert(b"lost").unwrap();
    let Partial::Open(mut partial) = store.partial(&Digest::of(b"abandoned")).unwrap() else { panic!() };
    partial.write_all(b"aban").unwrap();
    drop(partial);
    let Partial::Open(mut busy) = store.partial(&Digest::of(b"busy")).unwrap() else { panic!() };
    busy.write_all(b"bu").unwrap();
    let pruned = store.prune(Prune::Unreferenced).unwrap();
    assert_eq!(pruned, PruneReport { references: 0, files: 2, bytes: 8 });
    assert!(!store.has(&lost));
    busy.write_all(b"sy").unwrap();
    busy.finish().unwrap();
    assert!(store.has(&Digest::of(b"busy")));
    assert!(store.verify().unwrap().is_clean());
}

#[test]
fn store_rejects_a_reference_to_a_missing_blob() {
    let (directory, store) = store();
    let manifest = artifact(&store, b"component");
    fs::remove_file(store.path(&Digest::of(b"component"))).unwrap();
    let missing = store.remember([Entry::new("a/b:1", manifest)]).unwrap_err();
    insta::assert_snapshot!(error(&directory, &missing));
    assert_eq!(store.entries().unwrap(), []);
}

#[test]
fn verify_moves_damaged_blobs_away() {
    let (directory, store) = store();
    let manifest = tag(&store, "1.0.0", b"component");
    tag(&store, "2.0.0", b"another");
    let blob = store.path(&Digest::of(b"component"));
    fs::write(&blob, b"c0mponent").unwrap();
    fs::write(store.blobs().join("notes.txt"), b"").unwrap();
    let damaged = store.blob(&Digest::of(b"component")).unwrap_err();
    insta::assert_snapshot!("damaged", error(&directory, &damaged));
    let report = store.verify().unwrap();
    insta::assert_debug_snapshot!("report", report);
    assert!(!blob.exists());
    assert!(store.verify().unwrap().is_clean());
    assert_eq!(store.tags(NETWORK).unwrap(), ["2.0.0"]);
    // It comes back as if it had never been there.
    artifact(&store, b"component");
    store.remember([Entry::new(format!("{NETWORK}:1.0.0"), manifest)]).unwrap();
    assert_eq!(store.tags(NETWORK).unwrap(), ["1.0.0", "2.0.0"]);
}

#[test]
fn verify_moves_unreadable_blobs_away() {
    let (directory, store) = store();
    tag(&store, "1.0.0", b"component");
    let digest = Digest::of(b"component");
    let blob = store.path(&digest);
    // Root could read a file without permissions anyway.
    fs::remove_file(&blob).unwrap();
    symlink(&blob, &blob).unwrap();
    insta::assert_snapshot!("unreadable_blob", error(&directory, &store.blob(&digest).unwrap_err()));
    assert!(store.verify().unwrap().damaged.contains_key(&digest));
    artifact(&store, b"component");
    assert_eq!(store.blob(&digest).unwrap(), b"component");
}

#[test]
fn verify_repairs_a_truncated_index() {
    let (directory, store) = store();
    let manifest = tag(&store, "1.0.0", b"component");
    let index = fs::read(store.root().join("index.json")).unwrap();
    for length in [0, 1, index.len() / 2, index.len() - 3] {
        fs::write(store.root().join("index.json"), &index[..length]).unwrap();
        let refused = store.entries().unwrap_err();
        assert!(matches!(refused, StoreError::Index { .. }), "{length}");
        assert!(store.remember([Entry::new("a/b:1", manifest.clone())]).is_err());
        assert!(store.prune(Prune::Unreferenced).is_err());
    }
    insta::assert_snapshot!(error(&directory, &store.entries().unwrap_err()));
    assert!(store.verify().unwrap().index.is_some());
    assert!(store.verify().unwrap().is_clean());
    assert_eq!(store.entries().unwrap(), []);
    store.remember([Entry::new(format!("{NETWORK}:1.0.0"), manifest)]).unwrap();
}

#[test]
fn store_never_writes_through_links() {
    let (directory, store) = store();
    let outside = directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::create_dir(store.root()).unwrap();
    symlink(&outside, store.root().join("blobs")).unwrap();
    insta::assert_snapshot!("link", error(&directory, &store.insert(b"a").unwrap_err()));
    fs::remove_file(store.root().join("blobs")).unwrap();
    store.insert(b"a").unwrap();

    let target = outside.join("file");
    symlink(&target, store.partials().join(Digest::of(b"b").hex())).unwrap();
    assert!(matches!(store.insert(b"b"), Err(StoreError::Link { .. })));
    symlink(&target, store.root().join("index.json")).unwrap();
    store.remember([]).unwrap();
    assert!(!store.root().join("index.json").is_symlink());
    fs::remove_file(store.root().join("lock")).unwrap();
    symlink(&target, store.root().join("lock")).unwrap();
    assert!(matches!(store.remember([]), Err(StoreError::Link { .. })));
    assert!(!target.exists());
}

#[test]
fn partial_blob_with_a_wrong_digest_is_removed() {
    let (directory, store) = store();
    let Partial::Open(mut partial) = store.partial(&Digest::of(b"right")).unwrap() else { panic!() };
    partial.write_all(b"wrong").unwrap();
    insta::assert_snapshot!(error(&directory, &partial.finish().unwrap_err()));
    assert!(!store.has(&Digest::of(b"right")));
    assert_eq!(fs::read_dir(store.partials()).unwrap().count(), 0);
}

#[test]
fn store_errors_say_what_to_do() {
    let (directory, store) = store();
    let path = store.root().to_owned();
    let source = || std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let errors = [
        StoreError::Missing { digest: Digest::of(b""), store: path.clone() },
        StoreError::Unknown { name: format!("{NETWORK}:1.4.0"), store: path.clone() },
        StoreError::Manifest { digest: Digest::of(b""), reason: "expected value at line 1".to_owned() },
        StoreError::write(&path, &path.join("index.json"), full),
        StoreError::Foreign { directory: path.clone() },
        StoreError::read(&path.join("index.json"), source()),
        StoreError::write(&path, &path.join("index.json"), source()),
    ];
    let texts: Vec<String> = errors.iter().map(|found| error(&directory, found)).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn store_returns_the_blobs_that_were_inserted(content: Vec<u8>) {
        let (_directory, store) = store();
        let digest = store.insert(&content).unwrap();
        prop_assert_eq!(store.insert(&content).unwrap(), digest);
        prop_assert_eq!(store.blob(&digest).unwrap(), content);
        prop_assert!(store.verify().unwrap().is_clean());
    }

    #[test]
    fn partial_blob_resumes_at_any_offset(content: Vec<u8>, cuts: Vec<prop::sample::Index>) {
        let (_directory, store) = store();
        let digest = Digest::of(&content);
        for cut in cuts {
            let Partial::Open(mut partial) = store.partial(&digest).unwrap() else { panic!() };
            let from = usize::try_from(partial.length()).unwrap();
            let to = from + cut.index(content.len() - from + 1);
            partial.write_all(&content[from..to]).unwrap();
        }
        let Partial::Open(mut partial) = store.partial(&digest).unwrap() else { panic!() };
        let from = usize::try_from(partial.length()).unwrap();
        partial.write_all(&content[from..]).unwrap();
        partial.finish().unwrap();
        prop_assert_eq!(store.blob(&digest).unwrap(), content);
    }
}

#[test]
fn store_that_others_can_write_is_not_trusted() {
    let mode = |path: &Path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let (directory, store) = store();
    let manifest = tag(&store, "1.0.0", b"component");
    mode(directory.path(), 0o755);
    let name = format!("{NETWORK}:1.0.0");
    for place in [directory.path().to_owned(), store.root().to_owned(), store.root().join("index.json")] {
        let before = fs::metadata(&place).unwrap().permissions();
        for wrong in [0o777, 0o757, 0o722] {
            mode(&place, wrong);
            let refused = store.manifest(&name).unwrap_err();
            assert!(matches!(refused, StoreError::NotYours(_)), "{}: {refused}", place.display());
            assert!(store.remember([Entry::new(name.clone(), manifest.clone())]).is_err());
            assert!(store.signatures(NETWORK, &manifest.digest).is_err());
            assert!(store.blob(&manifest.digest).is_ok(), "a blob proves itself");
        }
        fs::set_permissions(&place, before).unwrap();
        assert!(store.manifest(&name).is_ok());
    }
    mode(&store.root().join("index.json"), 0o666);
    let refused = store.manifest(&name).unwrap_err();
    insta::assert_snapshot!(error(&directory, &refused), @r"
    everyone can write to `[directory]/store/index.json`, so the store is not trusted
      hint: run `chmod go-w [directory]/store/index.json`
    ");
    // A project's own copies belong to whoever may change the project.
    let shared = Store::open_shared(directory.path().join("vendor"));
    tag(&shared, "1.0.0", b"component");
    mode(shared.root(), 0o777);
    assert!(shared.manifest(&name).is_ok());
}
