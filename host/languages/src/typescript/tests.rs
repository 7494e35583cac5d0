#![allow(clippy::unwrap_used)]

use super::{Compilation, CompilationCache, Compiler, recipe, sdk};
use crate::{Program, ProgramError};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Returns a directory with these files, by their paths.
fn project(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn read(path: &Path) -> Result<Program, ProgramError> {
    super::read(path, None, Compiler::here())
}

/// Returns the paths and texts of the modules, without the mappings.
fn texts(path: &Path) -> String {
    let program = read(path).unwrap();
    let mut texts = format!("entry {}\n", program.entry);
    for module in &program.modules {
        let (text, _) = module.text.rsplit_once("//# mappings=").unwrap();
        texts.push_str(&format!("--- {}\n{text}", module.path));
    }
    texts
}

/// Returns an error as the user sees it: file, line and column, message, hint.
fn refusal(files: &[(&str, &str)]) -> String {
    let project = project(files);
    let error = read(project.path()).unwrap_err();
    let place = match &error {
        ProgramError::Syntax { path, line, column, hint, .. }
        | ProgramError::Import { path, line, column, hint, .. } => {
            let hint = hint.as_deref().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
            format!("\n  at {}:{line}:{column}{hint}", path.display())
        }
        ProgramError::Read { .. } | ProgramError::NoEntry { .. } => String::new(),
    };
    format!("{error}{place}").replace(&project.path().display().to_string(), "[project]")
}

#[test]
fn types_are_stripped_and_imports_become_calls() {
    let project = project(&[
        (
            "tier.ts",
            "import { tier, type Tier } from \"@terrace/sdk\";\n\
             import type { Gone } from \"./gone.ts\";\n\
             import { Kind, used } from \"./lib/kinds\";\n\
             import settings from \"./settings.json\";\n\
             interface Shape { a: Gone }\n\
             const made: Tier = tier({ kind: Kind.B, used, settings } as unknown as Shape);\n\
             export default made;\n",
        ),
        (
            "lib/kinds.ts",
            "export * from \"./other.js\";\n\
             export enum Kind { A = 1, B = A + 1 }\n\
             export class Point { constructor(private readonly x: number) {} }\n\
             export namespace Names { export const first = \"a\"; }\n",
        ),
        (
            "lib/other.ts",
            "import { Kind } from \"./kinds.ts\";\nexport function used(): number { return Kind.A; }\n",
        ),
        ("settings.json", "{ \"size\": 1.50 }"),
    ]);
    insta::assert_snapshot!(texts(project.path()));
}

#[test]
fn packages_that_are_es_modules_are_read() {
    let project = project(&[
        (
            "tier.js",
            "import { a } from \"exporting/part\";\n\
             import { b } from \"@scope/bundled\";\n\
             export default [a, b];\n",
        ),
        (
            "node_modules/exporting/package.json",
            r#"{"type": "module", "exports": {"./*": {"import": "./lib/*.js"}}}"#,
        ),
        ("node_modules/exporting/lib/part.js", "export { a } from \"./inner.js\";\n"),
        ("node_modules/exporting/lib/inner.js", "export const a = 1;\n"),
        ("node_modules/@scope/bundled/package.json", r#"{"main": "main.js", "module": "module.js"}"#),
        ("node_modules/@scope/bundled/module.js", "export const b = 2;\n"),
    ]);
    insta::assert_snapshot!(texts(project.path()));
}

#[test]
fn program_lists_the_files_that_it_consists_of() {
    let project = project(&[("a.ts", "import \"./b/c\";\n"), ("b/c/index.ts", "export {};\n")]);
    let program = read(&project.path().join("a.ts")).unwrap();
    assert_eq!(program.files, [project.path().join("a.ts"), project.path().join("b/c/index.ts")]);
}

#[test]
fn invalid_typescript_is_rejected() {
    let refused = [
        "const = 4;",
        "\n  let é = 1; let é = 2;",
        "const a: = 1;",
        "await 1;",
        "for await (const a of []) {}",
        "export default async () => { await import(\"./a.js\"); };",
        "console.log(import.meta.url);",
        "@sealed class A {}",
    ];
    insta::assert_snapshot!(refused.map(|text| refusal(&[("tier.ts", text)])).join("\n"));
}

#[test]
fn imports_that_a_tier_cannot_have_are_rejected() {
    let refused = |specifier: &str| {
        refusal(&[
            ("tier.ts", &format!("// Head.\nimport a from \"{specifier}\";\nexport default a;\n")),
            ("broken.json", "{ \"a\": 1,"),
            ("style.css", ""),
            ("node_modules/common/package.json", "{}"),
            ("node_modules/common/index.js", "module.exports = 1;"),
            ("node_modules/closed/package.json", r#"{"type": "module", "exports": "./index.js"}"#),
            ("node_modules/closed/index.js", "export default 1;"),
            ("node_modules/unreadable/package.json", "{"),
        ])
    };
    let specifiers = [
        "./missing.ts",
        "../outside.ts",
        "./broken.json",
        "./style.css",
        "@terrace/sdk/testing",
        "node:fs",
        "path/posix",
        "missing",
        "@scope/missing/part",
        "common",
        "closed/inner.js",
        "unreadable",
    ];
    insta::assert_snapshot!(specifiers.map(refused).join("\n"));
}

#[test]
fn imports_from_outside_the_directory_are_rejected() {
    let project = project(&[
        ("outside.ts", "export default 1;"),
        ("tier/tier.ts", "import a from \"../outside.ts\";\nexport default a;\n"),
    ]);
    let error = read(&project.path().join("tier")).unwrap_err();
    assert_eq!(error.to_string(), "cannot import `../outside.ts`: it leads out of the tier's directory");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_directory_are_rejected() {
    let project = project(&[
        ("outside.ts", "export default 1;"),
        ("tier/tier.ts", "import a from \"./linked.ts\";\nexport default a;\n"),
    ]);
    std::os::unix::fs::symlink(project.path().join("outside.ts"), project.path().join("tier/linked.ts"))
        .unwrap();
    let error = read(&project.path().join("tier")).unwrap_err();
    assert_eq!(error.to_string(), "cannot import `./linked.ts`: it leads out of the tier's directory");
}

#[test]
fn directories_without_a_tier_are_rejected() {
    assert_eq!(refusal(&[("main.ts", "")]), "`[project]` has none of the entry files of a tier");
}

#[test]
fn recipe_and_sdk_are_complete() {
    let paths = |files: &[(&'static str, &[u8])]| files.iter().map(|(path, _)| *path).collect::<Vec<_>>();
    let recipe = paths(recipe());
    assert!(recipe.is_sorted());
    for path in
        ["engine/build.mjs", "engine/package-lock.json", "engine/tier.js", "src/index.js", "wit/loader.wit"]
    {
        assert!(recipe.contains(&path), "{path}");
    }
    let sdk = paths(sdk());
    assert!(sdk.is_sorted());
    for path in ["package.json", "src/index.d.ts", "src/input/index.js", "src/testing.js"] {
        assert!(sdk.contains(&path), "{path}");
    }
}

/// Compiled files by their keys.
#[derive(Default)]
struct Kept(RefCell<BTreeMap<String, String>>);

impl CompilationCache for Kept {
    fn recall(&self, key: &str) -> Option<Compilation> {
        self.0.borrow().get(key).map(|kept| serde_json::from_str(kept).unwrap())
    }

    fn remember(&self, key: &str, compilation: &Compilation) {
        self.0.borrow_mut().insert(key.to_owned(), serde_json::to_string(compilation).unwrap());
    }
}

#[test]
fn compiled_files_are_not_compiled_again() {
    let project = project(&[
        ("tier.ts", "import { a } from \"./lib\";\nexport default a as number;\n"),
        ("lib/index.ts", "export const a: number = 1;\n"),
    ]);
    let kept = Kept::default();
    let read = |compiler: Compiler<'_>| super::read(project.path(), None, compiler.with(&kept));
    let write = |path: &str, text: &str| fs::write(project.path().join(path), text).unwrap();
    let nowhere = project.path().join("no-program");
    let first = read(Compiler::here()).unwrap();
    assert_eq!(read(Compiler::apart(&nowhere)).unwrap(), first);

    // Another file is imported now, although no text has changed.
    write("lib.ts", "export const a: number = 2;\n");
    let second = read(Compiler::here()).unwrap();
    assert_eq!(second.files, [project.path().join("lib.ts"), project.path().join("tier.ts")]);
    assert!(second.modules[1].text.contains("\"lib.ts\""), "{}", second.modules[1].text);
    assert_eq!(read(Compiler::apart(&nowhere)).unwrap(), second);

    write("lib.ts", "export const a: number = 3;\n");
    let error = read(Compiler::apart(&nowhere)).unwrap_err().to_string();
    assert!(error.starts_with("the TypeScript compiler cannot be started: "), "{error}");
    fs::remove_file(project.path().join("lib.ts")).unwrap();
    fs::remove_file(project.path().join("lib/index.ts")).unwrap();
    let error = read(Compiler::apart(&nowhere)).unwrap_err().to_string();
    assert_eq!(error, "cannot import `./lib`: there is no such file");
}
