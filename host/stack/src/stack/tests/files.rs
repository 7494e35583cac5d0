use super::shown;
use crate::stack::{StackErrors, load};
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn write(directory: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        fs::write(directory.join(name), bytes).unwrap();
    }
}

/// Returns the errors with the temporary directory's name masked.
fn errors(directory: &Path, errors: &StackErrors) -> String {
    shown(errors).replace(&*directory.to_string_lossy(), "DIR")
}

#[test]
fn found_by_directory_and_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    write(
        at,
        &[("terrace.yml", b"\xef\xbb\xbfstack: x\n"), ("terrace.test.json", b"{\"tags\": {\"A\": \"b\"}}")],
    );
    assert_eq!(load(at, None).unwrap().settings.environment, None);
    assert_eq!(load(&at.join("terrace.yml"), None).unwrap().directory(), at);
    let test = load(at, Some("test")).unwrap();
    assert_eq!(test.settings.environment.as_deref(), Some("test"));
    assert_eq!(test.tags["A"].value.as_str(), Some("b"));
    write(at, &[("terrace.yml", b"stack: x\nenvironment: test\n")]);
    assert_eq!(load(at, None).unwrap().tags.len(), 1);
    write(at, &[("terrace.yml", b"stack: x\nenvironment: live\n")]);
    assert_eq!(load(at, None).unwrap().settings.environment.as_deref(), Some("live"));
    assert_eq!(load(at, Some("live")).unwrap().tags.len(), 0);
}

#[test]
fn overlays_belong_to_the_file_of_their_name() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    write(
        at,
        &[
            ("shop.yaml", b"stack: x\n"),
            ("shop.test.yaml", b"stack: y\n"),
            ("terrace.test.yaml", b"stack: z\n"),
        ],
    );
    assert_eq!(load(&at.join("shop.yaml"), Some("test")).unwrap().settings.stack, "y");
}

#[test]
fn file_errors() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    let mut out = String::new();
    let mut case = |name: &str, path: &Path, environment: Option<&str>| {
        let errors = errors(at, &load(path, environment).unwrap_err());
        _ = writeln!(out, "=== {name}\n{errors}\n");
    };
    case("no such path", &at.join("nowhere"), None);
    case("an empty directory", at, None);
    write(at, &[("terrace.yaml", b"stack: x\nenvironment: live\n"), ("terrace.json", b"{}")]);
    case("two files", at, None);
    fs::remove_file(at.join("terrace.json")).unwrap();
    case("an environment that is no name", at, Some("../live"));
    write(at, &[("terrace.production.yaml", b"{}"), ("terrace.test.yml", b"{}"), ("other.dev.yaml", b"{}")]);
    case("a mistyped environment", at, Some("prodction"));
    case("an unknown environment", at, Some("staging"));
    write(at, &[("terrace.test.yml", b"environment: production\ntags: [x]\n")]);
    case("an overlay of another environment", at, Some("test"));
    write(at, &[("terrace.test.yml", b"[]")]);
    case("an overlay that is a list", at, Some("test"));
    write(at, &[("terrace.test.yml", b"")]);
    case("an empty overlay", at, Some("test"));
    write(at, &[("terrace.yaml", b"stack: x\ntags: {A: \xff}\n")]);
    case("not UTF-8", at, None);
    write(at, &[("terrace.yaml", &vec![b'#'; (16 << 20) + 1])]);
    case("too large", at, None);
    snapshot!(out);
}
