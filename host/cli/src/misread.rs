//! Detects options before `--` that clap would misread.
//!
//! `plan -out=x` is how terraform saves a plan. Read as Terrace's own `-o` with the value `ut=x`, it would select another
//! directory, and with it another state. So the value of a short option must be a separate argument or follow `=`, and
//! anything else after a single dash is rejected.

use crate::saved_plan;
use crate::shell::quoted;
use crate::terraform_words::{ALSO_OF_INIT, COMMANDS, OF_INIT, WITH_VALUE, WITHOUT_VALUE, takes_the_next};
use clap::Command;
use clap::error::{Error, ErrorKind};
use std::borrow::Cow;
use std::ffi::OsString;

/// Returns an error about the first option that the program's parser would misread.
pub(super) fn find(arguments: &[OsString], parser: fn() -> Command) -> Option<Error> {
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let own: Vec<_> = arguments.get(1..end)?.iter().map(|argument| argument.to_string_lossy()).collect();
    if let Some(error) = command_of_terraform(parser, &own, arguments_after_dashes(arguments, end)) {
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
    let command = innermost_command(&cli, &own);
    if is_plain {
        let plan = plan_of(command, &own)?;
        let whole = reordered(command, &own, arguments_after_dashes(arguments, end));
        return Some(command.clone().error(
            ErrorKind::UnknownArgument,
            format!(
                "`{plan}` is a saved plan, not a stack; pass it to terraform after `--`\n\n  tip: {whole}"
            ),
        ));
    }
    let error = |message: String| Some(command.clone().error(ErrorKind::UnknownArgument, message));
    if let Some(option) = own.iter().find(|option| is_for_init(command, option)) {
        let whole = with_init(command, &own);
        return error(format!(
            "`{option}` is an option of `terraform init`, which Terrace runs automatically when needed\n\n  \
             tip: {whole}"
        ));
    }
    let option = own.iter().find(|argument| foreign(command, argument).is_some())?;
    let option_name = foreign(command, option)?;
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
        let whole = reordered(command, &own, arguments_after_dashes(arguments, end));
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
fn arguments_after_dashes(arguments: &[OsString], end: usize) -> impl Iterator<Item = Cow<'_, str>> {
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
        // `-vv` is `-v` twice.
        1 => name.chars().nth(1).is_some() && name.starts_with(char::is_alphabetic) && !is_verbose(name),
        _ => is_of_terraform(name) || OF_INIT.contains(&name),
    };
    is_foreign.then_some(name)
}

/// Like [`name`], but only for options that the command does not have. Options with two dashes count only for commands that
/// run terraform, and those of its `init` for `terrace init`.
fn foreign<'a>(command: &Command, argument: &'a str) -> Option<&'a str> {
    let may_have = |name: &str| runs_terraform(command) || is_init(command) && is_of_init(command, name);
    let may_be = |name: &str| !argument.starts_with("--") || may_have(name) && !is_own(command, name);
    name(argument).filter(|name| may_be(name))
}

fn is_verbose(name: &str) -> bool {
    name.chars().all(|letter| letter == 'v')
}

fn is_init(command: &Command) -> bool {
    command.get_name() == "init"
}

/// Returns whether an argument is an option of `terraform init`.
fn is_for_init(command: &Command, argument: &str) -> bool {
    (runs_terraform(command) || is_init(command))
        && foreign(command, argument).is_some_and(|name| is_of_init(command, name))
}

/// Returns whether `terraform init` has an option of this name. Those that it shares with other commands are meant for it only
/// after `terrace init`.
fn is_of_init(command: &Command, name: &str) -> bool {
    OF_INIT.contains(&name) || is_init(command) && ALSO_OF_INIT.contains(&name)
}

/// Returns the command line that runs `terraform init` with its options among these arguments, quoted for a shell.
fn with_init(command: &Command, own: &[Cow<'_, str>]) -> String {
    let (mut before, mut moved) = (vec![Cow::Borrowed("terrace")], Vec::new());
    let mut own = own.iter();
    let mut is_named = false;
    while let Some(argument) = own.next() {
        if foreign(command, argument).is_some() {
            let is_for_init = is_for_init(command, argument);
            let value = if takes_the_next(argument) { own.next() } else { None };
            if is_for_init {
                moved.extend([argument].into_iter().chain(value).cloned());
            }
        } else if !is_named && argument == command.get_name() {
            is_named = true;
            before.push("terraform".into());
        } else if !is_init(command) || !is_named {
            // The arguments of `terrace init` are not about an existing stack.
            before.push(argument.clone());
            if has_value_apart(command, argument) {
                before.extend(own.next().cloned());
            }
        }
    }
    before.extend(["--".into(), "init".into()]);
    before.iter().chain(&moved).map(|argument| quoted(argument)).collect::<Vec<_>>().join(" ")
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
fn innermost_command<'c>(cli: &'c Command, own: &[Cow<'_, str>]) -> &'c Command {
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
        if foreign(command, argument).is_none() {
            // In `output -raw NAME`, the name is terraform's too.
            let is_name = command.get_name() == "output" && !moved.is_empty() && !argument.starts_with('-');
            if is_name { &mut moved } else { &mut before }.push(argument.clone());
            continue;
        };
        moved.push(argument.clone());
        if takes_the_next(argument) {
            moved.extend(own.next().cloned());
        }
    }
    before.push("--".into());
    let plan = plan.map(|plan| saved_plan::from_anywhere(plan).to_string_lossy().into_owned().into());
    // The command of `terrace terraform` comes before its options.
    let (first, second): (Vec<_>, Vec<_>) = match command.get_name() {
        "terraform" => (behind.collect(), moved),
        _ => (moved, behind.collect()),
    };
    let all = before.into_iter().chain(first).chain(second).chain(plan);
    all.map(|argument| quoted(&argument)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
