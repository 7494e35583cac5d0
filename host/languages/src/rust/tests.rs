use super::project::Project;
use super::*;
use crate::{Tool, ToolError};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terrace_programs::Connections;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn told(error: &BuildError) -> String {
    let mut text = format!("{error}\n");
    for (label, more) in [("hint: ", error.hint()), ("", error.output().map(str::to_owned))] {
        if let Some(more) = more {
            writeln!(text, "{label}{more}").unwrap();
        }
    }
    text
}

#[test]
fn build_errors_say_what_is_wrong_and_what_to_do() {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let package = || "queues".to_owned();
    let project = || PathBuf::from("tiers/queues");
    // A module that imports the function `f` of `env`.
    let imports = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x09\x01\x03env\x01f\0\0";
    let not_a_tier = terrace_componentize::encode(imports).unwrap_err();
    let errors = [
        BuildError::Tool(ToolError::Missing { tool: project::CARGO, refused: None }),
        BuildError::NoTarget { project: project() },
        BuildError::Manifest { manifest: "Cargo.toml".into(), output: "expected `]`".into() },
        BuildError::NoProject { project: project(), source: missing() },
        BuildError::NoPackage { manifest: "Cargo.toml".into(), packages: vec!["a".into(), "b".into()] },
        BuildError::NoPackage { manifest: "Cargo.toml".into(), packages: Vec::new() },
        BuildError::NotDynamic { package: package() },
        BuildError::Compile { package: package(), output: "error[E0425]: cannot find value `x`".into() },
        BuildError::Offline { package: package(), output: "error: failed to download `serde`".into() },
        BuildError::Read { path: "queues.wasm".into(), source: missing() },
        BuildError::Encode { package: package(), source: not_a_tier },
    ];
    insta::assert_snapshot!(errors.iter().map(told).collect::<Vec<_>>().join("\n"));
}

#[test]
fn cargo_is_named_with_the_command_that_installs_its_target() {
    let Tool { name, install, .. } = project::CARGO;
    assert_eq!(name, "cargo");
    assert!(install.contains(terrace_componentize::TARGET));
}

/// Returns the line of a manifest that sets a key, from `=` on.
fn setting<'a>(manifest: &'a str, key: &str) -> Option<&'a str> {
    manifest.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))
}

#[test]
fn vendored_sdk_has_the_dependency_versions_of_the_workspace() {
    let workspace = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let real = fs::read_to_string(Path::new(ROOT).join("plugins/sdk/Cargo.toml")).unwrap();
    let own = real.split("[dev-dependencies]").next().unwrap();
    let mut compared = 0;
    for line in sdk::MANIFEST.lines().filter(|line| line.contains(" = ")) {
        let key = line.split(" = ").next().unwrap();
        let inherited = own.contains(&format!("{key} = {{ workspace = true }}"))
            || own.contains(&format!("{key}.workspace = true"));
        if inherited {
            assert_eq!(setting(sdk::MANIFEST, key), setting(&workspace, key), "{key}");
            compared += 1;
        }
    }
    let inherited = own.matches("workspace = true").count();
    assert_eq!(compared, inherited, "plugins/sdk/Cargo.toml and the vendored one differ");
    let template =
        fs::read_to_string(Path::new(ROOT).join("host/languages/templates/rust/Cargo.toml.template"))
            .unwrap();
    for key in ["schemars", "serde"] {
        assert_eq!(setting(&template, key), setting(&workspace, key), "{key}");
    }
}

#[test]
fn vendored_sdk_is_complete() {
    let files = sdk();
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for path in ["Cargo.toml", "README.md", "src/lib.rs", "src/component.rs", "src/component/bindings.rs"] {
        assert!(paths.contains(&path), "{path}: {paths:#?}");
    }
}

#[test]
fn project_files_include_path_dependencies() {
    let queues = Path::new(ROOT).join("examples/tiers/queues");
    let project = Project::read(&queues).unwrap();
    assert!(project.dynamic);
    let names: Vec<&str> = project.sources.values().map(String::as_str).collect();
    assert_eq!(names, ["terrace-example-queues", "terrace-sdk"]);
    let root = Path::new(ROOT).canonicalize().unwrap();
    let files = files(&queues).unwrap();
    for file in
        ["Cargo.lock", "Cargo.toml", "examples/tiers/queues/src/lib.rs", "plugins/sdk/src/value/tests.rs"]
    {
        assert!(files.contains(&root.join(file)), "{file}: {files:#?}");
    }
}

#[test]
fn build_rejects_packages_that_are_not_tiers() {
    let aws = Path::new(ROOT).join("plugins/aws");
    let error = build(&aws, Profile::Edit, Connections::Allowed, &|_| {}).unwrap_err();
    assert!(matches!(error, BuildError::NotDynamic { package } if package == "terrace-aws"));

    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("Cargo.toml"), "[package\n").unwrap();
    let error = build(directory.path(), Profile::Edit, Connections::Allowed, &|_| {}).unwrap_err();
    assert!(error.output().is_some_and(|output| output.contains("[package")), "{error:?}");

    let error =
        build(&directory.path().join("none"), Profile::Edit, Connections::Allowed, &|_| {}).unwrap_err();
    assert!(matches!(error, BuildError::NoProject { .. }), "{error:?}");
}
