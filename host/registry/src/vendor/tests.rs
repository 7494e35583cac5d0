use super::*;
use crate::store::{Descriptor, Entry, media_type};
use serde_json::json;
use tempfile::TempDir;

const NETWORK: &str = "registry.example/platform/network";

fn stores() -> (TempDir, Store, Store) {
    let directory = tempfile::tempdir().unwrap();
    let from = Store::open(directory.path().join("store"));
    for (tag, content) in [("1.0.0", b"first".as_slice()), ("2.0.0", b"second")] {
        let layer = Descriptor::of(media_type::WASM_LAYER, content);
        let manifest = json!({ "schemaVersion": 2, "layers": [layer] }).to_string();
        from.insert(content).unwrap();
        from.insert(manifest.as_bytes()).unwrap();
        let manifest = Descriptor::of(media_type::MANIFEST, manifest.as_bytes());
        from.remember([Entry::new(format!("{NETWORK}:{tag}"), manifest)]).unwrap();
    }
    let to = Store::open_shared(directory.path().join("terrace.vendor"));
    (directory, from, to)
}

/// Returns the digests at the end of the names in a store.
fn digests(store: &Store) -> BTreeSet<String> {
    let entries = store.entries().unwrap().into_iter();
    entries.map(|entry| entry.name.strip_prefix(&format!("{NETWORK}@")).unwrap().to_owned()).collect()
}

fn manifest(store: &Store, tag: &str) -> String {
    store.manifest(&format!("{NETWORK}:{tag}")).unwrap().unwrap().digest.to_string()
}

fn names(tags: &[&str]) -> BTreeSet<String> {
    tags.iter().map(|tag| format!("{NETWORK}:{tag}")).collect()
}

#[test]
fn vendor_directory_contains_only_locked_components() {
    let (_directory, from, to) = stores();
    let first = vendor(&from, &to, &names(&["1.0.0"])).unwrap();
    assert_eq!((first.references, first.copied, first.removed), (1, 2, PruneReport::default()));
    assert_eq!(vendor(&from, &to, &names(&["1.0.0"])).unwrap().copied, 0);
    assert_eq!(to.blob(&Digest::of(b"first")).unwrap(), b"first");

    let second = vendor(&from, &to, &names(&["2.0.0"])).unwrap();
    assert_eq!((second.references, second.copied, second.removed.files), (1, 2, 2));
    assert_eq!(digests(&to), BTreeSet::from([manifest(&from, "2.0.0")]));
    assert!(!to.has(&Digest::of(b"first")));
    assert!(to.verify().unwrap().is_clean());
}

#[test]
fn vendor_repairs_damage_and_merge_conflicts() {
    let (_directory, from, to) = stores();
    vendor(&from, &to, &names(&["1.0.0"])).unwrap();
    fs::write(to.path(&Digest::of(b"first")), "first\r\n").unwrap();
    fs::write(to.root().join("index.json"), "<<<<<<< HEAD\n").unwrap();
    assert_eq!(vendor(&from, &to, &names(&["1.0.0", "2.0.0"])).unwrap().copied, 3);
    assert_eq!(digests(&to), BTreeSet::from(["1.0.0", "2.0.0"].map(|tag| manifest(&from, tag))));
    assert!(to.verify().unwrap().is_clean());
}

#[test]
fn vendor_directory_keeps_git_from_changing_blobs() {
    let (_directory, from, to) = stores();
    vendor(&from, &to, &names(&["1.0.0"])).unwrap();
    let read = |name: &str| fs::read_to_string(to.root().join(name)).unwrap();
    assert_eq!(read(".gitattributes"), "* -text\n");
    assert_eq!(read(".gitignore"), "/lock\n/in-use\n/partial/\n/damaged/\n");
}

#[test]
fn vendor_rejects_directories_that_terrace_did_not_create() {
    let (directory, from, to) = stores();
    fs::create_dir(to.root()).unwrap();
    fs::write(to.root().join("precious.txt"), "precious").unwrap();
    let error = vendor(&from, &to, &names(&["1.0.0"])).unwrap_err();
    let text = format!("{error}\n  hint: {}", error.hint().unwrap_or_default());
    insta::assert_snapshot!(text.replace(directory.path().to_str().unwrap(), "[directory]"));
    assert_eq!(fs::read_dir(to.root()).unwrap().count(), 1);
    // An image layout of another tool.
    fs::remove_file(to.root().join("precious.txt")).unwrap();
    let theirs = json!({ "schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": [] }).to_string();
    fs::write(to.root().join("index.json"), theirs).unwrap();
    assert!(matches!(vendor(&from, &to, &names(&["1.0.0"])), Err(StoreError::Foreign { .. })));
}

#[test]
fn vendor_changes_nothing_if_a_component_is_missing() {
    let (_directory, from, to) = stores();
    assert!(vendor(&from, &to, &names(&["3.0.0"])).is_err());
    assert!(!to.root().exists());
}
