//! Detects options before `--` that clap would misread.
//!
//! `plan -out=x` is how terraform saves a plan. Read as Terrace's own `-o` with the value `ut=x`, it would select another
//! directory, and with it another state. So the value of a short option must be a separate argument or follow `=`, and
//! anything else after a single dash is rejected.

use crate::saved_plan;
use crate::shell::quoted;
use crate::terraform_words::{COMMANDS, OF_INIT, WITH_VALUE, WITHOUT_VALUE, takes_the_next};
use clap::Command;
use clap::error::{Error, ErrorKind};
use std::borrow::Cow;
use std::ffi::OsString;

/// Returns an error about the first option that the program's parser would misread.
pub(super) fn find(arguments: &[OsString], parser: fn() -> Command) -> Option<Error> {
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let own: Vec<_> = arguments.get(1..end)?.iter().map(|argument| argument.to_string_lossy()).collect();
    if let Some(error) = command_of_terraform(parser, &own, behind(arguments, end)) {
        return Some(error);
    }
    if end == arguments.len()
        && let Some(error) = without_dashes(parser, &own)
    {
        return Some(error);
    }
    let may_name_plan = own.iter().any(|argument| argument == "apply");
    let is_plain = !own.iter().any(|argument| name(argument).is_some());
    if is_plain && !(may_name_plan && own.iter().any(|argument| saved_plan::is_meant(argument))) {
        return None;
    }
    let mut cli = parser();
    cli.build();
    let command = named(&cli, &own);
    if is_plain {
        let plan = plan_of(command, &own)?;
        let whole = reordered(command, &own, behind(arguments, end));
        return Some(command.clone().error(
            ErrorKind::UnknownArgument,
            format!(
                "`{plan}` is a saved plan, not a stack; pass it to terraform after `--`\n\n  tip: {whole}"
            ),
        ));
    }
    let option = own.iter().find(|argument| foreign(command, argument).is_some())?;
    let option_name = foreign(command, option)?;
    let error = |message: String| Some(command.clone().error(ErrorKind::UnknownArgument, message));
    if command.get_name() == "init" && OF_INIT.contains(&option_name) {
        let words =
            own.iter().skip_while(|word| *word != "init").skip(1).filter(|word| word.starts_with('-'));
        let words = words.map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        return error(format!(
            "`{option}` is an option of `terraform init`, which Terrace runs automatically when needed\n\n  \
             tip: terrace terraform -- init {words}"
        ));
    }
    if runs_terraform(command) && option_name == "chdir" {
        return error(format!(
            "terraform runs in the output directory, so `{option}` cannot be used\n\n  \
             tip: name the stack instead, as in `terrace {} DIRECTORY`",
            command.get_name()
        ));
    }
    if is_own(command, option_name) && !is_of_terraform(option_name) {
        return error(format!("unexpected argument `{option}`\n\n  tip: write `-{option}`, with two dashes"));
    }
    if runs_terraform(command) {
        let whole = reordered(command, &own, behind(arguments, end));
        return error(format!("`{option}` is a terraform option; pass it after `--`\n\n  tip: {whole}"));
    }
    error(format!(
        "unexpected argument `{option}`\n\n  \
         tip: a long option begins with two dashes, and the value of a short one is a separate argument"
    ))
}

/// Returns an error about a terraform command, such as `state list`.
fn command_of_terraform<'a>(
    parser: fn() -> Command,
    own: &[Cow<'a, str>],
    behind: impl Iterator<Item = Cow<'a, str>>,
) -> Option<Error> {
    let at = own.iter().position(|argument| !argument.starts_with('-'))?;
    let (before, command) = own.split_at(at);
    let name = COMMANDS.iter().find(|name| **name == command[0])?;
    let mut cli = parser();
    if command.iter().any(|argument| cli.find_subcommand(argument.as_ref()).is_some()) {
        // It is the value of an option.
        return None;
    }
    let words = before.iter().cloned().chain(["terraform".into(), "--".into()]);
    let words = words.chain(command.iter().cloned()).chain(behind);
    let line = words.map(|word| quoted(&word)).collect::<Vec<_>>().join(" ");
    let message = format!("`{name}` is a terraform command\n\n  tip: terrace {line}");
    Some(cli.error(ErrorKind::InvalidSubcommand, message))
}

