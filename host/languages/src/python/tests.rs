#![allow(clippy::unwrap_used)]

use super::imports::{Names, imports};
use super::{read, recipe, sdk};
use crate::{Program, ProgramError};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn shown(text: &str) -> Vec<String> {
    let imports = imports(text).into_iter();
    let shown = imports.map(|import| {
        let module = format!("{}{}", ".".repeat(import.level), import.module.join("."));
        match import.names {
            Names::Module => module,
            Names::These(names) => format!("{module}: {}", names.join(" ")),
            Names::All => format!("{module}: *"),
        }
    });
    shown.collect()
}

#[test]
fn imports_are_found_in_every_form() {
    assert_eq!(shown("import a, b.c as d\nimport e"), ["a", "b.c", "e"]);
    assert_eq!(shown("from a . b import c as d, e"), ["a.b: c e"]);
    assert_eq!(shown("from . import a\nfrom ..b import c\nfrom .import d"), [".: a", "..b: c", ".: d"]);
    assert_eq!(shown("from a import (  # these\n    b,\n    c as d,  # and\n)\nx"), ["a: b c"]);
    assert_eq!(shown("from a \\\n    import b, \\\n  c\nimport \\\r\n d"), ["a: b c", "d"]);
    assert_eq!(shown("from a import *;import b"), ["a: *", "b"]);
    assert_eq!(shown("try: import a\nexcept ImportError: from b import c"), ["a", "b: c"]);
    assert_eq!(shown("\timport données\nfrom 数据 import x"), ["données", "数据: x"]);
}

#[test]
fn imports_are_not_confused_with_similar_statements() {
    assert_eq!(shown("raise A from b\nimport c"), ["c"]);
    assert_eq!(shown("yield from x; import c"), ["c"]);
    assert_eq!(shown("import_x = important = from_ = 1"), Vec::<String>::new());
    assert_eq!(shown("'#'; import a # import b\n'''\nimport c'''"), ["a", "b", "c"]);
    assert_eq!(shown("import"), Vec::<String>::new());
    assert_eq!(shown("from a import"), Vec::<String>::new());
    assert_eq!(shown("import from import x"), ["from", "x"]);
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn paths(program: &Program) -> Vec<&str> {
    program.modules.iter().map(|module| module.path.as_str()).collect()
}

#[test]
fn program_of_a_directory_begins_with_tier_py() {
    let project = project(&[
        ("tier.py", "\u{feff}from terrace_sdk import tier\nimport json, rules.base\n"),
        ("rules/__init__.py", "from . import names\n"),
        ("rules/base.py", "from .names import NAME\nfrom ..other import x\n"),
        ("rules/names.py", ""),
        ("rules/unused.py", ""),
        ("terrace_sdk/__init__.py", ""),
        ("tests/test_tier.py", "import tier\n"),
        ("other.py", ""),
    ]);
    let program = read(project.path()).unwrap();
    assert_eq!(program.entry, "tier.py");
    assert_eq!(
        paths(&program),
        ["other.py", "rules/__init__.py", "rules/base.py", "rules/names.py", "tier.py"]
    );
    assert!(program.modules[4].text.starts_with("from terrace_sdk"));
    assert_eq!(program.files[4], project.path().join("tier.py"));
}

#[test]
fn program_of_a_file_includes_the_modules_that_it_imports() {
    let project = project(&[
        ("queue.py", "from plain.deep import thing\nfrom stars import *\n"),
        ("plain/deep/thing.py", "import queue\n"),
        ("stars/__init__.py", "__all__ = ['one']\n"),
        ("stars/one.py", ""),
        ("stars/two/__init__.py", ""),
        ("unrelated.py", "import nonesuch"),
    ]);
    let program = read(&project.path().join("queue.py")).unwrap();
    assert_eq!(program.entry, "queue.py");
    let expected =
        ["plain/deep/thing.py", "queue.py", "stars/__init__.py", "stars/one.py", "stars/two/__init__.py"];
    assert_eq!(paths(&program), expected);
}

fn error(path: &Path, root: &Path) -> String {
    let error = read(path).unwrap_err();
    let mut told = error.to_string();
    if let ProgramError::Import { path, line, column, hint, .. } = &error {
        write!(told, "\n  {}:{line}:{column}\n  hint: {}", path.display(), hint.as_deref().unwrap()).unwrap();
    }
    told.replace(root.to_str().unwrap(), "<project>")
}

#[test]
fn program_that_cannot_be_read_is_reported() {
    let project = project(&[("tier.txt", "")]);
    let root = project.path();
    fs::write(root.join("latin.py"), b"# \xe9").unwrap();
    insta::assert_snapshot!(error(root, root), @"`<project>` has none of the entry files of a tier");
    insta::assert_snapshot!(error(&root.join("none.py"), root), @"there is no file `<project>/none.py`");
    insta::assert_snapshot!(error(&root.join("latin.py"), root), @"`<project>/latin.py` is not UTF-8 text");
}

#[test]
fn program_size_is_limited() {
    let large = "#".repeat(3 * 1024 * 1024);
    let project = project(&[
        ("tier.py", "x = 1\nif x:\n    import data, more\n"),
        ("data.py", &large),
        ("more.py", &large),
    ]);
    insta::assert_snapshot!(error(project.path(), project.path()), @r"
    cannot import `more.py`: with this module, the tier's source is larger than 4 MiB
      <project>/tier.py:3:5
      hint: leave data out of the source
    ");
}

#[test]
fn program_module_count_is_limited() {
    let files: Vec<(String, String)> =
        (0..1001).map(|number| (format!("m{number}.py"), format!("import m{}\n", number + 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let project = project(&files);
    insta::assert_snapshot!(error(&project.path().join("m0.py"), project.path()), @r"
    cannot import `m1000.py`: a tier has at most 1000 modules
      <project>/m999.py:1:1
      hint: import less, or only the parts of a package that you need
    ");
}

#[cfg(unix)]
#[test]
fn program_may_not_link_out_of_its_directory() {
    let elsewhere = project(&[("secret.py", "")]);
    let project = project(&[("tier.py", "import secret\n")]);
    std::os::unix::fs::symlink(elsewhere.path().join("secret.py"), project.path().join("secret.py")).unwrap();
    insta::assert_snapshot!(error(project.path(), project.path()), @r"
    cannot import `secret.py`: it is a link that leads out of the tier's directory
      <project>/tier.py:1:1
      hint: copy its target into the directory
    ");
}

#[test]
fn recipe_contains_all_of_the_source_and_nothing_else() {
    let paths: Vec<&str> = recipe().iter().map(|(path, _)| *path).collect();
    assert!(paths.is_sorted());
    for path in
        ["engine/requirements.txt", "engine/tier_engine.py", "sdk/terrace_sdk/__init__.py", "wit/tier.wit"]
    {
        assert!(paths.contains(&path), "{path}");
    }
    assert!(!paths.iter().any(|path| path.contains("__pycache__")));
    assert!(sdk().iter().any(|(path, _)| path == "vendor/terrace_sdk/py.typed"));
}
