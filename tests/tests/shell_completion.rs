//! Completion in shells: through the protocol, and in the shells that this machine has.

use crate::under_test::{PROGRAM, sandbox};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use terrace_tests::program::Sandbox;
use terrace_tests::terminal;

const STACK: &str = "stack: shop
environment: prod
regions: { eu: { aws: { region: eu-west-1 } }, us: { aws: { region: us-east-1 } } }
tiers:
  network: { component: network, regions: all }
  jobs: { component: 'oci://registry.invalid/team/jobs', version: '^1' }
  '$(touch pwned)': { component: network }
";

/// Creates a sandbox with a stack and an overlay, and with the program on its path.
fn place() -> Sandbox {
    let sandbox = sandbox();
    sandbox.write("shop/terrace.yaml", STACK).unwrap();
    sandbox.write("shop/terrace.staging.yaml", "tiers: { cache: { component: ./cache.ts } }\n").unwrap();
    sandbox.write("shop/$(touch pwned)/a", "").unwrap();
    let manifest = "{\n  \"//\": {\"terrace\":\"0.1.0\",\"stack\":\"shop\",\"environment\":\"prod\",\"components\":[],\
                    \"instances\":[],\"addresses\":[\"aws_vpc.network_eu_main\"]}}";
    sandbox.write("shop/terrace.out/prod/main.tf.json", manifest).unwrap();
    fs::create_dir(sandbox.work().join("../bin")).unwrap();
    symlink(PROGRAM, sandbox.work().join("../bin/terrace")).unwrap();
    sandbox
}

/// Returns a command that finds the program on its path.
fn bare(sandbox: &Sandbox, program: &str) -> Command {
    let path = format!("{}:{}", sandbox.work().join("../bin").display(), std::env::var("PATH").unwrap());
    let mut command = sandbox.bare(program);
    command.env("PATH", path).current_dir(sandbox.work().join("shop"));
    command
}

/// Completes the last of some words, as a shell asks for it. Descriptions are left out: zsh has them after a colon, the others
/// after a tab.
fn completed(sandbox: &Sandbox, shell: &str, words: &[&str]) -> Vec<String> {
    let mut command = bare(sandbox, "terrace");
    command.env("TERRACE_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    let ran = sandbox.masked_output(command.arg("--").args(words).output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words:?}");
    let separator = if shell == "zsh" { ':' } else { '\t' };
    ran.stdout.lines().map(|line| line.split(separator).next().unwrap().to_owned()).collect()
}

/// Completes a word in bash itself, without a terminal.
fn in_bash(sandbox: &Sandbox, words: &[&str], current: &str) -> Vec<String> {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <(terrace completions bash)\nCOMP_WORDS=({})\nCOMP_CWORD={}\nCOMP_TYPE=9\n\
         _clap_complete_terrace terrace '{current}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted.join(" "),
        words.len() - 1
    );
    let mut command = bare(sandbox, "bash");
    let ran = sandbox.masked_output(command.args(["--noprofile", "--norc", "-c", &script]).output().unwrap());
    ran.stdout.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn shells_are_offered_values() {
    let sandbox = place();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert_eq!(
            completed(&sandbox, shell, &["terrace", "plan", "-e", ""]),
            ["prod", "staging"],
            "{shell}"
        );
        assert_eq!(completed(&sandbox, shell, &["terrace", "remove", "net"]), ["network"], "{shell}");
        assert_eq!(completed(&sandbox, shell, &["terrace", "ver"]), ["verify"], "{shell}");
        assert_eq!(completed(&sandbox, shell, &["terrace", "plan", "--envir"]), ["--environment"], "{shell}");
    }
}

#[test]
fn bash_completes_values() {
    let sandbox = place();
    let bash = |words: &[&str], current: &str| in_bash(&sandbox, words, current);
    assert_eq!(bash(&["terrace", "plan", "-e", "s"], "s"), ["staging"]);
    assert_eq!(bash(&["terrace", "plan", "--environment", "=", "s"], "s"), ["staging"]);
    assert_eq!(bash(&["terrace", "remove", ""], "").first().map(String::as_str), Some("cache"));
    assert_eq!(bash(&["terrace", "add", "network", "--regions", "e"], "e"), ["eu"]);
    assert_eq!(bash(&["terrace", "inspect", "oci", ":", "//reg"], "//reg"), ["//registry.invalid/team/jobs"]);
    let address = bash(&["terrace", "plan", "--", "-target", "=", "aws"], "aws");
    assert_eq!(address, ["aws_vpc.network_eu_main"]);
    assert_eq!(bash(&["terrace", "terraform", "--", "state", "show", "a"], "a"), ["aws_vpc.network_eu_main"]);
}

