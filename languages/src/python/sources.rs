//! What the engine is made from, as it is in this program.

use include_dir::{Dir, include_dir};
use std::sync::OnceLock;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../plugins/sdk-python/terrace_sdk");
static ENGINE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../plugins/sdk-python/engine");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../wit");

/// Endings of files that are source. What Python leaves beside them is not.
const SOURCES: [&str; 4] = ["py", "txt", "typed", "wit"];

/// What the engine is made from: the glue and the tool's version below `engine`, the SDK below `sdk`, the contract below
/// `wit`. Paths and contents, sorted by path. Another recipe makes another engine.
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

/// The SDK for editors, and for tests in plain Python: its files, by their paths in a project. Sorted by path.
pub fn sdk() -> Vec<(String, Vec<u8>)> {
    let package = recipe().iter().filter_map(|(path, contents)| Some((path.strip_prefix("sdk/")?, contents)));
    package.map(|(path, contents)| (format!("vendor/{path}"), contents.to_vec())).collect()
}

fn add(directory: &'static Dir<'static>, prefix: &str, files: &mut Vec<(&'static str, &'static [u8])>) {
    for file in directory.files() {
        let ending = file.path().extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| SOURCES.contains(&ending)) {
            // Once for each file of the process: the names live as long as it does.
            let path = format!("{prefix}/{}", file.path().to_string_lossy().replace('\\', "/"));
            files.push((path.leak(), file.contents()));
        }
    }
    directory.dirs().for_each(|inner| add(inner, prefix, files));
}
