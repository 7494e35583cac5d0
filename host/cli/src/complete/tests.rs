use super::*;
use crate::commands::Cli;
use clap::CommandFactory as _;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Creates a stack with an overlay, an output and a lock file.
fn stack(directory: &Path) {
    let file = "stack: shop\nenvironment: prod\nregions: { eu: { aws: {} }, us: { aws: {} } }\n\
                providers: { cloudflare: { source: cloudflare/cloudflare } }\n\
                tiers:\n  network: { component: network }\n  queues: { component: 'oci://r.example/team/queues', version: '1' }\n  \
                '$(touch x)': { component: network }\n";
    fs::write(directory.join("terrace.yaml"), file).unwrap();
    let overlay = "tiers: { cache: { component: ./cache.wasm } }\n";
    fs::write(directory.join("terrace.staging.yaml"), overlay).unwrap();
    let output = directory.join("terrace.out/prod");
    fs::create_dir_all(&output).unwrap();
    let manifest = "{\n  \"//\": ".to_owned()
        + r#"{"terrace":"0.1.0","stack":"shop","environment":"prod","components":[],"instances":[],
        "addresses":["aws_vpc.network_eu_main","data.aws_ami.web_eu_main","output.url"]}}"#;
    fs::write(output.join("main.tf.json"), manifest).unwrap();
}

/// Completes a line, whose last word is the current one, as bash does for a stack in `DIR`.
fn completed(line: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    stack(directory.path());
    let line = line.replace("DIR", directory.path().to_str().unwrap());
    let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
    let current = words.last().unwrap().to_str().unwrap().to_owned();
    let line = Line::of(words.clone(), None, Cli::command);
    let values = match words[1].to_str().unwrap() {
        "remove" | "update" => values::tiers(&line),
        "add" if line.previous() == Some("--regions") => values::regions(&line),
        "inspect" | "add" => values::components(&line),
        "pull" => values::remotes(&line),
        "why" => values::subjects(&line),
        _ if line.is_after_dashes() => values::of_terraform(&line, &current),
        _ if line.previous() == Some("--fail") => values::faults(&line, &current),
        _ => values::environments(&line),
    };
    let mut values: Vec<_> = values.into_iter().filter(|value| value.starts_with(&current)).collect();
    values.sort();
    values.dedup();
    values
}

#[test]
fn completion_offers_the_values_of_the_stack() {
    assert_eq!(completed("terrace plan DIR -e "), ["prod", "staging"]);
    assert_eq!(completed("terrace plan --stack DIR -e st"), ["staging"]);
    assert_eq!(completed("terrace --offline plan --stack DIR --sandbox -e "), ["prod", "staging"]);
    assert_eq!(completed("terrace remove --stack DIR "), ["$(touch x)", "cache", "network", "queues"]);
    assert_eq!(completed("terrace update --stack DIR queues net"), ["network"]);
    assert_eq!(completed("terrace add --stack DIR x --regions "), ["all", "eu", "us"]);
    assert_eq!(completed("terrace pull oci"), [""; 0]);
    assert_eq!(completed("terrace inspect net"), ["network"]);
    assert_eq!(completed("terrace add --stack DIR oci"), ["oci://r.example/team/queues"]);
    assert_eq!(completed("terrace why --stack DIR cl"), ["cloudflare/cloudflare"]);
    assert_eq!(completed("terrace why --stack DIR aws"), ["aws_vpc.network_eu_main"]);
    assert_eq!(completed("terrace plan DIR/nowhere -e "), [""; 0]);
}

#[test]
fn completion_offers_the_addresses_of_the_output() {
    let vpc = "aws_vpc.network_eu_main";
    assert_eq!(completed("terrace plan DIR --sandbox --fail "), [format!("{vpc}=")]);
    assert_eq!(completed("terrace plan DIR --sandbox --fail a.b=d"), ["a.b=delete"]);
    assert_eq!(completed("terrace plan DIR -- -target=aws"), [format!("-target={vpc}")]);
    assert_eq!(completed("terrace plan DIR -- --replace aws"), [vpc]);
    assert_eq!(completed("terrace plan DIR -- -refresh"), ["-refresh", "-refresh-only"]);
    assert_eq!(completed("terrace plan DIR -- --targ"), ["--target-file=", "--target="]);
    assert_eq!(completed("terrace terraform DIR -- sta"), ["state"]);
    assert_eq!(completed("terrace terraform DIR -- state show aws"), [vpc]);
    assert_eq!(completed("terrace plan DIR -- -var=aws"), [""; 0]);
    assert_eq!(completed("terrace plan DIR -e staging -- -target=aws"), [""; 0], "it has another output");
}

#[test]
fn completion_values_that_mean_something_to_a_shell_are_not_plain() {
    for value in
        ["network", "oci://r.example:5000/team/queues:1.2.0", "aws_vpc.network_eu_main=delete", "-target=a.b"]
    {
        assert!(is_plain(value), "{value}");
    }
    for value in
        ["", "$(touch x)", "`x`", "a b", "a;b", "a\nb", "\u{1b}[2J", "a'b", "a|b", "a>b", "é", "~", "!x", "*"]
    {
        assert!(!is_plain(value), "{value:?}");
    }
}

#[test]
fn completion_leaves_out_values_that_take_too_long() {
    let late = in_time(|| {
        thread::sleep(PATIENCE * 2);
        vec!["late".to_owned()]
    });
    assert_eq!(late, [""; 0]);
}

#[test]
fn completion_scripts_exist_for_every_shell() {
    use clap::ValueEnum as _;
    for shell in clap_complete::Shell::value_variants() {
        let mut script = Vec::new();
        register(*shell, &mut script).unwrap();
        let script = String::from_utf8(script).unwrap();
        assert!(script.contains(VARIABLE) && script.contains("terrace"), "{shell}: {script}");
    }
}
