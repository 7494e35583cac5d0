//! The traps. Readers are welcome to add more.

/// Files and their contents. `WITNESS` becomes the path of the witness.
pub const TRAPS: &[(&str, &str)] = &[
    ("pip/__init__.py", "open('WITNESS', 'a').write('pip\\n')\n"),
    ("pip/__main__.py", "open('WITNESS', 'a').write('pip\\n')\n"),
    ("pip.py", "open('WITNESS', 'a').write('pip\\n')\n"),
    ("componentize_py/__init__.py", "open('WITNESS', 'a').write('componentize_py\\n')\n"),
    ("sitecustomize.py", "open('WITNESS', 'a').write('sitecustomize\\n')\n"),
    ("usercustomize.py", "open('WITNESS', 'a').write('usercustomize\\n')\n"),
    ("encodings/__init__.py", "open('WITNESS', 'a').write('encodings\\n')\n"),
    ("json.py", "open('WITNESS', 'a').write('json\\n')\n"),
    ("site.py", "open('WITNESS', 'a').write('site\\n')\n"),
    ("pyvenv.cfg", "home = .\n"),
    (".python-version", "../../../bin\n"),
    ("pip.conf", "[global]\nindex-url = http://127.0.0.1:1/\n"),
    (".npmrc", "node-options=--require=./trap.cjs\nscript-shell=./bin/sh\nprefix=.\nignore-scripts=false\n"),
    ("trap.cjs", "require('fs').appendFileSync('WITNESS', 'trap.cjs\\n');\n"),
    (
        "package.json",
        "{\"packageManager\": \"evil@1.0.0\", \"scripts\": {\"preinstall\": \"echo preinstall >> WITNESS\"}, \"workspaces\": [\"**\"]}\n",
    ),
    ("build.mjs", "import fs from 'fs'; fs.appendFileSync('WITNESS', 'build.mjs\\n');\n"),
    (
        "node_modules/@bytecodealliance/componentize-js/package.json",
        "{\"name\": \"@bytecodealliance/componentize-js\", \"main\": \"index.js\"}\n",
    ),
    (
        "node_modules/@bytecodealliance/componentize-js/index.js",
        "require('fs').appendFileSync('WITNESS', 'componentize-js\\n');\n",
    ),
    ("rust-toolchain.toml", "[toolchain]\npath = \".\"\n"),
    (
        ".cargo/config.toml",
        "[build]\nrustc = \"./bin/rustc\"\nrustc-wrapper = \"./bin/cc\"\n[target.wasm32-unknown-unknown]\nlinker = \"./bin/cc\"\nrunner = \"./bin/sh\"\n[alias]\nbuild = \"run\"\nmetadata = \"run\"\n[registry]\nglobal-credential-providers = [\"./bin/git\"]\n[env]\nPATH = { value = \"bin\", relative = true, force = true }\n",
    ),
    (
        "build.rs",
        "fn main() { use std::io::Write; let mut file = std::fs::OpenOptions::new().create(true).append(true).open(\"WITNESS\").unwrap(); writeln!(file, \"build.rs\").unwrap(); }\n",
    ),
    ("Makefile", "all:\n\techo make >> WITNESS\n"),
    (".envrc", "echo envrc >> WITNESS\n"),
    (".tool-versions", "python ./bin\nnodejs ./bin\n"),
    (".terraform-version", "latest\n"),
    (".gitconfig", "[core]\nfsmonitor = ./bin/sh\n"),
];

/// Programs with the names of those that Terrace or its tools start.
pub const PROGRAMS: &[&str] = &[
    "terraform",
    "tofu",
    "python3",
    "python",
    "pip3",
    "node",
    "npm",
    "npx",
    "cargo",
    "rustc",
    "rustup",
    "git",
    "cc",
    "ld",
    "wasm-ld",
    "sh",
    "env",
    "docker-credential-pass",
];

/// Entries of `PATH` that lead into the checkout; `$` becomes its path.
pub const PATHS: &[&str] = &[
    "",
    ".",
    "./",
    "bin",
    "./bin",
    "tiers/../bin",
    "node_modules/.bin",
    "tiers/evil",
    "$",
    "$/bin",
    "$/node_modules/.bin",
    "$/tiers/evil/bin",
    "$/tiers/../bin",
];