#[test]
fn bash_completes_in_a_terminal() {
    if !terminal::is_possible() {
        return;
    }
    let sandbox = place();
    let path = format!("{}:{}", sandbox.work().join("../bin").display(), std::env::var("PATH").unwrap());
    let mut interactive = sandbox.bare("bash");
    interactive.args(["--noprofile", "--norc", "-i"]).env("PATH", path).env("TERM", "dumb");
    // The terminal does not echo, so a function shows what the line was completed to.
    let typed = "cd shop\nsource <(terrace completions bash)\nshow() { echo \"got $*\"; }\n\
                 complete -F _clap_complete_terrace show\nshow remove netw\t\n\
                 show plan --environment=st\t\nexit\n";
    let ran = terminal::run(&sandbox, &interactive, typed).unwrap();
    assert!(ran.stdout.contains("got remove network"), "{}", ran.stdout);
    assert!(ran.stdout.contains("got plan --environment=staging"), "{}", ran.stdout);
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn zsh_and_fish_take_their_scripts() {
    let sandbox = place();
    for (shell, arguments) in [
        ("zsh", ["-fc", "autoload -U compinit; compinit -D; source <(terrace completions zsh); echo taken"]),
        ("fish", ["-c", "terrace completions fish | source; complete -C 'terrace remove netw'; echo taken"]),
    ] {
        let Ok(output) = bare(&sandbox, shell).args(arguments).output() else {
            eprintln!("SKIPPED: there is no `{shell}`");
            continue;
        };
        let ran = sandbox.masked_output(output);
        assert!(ran.code == 0 && ran.stdout.contains("taken"), "{shell}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn names_of_a_stranger_are_not_offered_if_a_shell_would_run_them() {
    let sandbox = place();
    for shell in ["bash", "powershell"] {
        for words in
            [&["terrace", "remove", ""] as &[&str], &["terrace", "plan", ""], &["terrace", "plan", "$"]]
        {
            let all = completed(&sandbox, shell, words);
            assert!(all.iter().all(|value| !value.contains('$')), "{shell}: {words:?}: {all:?}");
        }
    }
    assert!(!sandbox.work().join("shop/pwned").exists());
}

#[test]
fn completing_reads_and_does_nothing_else() {
    let sandbox = place();
    let files = |directory: &Path| -> Vec<_> {
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let before = files(&sandbox.work().join("shop"));
    for words in [
        &["terrace", "plan", "-e", ""] as &[&str],
        &["terrace", "update", ""],
        &["terrace", "why", ""],
        &["terrace", "inspect", ""],
        &["terrace", "pull", "oci"],
    ] {
        completed(&sandbox, "zsh", words);
    }
    assert_eq!(files(&sandbox.work().join("shop")), before);
    assert!(!sandbox.work().join("../home/.cache").exists(), "completing creates no cache");
}

#[test]
fn broken_stacks_and_questions_cause_no_errors() {
    let sandbox = place();
    for text in ["", "{", "stack: [", "\u{0}", "tiers: { a: { component: [] } }\n", "a: &a [*a]\n"] {
        sandbox.write("shop/terrace.yaml", text).unwrap();
        completed(&sandbox, "zsh", &["terrace", "remove", ""]);
        completed(&sandbox, "zsh", &["terrace", "plan", "-e", ""]);
        completed(&sandbox, "zsh", &["terrace", "plan", "--", "-target="]);
    }
    for words in [
        &["terrace", "nothing", ""] as &[&str],
        &["terrace", "plan", "--nothing", ""],
        &["terrace", "--", ""],
    ] {
        completed(&sandbox, "fish", words);
    }
    assert_eq!(completed(&sandbox, "csh", &["terrace", ""]), [""; 0]);
}

#[test]
fn file_that_never_ends_does_not_delay_the_shell() {
    let sandbox = place();
    fs::remove_file(sandbox.work().join("shop/terrace.yaml")).unwrap();
    symlink("/dev/zero", sandbox.work().join("shop/terrace.yaml")).unwrap();
    let start = Instant::now();
    completed(&sandbox, "zsh", &["terrace", "remove", ""]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
