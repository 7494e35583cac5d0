//! Full disks, directories that are not writable, and links instead of files.

use super::{OUTPUT, Stack};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// A user other than root.
const NOBODY: u32 = 65534;

/// Runs it in a shell that lets no file grow, as on a full disk, and ignores the signal that accompanies this.
fn on_a_full_disk(synth: &Command) -> Command {
    under(&["sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"], synth)
}

/// Stops it if it waits for something that never happens.
fn in_time(synth: &Command) -> Command {
    under(&["timeout", "60"], synth)
}

/// Lets another program run it.
fn under(program: &[&str], synth: &Command) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]);
    command.arg(synth.get_program()).args(synth.get_args()).current_dir(synth.get_current_dir().unwrap());
    command.env_clear();
    for (name, value) in synth.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    command
}

#[test]
fn disk_is_full() {
    let stack = Stack::new();
    stack.choose(0);
    stack.gives(0);
    stack.choose(1);
    // Existing files cannot be written to, not even those with its output.
    let output = on_a_full_disk(&stack.synth()).output().unwrap();
    let ran = stack.sandbox.masked_output(output);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    insta::assert_snapshot!("full", ran.stderr);
    assert!(stack.output() == stack.variants[0].1);
    assert_eq!(stack.left_overs(), Vec::<String>::new());

    fs::remove_dir_all(&stack.cache).unwrap();
    let ran = stack.sandbox.masked_output(on_a_full_disk(&stack.synth()).output().unwrap());
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    insta::assert_snapshot!("full_and_nothing_cached", ran.stderr);
    assert!(stack.output() == stack.variants[0].1);
    stack.gives(1);
}

/// Runs `synth` as a user to whom permissions apply.
fn as_somebody(stack: &Stack) -> terrace_tests::program::CommandOutput {
    let mut synth = stack.synth();
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        synth.uid(NOBODY).gid(NOBODY);
    }
    stack.sandbox.masked_output(synth.output().unwrap())
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Grants access to everyone, so that a test can restrict a single path.
fn open_to_all(path: &Path) {
    allow(path, if path.is_dir() { 0o777 } else { 0o666 });
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            open_to_all(&entry.unwrap().path());
        }
    }
}

#[test]
fn permissions_are_missing() {
    let stack = Stack::new();
    stack.choose(0);
    stack.gives(0);
    stack.choose(1);
    let work = stack.sandbox.work();
    let place = work.parent().unwrap();
    allow(place, 0o755);
    open_to_all(&work);
    fs::remove_dir_all(&stack.cache).unwrap();
    fs::create_dir(&stack.cache).unwrap();
    let mut told = String::new();
    let mut shut = |name: &str, path: &Path, mode: u32| {
        let before = fs::metadata(path).unwrap().permissions();
        allow(path, mode);
        let ran = as_somebody(&stack);
        fs::set_permissions(path, before).unwrap();
        assert_eq!(ran.code, 1, "{name}: {}", ran.stdout);
        assert!(stack.output() == stack.variants[0].1, "{name}");
        told += &format!("=== {name}\n{}", ran.stderr);
    };
    shut("the stack file", &work.join("terrace.yaml"), 0o000);
    shut("the component", &work.join("web.wasm"), 0o000);
    shut("the output directory", work.join(OUTPUT).parent().unwrap(), 0o555);
    insta::assert_snapshot!(told);
    // The cache only saves time.
    allow(&stack.cache, 0o555);
    let ran = as_somebody(&stack);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(stack.output() == stack.variants[1].1);
    assert_eq!(ran.stderr.matches("cannot cache the compiled tier").count(), 1, "{}", ran.stderr);
    insta::assert_snapshot!("a_cache_that_cannot_be_written", ran.stderr);
}

#[test]
fn pipes_in_place_of_files() {
    let stack = Stack::new();
    stack.choose(0);
    stack.gives(0);
    let work = stack.sandbox.work();
    let mut told = String::new();
    for (name, path) in [("component", "web.wasm"), ("lock file", "terrace.lock"), ("output file", OUTPUT)] {
        let path = work.join(path);
        let before = fs::read(&path).ok();
        _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let ran = stack.sandbox.masked_output(in_time(&stack.synth()).output().unwrap());
        told += &format!("=== the {name}\nexit code {}\n{}", ran.code, ran.stderr);
        fs::remove_file(&path).unwrap();
        before.into_iter().for_each(|content| fs::write(&path, content).unwrap());
    }
    insta::assert_snapshot!(told);
    stack.gives(0);
}

#[test]
fn links_in_place_of_files() {
    let stack = Stack::new();
    stack.choose(0);
    let work = stack.sandbox.work();
    // A link to a directory works like that directory.
    fs::create_dir(work.join("elsewhere")).unwrap();
    symlink("elsewhere", work.join("terrace.out")).unwrap();
    stack.gives(0);
    assert!(work.join("elsewhere/default/main.tf.json").is_file());
    // The file is replaced, not the target of the link.
    let victim = stack.sandbox.write("victim", "kept").unwrap();
    fs::remove_file(work.join(OUTPUT)).unwrap();
    symlink(&victim, work.join(OUTPUT)).unwrap();
    stack.gives(0);
    assert_eq!(fs::read_to_string(&victim).unwrap(), "kept");
    // Links to nothing, or to themselves.
    let mut told = String::new();
    for (name, target) in [("nowhere", "gone"), ("itself", "terrace.out"), ("a file", "victim")] {
        fs::remove_file(work.join("terrace.out")).unwrap();
        symlink(target, work.join("terrace.out")).unwrap();
        let ran = stack.sandbox.masked_output(stack.synth().output().unwrap());
        told +=
            &format!("=== the output directory is a link to {name}\nexit code {}\n{}", ran.code, ran.stderr);
    }
    assert_eq!(fs::read_to_string(&victim).unwrap(), "kept");
    insta::assert_snapshot!(told);
}
