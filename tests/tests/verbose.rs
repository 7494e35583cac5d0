//! The log on standard error: what it shows, and what it never shows.

use crate::under_test::sandbox;
use std::process::Command;
use terrace_test_registry::FaultyRegistry;
use terrace_tests::program::{Sandbox, repository};

/// Creates a sandbox with the example, whose tiers are compiled.
fn example() -> Sandbox {
    let sandbox = sandbox();
    let text = std::fs::read(repository().join("examples/three-tier/terrace.yaml")).unwrap();
    sandbox.write("terrace.yaml", text).unwrap();
    assert_eq!(sandbox.run(["synth"]).unwrap().code, 0);
    sandbox
}

/// Changes the stack file, but not what it means.
fn edit(sandbox: &Sandbox) {
    let path = sandbox.work().join("terrace.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{text}# edited\n")).unwrap();
}

/// Runs a command that must succeed, and returns standard error.
fn log(sandbox: &Sandbox, command: &mut Command) -> String {
    let ran = sandbox.masked_output(command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stderr
}

/// Replaces times, and sorts the rows of the table, which are in the order of their times.
fn masked(log: &str) -> String {
    let (lines, table) = log.split_once("PHASE").unwrap_or((log, ""));
    let mut masked: Vec<String> = lines.lines().filter(|line| !line.is_empty()).map(masked_line).collect();
    let (heading, rows) = table.split_once('\n').unwrap_or_default();
    let mut rows: Vec<_> = rows.lines().map(masked_row).collect();
    rows.sort();
    if !heading.is_empty() {
        masked.push("PHASE COUNT TOTAL".to_owned());
    }
    masked.extend(rows);
    masked.join("\n")
}

fn masked_line(line: &str) -> String {
    let rest = line.split_once(" s ").map_or(line, |(_, rest)| rest);
    let rest = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).map_or(rest, |(rest, _)| rest);
    format!("<time> {rest}")
}

fn masked_row(row: &str) -> String {
    let words: Vec<_> = row.split_whitespace().collect();
    let [phase, count, time, unit] = words[..] else { panic!("{row:?} is not a row") };
    assert!(time.parse::<f64>().is_ok() && ["µs", "ms", "s"].contains(&unit), "{row}");
    format!("{phase} {count} <time>")
}

