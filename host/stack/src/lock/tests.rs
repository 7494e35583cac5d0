use super::*;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::model::{ProviderSource, Sources};
use terrace_core::render::{self, Style};

fn entry(version: &str, digest: Option<&[u8]>, manifest: Option<&[u8]>) -> Entry {
    Entry {
        digest: digest.map(Digest::of),
        manifest: manifest.map(Digest::of),
        signers: Vec::new(),
        facts: Facts {
            version: version.to_owned(),
            contract: "0.1".to_owned(),
            providers: vec!["aws = hashicorp/aws >= 5.0".to_owned()],
            resources: vec!["aws_subnet".to_owned(), "aws_vpc".to_owned()],
            data_sources: Vec::new(),
            ephemeral_resources: Vec::new(),
            modules: Vec::new(),
        },
    }
}

fn remote(range: &str) -> Key {
    Key { reference: "oci://registry.example/platform/network".to_owned(), requires: Some(range.to_owned()) }
}

fn lock() -> Lock {
    let signed = Entry {
        signers: vec!["platform".to_owned()],
        ..entry("1.4.2", Some(b"component"), Some(b"manifest"))
    };
    let mut queues = entry("0.2.0", Some(b"queues"), None);
    queues.facts.providers.push("queue = queues.example/queues/queue".to_owned());
    let mut lock: Lock = [
        (remote("^1.4"), signed),
        (Key::new("./tiers/queues.wasm"), queues),
        (Key::new("storage"), entry("0.1.0", None, None)),
    ]
    .into_iter()
    .collect();
    lock.allow(source("Queues.example/queues/queue"));
    lock
}

fn source(text: &str) -> ProviderSource {
    text.parse().unwrap()
}

#[test]
fn one_line_says_one_thing() {
    insta::assert_snapshot!(lock().to_string());
    assert_eq!(read(Path::new("terrace.lock"), &lock().to_string()).unwrap(), lock());
}

fn shown(text: &str) -> String {
    let error = read(Path::new("terrace.lock"), text).unwrap_err();
    let mut sources = Sources::default();
    let diagnostic = error.diagnostic(&mut sources);
    render::text(&diagnostic, &sources, Style::default())
}

