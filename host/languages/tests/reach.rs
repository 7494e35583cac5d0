//! Tests that a tier's source is read from its own directory and its packages, and from nowhere else.
//!
//! Every shape is in `repo/tier`; next to `repo` there is a home directory with files that the tier must not read.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terrace_languages::{Program, ProgramError, python, rust, typescript};

/// A string that must not occur in any program or error.
const SECRET: &str = "hunter2";

/// The files of the home directory.
const HOME: &[(&str, &str)] = &[
    (".docker/config.json", r#"{"auths": {"registry.example": {"auth": "hunter2"}}}"#),
    (
        ".docker/package.json",
        r#"{"type": "module", "exports": {".": "./config.json", "./x": "./config.json"}}"#,
    ),
    ("secret.js", "export default \"hunter2\";\n"),
    ("secret.ts", "export default \"hunter2\";\n"),
    ("typed.ts", "export default \"hunter2\";\n"),
    ("index.js", "export default \"hunter2\";\n"),
    ("secret.py", "HUNTER = \"hunter2\"\n"),
    ("__init__.py", "HUNTER = \"hunter2\"\n"),
    ("package.json", r#"{"type": "module", "exports": "./secret.js"}"#),
    ("node_modules/p/package.json", r#"{"type": "module", "exports": "./index.js"}"#),
    ("node_modules/p/index.js", "export default \"hunter2\";\n"),
    ("scope/p/package.json", r#"{"type": "module", "exports": "./index.js"}"#),
    ("scope/p/index.js", "export default \"hunter2\";\n"),
    ("src/lib.rs", "const HUNTER: &str = \"hunter2\";\n"),
];

type Entries<'a> = &'a [(&'a str, &'a str)];

/// A home directory with secrets, and `repo/tier` next to it.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let place = Self { root };
        for (path, text) in HOME {
            place.write(&place.home().join(path), text);
        }
        fs::create_dir_all(place.tier()).unwrap();
        place
    }

    fn root(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap()
    }

    fn home(&self) -> PathBuf {
        self.root().join("home")
    }

    fn tier(&self) -> PathBuf {
        self.root().join("repo/tier")
    }

    /// Replaces `{home}` in a text by the home directory.
    fn filled(&self, text: &str) -> String {
        text.replace("{home}", self.home().to_str().unwrap())
    }

    fn write(&self, path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.filled(text)).unwrap();
    }

    /// Adds files and links to the tier's directory, by their paths in it.
    fn fill(&self, files: Entries<'_>, links: Entries<'_>) {
        for (path, text) in files {
            self.write(&self.tier().join(path), text);
        }
        for (path, target) in links {
            let path = self.tier().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink(self.filled(target), path).unwrap();
        }
    }
}

fn read_typescript(path: &Path, workspace: Option<&Path>) -> Result<Program, ProgramError> {
    typescript::read(path, workspace, typescript::Compiler::here())
}

/// Returns everything that a user or a tier learns.
fn learned(read: &Result<Program, ProgramError>) -> String {
    match read {
        Ok(program) => {
            let mut text = String::new();
            for module in &program.modules {
                write!(text, "{}\n{}\n", module.path, module.text).unwrap();
            }
            text
        }
        Err(ProgramError::Syntax { hint, .. } | ProgramError::Import { hint, .. }) => {
            format!("{}\n{}", read.as_ref().unwrap_err(), hint.as_deref().unwrap_or_default())
        }
        Err(error) => error.to_string(),
    }
}

/// Checks that a program is rejected for this reason, and that the secret is not revealed.
fn refused(name: &str, read: &Result<Program, ProgramError>, reason: &str) {
    let learned = learned(read);
    assert!(!learned.contains(SECRET), "{name} tells a secret:\n{learned}");
    assert!(read.is_err(), "{name} is read:\n{learned}");
    assert!(learned.contains(reason), "{name}: expected `{reason}`:\n{learned}");
}

/// A package `p` in `node_modules` with this manifest.
macro_rules! package {
    ($manifest:expr $(, $path:expr => $text:expr)*) => {
        &[("node_modules/p/package.json", $manifest) $(, ($path, $text))*]
    };
}

const OUT_OF_TIER: &str = "it leads out of the tier's directory";
const OUT_OF_PACKAGE: &str = "it leads out of the package's directory";
const PACKAGE_OUT: &str = "its package is outside of the tier's directory";
const NO_PACKAGE: &str = "no such package is installed in the tier's directory";
const NO_NAME: &str = "it is neither a path nor a package name";
const NOT_LISTED: &str = "a package's JSON can be imported only if";
const NOT_EXPORTED: &str = "the package does not export";
const MISSING: &str = "there is no such file";

/// A name, the import in the tier, the files and links in its directory, and the reason for the rejection.
type Shape<'a> = (&'a str, &'a str, Entries<'a>, Entries<'a>, &'a str);