#[test]
fn log_shows_the_phases_and_their_times() {
    let sandbox = example();
    let quiet = sandbox.run(["synth"]).unwrap();
    assert_eq!(quiet.stderr, "");
    edit(&sandbox);
    let ran = sandbox.run(["synth", "-v"]).unwrap();
    assert_eq!((ran.code, ran.stdout), (0, quiet.stdout));
    insta::assert_snapshot!(masked(&ran.stderr), @r"
    <time> INFO  terrace_stack::stack::load: load
    <time> INFO  terrace_stack::lock::file: lock path=terrace.lock
    <time> INFO  terrace_project::synth: components count=5
    <time> INFO  terrace_project::synth: instances count=8
    <time> INFO  terrace_project::synth: fit
    <time> INFO  terrace_project::synth: merge
    <time> INFO  terrace_project::synth: print
    <time> INFO  terrace_project::synth::output: write directory=terrace.out/production
    PHASE COUNT TOTAL
    command 1 <time>
    component 5 <time>
    components 1 <time>
    fit 1 <time>
    instances 1 <time>
    last_run 2 <time>
    load 1 <time>
    lock 1 <time>
    merge 1 <time>
    print 1 <time>
    run 8 <time>
    scope 8 <time>
    write 1 <time>
    ");
    let again = sandbox.run(["-v", "synth"]).unwrap();
    insta::assert_snapshot!(masked(&again.stderr), @r"
    <time> INFO  terrace_stack::stack::load: load
    <time> INFO  terrace_stack::lock::file: lock path=terrace.lock
    PHASE COUNT TOTAL
    command 1 <time>
    last_run 2 <time>
    load 1 <time>
    lock 1 <time>
    ");
}

#[test]
fn details_say_what_was_cached_and_why_not() {
    let sandbox = example();
    let unchanged = log(&sandbox, &mut sandbox.command(["synth", "-vv"]));
    assert!(unchanged.contains("nothing has changed since the last run"), "{unchanged}");
    edit(&sandbox);
    let edited = log(&sandbox, &mut sandbox.command(["synth", "-vv"]));
    assert!(edited.contains("synthesizing: a file of the stack"), "{edited}");
    assert!(edited.contains("contribution is cached tier=network region=primary"), "{edited}");
    assert!(!edited.contains("is not cached"), "{edited}");
    let path = sandbox.work().join("terrace.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("max_size:", "max_size: 9 #")).unwrap();
    let changed = log(&sandbox, &mut sandbox.command(["synth", "-vv"]));
    assert!(changed.contains("contribution is not cached: the last run had no such request"), "{changed}");
    let uncached = sandbox.work().join("../other-cache");
    let first = log(&sandbox, sandbox.command(["synth", "-vv"]).env("TERRACE_CACHE_DIR", &uncached));
    assert!(first.contains("not in the cache of compiled components"), "{first}");
    assert!(first.contains("there is no record of an earlier run"), "{first}");
}

#[test]
fn filter_selects_lines_without_a_table() {
    let sandbox = example();
    let filtered = |name: &str, value: &str| {
        edit(&sandbox);
        log(&sandbox, sandbox.command(["synth"]).env(name, value))
    };
    let engine = filtered("TERRACE_LOG", "terrace_engine=debug");
    assert!(engine.contains("contribution is cached") && !engine.contains("PHASE"), "{engine}");
    assert!(engine.lines().all(|line| line.contains(" terrace_engine::")), "{engine}");
    assert_eq!(filtered("TERRACE_LOG", ""), "");
    assert_eq!(filtered("TERRACE_LOG", "off"), "");
    assert_eq!(filtered("RUST_LOG", "trace"), "");
    insta::assert_snapshot!(filtered("TERRACE_LOG", "terrace_engine=loud"), @r"
    warning[log-filter]: `TERRACE_LOG` is ignored, because `terrace_engine=loud` is not a filter
     |
     = help: set it to a level such as `debug`, or to a module's, such as `terrace_registry=trace`
    ");
}

#[test]
fn log_is_about_terrace_and_has_no_colours_in_a_file() {
    let sandbox = example();
    edit(&sandbox);
    let all = log(&sandbox, sandbox.command(["synth", "-vvv"]).env("TERRACE_LOG", "trace"));
    assert!(!all.contains('\u{1b}'), "{all}");
    let lines = all.split("PHASE").next().unwrap().trim_end().lines();
    assert!(lines.clone().all(|line| line.contains(" terrace")), "{all}");
    assert!(lines.count() > 10, "{all}");
    let coloured = log(&sandbox, &mut sandbox.command(["synth", "-v", "--color", "always"]));
    assert!(coloured.contains("\u{1b}["), "{coloured}");
}

#[test]
fn json_on_standard_output_is_unchanged() {
    let sandbox = example();
    let plain = sandbox.run(["synth", "--format", "json"]).unwrap();
    let logged = sandbox.run(["synth", "--format", "json", "-vvv"]).unwrap();
    assert_eq!(plain.stdout, logged.stdout);
    assert!(logged.stderr.contains("PHASE"), "{}", logged.stderr);
}

#[test]
fn table_follows_an_error() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", "stack: shop\ntiers: { a: { component: nowhere } }\n").unwrap();
    let ran = sandbox.run(["synth", "-v"]).unwrap();
    assert_eq!(ran.code, 1);
    let (error, table) = (ran.stderr.find("error[unknown-component]"), ran.stderr.find("PHASE"));
    assert!(error.unwrap() < table.unwrap(), "{}", ran.stderr);
}

#[test]
fn secrets_are_not_logged() {
    const SECRET: &str = "Zq7Xw3Kv9Lm2Pb";
    let sandbox = sandbox();
    sandbox.write("typed.wasm", terrace_test_artifacts::TYPED).unwrap();
    let stack = format!(
        "stack: shop\ntiers: {{ a: {{ component: ./typed.wasm, inputs: {{ password: {SECRET}, text: open }} }} }}\n"
    );
    sandbox.write("terrace.yaml", stack).unwrap();
    for arguments in [&["synth", "-vvv"] as &[&str], &["diff", "-vvv"]] {
        let ran = sandbox.run(arguments).unwrap();
        assert!(ran.stderr.contains("PHASE"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(SECRET), "{}", ran.stderr);
    }
}

#[test]
fn requests_are_logged_without_credentials() {
    let registry = FaultyRegistry::start(None);
    let sandbox = sandbox();
    // `ann:hunter2`
    let auth = "YW5uOmh1bnRlcjI=";
    let config = format!("{{\"auths\":{{\"{}\":{{\"auth\":\"{auth}\"}}}}}}", registry.address());
    std::fs::create_dir_all(sandbox.work().join("../home/.docker")).unwrap();
    std::fs::write(sandbox.work().join("../home/.docker/config.json"), config).unwrap();
    let reference = format!("oci://{}/team/queues:1.0.0", registry.address());
    let mut pull = sandbox.command(["pull", &reference, "-vvv"]);
    let ran = sandbox.masked_output(pull.env("TERRACE_LOG", "trace").output().unwrap());
    assert_ne!(ran.code, 0);
    let request = format!(
        "request method=GET host=\"{}\" path=\"/v2/team/queues/manifests/1.0.0\" status=404",
        registry.address()
    );
    assert!(ran.stderr.contains(&request), "{}", ran.stderr);
    for secret in [auth, "hunter2", "YW5u"] {
        assert!(!ran.stderr.contains(secret), "{}", ran.stderr);
    }
}
