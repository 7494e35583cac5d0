//! Parses the command line. The parser copies global options to every command it knows, so it only gets the commands that
//! the arguments may name.

use super::args::{Cli, ComponentCommand, Global, RegistryCommand, StackCommand, ToolCommand};
use super::misread;
use clap::{Args, Command, FromArgMatches, Parser, Subcommand};
use std::env;
use std::ffi::OsString;

/// Parses the command line. On an error or a request for help, prints it and exits.
pub(super) fn command_line() -> Cli {
    let arguments: Vec<OsString> = env::args_os().collect();
    if let Some(error) = misread::find(&arguments) {
        error.exit();
    }
    well_formed(&arguments).unwrap_or_else(Cli::parse)
}

/// Parses a command line without mistakes or requests for help. Those need a parser that knows all commands.
fn well_formed(arguments: &[OsString]) -> Option<Cli> {
    let mut known = Global::augment_args(Command::new("terrace")).subcommand_required(true);
    known = with_those_of::<StackCommand>(known, arguments);
    known = with_those_of::<ComponentCommand>(known, arguments);
    known = with_those_of::<RegistryCommand>(known, arguments);
    known = with_those_of::<ToolCommand>(known, arguments);
    Cli::from_arg_matches(&known.try_get_matches_from(arguments).ok()?).ok()
}

/// Adds a group's commands that the arguments may name. There may be several, because an option's value may look like the
/// name of a command.
fn with_those_of<Group: Subcommand>(known: Command, arguments: &[OsString]) -> Command {
    if !arguments.iter().filter_map(|argument| argument.to_str()).any(Group::has_subcommand) {
        return known;
    }
    let group = Group::augment_subcommands(Command::new("terrace"));
    let named =
        group.get_subcommands().filter(|one| arguments.iter().any(|argument| argument == one.get_name()));
    known.subcommands(named.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[track_caller]
    fn reads_as_with_all_commands(line: &str) {
        let arguments = read(line);
        let expected = Cli::try_parse_from(&arguments).unwrap();
        assert_eq!(format!("{:?}", well_formed(&arguments).unwrap()), format!("{expected:?}"), "{line}");
    }

    #[test]
    fn what_is_well_formed_reads_as_with_all_commands() {
        reads_as_with_all_commands("terrace synth");
        reads_as_with_all_commands("terrace --format json synth plan --out synth --offline");
        reads_as_with_all_commands("terrace plan lock -e apply -- -detailed-exitcode synth");
        reads_as_with_all_commands("terrace synth --locked");
        reads_as_with_all_commands("terrace synth --locked=false --color=never stack");
        reads_as_with_all_commands("terrace tier new network --lang rust");
        reads_as_with_all_commands("terrace sandbox schema add add");
        reads_as_with_all_commands("terrace cache prune cache --keep-days 3");
    }

    #[test]
    fn what_is_not_is_left_to_the_parser_that_knows_all() {
        for line in [
            "terrace",
            "terrace sinth",
            "terrace stack synth",
            "terrace help synth",
            "terrace --help",
            "terrace --version",
            "terrace synth --help",
            "terrace synth --nope",
            "terrace synth --check --stdout",
            "terrace --color synth",
        ] {
            assert!(well_formed(&read(line)).is_none(), "{line}");
            assert!(Cli::try_parse_from(read(line)).is_err(), "{line}");
        }
    }
}
