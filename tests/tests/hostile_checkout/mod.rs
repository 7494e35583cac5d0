//! An untrusted checkout runs nothing outside of the sandbox: traps next to a stack, and commands in it.
//!
//! A trap is a file that some tool would read or run if it were started carelessly. A trap that is triggered leaves a
//! witness.

mod traps;

use crate::under_test::sandbox;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use terrace_tests::program::{CommandOutput, Sandbox};
use traps::{PATHS, PROGRAMS, TRAPS};

const CARGO: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nedition = \"2024\"\nbuild = \"build.rs\"\n\n\
                     [lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n";

/// A checkout with every trap, below each directory in which a tool may start.
struct Checkout {
    sandbox: Sandbox,
    witness: PathBuf,
}

impl Checkout {
    /// Creates a checkout with a stack whose only tier is in `sources`, pairs of paths and contents.
    fn new(sources: &[(&str, &str)], component: &str) -> Self {
        let sandbox = sandbox();
        let witness = sandbox.work().join("../witness");
        let stack = format!("stack: shop\ntiers:\n  evil:\n    component: {component}\n");
        sandbox.write("terrace.yaml", stack).unwrap();
        for (path, text) in sources {
            sandbox.write(path, text).unwrap();
        }
        for directory in ["", "tiers/evil/"] {
            for (path, text) in TRAPS {
                let path = format!("{directory}{path}");
                let is_there = sandbox.work().join(&path).exists();
                if !is_there {
                    sandbox.write(&path, text.replace("WITNESS", witness.to_str().unwrap())).unwrap();
                }
            }
            for name in PROGRAMS {
                for place in ["", "bin/", "node_modules/.bin/"] {
                    let script = format!("#!/bin/sh\necho {name} >> {}\nexit 1\n", witness.display());
                    let path = sandbox.write(&format!("{directory}{place}{name}"), script).unwrap();
                    fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
                }
            }
        }
        Self { sandbox, witness }
    }

    /// Runs a command with an additional entry at the start of `PATH`.
    fn run(&self, arguments: &[&str], entry: &str) -> CommandOutput {
        self.sandbox.masked_output(self.command(arguments, entry).output().unwrap())
    }

    fn command(&self, arguments: &[&str], entry: &str) -> Command {
        let entry = entry.replace('$', self.sandbox.work().to_str().unwrap());
        let path = format!("{entry}:{}", std::env::var("PATH").unwrap());
        let mut command = self.sandbox.command(arguments);
        // Rustup would prefer this variable to the checkout's `rust-toolchain.toml`.
        command.env("PATH", path).env_remove("TERRACE_BUILD").env_remove("RUSTUP_TOOLCHAIN");
        command
    }

    fn sprung(&self) -> Option<String> {
        fs::read_to_string(&self.witness).ok()
    }
}

const LOOKING: &[&[&str]] = &[
    &["synth", "--check"],
    &["diff"],
    &["schema"],
    &["inspect", "tiers/evil"],
    &["why", "evil"],
    &["tier", "docs", "tiers/evil"],
    &["doctor"],
    &["completions", "bash"],
    &["outdated"],
    &["cache", "list"],
];

const BUILDING: &[&[&str]] = &[
    &["synth"],
    &["synth", "--stdout"],
    &["lock"],
    &["tier", "check", "tiers/evil"],
    &["tier", "test", "tiers/evil"],
    &["tier", "build", "tiers/evil"],
    &["validate"],
    &["plan", "--sandbox"],
    &["plan"],
    &["apply"],
    &["apply", "--sandbox"],
    &["destroy"],
    &["destroy", "--sandbox"],
    &["output"],
    &["sandbox", "reset"],
    &["vendor"],
    &["update"],
];

fn nothing_springs(checkout: &Checkout, commands: &[&[&str]]) {
    for command in commands {
        for entry in PATHS {
            let ran = checkout.run(command, entry);
            assert_eq!(checkout.sprung(), None, "{command:?} with `{entry}` on PATH: {ran:?}");
        }
    }
}

