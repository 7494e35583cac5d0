use super::*;
use std::fs;
use terrace_core::digest::Digest;
use terrace_core::model::{Explain, Location, Sources};
use terrace_core::reference::Reference;
use terrace_core::render::{self, Style};
use terrace_registry::layout::{Artifact, Metadata};
use terrace_registry::store::{self, Descriptor, Store, media_type};
use terrace_stack::lock::{Entry, Facts};
use terrace_stack::stack::{Pin, Text, parse};

/// A store with components, and no network.
struct Place {
    directory: tempfile::TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path().join("store"));
        Self { directory, store }
    }

    /// Adds a component under a tag, as if it had been pulled. Returns the digests of the component and the manifest.
    fn put(&self, repository: &str, tag: &str, component: &[u8]) -> (Digest, Digest) {
        put(&self.store, repository, tag, component)
    }

    fn elsewhere(&self) -> RemoteSources {
        RemoteSources::new(None, self.store.clone(), None, Default::default())
    }

    fn resolve(&self, stack: &str, lock: &Lock, locking: Locking<'_>) -> Result<Vec<Digest>, String> {
        let text = Text { path: "terrace.yaml".into(), text: stack.to_owned() };
        let stack = parse(text, None, None).unwrap();
        let wanted = wanted(&stack);
        match resolve(&wanted, lock, &self.elsewhere(), locking) {
            Ok(resolution) => {
                Ok(wanted.iter().map(|one| resolution.get(&one.remote).unwrap().digest).collect())
            }
            Err(problems) => Err(self.shown(&problems, &stack.sources)),
        }
    }

    fn shown(&self, problems: &[Problem], sources: &Sources) -> String {
        let shown =
            problems.iter().map(|problem| render::text(&problem.diagnostic(), sources, Style::default()));
        let shown = shown.collect::<Vec<_>>().join("\n\n");
        shown.replace(&self.directory.path().display().to_string(), "<dir>")
    }
}

fn put(store: &Store, repository: &str, tag: &str, component: &[u8]) -> (Digest, Digest) {
    let artifact = Artifact::new(component, &Metadata::default());
    for blob in [component, &artifact.config, &artifact.manifest] {
        store.insert(blob).unwrap();
    }
    let descriptor = Descriptor::of(media_type::MANIFEST, &artifact.manifest);
    store.remember([store::Entry::new(format!("{repository}:{tag}"), descriptor)]).unwrap();
    (artifact.component, Digest::of(&artifact.manifest))
}

const REPOSITORY: &str = "registry.example/platform/network";

fn stack(tiers: &str) -> String {
    format!("stack: x\ntiers:\n{tiers}")
}

fn ranged(range: &str) -> String {
    stack(&format!("  a:\n    component: oci://{REPOSITORY}\n    version: {range:?}\n"))
}

fn locked(reference: &str, requires: Option<&str>, digest: Digest, manifest: Digest) -> Lock {
    locked_version(reference, requires, "1.4.0", digest, manifest)
}

fn locked_version(
    reference: &str,
    requires: Option<&str>,
    version: &str,
    digest: Digest,
    manifest: Digest,
) -> Lock {
    let facts = Facts {
        version: version.to_owned(),
        contract: "0.1".to_owned(),
        providers: Vec::new(),
        resources: Vec::new(),
        data_sources: Vec::new(),
        ephemeral_resources: Vec::new(),
        modules: Vec::new(),
    };
    let entry = Entry { digest: Some(digest), manifest: Some(manifest), signers: Vec::new(), facts };
    let key = Key { reference: reference.to_owned(), requires: requires.map(str::to_owned) };
    [(key, entry)].into_iter().collect()
}

#[test]
fn range_resolves_to_the_locked_or_the_greatest_version() {
    let place = Place::new();
    let (old, old_manifest) = place.put(REPOSITORY, "1.4.0", b"old");
    let (new, _) = place.put(REPOSITORY, "1.4.10", b"new");
    place.put(REPOSITORY, "2.0.0", b"other");
    let none = Lock::default();
    assert_eq!(place.resolve(&ranged("^1.4"), &none, Locking::Open).unwrap(), [new]);
    assert_eq!(place.resolve(&ranged("=1.4.0"), &none, Locking::Open).unwrap(), [old]);
    let lock = locked(&format!("oci://{REPOSITORY}"), Some("^1.4"), old, old_manifest);
    for locking in [Locking::Open, Locking::Locked] {
        assert_eq!(place.resolve(&ranged("^1.4"), &lock, locking).unwrap(), [old]);
    }
}

