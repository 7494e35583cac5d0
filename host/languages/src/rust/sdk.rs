//! The SDK's sources, as vendored into a project.

use include_dir::{Dir, include_dir};

static SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk/src");

/// The manifest of the SDK outside of its workspace.
pub(super) const MANIFEST: &str = include_str!("sdk/Cargo.toml.vendored");
const README: &str = include_str!("sdk/README.md");

/// Returns the files of the SDK by their paths in the directory of a separate package, which a project depends on by path. The
/// SDK's own tests are left out.
pub fn sdk() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = [("Cargo.toml", MANIFEST), ("README.md", README)]
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
        files.push((format!("src/{}", file.path().display()), file.contents().to_vec()));
    }
    directory.dirs().for_each(|directory| collect(directory, files));
}