const TYPESCRIPT: &[Shape<'_>] = &[
    // Entries of a package: `main` and `module`.
    ("main", "p", package!(r#"{"main": "../../../../home/.docker/config.json"}"#), &[], OUT_OF_PACKAGE),
    ("module", "p", package!(r#"{"module": "../../../../home/.docker/config.json"}"#), &[], OUT_OF_PACKAGE),
    ("absolute main", "p", package!(r#"{"main": "{home}/.docker/config.json"}"#), &[], OUT_OF_PACKAGE),
    ("absolute module", "p", package!(r#"{"module": "{home}/secret.js"}"#), &[], OUT_OF_PACKAGE),
    ("main without its ending", "p", package!(r#"{"main": "../../../../home/secret"}"#), &[], OUT_OF_PACKAGE),
    ("main as a directory", "p", package!(r#"{"main": "../../../../home"}"#), &[], OUT_OF_PACKAGE),
    (
        "main with another ending",
        "p",
        package!(r#"{"main": "../../../../home/typed.js"}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "main by way of the package",
        "p",
        package!(r#"{"main": "./a/../../../../../home/secret.js"}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "main beside the package",
        "p",
        package!(r#"{"main": "../q/index.js"}"#, "node_modules/q/index.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "main in the tier",
        "p",
        package!(r#"{"main": "../../own.js"}"#, "own.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    ("main that is a device", "p", package!(r#"{"main": "/dev/zero"}"#), &[], OUT_OF_PACKAGE),
    ("main of the system", "p", package!(r#"{"main": "/etc/passwd"}"#), &[], OUT_OF_PACKAGE),
    // Entries of `exports`.
    ("exports", "p", package!(r#"{"exports": "./../../../../home/secret.js"}"#), &[], OUT_OF_PACKAGE),
    (
        "exports without a dot",
        "p",
        package!(r#"{"exports": "../../../../home/secret.js"}"#),
        &[],
        NOT_EXPORTED,
    ),
    ("absolute exports", "p", package!(r#"{"exports": "{home}/secret.js"}"#), &[], NOT_EXPORTED),
    (
        "exports of JSON",
        "p",
        package!(r#"{"exports": "./../../../../home/.docker/config.json"}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports by a condition",
        "p",
        package!(r#"{"exports": {"import": "./../../../../home/secret.js"}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports by nested conditions",
        "p",
        package!(r#"{"exports": {".": {"import": {"default": "./../../../../home/secret.js"}}}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports by alternatives",
        "p",
        package!(r#"{"exports": ["x", "./../../../../home/secret.js"]}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports of a part",
        "p/part",
        package!(r#"{"exports": {"./part": "./../../../../home/secret.js"}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports by a pattern",
        "p/x/../../../../home/secret.js",
        package!(r#"{"exports": {"./x/*": "./*"}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports by two stars",
        "p/../../..",
        package!(r#"{"exports": {"./*": "./*/../*/home/secret.js"}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "exports of everything",
        "p/../../../../home/.docker/config.json",
        package!(r#"{"exports": {"./*": "./*"}}"#),
        &[],
        OUT_OF_PACKAGE,
    ),
    // Subpaths in the tier's import.
    ("a part with dots", "p/../../../../home/.docker/config.json", package!("{}"), &[], OUT_OF_PACKAGE),
    (
        "a part with dots inside",
        "p/a/b/../../../../../../home/secret.js",
        package!("{}"),
        &[],
        OUT_OF_PACKAGE,
    ),
    ("a part without its ending", "p/../../../../home/secret", package!("{}"), &[], OUT_OF_PACKAGE),
    (
        "a part beside the package",
        "p/../q/index.js",
        package!("{}", "node_modules/q/index.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "a package's parent",
        "p/..",
        package!("{}", "node_modules/index.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    ("an absolute part", "p/{home}/secret.js", package!("{}"), &[], MISSING),
    // Links.
    ("a link to a directory without a package", "p", &[], &[("node_modules/p", "{home}/src")], PACKAGE_OUT),
    ("a link to a directory", "p", &[], &[("node_modules/p", "{home}/.docker")], PACKAGE_OUT),
    (
        "a relative link to a directory",
        "p/x",
        &[],
        &[("node_modules/p", "../../../home/.docker")],
        PACKAGE_OUT,
    ),
    (
        "a link by way of a link",
        "p",
        &[],
        &[("node_modules/p", "../a"), ("a", "{home}/.docker")],
        PACKAGE_OUT,
    ),
    ("a link to a scope", "@s/p", &[], &[("node_modules/@s", "{home}/scope")], PACKAGE_OUT),
    ("a link to a package of a scope", "@s/p", &[], &[("node_modules/@s/p", "{home}/scope/p")], PACKAGE_OUT),
    ("a link to other packages", "p", &[], &[("node_modules", "{home}/node_modules")], PACKAGE_OUT),
    (
        "a link to packages above",
        "p",
        &[("../node_modules/p/package.json", r#"{"exports": "./index.js"}"#)],
        &[("node_modules", "../node_modules")],
        PACKAGE_OUT,
    ),
    (
        "a link to the store of pnpm",
        "p",
        &[],
        &[("node_modules/p", ".pnpm/p"), ("node_modules/.pnpm", "{home}/node_modules")],
        PACKAGE_OUT,
    ),
    (
        "a link to a package of a package",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"q\";"),
        &[("node_modules/p/node_modules/q", "{home}/node_modules/p")],
        PACKAGE_OUT,
    ),
    (
        "a link to the tier",
        "p",
        &[("package.json", r#"{"main": "own.js"}"#), ("own.js", "export default 1;")],
        &[("node_modules/p", "..")],
        PACKAGE_OUT,
    ),
    (
        "a link to what is around the tier",
        "p",
        &[("../package.json", r#"{"main": "own.js"}"#), ("../own.js", "export default 1;")],
        &[("node_modules/p", "../..")],
        PACKAGE_OUT,
    ),
    ("a link to all files", "p", &[], &[("node_modules/p", "/")], PACKAGE_OUT),
    (
        "a link instead of a module",
        "p",
        package!(r#"{"type": "module"}"#),
        &[("node_modules/p/index.js", "{home}/secret.js")],
        OUT_OF_PACKAGE,
    ),
    (
        "a link instead of JSON",
        "p/data.json",
        package!(r#"{"exports": {"./data.json": "./data.json"}}"#),
        &[("node_modules/p/data.json", "{home}/.docker/config.json")],
        OUT_OF_PACKAGE,
    ),
    (
        "a link instead of a directory",
        "p",
        package!(r#"{"main": "lib/secret.js"}"#),
        &[("node_modules/p/lib", "{home}")],
        OUT_OF_PACKAGE,
    ),
    (
        "a link instead of an index",
        "p",
        package!(r#"{"main": "lib"}"#),
        &[("node_modules/p/lib/index.js", "{home}/index.js")],
        OUT_OF_PACKAGE,
    ),
    (
        "a link from a package to the tier",
        "p",
        package!(r#"{"type": "module"}"#, "own.js" => "export default 1;"),
        &[("node_modules/p/index.js", "../../own.js")],
        OUT_OF_PACKAGE,
    ),
    (
        "a link instead of the manifest",
        "p",
        &[],
        &[("node_modules/p/package.json", "{home}/node_modules/p/package.json")],
        "the `package.json` of its package cannot be read: it leads out",
    ),
    (
        "a link to a device instead of the manifest",
        "p",
        &[],
        &[("node_modules/p/package.json", "/dev/zero")],
        "the `package.json` of its package cannot be read: it leads out",
    ),
    ("a link to itself", "./a.js", &[], &[("a.js", "a.js")], "cannot import `./a.js`"),
    ("a link to nothing", "./a.js", &[], &[("a.js", "b.js")], MISSING),
    // Packages in directories above.
    (
        "packages above",
        "p",
        &[
            ("../node_modules/p/package.json", r#"{"exports": "./index.js"}"#),
            ("../node_modules/p/index.js", "export default 1;"),
        ],
        &[],
        NO_PACKAGE,
    ),
    (
        "packages of the home directory",
        "p",
        &[
            ("../../node_modules/p/package.json", r#"{"exports": "./index.js"}"#),
            ("../../node_modules/p/index.js", "export default 1;"),
        ],
        &[],
        NO_PACKAGE,
    ),
    // Names that lead elsewhere.
    ("a scope's parent", "@s/..", &[], &[], NO_NAME),
    ("a scope's parent's package", "@s/../p", package!("{}"), &[], NO_NAME),
    ("a scope without a name", "@/p", &[], &[], NO_NAME),
    ("backslashes", "..\\\\..\\\\home\\\\secret.js", &[], &[], "cannot import"),
    ("a backslash in a name", "p\\\\..\\\\..", package!("{}"), &[], NO_NAME),
    ("an address of a file", "file://{home}/secret.js", &[], &[], NO_NAME),
    ("an address of data", "data:text/javascript,export default 1", &[], &[], NO_NAME),
    ("an address", "https://example.com/a.js", &[], &[], NO_NAME),
    ("an own name", "#internal", &[], &[], NO_NAME),
    ("nothing", "", &[], &[], NO_NAME),
    ("dots that are escaped", "%2e%2e/secret.js", &[], &[], NO_NAME),
    ("a home directory", "~/secret.js", &[], &[], NO_NAME),
    ("a variable", "$HOME/secret.js", &[], &[], NO_NAME),
    // Paths in the tier.
    ("a file above", "../own.ts", &[("../own.ts", "export default 1;")], &[], OUT_OF_TIER),
    ("a file above that is not there", "../../../nothing.ts", &[], &[], OUT_OF_TIER),
    ("a path to the home directory", "./a/../../../home/secret.js", &[], &[], OUT_OF_TIER),
    ("dots as escapes", "\\x2e\\x2e/own.ts", &[("../own.ts", "export default 1;")], &[], OUT_OF_TIER),
    ("an absolute path", "{home}/secret.js", &[], &[], OUT_OF_TIER),
    ("an absolute path of JSON", "{home}/.docker/config.json", &[], &[], OUT_OF_TIER),
    ("an absolute path without its ending", "{home}/secret", &[], &[], OUT_OF_TIER),
    ("the directory above", "..", &[("../index.ts", "export default 1;")], &[], OUT_OF_TIER),
    (
        "a directory beside with the same beginning",
        "../tier2/a.js",
        &[("../tier2/a.js", "export default 1;")],
        &[],
        OUT_OF_TIER,
    ),
    ("a link", "./a.ts", &[], &[("a.ts", "{home}/secret.ts")], OUT_OF_TIER),
    ("a link to JSON", "./a.json", &[], &[("a.json", "{home}/.docker/config.json")], OUT_OF_TIER),
    ("a link without its ending", "./a", &[], &[("a.js", "{home}/secret.js")], OUT_OF_TIER),
    ("a link with another ending", "./a.js", &[], &[("a.ts", "{home}/secret.ts")], OUT_OF_TIER),
    ("a link instead of a directory of the tier", "./lib/secret.js", &[], &[("lib", "{home}")], OUT_OF_TIER),
    (
        "a link instead of an index of the tier",
        "./lib",
        &[],
        &[("lib/index.json", "{home}/.docker/config.json")],
        OUT_OF_TIER,
    ),
    ("a device", "./a.js", &[], &[("a.js", "/dev/zero")], OUT_OF_TIER),
    ("the process's own memory", "./a.json", &[], &[("a.json", "/proc/self/environ")], OUT_OF_TIER),
    ("a null character", "./a\\0.js", &[], &[], MISSING),
    (
        "a file as a directory",
        "./tier.ts/../../own.ts",
        &[("../own.ts", "export default 1;")],
        &[],
        OUT_OF_TIER,
    ),
    // JSON in packages.
    (
        "JSON without exports",
        "p/data.json",
        package!("{}", "node_modules/p/data.json" => "1"),
        &[],
        NOT_LISTED,
    ),
    (
        "JSON as main",
        "p",
        package!(r#"{"main": "data.json"}"#, "node_modules/p/data.json" => "1"),
        &[],
        NOT_LISTED,
    ),
    ("JSON as index", "p", package!("{}", "node_modules/p/index.json" => "1"), &[], NOT_LISTED),
    ("JSON without its ending", "p/data", package!("{}", "node_modules/p/data.json" => "1"), &[], NOT_LISTED),
    (
        "JSON by a pattern of anything",
        "p/data.json",
        package!(r#"{"exports": {"./*": "./*"}}"#, "node_modules/p/data.json" => "1"),
        &[],
        NOT_LISTED,
    ),
    (
        "JSON beside exports",
        "p/data.json",
        package!(r#"{"exports": {".": "./index.js"}}"#, "node_modules/p/data.json" => "1"),
        &[],
        NOT_EXPORTED,
    ),
    (
        "JSON of a package's module",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "import a from \"./data.json\"; export default a;", "node_modules/p/data.json" => "1"),
        &[],
        NOT_LISTED,
    ),
    // Imports within a package.
    (
        "a package's path to the tier",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"../../own.js\";", "own.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "a package's path to a package",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"../q/index.js\";", "node_modules/q/index.js" => "export default 1;"),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "a package's absolute path",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"{home}/secret.js\";"),
        &[],
        OUT_OF_PACKAGE,
    ),
    (
        "a package's package above",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"q\";", "../node_modules/q/package.json" => r#"{"exports": "./index.js"}"#, "../node_modules/q/index.js" => "export default 1;"),
        &[],
        NO_PACKAGE,
    ),
];

#[test]
fn typescript_tier_cannot_read_other_files() {
    for (name, specifier, files, links, reason) in TYPESCRIPT {
        for import in ["import a from \"{}\";\nexport default a;\n", "export * from \"{}\";\n"] {
            let place = Place::new();
            place.fill(files, links);
            place.write(&place.tier().join("tier.ts"), &import.replace("{}", specifier));
            refused(name, &read_typescript(&place.tier(), None), reason);
        }
    }
}

/// Shapes that only the file itself can have.
#[test]
fn typescript_tier_reads_regular_files_of_bounded_size() {
    let read = |specifier: &str, fill: &dyn Fn(&Path)| {
        let place = Place::new();
        place.fill(&[("tier.ts", &format!("import a from \"{specifier}\";\nexport default a;\n"))], &[]);
        fill(&place.tier());
        read_typescript(&place.tier(), None)
    };
    let pipe = |path: &Path| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    refused("a pipe", &read("./a.js", &|tier| pipe(&tier.join("a.js"))), "it is not a regular file");
    let socket = |tier: &Path| drop(std::os::unix::net::UnixListener::bind(tier.join("a.js")).unwrap());
    refused("a socket", &read("./a.js", &socket), "it is not a regular file");
    let large = |tier: &Path| fs::write(tier.join("a.js"), " ".repeat((4 << 20) + 1)).unwrap();
    refused("a large file", &read("./a.js", &large), "it is larger than 4 MiB");
    let manifest = |tier: &Path| pipe(&tier.join("node_modules/p/package.json"));
    refused("a pipe for a manifest", &read("p", &manifest), "it is not a regular file");
    let manifest = |tier: &Path| {
        fs::create_dir_all(tier.join("node_modules/p")).unwrap();
        fs::write(tier.join("node_modules/p/package.json"), " ".repeat((1 << 20) + 1)).unwrap();
    };
    refused("a large manifest", &read("p", &manifest), "it is larger than 1 MiB");
}

/// The entry itself.
#[test]
fn entry_file_may_not_link_out_of_its_directory() {
    for (file, target) in
        [("tier.ts", "{home}/secret.ts"), ("tier.js", "../../home/secret.js"), ("tier.ts", "/dev/zero")]
    {
        let place = Place::new();
        place.fill(&[], &[(file, target)]);
        refused(file, &read_typescript(&place.tier(), None), "it leads out of its directory");
        refused(file, &read_typescript(&place.tier().join(file), None), "it leads out of its directory");
    }
    let place = Place::new();
    place.fill(&[], &[("tier.py", "{home}/.docker/config.json")]);
    refused("tier.py", &python::read(&place.tier()), "it leads out of its directory");
    refused("tier.py", &python::read(&place.tier().join("tier.py")), "it leads out of its directory");
}

/// A program cannot exceed its size limit, however its files are spread.
#[test]
fn typescript_program_size_and_module_count_are_limited() {
    let place = Place::new();
    let large = "/".repeat(3 << 20);
    place.fill(
        &[("tier.ts", "import \"./a.js\"; import \"./b.js\";"), ("a.js", &large), ("b.js", &large)],
        &[],
    );
    refused(
        "bytes",
        &read_typescript(&place.tier(), None),
        "with this module, the tier's source is larger than 4 MiB",
    );
    let place = Place::new();
    for number in 0..=1000 {
        place
            .write(&place.tier().join(format!("m{number}.js")), &format!("import \"./m{}.js\";", number + 1));
    }
    refused(
        "modules",
        &read_typescript(&place.tier().join("m0.js"), None),
        "a tier has at most 1000 modules",
    );
}

/// A name, the import in the tier, the files and links in its directory, whether `repo` is set as the workspace, and the module
/// that is read.
type Good<'a> = (&'a str, &'a str, Entries<'a>, Entries<'a>, bool, &'a str);

const MODULE: &str = "export default 1;\n";

const GOOD: &[Good<'_>] = &[
    ("a file", "./a.ts", &[("a.ts", MODULE)], &[], false, "a.ts"),
    ("a file without its ending", "./a", &[("a.js", MODULE)], &[], false, "a.js"),
    ("TypeScript by the name of its output", "./a.js", &[("a.ts", MODULE)], &[], false, "a.ts"),
    ("an index", "./lib", &[("lib/index.ts", MODULE)], &[], false, "lib/index.ts"),
    ("a path with dots", "./lib/../a.ts", &[("a.ts", MODULE)], &[], false, "a.ts"),
    ("JSON", "./a.json", &[("a.json", "1")], &[], false, "a.json"),
    ("a link in the tier", "./a.ts", &[("lib/b.ts", MODULE)], &[("a.ts", "lib/b.ts")], false, "lib/b.ts"),
    (
        "a link to a directory of the tier",
        "./lib/b.ts",
        &[("real/b.ts", MODULE)],
        &[("lib", "real")],
        false,
        "real/b.ts",
    ),
    (
        "exports",
        "p",
        package!(r#"{"type": "module", "exports": "./a.js"}"#, "node_modules/p/a.js" => MODULE),
        &[],
        false,
        "node_modules/p/a.js",
    ),
    (
        "exports by conditions",
        "p",
        package!(r#"{"exports": {".": {"types": "./a.d.ts", "import": "./a.mjs", "require": "./a.cjs"}}}"#, "node_modules/p/a.mjs" => MODULE),
        &[],
        false,
        "node_modules/p/a.mjs",
    ),
    (
        "exports by a pattern",
        "p/x/a",
        package!(r#"{"type": "module", "exports": {"./x/*": "./lib/*.js"}}"#, "node_modules/p/lib/a.js" => MODULE),
        &[],
        false,
        "node_modules/p/lib/a.js",
    ),
    (
        "a module",
        "p",
        package!(r#"{"main": "a.cjs", "module": "a.js"}"#, "node_modules/p/a.js" => MODULE),
        &[],
        false,
        "node_modules/p/a.js",
    ),
    (
        "a main without its ending",
        "p",
        package!(r#"{"main": "lib/a"}"#, "node_modules/p/lib/a.js" => MODULE),
        &[],
        false,
        "node_modules/p/lib/a.js",
    ),
    (
        "an index of a package",
        "p",
        package!("{}", "node_modules/p/index.js" => MODULE),
        &[],
        false,
        "node_modules/p/index.js",
    ),
    (
        "a part",
        "p/lib/a.js",
        package!(r#"{"type": "module"}"#, "node_modules/p/lib/a.js" => MODULE),
        &[],
        false,
        "node_modules/p/lib/a.js",
    ),
    (
        "a link in a package",
        "p",
        package!(r#"{"main": "a.js"}"#, "node_modules/p/real.js" => MODULE),
        &[("node_modules/p/a.js", "real.js")],
        false,
        "node_modules/p/real.js",
    ),
    (
        "a scope",
        "@s/p",
        &[
            ("node_modules/@s/p/package.json", r#"{"exports": "./a.mjs"}"#),
            ("node_modules/@s/p/a.mjs", MODULE),
        ],
        &[],
        false,
        "node_modules/@s/p/a.mjs",
    ),
    (
        "a part of a scope's package",
        "@s/p/a.mjs",
        &[("node_modules/@s/p/package.json", "{}"), ("node_modules/@s/p/a.mjs", MODULE)],
        &[],
        false,
        "node_modules/@s/p/a.mjs",
    ),
    (
        "JSON that is listed",
        "p/data.json",
        package!(r#"{"exports": {"./data.json": "./data.json"}}"#, "node_modules/p/data.json" => "1"),
        &[],
        false,
        "node_modules/p/data.json",
    ),
    (
        "a listed manifest",
        "p/package.json",
        package!(r#"{"exports": {"./package.json": "./package.json"}}"#),
        &[],
        false,
        "node_modules/p/package.json",
    ),
    (
        "JSON by a pattern of JSON",
        "p/en",
        package!(r#"{"exports": {"./*": "./locales/*.json"}}"#, "node_modules/p/locales/en.json" => "1"),
        &[],
        false,
        "node_modules/p/locales/en.json",
    ),
    (
        "JSON that a package's module imports",
        "p",
        package!(r#"{"exports": {".": "./index.mjs", "./data.json": "./data.json"}}"#, "node_modules/p/index.mjs" => "import a from \"./data.json\"; export default a;", "node_modules/p/data.json" => "1"),
        &[],
        false,
        "node_modules/p/data.json",
    ),
    (
        "a package of a package",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"q\";", "node_modules/p/node_modules/q/package.json" => "{}", "node_modules/p/node_modules/q/index.mjs" => MODULE),
        &[],
        false,
        "node_modules/p/node_modules/q/index.mjs",
    ),
    (
        "a package beside a package",
        "p",
        package!(r#"{"type": "module"}"#, "node_modules/p/index.js" => "export { default } from \"q\";", "node_modules/q/package.json" => "{}", "node_modules/q/index.mjs" => MODULE),
        &[],
        false,
        "node_modules/q/index.mjs",
    ),
    (
        "pnpm",
        "p",
        &[
            ("node_modules/.pnpm/p@1/node_modules/p/package.json", r#"{"type": "module", "main": "a.js"}"#),
            ("node_modules/.pnpm/p@1/node_modules/p/a.js", "export { default } from \"q\";"),
            ("node_modules/.pnpm/q@1/node_modules/q/package.json", r#"{"type": "module", "main": "a.js"}"#),
            ("node_modules/.pnpm/q@1/node_modules/q/a.js", MODULE),
        ],
        &[
            ("node_modules/p", ".pnpm/p@1/node_modules/p"),
            ("node_modules/.pnpm/p@1/node_modules/q", "../../q@1/node_modules/q"),
        ],
        false,
        "node_modules/.pnpm/q@1/node_modules/q/a.js",
    ),
    (
        "a package of the tier's own",
        "p",
        &[("vendor/p/package.json", r#"{"type": "module"}"#), ("vendor/p/index.js", MODULE)],
        &[("node_modules/p", "../vendor/p")],
        false,
        "vendor/p/index.js",
    ),
    (
        "a package of a workspace",
        "p",
        &[
            ("../node_modules/p/package.json", r#"{"exports": "./a.mjs"}"#),
            ("../node_modules/p/a.mjs", MODULE),
        ],
        &[],
        true,
        "../node_modules/p/a.mjs",
    ),
    (
        "a package of a workspace's own",
        "p",
        &[("../packages/p/package.json", r#"{"exports": "./a.mjs"}"#), ("../packages/p/a.mjs", MODULE)],
        &[("../node_modules/p", "../packages/p")],
        true,
        "../packages/p/a.mjs",
    ),
    (
        "pnpm in a workspace",
        "p",
        &[
            ("../node_modules/.pnpm/p@1/node_modules/p/package.json", r#"{"exports": "./a.mjs"}"#),
            ("../node_modules/.pnpm/p@1/node_modules/p/a.mjs", MODULE),
        ],
        &[("node_modules/p", "../../node_modules/.pnpm/p@1/node_modules/p")],
        true,
        "../node_modules/.pnpm/p@1/node_modules/p/a.mjs",
    ),
    (
        "packages linked from a workspace",
        "p",
        &[
            ("../node_modules/p/package.json", r#"{"exports": "./a.mjs"}"#),
            ("../node_modules/p/a.mjs", MODULE),
        ],
        &[("node_modules", "../node_modules")],
        true,
        "../node_modules/p/a.mjs",
    ),
];

#[test]
fn typescript_tier_reads_its_own_files_and_packages() {
    for (name, specifier, files, links, in_workspace, module) in GOOD {
        let place = Place::new();
        place.fill(files, links);
        place.write(
            &place.tier().join("tier.ts"),
            &format!("import a from \"{specifier}\";\nexport default a;\n"),
        );
        let workspace = in_workspace.then(|| place.root().join("repo"));
        let read = read_typescript(&place.tier(), workspace.as_deref());
        let program = read.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(program.modules.iter().any(|found| found.path == *module), "{name}: {:#?}", program.modules);
        // A tier elsewhere is not in the workspace.
        if workspace.is_some() {
            let elsewhere = place.home();
            assert!(read_typescript(&place.tier(), Some(&elsewhere)).is_err(), "{name}");
        }
    }
}

/// With a workspace, the same imports are rejected, except for packages above: the workspace is not the tier's own directory.
#[test]
fn typescript_workspace_opens_only_packages() {
    for (name, specifier, files, links, _) in TYPESCRIPT {
        let place = Place::new();
        place.fill(files, links);
        place.write(
            &place.tier().join("tier.ts"),
            &format!("import a from \"{specifier}\";\nexport default a;\n"),
        );
        let read = read_typescript(&place.tier(), Some(&place.root().join("repo")));
        let learned = learned(&read);
        assert!(!learned.contains(SECRET), "{name} tells a secret:\n{learned}");
    }
    let place = Place::new();
    place.fill(&[("tier.ts", "export default 1;")], &[]);
    refused(
        "no directory",
        &read_typescript(&place.tier(), Some(&place.root().join("none"))),
        "there is no file",
    );
}

const OUT_OF_PYTHON: &str = "it is a link that leads out of the tier's directory";

/// A name, the text of the tier, files, links, and the reason for the rejection; if empty, the tier is read without the import.
const PYTHON: &[Shape<'_>] = &[
    ("a link", "import secret", &[], &[("secret.py", "{home}/secret.py")], OUT_OF_PYTHON),
    ("a relative link", "import secret", &[], &[("secret.py", "../../home/secret.py")], OUT_OF_PYTHON),
    ("a link to JSON", "import secret", &[], &[("secret.py", "{home}/.docker/config.json")], OUT_OF_PYTHON),
    ("a link to a package", "import home", &[], &[("home", "{home}")], OUT_OF_PYTHON),
    ("a link to a package's module", "from home import secret", &[], &[("home", "{home}")], OUT_OF_PYTHON),
    ("all of a linked package", "from home import *", &[], &[("home", "{home}")], OUT_OF_PYTHON),
    (
        "a link in a package",
        "import a.secret",
        &[("a/__init__.py", "")],
        &[("a/secret.py", "{home}/secret.py")],
        OUT_OF_PYTHON,
    ),
    (
        "all of a package with a link",
        "from a import *",
        &[("a/__init__.py", "")],
        &[("a/secret.py", "{home}/secret.py")],
        OUT_OF_PYTHON,
    ),
    (
        "a link instead of a package's own module",
        "import a",
        &[],
        &[("a/__init__.py", "{home}/__init__.py")],
        OUT_OF_PYTHON,
    ),
    (
        "a link by way of a link",
        "import a",
        &[],
        &[("a.py", "b.py"), ("b.py", "{home}/secret.py")],
        OUT_OF_PYTHON,
    ),
    ("a link beside the tier", "import a", &[("../a.py", "")], &[("a.py", "../a.py")], OUT_OF_PYTHON),
    (
        "a relative import of a link",
        "import a.b",
        &[("a/b.py", "from .secret import HUNTER")],
        &[("a/secret.py", "{home}/secret.py")],
        OUT_OF_PYTHON,
    ),
    ("a device", "import a", &[], &[("a.py", "/dev/zero")], OUT_OF_PYTHON),
    ("a link to itself", "import a", &[], &[("a.py", "a.py")], "cannot import `a.py`"),
    ("a relative import above", "from ..home import secret", &[], &[], ""),
    ("a relative import far above", "from .......home import secret", &[], &[], ""),
    ("a module above", "import home.secret, secret", &[("../secret.py", "hunter2")], &[], ""),
    ("a link to nothing", "import a", &[], &[("a.py", "b.py")], ""),
];

#[test]
fn python_tier_cannot_read_other_files() {
    for (name, text, files, links, reason) in PYTHON {
        let place = Place::new();
        place.fill(files, links);
        place.write(&place.tier().join("tier.py"), text);
        let read = python::read(&place.tier());
        match (reason.is_empty(), &read) {
            (true, Ok(program)) => {
                assert_eq!(program.modules.len(), 1, "{name}");
                assert!(!learned(&read).contains(SECRET), "{name}");
            }
            _ => refused(name, &read, reason),
        }
    }
}

#[test]
fn python_tier_reads_regular_files_of_bounded_size() {
    let place = Place::new();
    place.fill(&[("tier.py", "import a")], &[]);
    assert!(Command::new("mkfifo").arg(place.tier().join("a.py")).status().unwrap().success());
    refused("a pipe", &python::read(&place.tier()), "it is not a regular file");
    fs::remove_file(place.tier().join("a.py")).unwrap();
    fs::write(place.tier().join("a.py"), " ".repeat((4 << 20) + 1)).unwrap();
    refused("a large module", &python::read(&place.tier()), "it is larger than 4 MiB");
    fs::write(place.tier().join("tier.py"), " ".repeat((4 << 20) + 1)).unwrap();
    refused("a large tier", &python::read(&place.tier()), "it is larger than 4 MiB");
}

/// Links of a Rust project in its own directory, and the reason why its sources cannot be digested; if empty, they are digested
/// without the link.
const RUST: &[(&str, &str, &str)] = &[
    ("src/secret.rs", "{home}/secret.ts", "it leads out of its directory"),
    ("src/config.json", "{home}/.docker/config.json", "it leads out of its directory"),
    ("src/home", "{home}", "it leads out of its directory"),
    ("src/all", "/", "it leads out of its directory"),
    ("src/zero", "/dev/zero", "it leads out of its directory"),
    ("build.rs", "{home}/src/lib.rs", "it leads out of its directory"),
    ("src/deep/er/above", "../../../..", "it leads out of its directory"),
    ("src/itself", ".", ""),
    ("src/nothing.rs", "none.rs", ""),
    ("src/again.rs", "lib.rs", ""),
];

#[test]
fn rust_project_digest_covers_no_other_files() {
    let manifest = "[package]\nname = \"tier\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    for (link, target, reason) in RUST {
        let place = Place::new();
        place.fill(&[("Cargo.toml", manifest), ("src/lib.rs", "")], &[(link, target)]);
        let files = rust::files(&place.tier());
        match (reason.is_empty(), &files) {
            (true, Ok(files)) => {
                let own = |file: &PathBuf| file.starts_with(place.tier());
                assert!(files.iter().all(own) && files.len() >= 2, "{link}: {files:?}");
            }
            (_, Err(error)) => assert!(error.to_string().contains(reason), "{link}: {error}"),
            (false, Ok(files)) => panic!("{link} is followed: {files:?}"),
        }
        assert_eq!(rust::sources(&place.tier()).is_ok(), reason.is_empty(), "{link}");
    }
    let place = Place::new();
    place.fill(&[("Cargo.toml", manifest)], &[("src", "{home}/src")]);
    let error = rust::files(&place.tier()).unwrap_err().to_string();
    assert!(error.contains("it leads out of its directory"), "{error}");
}

/// Readers open files through the gate only: nothing else in them accesses the file system.
#[test]
fn readers_open_no_files_themselves() {
    let readers = [
        "budget.rs",
        "entry.rs",
        "program.rs",
        "python/imports.rs",
        "python/program.rs",
        "python/resolve.rs",
        "rust/files.rs",
        "typescript/apart.rs",
        "typescript/compile.rs",
        "typescript/compiler.rs",
        "typescript/depth.rs",
        "typescript/node.rs",
        "typescript/position.rs",
        "typescript/program.rs",
        "typescript/resolve.rs",
        "typescript/room.rs",
        "typescript/source.rs",
        "typescript/unsupported.rs",
    ];
    let forbidden = [
        "std::fs",
        "fs::",
        "File::",
        "OpenOptions",
        ".is_file()",
        ".is_dir()",
        ".exists()",
        ".canonicalize()",
        ".metadata()",
        ".symlink_metadata()",
        ".read_dir()",
        ".read_link()",
        ".try_exists()",
        "include_bytes!",
        "Command::new",
    ];
    for reader in readers {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(reader);
        let text = fs::read_to_string(&path).unwrap();
        for word in forbidden {
            assert!(!text.contains(word), "{reader} has `{word}`: read files through `Reach`");
        }
    }
}