/// Returns an error about `terraform state list`, where `--` is missing before terraform's command.
fn without_dashes(parser: fn() -> Command, own: &[Cow<'_, str>]) -> Option<Error> {
    let mut cli = parser();
    let at = own.iter().position(|argument| argument == "terraform")?;
    let is_command = |word: &str| COMMANDS.contains(&word) || word == "init";
    let command = at + 1 + own[at + 1..].iter().position(|argument| is_command(argument))?;
    if own[..at].iter().any(|argument| cli.find_subcommand(argument.as_ref()).is_some()) {
        // It is an argument of another command.
        return None;
    }
    let (before, after) = own.split_at(command);
    let words = before.iter().cloned().chain(["--".into()]).chain(after.iter().cloned());
    let line = words.map(|word| quoted(&word)).collect::<Vec<_>>().join(" ");
    let message = format!("pass terraform's command after `--`\n\n  tip: terrace {line}");
    Some(cli.error(ErrorKind::UnknownArgument, message))
}

/// Returns the arguments after `--`.
fn behind(arguments: &[OsString], end: usize) -> impl Iterator<Item = Cow<'_, str>> {
    arguments.get(end + 1..).unwrap_or_default().iter().map(|argument| argument.to_string_lossy())
}

/// Returns the saved plan that was passed in place of the stack to `apply`.
fn plan_of<'o>(command: &Command, own: &'o [Cow<'_, str>]) -> Option<&'o str> {
    let mut own = own.iter().filter(|_| command.get_name() == "apply");
    while let Some(argument) = own.next() {
        if !argument.starts_with('-') && saved_plan::is_meant(argument) {
            return Some(argument);
        }
        if has_value_apart(command, argument) || takes_the_next(argument) && argument.starts_with('-') {
            own.next();
        }
    }
    None
}

/// Returns whether one of Terrace's own options takes the next argument as its value.
fn has_value_apart(command: &Command, argument: &str) -> bool {
    command.get_arguments().any(|known| {
        let is_long = known.get_long().is_some_and(|long| argument.strip_prefix("--") == Some(long));
        let is_short = known
            .get_short()
            .is_some_and(|short| argument.strip_prefix('-').is_some_and(|text| text.chars().eq([short])));
        (is_long || is_short) && known.get_action().takes_values() && !known.is_require_equals_set()
    })
}

/// Returns the name of an option that does not look like one of Terrace's, or that may be terraform's.
fn name(argument: &str) -> Option<&str> {
    let text = argument.strip_prefix('-')?;
    let (text, dashes) = text.strip_prefix('-').map_or((text, 1), |text| (text, 2));
    let name = text.split_once('=').map_or(text, |(name, _)| name);
    let is_foreign = match dashes {
        1 => name.chars().nth(1).is_some() && name.starts_with(char::is_alphabetic),
        _ => is_of_terraform(name),
    };
    is_foreign.then_some(name)
}

/// Like [`name`], but only for options that the command does not have. Options with two dashes count only for commands that
/// run terraform.
fn foreign<'a>(command: &Command, argument: &'a str) -> Option<&'a str> {
    let may_be =
        |name: &str| !argument.starts_with("--") || runs_terraform(command) && !is_own(command, name);
    name(argument).filter(|name| may_be(name))
}

fn runs_terraform(command: &Command) -> bool {
    command.get_arguments().any(clap::Arg::is_last_set)
}

fn is_own(command: &Command, name: &str) -> bool {
    command.get_arguments().any(|known| known.get_long() == Some(name))
}

fn is_of_terraform(name: &str) -> bool {
    WITH_VALUE.contains(&name) || WITHOUT_VALUE.contains(&name)
}

