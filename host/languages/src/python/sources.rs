//! The sources of the engine that are embedded in this program.

use include_dir::{Dir, include_dir};
use std::sync::OnceLock;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-python/terrace_sdk");
static ENGINE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-python/engine");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../wit");

/// The extensions of source files. Files that Python generates next to them have others.
const SOURCES: [&str; 4] = ["py", "txt", "typed", "wit"];

/// Returns the sources of the engine: the glue and the tool's version below `engine`, the SDK below `sdk`, the contract below
/// `wit`. Paths and contents, sorted by path. Different sources result in a different engine.
pub fn recipe() -> &'static [(&'static str, &'static [u8])] {
    static RECIPE: OnceLock<Vec<(&str, &[u8])>> = OnceLock::new();
    RECIPE.get_or_init(|| {
        let mut files = Vec::new();
        add(&ENGINE, "engine", &mut files);
        add(&SDK, "sdk/terrace_sdk", &mut files);
        add(&WIT, "wit", &mut files);
        files.sort_unstable();
        files
    })
}

/// Returns the files of the SDK for editors and for tests in plain Python, by their paths in a project. Sorted by path.
pub fn sdk() -> Vec<(String, Vec<u8>)> {
    let package = recipe().iter().filter_map(|(path, contents)| Some((path.strip_prefix("sdk/")?, contents)));
    package.map(|(path, contents)| (format!("vendor/{path}"), contents.to_vec())).collect()
}

fn add(directory: &'static Dir<'static>, prefix: &str, files: &mut Vec<(&'static str, &'static [u8])>) {
    for file in directory.files() {
        let ending = file.path().extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| SOURCES.contains(&ending)) {
            // Leaked once per file and process: the names are used until the process ends.
            let path = format!("{prefix}/{}", file.path().to_string_lossy().replace('\\', "/"));
            files.push((path.leak(), file.contents()));
        }
    }
    directory.dirs().for_each(|inner| add(inner, prefix, files));
}
