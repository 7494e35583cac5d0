//! `synth`, killed at any moment.

use super::Stack;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

const TIMES: u32 = 300;

#[test]
fn output_is_the_old_or_the_new_one() {
    let stack = Stack::new();
    stack.choose(1);
    stack.gives(1);
    stack.choose(0);
    let start = Instant::now();
    stack.gives(0);
    let whole = start.elapsed();
    let mut changed = 0;
    for time in 0..TIMES {
        let variant = usize::from(time % 2 == 0);
        stack.choose(variant);
        // Every third time without a cached contribution, every tenth time without compiled code.
        if time % 3 == 0 {
            forget(&stack, "answers-");
        }
        if time % 10 == 0 {
            forget(&stack, "");
        }
        let before = stack.output();
        let mut child = stack.synth().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The whole duration of a run in equal steps, in an order that is unrelated to the variants.
        thread::sleep(whole * (time * 7 % 100) / 80);
        child.kill().unwrap();
        child.wait().unwrap();
        let after = stack.output();
        let is_new = after == stack.variants[variant].1;
        assert!(is_new || after == before, "killed the {time}th time: {after}");
        changed += u32::from(is_new);
    }
    assert!((1..TIMES).contains(&changed), "{changed} of {TIMES} came to an end: the moments are too alike");
    for variant in [1, 0] {
        stack.choose(variant);
        stack.gives(variant);
    }
    assert_eq!(stack.left_overs(), Vec::<String>::new());
}

/// Removes the cache entries whose names have this prefix. Compiled code is left, because it takes long to create.
fn forget(stack: &Stack, prefix: &str) {
    for entry in fs::read_dir(&stack.cache).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let is_small = entry.metadata().unwrap().len() < 1 << 20;
        if name.starts_with(prefix) && is_small && name.ends_with(".json") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
}

/// A run that takes long, because it compiles.
#[test]
fn compilation_is_repeated_by_the_next_run() {
    let stack = Stack::new();
    stack.choose(0);
    for step in 0..6 {
        fs::remove_dir_all(&stack.cache).unwrap();
        let mut child = stack.synth().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(20 + 60 * step));
        child.kill().unwrap();
        child.wait().unwrap();
        let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(stack.output() == stack.variants[0].1);
        assert_eq!(stack.left_overs(), Vec::<String>::new());
    }
}
