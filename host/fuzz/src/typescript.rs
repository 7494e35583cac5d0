//! Properties of reading TypeScript programs.

use std::fs;
use std::path::{Component, Path};
use terrace_languages::typescript::{self, Compiler};

/// Separates files in the fuzzer's input.
const SEPARATOR: &str = "\n---\n";

/// The files that a fuzzer fills, the entry point first.
const FILES: [&str; 5] =
    ["tier.ts", "lib/a.js", "data.json", "node_modules/p/package.json", "node_modules/p/index.js"];

/// A string outside the tier's directory, which must never be read.
const SECRET: &str = "hunter2-is-no-business-of-a-tier";

/// Reading any tier's files ends with a program or an error, the same each time, and reads nothing outside the tier's
/// directory.
pub fn typescript(data: &[u8]) {
    // A fuzzer that has seen the comparison with this string could produce it by itself.
    let Some(text) = str::from_utf8(data).ok().filter(|text| !text.contains(SECRET)) else { return };
    let directory = tempfile::tempdir().unwrap();
    let tier = directory.path().join("repo/tier");
    for (path, text) in FILES.iter().zip(text.split(SEPARATOR)) {
        write(&tier.join(path), text);
    }
    for path in [
        "secret.js",
        "secret.json",
        "repo/secret.js",
        "repo/node_modules/q/index.js",
        "node_modules/p/index.js",
    ] {
        write(&directory.path().join(path), &format!("export default \"{SECRET}\";"));
    }
    let told = |text: &str| assert!(!text.contains(SECRET), "{text}");
    // The fuzzer sets its own limits.
    let read = || typescript::read(&tier, None, Compiler::here());
    let (first, second) = (read(), read());
    match (&first, &second) {
        (Ok(program), Ok(again)) => {
            assert_eq!(program, again);
            assert!(program.modules.iter().any(|module| module.path == program.entry));
            program.modules.iter().for_each(|module| told(&module.text));
            let stays =
                |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            assert!(program.modules.iter().all(|module| stays(&module.path)), "{:?}", program.files);
        }
        (Err(error), Err(again)) => {
            assert_eq!(error.to_string(), again.to_string());
            told(&error.to_string());
        }
        _ => panic!("{first:?} and then {second:?}"),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