#[test]
fn lock_file_errors_have_locations() {
    let good = lock().to_string();
    let head = "format = 1\n[[component]]\n";
    let digest = Digest::of(b"x");
    let twice =
        format!("{good}\n[[component]]\nreference = \"storage\"\nversion = \"0.2.0\"\ncontract = \"0.1\"\n");
    let cases = [
        (
            "a merge",
            good.replace(
                "\n[[component]]\nreference = \"oci",
                "\n<<<<<<< HEAD\n[[component]]\nreference = \"oci",
            ),
        ),
        ("no TOML", "format = 1\n[[component\n".to_owned()),
        ("nothing", String::new()),
        ("another format", "format = 2\nanything = true\n".to_owned()),
        (
            "an unknown key",
            format!("{head}reference = \"a\"\nversion = \"1\"\ncontract = \"0.1\"\nsinged = []\n"),
        ),
        ("a missing key", format!("{head}reference = \"a\"\nversion = \"1\"\n")),
        (
            "a digest that is none",
            format!("{head}reference = \"a\"\nversion = \"1\"\ndigest = \"sha256:12\"\ncontract = \"0.1\"\n"),
        ),
        (
            "no digest",
            format!("{head}reference = \"https://a.example/b\"\nversion = \"1\"\ncontract = \"0.1\"\n"),
        ),
        (
            "no manifest",
            format!(
                "{head}reference = \"oci://a.example/b\"\nversion = \"1\"\ndigest = \"{digest}\"\ncontract = \"0.1\"\n"
            ),
        ),
        ("twice", twice),
        (
            "an allowed provider that is none",
            format!("{good}\n[[allowed_provider]]\nsource = \"https://evil.example/aws\"\n"),
        ),
        (
            "an allowed provider that looks like another",
            format!("{good}\n[[allowed_provider]]\nsource = \"hаshicorp/aws\"\n"),
        ),
        ("an unknown table", format!("{good}\n[[allowed_providers]]\nsource = \"evil/aws\"\n")),
    ];
    let shown: Vec<String> =
        cases.iter().map(|(name, text)| format!("--- {name}\n{}\n", shown(text))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn lock_entries_may_be_repeated() {
    let twice = format!("{0}{1}", lock(), lock().to_string().split_once("format = 1\n").unwrap().1);
    assert_eq!(read(Path::new("terrace.lock"), &twice).unwrap(), lock());
}

#[test]
fn changes_are_told_in_words() {
    let mut new = lock();
    new.retain(|key| key.reference != "storage");
    new.insert(Key::new("./waf.ts"), entry("0.1.0", None, None));
    let mut queues = entry("0.3.0", Some(b"other"), None);
    queues.facts.resources = vec!["aws_sqs_queue".to_owned(), "aws_vpc".to_owned()];
    queues.facts.contract = "0.2".to_owned();
    new.insert(Key::new("./tiers/queues.wasm"), queues);
    new.insert(remote("^1.4"), entry("1.4.2", Some(b"component"), Some(b"manifest")));
    new.drop_idle();
    new.allow(source("evil.example/evil/aws"));
    let told: Vec<String> = changes(&lock(), &new).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"));
    assert!(changes(&lock(), &lock()).is_empty());
}

#[test]
fn lock_keeps_entries_of_other_processes() {
    let directory = tempfile::tempdir().unwrap();
    let stack = directory.path().join("terrace.yaml");
    let path = path(&stack);
    let guard = hold(&stack).unwrap();
    save(&guard, &path, &Lock::default(), &lock()).unwrap();
    // Both have read the same lock; each adds another entry.
    let with = |range: &str| {
        let mut new = lock();
        new.insert(remote(range), entry("2.0.0", Some(b"two"), Some(b"two")));
        new
    };
    save(&guard, &path, &lock(), &with("^2")).unwrap();
    save(&guard, &path, &lock(), &with("^3")).unwrap();
    let now = load(&path).unwrap().unwrap();
    assert_eq!(now.iter().count(), 5);
    // A change to what is locked by now is rejected.
    let mut other = lock();
    other.insert(remote("^2"), entry("2.1.0", Some(b"three"), Some(b"three")));
    let error = save(&guard, &path, &lock(), &other).unwrap_err();
    let diagnostic = error.diagnostic(&mut Sources::default());
    let shown = render::text(&diagnostic, &Sources::default(), Style::default());
    insta::assert_snapshot!(shown.replace(&directory.path().display().to_string(), "<dir>"));
    assert_eq!(load(&path).unwrap().unwrap(), now);
    // The same applies to allowed providers.
    for allowed in ["evil/aws", "evil/other"] {
        let mut new = lock();
        new.allow(source(allowed));
        save(&guard, &path, &lock(), &new).unwrap();
    }
    let both = load(&path).unwrap().unwrap();
    let listed: Vec<_> = both.allowed().map(ProviderSource::as_str).collect();
    assert_eq!(listed, ["evil/aws", "evil/other", "queues.example/queues/queue"]);
    let mut fewer = both.clone();
    fewer.drop_idle();
    save(&guard, &path, &both, &fewer).unwrap();
    assert_eq!(load(&path).unwrap().unwrap(), now);
    // Removes the entries that were dropped, and nothing else.
    let mut fewer = now.clone();
    fewer.retain(|key| key.reference != "storage");
    save(&guard, &path, &now, &fewer).unwrap();
    assert_eq!(load(&path).unwrap().unwrap(), fewer);
}

#[test]
fn lock_file_from_before_consent_allows_nothing() {
    let text = lock().to_string();
    let (before, _) = text.split_once("\n[[allowed_provider]]").unwrap();
    let mut expected = lock();
    expected.retain_allowed(|_| false);
    assert_eq!(read(Path::new("terrace.lock"), before).unwrap(), expected);
}

#[test]
fn consent_ends_with_the_last_component_that_asks_for_it() {
    let mut lock = lock();
    lock.drop_idle();
    assert!(lock.allows(&source("queues.example/queues/queue")));
    lock.retain(|key| key.reference != "./tiers/queues.wasm");
    lock.drop_idle();
    assert_eq!(lock.allowed().count(), 0);
}

#[test]
fn lock_file_that_cannot_be_read_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("terrace.lock");
    assert!(load(&path).unwrap().is_none());
    fs::write(&path, b"\xff").unwrap();
    let text = |error: LockError| error.to_string().replace(&directory.path().display().to_string(), "<dir>");
    insta::assert_snapshot!(text(load(&path).unwrap_err()), @"cannot read `<dir>/terrace.lock`: it is not UTF-8");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    insta::assert_snapshot!(text(load(&path).unwrap_err()), @"cannot read `<dir>/terrace.lock`: is a directory");
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(any::<String>(), 0..4).prop_map(|set| set.into_iter().collect())
}

fn any_entry() -> impl Strategy<Value = (Key, Entry)> {
    let key = (any::<String>(), prop::option::of(any::<String>()));
    let digests = (any::<[u8; 4]>(), any::<[u8; 4]>());
    (key, digests, any::<String>(), texts(), texts(), texts()).prop_map(
        |((reference, requires), (digest, manifest), version, signers, providers, resources)| {
            let entry = Entry {
                digest: Some(Digest::of(&digest)),
                manifest: Some(Digest::of(&manifest)),
                signers,
                facts: Facts {
                    contract: version.clone(),
                    version,
                    data_sources: resources.clone(),
                    ephemeral_resources: providers.clone(),
                    modules: resources.clone(),
                    providers,
                    resources,
                },
            };
            (Key { reference, requires }, entry)
        },
    )
}

proptest! {
    /// Works for all text and for all orders of components.
    #[test]
    fn lock_file_reads_as_it_is_written(
        entries in prop::collection::vec(any_entry(), 0..5),
        allowed in prop::collection::btree_set("([a-z0-9.]{1,8}/)?[a-z]{1,5}/[a-z0-9_-]{1,5}", 0..4),
    ) {
        let mut lock: Lock = entries.into_iter().collect();
        allowed.iter().for_each(|text| lock.allow(source(text)));
        let text = lock.to_string();
        prop_assert_eq!(&read(Path::new("x"), &text).unwrap(), &lock);
        let (head, components) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut components: Vec<_> = components.split("[[component]]").filter(|one| !one.is_empty()).collect();
        components.reverse();
        let turned: String = components.iter().map(|one| format!("\n[[component]]{one}\n")).collect();
        // Text that contains the heading itself cannot be reversed this easily.
        if components.len() == lock.iter().count() {
            prop_assert_eq!(&read(Path::new("x"), &format!("{head}\n{turned}")).unwrap(), &lock);
        }
    }

    #[test]
    fn lock_reading_never_panics(text in any::<String>()) {
        if let Err(error) = read(Path::new("x"), &text) {
            let mut sources = Sources::default();
            let diagnostic = error.diagnostic(&mut sources);
            render::text(&diagnostic, &sources, Style::default());
        }
    }
}
