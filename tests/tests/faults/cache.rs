//! Caches with damaged files.

use super::{OUTPUT, Stack};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

fn files(cache: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Creates a stack with a cache that contains only what the stack needs.
fn stack() -> Stack {
    let stack = Stack::new();
    fs::remove_dir_all(&stack.cache).unwrap();
    stack.choose(0);
    let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    stack
}

/// Whatever replaces any of the files, the output is correct, and correct again without any repair.
#[test]
fn cache_files_are_damaged_in_any_way() {
    let stack = stack();
    type Spoil = fn(&Path, &[u8], &Path);
    let ways: [(&str, Spoil); 8] = [
        ("empty", |file, _, _| fs::write(file, "").unwrap()),
        ("cut", |file, whole, _| fs::write(file, &whole[..whole.len() / 2]).unwrap()),
        ("a byte changed", |file, whole, _| {
            let mut changed = whole.to_vec();
            changed[whole.len() / 2] ^= 1;
            fs::write(file, changed).unwrap();
        }),
        ("another's", |file, _, other| _ = fs::copy(other, file).unwrap()),
        ("a link to another's", |file, _, other| {
            fs::remove_file(file).unwrap();
            symlink(other, file).unwrap();
        }),
        ("a link to itself", |file, _, _| {
            fs::remove_file(file).unwrap();
            symlink(file, file).unwrap();
        }),
        ("a pipe", |file, _, _| {
            fs::remove_file(file).unwrap();
            assert!(Command::new("mkfifo").arg(file).status().unwrap().success());
        }),
        ("gone", |file, _, _| fs::remove_file(file).unwrap()),
    ];
    let count = files(&stack.cache).len();
    assert!(count >= 4, "code, its record, answers and the last run");
    for at in 0..count {
        for (name, spoil) in ways {
            let files = files(&stack.cache);
            let file = &files[at];
            if !file.file_name().unwrap().to_str().unwrap().starts_with("run-") {
                // Otherwise only the last run would be looked up.
                fs::remove_file(stack.sandbox.work().join(OUTPUT)).unwrap();
            }
            spoil(file, &fs::read(file).unwrap(), &files[(at + 1) % count]);
            let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
            assert_eq!(ran.code, 0, "{name}, {}: {}", file.display(), ran.stderr);
            assert!(stack.output() == stack.variants[0].1, "{name}, {}", file.display());
            stack.gives(0);
            assert_eq!(self::files(&stack.cache).len(), count, "{name}: nothing is left behind");
        }
    }
}

#[test]
fn cache_directories_are_replaced() {
    let stack = stack();
    let work = stack.sandbox.work();
    // A link to a directory works like that directory.
    let own = work.join("own");
    fs::rename(&stack.cache, &own).unwrap();
    symlink(&own, &stack.cache).unwrap();
    stack.gives(0);
    let mut told = String::new();
    for (name, target) in [("a link to nowhere", "gone"), ("a link to itself", "cache"), ("a file", "")] {
        fs::remove_file(&stack.cache).unwrap();
        if target.is_empty() {
            fs::write(&stack.cache, "").unwrap();
        } else {
            symlink(target, &stack.cache).unwrap();
        }
        let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
        told += &format!("=== {name}\nexit code {}\n{}", ran.code, ran.stderr);
    }
    insta::assert_snapshot!(told);
    // A directory instead of a file.
    fs::remove_file(&stack.cache).unwrap();
    fs::rename(&own, &stack.cache).unwrap();
    for file in files(&stack.cache) {
        let kept = file.with_extension("kept");
        fs::rename(&file, &kept).unwrap();
        fs::create_dir(&file).unwrap();
        fs::remove_file(stack.sandbox.work().join(OUTPUT)).unwrap();
        let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
        match ran.code {
            0 => assert!(stack.output() == stack.variants[0].1),
            _ => assert!(ran.stderr.contains("cannot cache the compiled tier in"), "{}", ran.stderr),
        }
        fs::remove_dir(&file).unwrap();
        fs::rename(&kept, &file).unwrap();
        stack.gives(0);
    }
}
