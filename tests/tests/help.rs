//! The help of every command.

use crate::under_test::sandbox;
use terrace_tests::program::Sandbox;

fn help(sandbox: &Sandbox, path: &[String]) -> String {
    let ran = sandbox.run(path.iter().map(String::as_str).chain(["-h"])).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{path:?}");
    ran.stdout
}

/// Returns the names of the commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns the names in the groups of the help of the program.
fn grouped(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| !line.starts_with("Write a stack:"));
    let lines = lines.take_while(|line| *line != "Options:").filter(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns the help without the options of every command, which are the same everywhere.
fn own(help: &str) -> String {
    let mut kept = Vec::new();
    let mut is_global = false;
    for line in help.lines() {
        let option = line.trim_start().trim_start_matches("-v, ").trim_start_matches("-h, ");
        let is_option = line.starts_with("  ") && option.starts_with("--");
        if is_option {
            let globals = [
                "--color",
                "--format",
                "--cache-dir",
                "--offline",
                "--locked",
                "--build",
                "--verbose",
                "--help",
            ];
            let name = option.split([' ', '[', '.', '=']).next().unwrap();
            is_global = globals.contains(&name);
        } else if !line.starts_with("     ") {
            is_global = false;
        }
        if !is_global {
            kept.push(line);
        }
    }
    kept.join("\n")
}

#[test]
fn help_of_each_command_has_an_example() {
    let sandbox = sandbox();
    let mut left: Vec<Vec<String>> =
        grouped(&help(&sandbox, &[])).into_iter().map(|name| vec![name]).collect();
    assert!(left.len() > 30, "{left:?}");
    left.reverse();
    let mut all = String::new();
    while let Some(path) = left.pop() {
        let text = help(&sandbox, &path);
        let name = path.join(" ");
        assert!(
            text.contains(&format!("Examples:\n  terrace {name}")) || name == "completions",
            "{name}:\n{text}"
        );
        all += &format!("=== terrace {name}\n{}\n\n", own(&text).trim_end());
        left.extend(commands(&text).into_iter().rev().map(|inner| [&path[..], &[inner]].concat()));
    }
    snapshot!(all);
}

#[test]
fn help_is_the_same_in_both_forms() {
    let sandbox = sandbox();
    let run = |arguments: &[&str]| sandbox.run(arguments).unwrap().stdout;
    assert_eq!(run(&["help"]), run(&["--help"]));
    assert_eq!(run(&["help", "plan"]), run(&["plan", "--help"]));
    assert_eq!(run(&["help", "tier", "new"]), run(&["tier", "new", "--help"]));
    assert_eq!(run(&["help", "tier"]), run(&["tier", "--help"]));
}

#[test]
fn stack_is_an_option_of_every_command_that_has_it_as_an_argument() {
    let sandbox = sandbox();
    sandbox.write("shop/terrace.yaml", "stack: shop\ntiers: {}\n").unwrap();
    for command in [
        &["synth"] as &[&str],
        &["diff"],
        &["lock"],
        &["outdated"],
        &["schema"],
        &["vendor"],
        &["synth", "--check"],
        &["sandbox", "reset"],
    ] {
        let as_argument = sandbox.run([command, &["shop"]].concat()).unwrap();
        let as_option = sandbox.run([command, &["--stack", "shop"]].concat()).unwrap();
        assert_eq!((as_argument.code, as_argument.stderr), (as_option.code, as_option.stderr), "{command:?}");
        let both = sandbox.run([command, &["shop", "--stack", "shop"]].concat()).unwrap();
        assert_eq!(both.code, 2, "{command:?}: {}", both.stdout);
    }
}
