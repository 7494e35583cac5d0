//! The SDK's sources, as they are put beside a project.

use include_dir::{Dir, include_dir};

static SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../plugins/sdk/src");

/// The manifest of the SDK outside of its workspace.
pub(super) const MANIFEST: &str = include_str!("sdk/Cargo.toml.vendored");
const README: &str = include_str!("sdk/README.md");
const WIT: &str = include_str!("../../../wit/tier.wit");

/// The file that names the contract's directory, and how it does: in the workspace, and beside a project.
const BINDINGS: &str = "component.rs";
const WIT_PATHS: [&str; 2] = ["path: \"../../wit\"", "path: \"wit\""];

/// The files of the SDK by their paths in the directory of a package of its own, which a project depends on by path.
/// Its own tests are left out.
pub fn sdk() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> =
        [("Cargo.toml", MANIFEST), ("README.md", README), ("wit/tier.wit", WIT)]
            .map(|(path, text)| (path.to_owned(), text.into()))
            .into();
    collect(&SOURCES, &mut files);
    files.sort();
    files
}

fn collect(directory: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in directory.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"))
    {
        if file.path().file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let content = match file.contents_utf8() {
            Some(text) if file.path().ends_with(BINDINGS) => text.replace(WIT_PATHS[0], WIT_PATHS[1]).into(),
            _ => file.contents().to_vec(),
        };
        files.push((format!("src/{}", file.path().display()), content));
    }
    directory.dirs().for_each(|directory| collect(directory, files));
}
