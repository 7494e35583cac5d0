use super::*;
use crate::commands::Cli;
use clap::CommandFactory as _;

fn told(arguments: &[&str]) -> Option<String> {
    let arguments: Vec<OsString> = ["terrace"].iter().chain(arguments).map(OsString::from).collect();
    find(&arguments, Cli::command).map(|error| error.to_string())
}

#[track_caller]
fn meant(arguments: &[&str], whole: &str) {
    let told = told(arguments).unwrap();
    let tip = told.lines().find_map(|line| line.strip_prefix("  tip: "));
    assert_eq!(tip, Some(whole), "{told}");
}

#[test]
fn terraform_options_are_suggested_after_a_double_dash() {
    meant(&["plan", "-out=tf.plan"], "terrace plan -- -out=tf.plan");
    meant(&["plan", "-out", "tf.plan", "web"], "terrace plan web -- -out tf.plan");
    meant(&["apply", "web", "-auto-approve"], "terrace apply web -- -auto-approve");
    meant(&["apply", "web", "--auto-approve"], "terrace apply web -- --auto-approve");
    meant(&["apply", "-auto-approve", "-e", "prod"], "terrace apply -e prod -- -auto-approve");
    meant(&["apply", "-out=x", "--", "-auto-approve"], "terrace apply -- -out=x -auto-approve");
    meant(&["destroy", "-target", "a.b", "-lock=false"], "terrace destroy -- -target a.b -lock=false");
    meant(&["plan", "-var", "a=b c"], "terrace plan -- -var 'a=b c'");
    meant(&["plan", "-target=a.b[\"c\"]"], "terrace plan -- '-target=a.b[\"c\"]'");
    meant(&["plan", "", "-json"], "terrace plan '' -- -json");
    meant(&["--offline", "plan", "--out", "o", "-exclude=a"], "terrace --offline plan --out o -- -exclude=a");
    meant(&["--cache-dir", "synth", "plan", "-json"], "terrace --cache-dir synth plan -- -json");
    meant(&["output", "-raw", "url"], "terrace output -- -raw url");
    meant(&["output", "web", "-json", "url"], "terrace output web -- -json url");
    meant(&["validate", "-json"], "terrace validate -- -json");
    meant(&["apply", "-auto-approve", "tf.plan"], "terrace apply -- -auto-approve tf.plan");
    meant(&["apply", "tf.plan", "--", "-lock=false"], "terrace apply -- -lock=false tf.plan");
    meant(&["apply", "web", "-e", "prod", "x.tfplan"], "terrace apply web -e prod -- x.tfplan");
    meant(&["apply", "-var", "x.plan", "tfplan"], "terrace apply -- -var x.plan tfplan");
    meant(&["plan", "-of-later-versions"], "terrace plan -- -of-later-versions");
}

#[test]
fn terraform_commands_are_suggested_after_terrace_terraform() {
    meant(&["state", "list"], "terrace terraform -- state list");
    meant(&["import", "aws_vpc.a[\"b\"]", "vpc-1"], "terrace terraform -- import 'aws_vpc.a[\"b\"]' vpc-1");
    meant(&["--offline", "show", "-json"], "terrace --offline terraform -- show -json");
    meant(&["state", "--", "list"], "terrace terraform -- state list");
    meant(&["terraform", "state", "list"], "terrace terraform -- state list");
    meant(&["terraform", "web", "-e", "prod", "show"], "terrace terraform web -e prod -- show");
    meant(&["terraform", "init", "-migrate-state"], "terrace terraform -- init -migrate-state");
    for name in COMMANDS {
        meant(&[name], &format!("terrace terraform -- {name}"));
    }
}

#[test]
fn terraform_init_options_are_suggested_after_terrace_terraform() {
    for name in OF_INIT {
        meant(&["init", &format!("-{name}")], &format!("terrace terraform -- init -{name}"));
    }
    let all = ["init", "web", "-upgrade", "-backend-config=a b"];
    meant(&all, "terrace terraform -- init -upgrade '-backend-config=a b'");
}