/// `watch` does not end by itself: it is stopped once it has reported its first run.
#[test]
fn watch_runs_nothing_of_a_checkout() {
    for sources in [
        &[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")][..],
        &[("tiers/evil/tier.py", "broken(")],
        &[("tiers/evil/tier.ts", "broken(")],
    ] {
        let checkout = Checkout::new(sources, "./tiers/evil");
        for entry in PATHS {
            let mut command = checkout.command(&["watch", "--format", "json"], entry);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut line = String::new();
            let told = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line);
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(told.is_ok() && line.contains("diagnostics"), "{line}");
            assert_eq!(checkout.sprung(), None, "with `{entry}` on PATH: {line}");
        }
    }
}

#[test]
fn read_only_commands_run_nothing_of_a_rust_project() {
    let checkout =
        Checkout::new(&[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")], "./tiers/evil");
    nothing_springs(&checkout, LOOKING);
    let ran = checkout.run(&["inspect", "tiers/evil"], "");
    assert!(ran.stderr.contains("not-built"), "{ran:?}");
}

#[test]
fn building_commands_run_nothing_of_a_rust_project_without_consent() {
    let checkout =
        Checkout::new(&[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")], "./tiers/evil");
    nothing_springs(&checkout, BUILDING);
    let ran = checkout.run(&["synth"], "");
    assert!(ran.stderr.contains("build-not-allowed"), "{ran:?}");
}

#[test]
fn build_with_consent_runs_only_the_build_script() {
    let checkout =
        Checkout::new(&[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")], "./tiers/evil");
    for entry in PATHS {
        let ran = checkout.run(&["synth", "--build"], entry);
        let sprung = checkout.sprung().unwrap_or_default();
        assert!(sprung.lines().all(|line| line == "build.rs"), "{sprung}\n{ran:?}");
        assert!(!sprung.is_empty(), "nothing was built: {ran:?}");
    }
}

#[test]
fn project_cannot_allow_its_own_build() {
    let checkout =
        Checkout::new(&[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")], "./tiers/evil");
    for place in ["terrace.toml", "tiers/evil/terrace.toml"] {
        checkout.sandbox.write(place, "[build]\nallow = [\"/\", \".\"]\n").unwrap();
        nothing_springs(&checkout, BUILDING);
    }
}

#[test]
fn user_configuration_allows_builds_below_listed_directories() {
    let checkout =
        Checkout::new(&[("tiers/evil/Cargo.toml", CARGO), ("tiers/evil/src/lib.rs", "")], "./tiers/evil");
    let configure = |directory: &Path| {
        let text = format!("[build]\nallow = [\"{}\"]\n", directory.display());
        checkout.sandbox.write("../home/.config/terrace/config.toml", text).unwrap();
    };
    configure(&checkout.sandbox.work().join("tiers/ev"));
    let ran = checkout.run(&["tier", "check", "tiers/evil"], "");
    assert!(ran.stdout.contains("build-not-allowed"), "{ran:?}");
    configure(&checkout.sandbox.work().join("tiers"));
    let ran = checkout.run(&["tier", "check", "tiers/evil"], "");
    assert!(!ran.stdout.contains("build-not-allowed"), "{ran:?}");
    assert_eq!(checkout.sprung().as_deref(), Some("build.rs\n"));
}

#[test]
fn tools_of_python_and_typescript_start_outside_of_the_checkout() {
    for file in ["tier.py", "tier.ts"] {
        let checkout = Checkout::new(&[(&format!("tiers/evil/{file}"), "broken(")], "./tiers/evil");
        // The program itself is wrong, which is reported without running any tool.
        for command in LOOKING.iter().chain(BUILDING) {
            let ran = checkout.run(command, ".");
            assert_eq!(checkout.sprung(), None, "{command:?}: {ran:?}");
        }
    }
}

/// Programs outside of the checkout record how they are started, from an empty cache.
#[test]
fn tools_are_started_isolated() {
    for (file, text, language, tool) in [
        ("tier.py", "import terrace_sdk\n", "python", "python3"),
        (
            "tier.ts",
            "import {defineTier} from \"@terrace/sdk\";\nexport default defineTier;\n",
            "typescript",
            "npm",
        ),
    ] {
        let checkout = Checkout::new(&[(&format!("tiers/evil/{file}"), text)], "./tiers/evil");
        let log = checkout.sandbox.work().join("../log");
        for name in ["python3", "npm", "node"] {
            let script = format!(
                "#!/bin/sh\n{{ echo \"{name} $*\"; echo \"cwd $(pwd)\"; env; }} >> {}\nexit 1\n",
                log.display()
            );
            let path = checkout.sandbox.write(&format!("../machine/{name}"), script).unwrap();
            fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        checkout.sandbox.write(".git/HEAD", "").unwrap();
        let work = checkout.sandbox.work();
        let elsewhere = work.join("../elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let tier = work.join("tiers/evil");
        let inspect = |tier: &Path| vec!["inspect".to_owned(), tier.display().to_string()];
        let prepare = ["tier", "prepare", language].map(str::to_owned).to_vec();
        let ways =
            [(&work, inspect(Path::new("tiers/evil"))), (&elsewhere, inspect(&tier)), (&work, prepare)];
        for (entry, (directory, arguments)) in
            PATHS.iter().flat_map(|entry| ways.each_ref().map(|way| (entry, way)))
        {
            let entry = entry.replace('$', work.to_str().unwrap());
            let machine = work.join("../machine").canonicalize().unwrap();
            let _ = fs::remove_file(&log);
            let mut command = checkout.sandbox.command(arguments);
            command.current_dir(directory);
            command.env("PATH", format!("{entry}:{}:/bin:/usr/bin", machine.display()));
            command.env("TERRACE_CACHE_DIR", machine.with_file_name("empty"));
            for variable in
                ["NODE_OPTIONS", "NODE_PATH", "PYTHONPATH", "PYTHONHOME", "npm_config_script_shell"]
            {
                command.env(variable, &work);
            }
            command.output().unwrap();
            assert_eq!(checkout.sprung(), None, "{file} with `{entry}`");
            let said = fs::read_to_string(&log).unwrap_or_default();
            assert!(said.contains(&format!("{tool} ")), "{file}: {said}");
            assert!(tool != "python3" || said.starts_with("python3 -I "), "{said}");
            let place = work.canonicalize().unwrap();
            let kept = said.lines().filter(|line| !line.starts_with("OLDPWD"));
            let wrong: Vec<_> = kept.filter(|line| line.contains(place.to_str().unwrap())).collect();
            assert!(wrong.is_empty(), "{file} with `{entry}`: {wrong:?}");
        }
    }
}

#[test]
fn directory_with_two_entries_is_refused_and_both_are_named() {
    let entries = ["Cargo.toml", "tier.ts", "tier.js", "tier.py"];
    for (at, one) in entries.iter().enumerate() {
        for other in &entries[at + 1..] {
            let sandbox = sandbox();
            for name in [one, other] {
                sandbox.write(&format!("tiers/evil/{name}"), "").unwrap();
            }
            for command in [["inspect", "tiers/evil"], ["tier", "build"]] {
                let mut arguments = command.to_vec();
                if command[0] == "tier" {
                    arguments.push("tiers/evil");
                }
                let ran = sandbox.run(arguments).unwrap();
                assert_eq!(ran.code, 1);
                let (one, other) = (format!("`{one}`"), format!("`{other}`"));
                assert!(ran.stderr.contains(&one) && ran.stderr.contains(&other), "{}", ran.stderr);
            }
        }
    }
}

#[test]
fn cache_writable_by_others_is_not_run() {
    let sandbox = sandbox();
    sandbox.write("tier.ts", "export const x = 1;\n").unwrap();
    let cache = sandbox.work().join("../spoilt");
    for place in ["", "languages"] {
        fs::create_dir_all(cache.join("languages")).unwrap();
        fs::set_permissions(&cache, PermissionsExt::from_mode(0o755)).unwrap();
        fs::set_permissions(cache.join(place), PermissionsExt::from_mode(0o777)).unwrap();
        let output = sandbox.command(["inspect", "."]).env("TERRACE_CACHE_DIR", &cache).output().unwrap();
        let ran = sandbox.masked_output(output);
        assert!(ran.stderr.contains("cache-not-yours"), "{place}: {ran:?}");
    }
}
