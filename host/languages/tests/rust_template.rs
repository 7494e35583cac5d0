//! Tests that a project written by `terrace tier new --lang rust` builds as it is, outside of this workspace. Needs no network
//! if the workspace's own dependencies are available.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_languages::rust::{self, BuildError, Profile};
use terrace_languages::{Language, new_tier};
use terrace_programs::Connections;

/// Every test builds below this directory, so that dependencies are compiled once.
const DIRECTORY: &str = env!("CARGO_TARGET_TMPDIR");

/// Writes the project, leaving the modification time of unchanged files alone.
fn project() -> PathBuf {
    let project = Path::new(DIRECTORY).join("rust-template");
    let offline = ("[net]\noffline = true\n".as_bytes(), project.join(".cargo/config.toml"));
    let files = new_tier(Language::Rust, "message-queues");
    let files = files.iter().map(|file| (file.content.as_slice(), project.join(&file.path)));
    for (content, path) in files.chain([offline]) {
        if fs::read(&path).is_ok_and(|there| there == content) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    project
}

#[test]
fn rust_template_tests_and_builds() {
    let project = project();
    let mut cargo = Command::new("cargo");
    for variable in ["CARGO", "CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    let output = cargo.args(["test", "--quiet"]).current_dir(&project).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    for profile in [Profile::Edit, Profile::Publish] {
        let component = rust::build(&project, profile, Connections::Allowed, &|_| {}).unwrap();
        for path in [project.to_str().unwrap(), env!("CARGO_MANIFEST_DIR"), "registry/src"] {
            let holds = component.windows(path.len()).any(|window| window == path.as_bytes());
            assert!(!holds, "the component of {profile:?} holds `{path}`");
        }
    }

    let source = project.join("src/lib.rs");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, text.replace("let mut out = Contribution::new();", "let out = Contributions::new();"))
        .unwrap();
    let error = rust::build(&project, Profile::Edit, Connections::Allowed, &|_| {}).unwrap_err();
    fs::write(&source, text).unwrap();
    let BuildError::Compile { package, output } = error else { panic!("{error:?}") };
    assert_eq!(package, "message-queues");
    assert!(output.contains("src/lib.rs:35:") && output.contains("Contributions"), "{output}");
}