/// Returns the innermost command that the arguments name, as in `tier build`.
fn named<'c>(cli: &'c Command, own: &[Cow<'_, str>]) -> &'c Command {
    let mut command = cli;
    let mut own = own.iter();
    while let Some(argument) = own.next() {
        if let Some(inner) = command.find_subcommand(argument.as_ref()) {
            command = inner;
            continue;
        }
        if has_value_apart(command, argument) {
            own.next();
        }
    }
    command
}

/// Returns the command line as it was meant, quoted for a shell.
fn reordered<'a>(
    command: &Command,
    own: &[Cow<'a, str>],
    behind: impl Iterator<Item = Cow<'a, str>>,
) -> String {
    let plan = plan_of(command, own);
    let (mut before, mut moved) = (vec![Cow::Borrowed("terrace")], Vec::new());
    let mut own = own.iter();
    while let Some(argument) = own.next() {
        if plan == Some(argument) {
            // Terraform takes the plan after its options.
            continue;
        }
        let Some(name) = foreign(command, argument) else {
            // In `output -raw NAME`, the name is terraform's too.
            let is_name = command.get_name() == "output" && !moved.is_empty() && !argument.starts_with('-');
            if is_name { &mut moved } else { &mut before }.push(argument.clone());
            continue;
        };
        moved.push(argument.clone());
        if !argument.contains('=') && WITH_VALUE.contains(&name) {
            moved.extend(own.next().cloned());
        }
    }
    before.push("--".into());
    let plan = plan.map(|plan| saved_plan::from_anywhere(plan).to_string_lossy().into_owned().into());
    let all = before.into_iter().chain(moved).chain(behind).chain(plan);
    all.map(|argument| quoted(&argument)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
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
    fn options_of_terraform_move_behind_the_dashes() {
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
        meant(
            &["--offline", "plan", "--out", "o", "-exclude=a"],
            "terrace --offline plan --out o -- -exclude=a",
        );
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
    fn commands_of_terraform_are_told() {
        meant(&["state", "list"], "terrace terraform -- state list");
        meant(
            &["import", "aws_vpc.a[\"b\"]", "vpc-1"],
            "terrace terraform -- import 'aws_vpc.a[\"b\"]' vpc-1",
        );
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
    fn options_of_terraforms_init_lead_to_that() {
        for name in OF_INIT {
            meant(&["init", &format!("-{name}")], &format!("terrace terraform -- init -{name}"));
        }
        let all = ["init", "web", "-upgrade", "-backend-config=a b"];
        meant(&all, "terrace terraform -- init -upgrade '-backend-config=a b'");
    }

    #[test]
    fn every_known_option_is_told_in_both_forms() {
        for name in WITH_VALUE.into_iter().chain(WITHOUT_VALUE) {
            meant(&["apply", &format!("-{name}=x")], &format!("terrace apply -- -{name}=x"));
            if name != "out" {
                meant(&["apply", &format!("--{name}=x")], &format!("terrace apply -- --{name}=x"));
            }
        }
    }

    #[test]
    fn others_are_told_what_is_wrong() {
        meant(&["plan", "-sandbox"], "write `--sandbox`, with two dashes");
        meant(&["plan", "-environment=prod"], "write `--environment=prod`, with two dashes");
        meant(&["plan", "-help"], "write `--help`, with two dashes");
        meant(&["plan", "-chdir=x"], "name the stack instead, as in `terrace plan DIRECTORY`");
        let apart =
            "a long option begins with two dashes, and the value of a short one is a separate argument";
        meant(&["synth", "-output=json"], apart);
        meant(&["diff", "-oout"], apart);
        meant(&["-eprod"], apart);
        meant(&["tier", "build", "-out=x.wasm"], apart);
    }

    #[test]
    fn own_options_are_not_misread() {
        for arguments in [
            &["plan", "--out", "x"] as &[&str],
            &["plan", "--out=x", "-e", "prod", "-o=x"],
            &["plan", "--", "-out=tf.plan"],
            &["plan", "-h"],
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
}
