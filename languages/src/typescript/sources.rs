//! What the engine is made from, as it is in this program.

use include_dir::{Dir, include_dir};
use std::sync::OnceLock;

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../plugins/sdk-typescript/src");
static ENGINE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../plugins/sdk-typescript/engine");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../wit");

const MANIFEST: &[u8] = include_bytes!("../../../plugins/sdk-typescript/package.json");
const README: &[u8] = include_bytes!("../../../plugins/sdk-typescript/README.md");

/// A file by its path, with `/` between its parts.
pub(super) type SourceFile = (&'static str, &'static [u8]);

/// What the engine is made from: the SDK below `src`, the glue and the tools' versions below `engine`, the contract
/// below `wit`. Sorted by path. Another recipe makes another engine.
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

/// The SDK as a package of npm, for editors and for tests without the engine. Sorted by path.
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
        // Once for each file of the process: the names live as long as it does.
        let path = format!("{prefix}/{}", file.path().to_string_lossy().replace('\\', "/"));
        files.push((path.leak(), file.contents()));
    }
    directory.dirs().for_each(|inner| add(inner, prefix, files));
}
