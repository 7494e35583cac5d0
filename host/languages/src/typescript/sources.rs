//! The sources of the engine that are embedded in this program.

use include_dir::{Dir, include_dir};
use std::sync::OnceLock;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-typescript/src");
static ENGINE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-typescript/engine");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../wit");

const MANIFEST: &[u8] = include_bytes!("../../../../plugins/sdk-typescript/package.json");
const README: &[u8] = include_bytes!("../../../../plugins/sdk-typescript/README.md");

/// The path of a file, with `/` as the separator, and its content.
pub(super) type SourceFile = (&'static str, &'static [u8]);

/// Returns the sources of the engine: the SDK below `src`, the glue and the tools' versions below `engine`, the contract below
/// `wit`. Sorted by path. Different sources result in a different engine.
pub fn recipe() -> &'static [SourceFile] {
    static RECIPE: OnceLock<Vec<SourceFile>> = OnceLock::new();
    RECIPE.get_or_init(|| {
        let mut files = Vec::new();
        for (directory, prefix) in [(&ENGINE, "engine"), (&SDK, "src"), (&WIT, "wit")] {
            add(directory, prefix, &mut files);
        }
        files.sort();
        files
    })
}

/// Returns the SDK as an npm package, for editors and for tests without the engine. Sorted by path.
pub fn sdk() -> &'static [SourceFile] {
    static PACKAGE: OnceLock<Vec<SourceFile>> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let mut files = vec![("README.md", README), ("package.json", MANIFEST)];
        add(&SDK, "src", &mut files);
        files.sort();
        files
    })
}

fn add(directory: &'static Dir<'static>, prefix: &str, files: &mut Vec<SourceFile>) {
    for file in directory.files() {
        // Leaked once per file and process: the names are used until the process ends.
        let path = format!("{prefix}/{}", file.path().to_string_lossy().replace('\\', "/"));
        files.push((path.leak(), file.contents()));
    }
    directory.dirs().for_each(|inner| add(inner, prefix, files));
}