#[test]
fn terraform_init_options_are_suggested_for_every_terraform_command() {
    for command in ["validate", "plan", "apply", "destroy", "output", "terraform"] {
        for option in ["-upgrade", "--upgrade", "-reconfigure", "-migrate-state", "-backend-config=a.hcl"] {
            let line = format!("terrace terraform web -e prod -- init {option}");
            meant(&[command, "web", "-e", "prod", option], &line);
            meant(&[command, option, "web", "-e", "prod"], &line);
        }
    }
    let line = "terrace terraform -- init -backend-config a.hcl";
    meant(&["plan", "-backend-config", "a.hcl", "-target", "a.b"], line);
    meant(&["init", "-backend-config", "a.hcl", "--upgrade"], &format!("{line} --upgrade"));
    meant(&["init", "-json", "-lock=false"], "terrace terraform -- init -json -lock=false");
    meant(&["--offline", "init", "--reconfigure"], "terrace --offline terraform -- init --reconfigure");
    assert_eq!(told(&["synth", "--upgrade"]), None, "clap reports it");
    assert_eq!(told(&["init", "--name", "shop", "--out"]), None, "clap reports it");
}

#[test]
fn terraform_options_are_suggested_for_every_terraform_command() {
    let options: [&[&str]; 14] = [
        &["-target=a.b"],
        &["-target", "a.b"],
        &["-auto-approve"],
        &["-var=a=b"],
        &["-var", "a=b"],
        &["-var-file=a.tfvars"],
        &["-var-file", "a.tfvars"],
        &["-out=tf.plan"],
        &["-out", "tf.plan"],
        &["-refresh=false"],
        &["-lock=false"],
        &["-json"],
        &["-destroy"],
        &["-no-color"],
    ];
    for command in ["validate", "plan", "apply", "destroy", "output"] {
        for option in options {
            let two_dashes = format!("-{}", option[0]);
            let with_two = [&[two_dashes.as_str()], &option[1..]].concat();
            for option in [option, &with_two] {
                // This is an option of Terrace.
                if option[0].starts_with("--out") {
                    continue;
                }
                let line = format!("terrace {command} web -e prod -- {}", option.join(" "));
                let before = [&[command], option, &["web", "-e", "prod"]].concat();
                // In `output -raw NAME`, the name is terraform's.
                if command != "output" {
                    meant(&before, &line);
                }
                meant(&[&[command, "web", "-e", "prod"], option].concat(), &line);
            }
        }
    }
    meant(&["terraform", "web", "-json", "--", "show"], "terrace terraform web -- show -json");
    meant(
        &["terraform", "--lock=false", "--", "import", "a.b", "c"],
        "terrace terraform -- import a.b c --lock=false",
    );
}

#[test]
fn terraform_options_are_recognized_with_one_or_two_dashes() {
    for name in WITH_VALUE.into_iter().chain(WITHOUT_VALUE) {
        meant(&["apply", &format!("-{name}=x")], &format!("terrace apply -- -{name}=x"));
        if name != "out" {
            meant(&["apply", &format!("--{name}=x")], &format!("terrace apply -- --{name}=x"));
        }
    }
}

#[test]
fn terrace_options_with_one_dash_get_a_hint() {
    meant(&["plan", "-sandbox"], "write `--sandbox`, with two dashes");
    meant(&["plan", "-environment=prod"], "write `--environment=prod`, with two dashes");
    meant(&["plan", "-help"], "write `--help`, with two dashes");
    meant(&["plan", "-chdir=x"], "name the stack instead, as in `terrace plan DIRECTORY`");
    let apart = "a long option begins with two dashes, and the value of a short one is a separate argument";
    meant(&["synth", "-output=json"], apart);
    meant(&["diff", "-oout"], apart);
    meant(&["-eprod"], apart);
    meant(&["tier", "build", "-out=x.wasm"], apart);
}

#[test]
fn terrace_options_are_not_misread() {
    for arguments in [
        &["plan", "--out", "x"] as &[&str],
        &["plan", "--out=x", "-e", "prod", "-o=x"],
        &["plan", "--", "-out=tf.plan"],
        &["plan", "-h"],
        &["plan", "-vv", "-v"],
        &["-vvv", "synth"],
        &["synth", "--offline", "-"],
        &["cache", "prune", "--keep-days", "-3"],
        &["tier", "build", "--out", "x.wasm"],
        &["apply", "-o", "x.plan"],
        &["apply", "--out", "x.plan"],
        &["plan", "x.plan"],
        &["apply", "plan"],
        &["apply", "--", "x.plan"],
        &["key", "generate", "--out", "team"],
        &["synth", "--json"],
        &["--cache-dir", "state", "synth"],
        &["terraform", "--", "state", "list"],
        &[],
    ] {
        assert_eq!(told(arguments), None, "{arguments:?}");
    }
}