#[test]
fn vendored_component_needs_no_store() {
    let place = Place::new();
    let vendor = Store::open_shared(place.directory.path().join("terrace.vendor"));
    let (digest, manifest) = put(&vendor, REPOSITORY, "1.0.0", b"vendored");
    let empty = Store::open(place.directory.path().join("empty"));
    let elsewhere = RemoteSources::new(Some(vendor.clone()), empty, None, Default::default());
    let reference = Reference::parse(&format!("oci://{REPOSITORY}@{manifest}")).unwrap();
    let resolved = anew(&Remote { reference, requires: None }, &elsewhere).unwrap();
    assert_eq!((resolved.digest, resolved.store.root()), (digest, vendor.root()));
    assert_eq!(resolved.bytes().unwrap(), b"vendored");
    // Vendored copies in a project cannot resolve a tag.
    let tagged = Reference::parse(&format!("oci://{REPOSITORY}:1.0.0")).unwrap();
    let error = anew(&Remote { reference: tagged, requires: None }, &elsewhere).unwrap_err();
    assert!(matches!(error, ResolveError::Offline { .. }), "{error}");
    let Reference::Oci(repository) = Reference::parse(&format!("oci://{REPOSITORY}")).unwrap() else {
        panic!()
    };
    assert_eq!(elsewhere.tags(&repository.repository).unwrap(), Vec::<String>::new());
}

/// The index of a project or bundle may claim that one digest is another.
#[test]
fn forged_name_in_a_vendor_index_is_ignored() {
    let place = Place::new();
    let vendor = Store::open_shared(place.directory.path().join("terrace.vendor"));
    let (_, evil) = put(&vendor, REPOSITORY, "1.0.0", b"evil");
    let good = Digest::of(b"the manifest that was asked for");
    let index = vendor.root().join("index.json");
    let text = fs::read_to_string(&index).unwrap();
    fs::write(&index, text.replace(&format!("{REPOSITORY}:1.0.0"), &format!("{REPOSITORY}@{good}"))).unwrap();
    assert!(fs::read_to_string(&index).unwrap().contains(&evil.to_string()));
    assert_eq!(vendor.entries().unwrap(), []);
    let elsewhere = RemoteSources::new(Some(vendor), place.store.clone(), None, Default::default());
    let reference = Reference::parse(&format!("oci://{REPOSITORY}@{good}")).unwrap();
    let error = anew(&Remote { reference, requires: None }, &elsewhere).unwrap_err();
    assert!(matches!(error, ResolveError::Offline { .. }), "{error}");
}

