//! Several runs of one stack at the same time.

use super::Stack;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

const ROUNDS: usize = 40;
const AT_ONCE: usize = 4;

#[test]
fn runs_at_once_do_not_mix() {
    let stack = Stack::new();
    stack.choose(0);
    stack.gives(0);
    for round in 0..ROUNDS {
        if round % 10 == 0 {
            fs::remove_dir_all(&stack.cache).unwrap();
        }
        let runs: Vec<_> = (0..AT_ONCE)
            .map(|run| {
                stack.choose((round + run) % 2);
                let run = stack.synth().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
                thread::sleep(Duration::from_millis(round as u64 % 5));
                run
            })
            .collect();
        for run in runs {
            let ran = stack.sandbox.masked_output(run.wait_with_output().unwrap());
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let output = stack.output();
            assert!(stack.variants.iter().any(|(_, made)| *made == output), "{output}");
        }
    }
    stack.choose(1);
    stack.gives(1);
    assert_eq!(stack.left_overs(), Vec::<String>::new());
}