#[test]
fn locked_version_outside_the_range_is_rejected() {
    let place = Place::new();
    let (old, manifest) = place.put(REPOSITORY, "1.0.0", b"old");
    let mut shown = Vec::new();
    for range in ["^2", "~1.1", "=1.0.1", ">1.0.0", "<1", "^1.0.0-rc", "*", ">=1, <2", "1"] {
        let lock = locked_version(&format!("oci://{REPOSITORY}"), Some(range), "1.0.0", old, manifest);
        for locking in [Locking::Open, Locking::Locked] {
            shown.push(match place.resolve(&ranged(range), &lock, locking) {
                Ok(_) => format!("{range}: good"),
                Err(error) => error.lines().next().unwrap_or_default().to_owned(),
            });
        }
    }
    for version in ["2.0.0", "1.0.0-rc.1", "latest", "", "1.0"] {
        let lock = locked_version(&format!("oci://{REPOSITORY}"), Some("^1"), version, old, manifest);
        shown.push(place.resolve(&ranged("^1"), &lock, Locking::Locked).unwrap_err());
    }
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn resolve_errors_are_reported_together() {
    let place = Place::new();
    let (digest, manifest) = place.put(REPOSITORY, "1.4.0", b"old");
    let other = Digest::of(b"other");
    let tiers = format!(
        "  range: {{ component: 'oci://{REPOSITORY}', version: ^3 }}\n\
         \x20 tag: {{ component: 'oci://{REPOSITORY}:9.9.9' }}\n\
         \x20 pinned: {{ component: 'oci://{REPOSITORY}:1.4.0', digest: '{other}' }}\n\
         \x20 file: {{ component: 'https://example.com/a.wasm', digest: '{other}' }}\n\
         \x20 unknown: {{ component: 'oci://registry.example/nothing', version: '*' }}\n\
         \x20 twice-a: {{ component: 'https://example.com/b.wasm', digest: '{other}' }}\n\
         \x20 twice-b: {{ component: 'https://example.com/b.wasm', digest: '{digest}' }}\n"
    );
    insta::assert_snapshot!(
        "open",
        place.resolve(&stack(&tiers), &Lock::default(), Locking::Open).unwrap_err()
    );
    let tiers = format!(
        "  range: {{ component: 'oci://{REPOSITORY}', version: ^1 }}\n\
         \x20 pinned: {{ component: 'oci://{REPOSITORY}:1.4.0', digest: '{other}' }}\n"
    );
    let lock = locked(&format!("oci://{REPOSITORY}:1.4.0"), None, digest, manifest);
    insta::assert_snapshot!("locked", place.resolve(&stack(&tiers), &lock, Locking::Locked).unwrap_err());
}

#[test]
fn digest_in_the_stack_file_overrides_the_lock_file() {
    let place = Place::new();
    let url = "https://example.com/a.wasm";
    let (old, new) = (place.store.insert(b"old").unwrap(), place.store.insert(b"new").unwrap());
    let text = stack(&format!("  a: {{ component: '{url}', digest: '{new}' }}\n"));
    let lock = locked(url, None, old, old);
    assert_eq!(place.resolve(&text, &lock, Locking::Open).unwrap(), [new]);
    assert!(place.resolve(&text, &lock, Locking::Locked).is_err());
}

#[test]
fn changed_blob_in_the_store_is_rejected() {
    let place = Place::new();
    let (digest, _) = place.put(REPOSITORY, "1.0.0", b"component");
    let reference = Reference::parse(&format!("oci://{REPOSITORY}:1.0.0")).unwrap();
    let resolved = anew(&Remote { reference, requires: None }, &place.elsewhere()).unwrap();
    let path = place.store.path(&digest);
    fs::remove_file(&path).unwrap();
    fs::write(path, b"changed").unwrap();
    let error = ResolveError::from(resolved.bytes().unwrap_err());
    let problem = Problem { error, places: Vec::new() };
    insta::assert_snapshot!(place.shown(&[problem], &Sources::default()));
}

#[test]
fn resolve_errors_say_what_to_do() {
    let mut sources = Sources::default();
    let source = sources.add("terrace.yaml", "component: oci://a.example/b:1\ndigest: x\n");
    let at = |range| Location { source, range };
    let pin = || Box::new(Pin { digest: Digest::of(b"pin"), location: at(39..40) });
    let reference = || "oci://a.example/b:1".to_owned();
    let errors = [
        ResolveError::OtherThanLocked {
            reference: reference(),
            locked: Digest::of(b"1"),
            found: Digest::of(b"2"),
        },
        ResolveError::OtherThanPinned { reference: reference(), found: Digest::of(b"1"), pin: pin() },
        ResolveError::OtherThanAsked {
            url: "https://a.example/b.wasm".to_owned(),
            expected: Digest::of(b"1"),
            found: Digest::of(b"2"),
        },
        ResolveError::NoDigest("https://a.example/b.wasm".to_owned()),
        ResolveError::NoVersion {
            repository: "oci://a.example/b".to_owned(),
            range: "^2".to_owned(),
            newest: Some("1.9.0".to_owned()),
            is_offline: false,
        },
        ResolveError::Client("the certificates cannot be read".to_owned()),
        ResolveError::NoStore,
    ];
    let place = Place::new();
    let problems: Vec<_> =
        errors.into_iter().map(|error| Problem { error, places: vec![at(11..30)] }).collect();
    insta::assert_snapshot!(place.shown(&problems, &sources));
}

#[test]
fn trust_policy_accepts_only_signed_components() {
    use terrace_registry::config::Configuration;
    use terrace_registry::key::PrivateKey;
    use terrace_registry::signature::{Payload, Signature, image};
    let place = Place::new();
    let (digest, manifest) = place.put(REPOSITORY, "1.0.0", b"component");
    let key = PrivateKey::generate().unwrap();
    let pem = key.public().unwrap().to_pem();
    let rule = format!(
        "[signer.platform]\nkeys = ['''{pem}''']\n[[trust]]\nreferences = [\"oci://registry.example/platform/**\"]\nsigners = [\"platform\"]\n"
    );
    fs::write(place.directory.path().join("terrace.toml"), rule).unwrap();
    let configuration = Configuration::load(place.directory.path(), None).unwrap();
    let elsewhere = RemoteSources::new(None, place.store.clone(), None, configuration.policy);
    let reference = Reference::parse(&format!("oci://{REPOSITORY}:1.0.0")).unwrap();
    let remote = Remote { reference, requires: None };
    let problem = Problem { error: anew(&remote, &elsewhere).unwrap_err(), places: Vec::new() };
    insta::assert_snapshot!(place.shown(&[problem], &Sources::default()));

    let sign = |identity: &str| {
        let signature = Signature::sign(&Payload { identity: identity.to_owned(), digest: manifest }, &key);
        let subject = Descriptor { digest: manifest, ..Descriptor::of(media_type::MANIFEST, b"") };
        let made = image::add(None, &subject, &signature).unwrap().unwrap();
        for blob in [&made.config, &made.payload, &made.manifest] {
            place.store.insert(blob).unwrap();
        }
        let descriptor = Descriptor::of(media_type::MANIFEST, &made.manifest);
        let name = format!("{REPOSITORY}:{}", store::signature_tag(&manifest));
        place.store.remember([store::Entry::new(name, descriptor)]).unwrap();
    };
    sign("registry.example/other/network");
    let problem = Problem { error: anew(&remote, &elsewhere).unwrap_err(), places: Vec::new() };
    insta::assert_snapshot!("other_identity", place.shown(&[problem], &Sources::default()));
    sign(REPOSITORY);
    let resolved = anew(&remote, &elsewhere).unwrap();
    assert_eq!((resolved.digest, resolved.signers), (digest, vec!["platform".to_owned()]));
}

#[test]
fn registry_like_paths_are_recognized() {
    assert!(terrace_stack::stack::is_registry_like("ghcr.io/platform/network"));
    assert!(terrace_stack::stack::is_registry_like("localhost:5000/network"));
    for path in ["./a.b/c", "tiers/a.wasm", "network", "../x", "/etc/x", "a:b/c"] {
        assert!(!terrace_stack::stack::is_registry_like(path), "{path}");
    }
}
