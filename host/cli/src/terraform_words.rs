//! The options and commands of terraform and tofu that Terrace must tell apart from its own.

/// The options of terraform's and tofu's `plan`, `apply`, `destroy`, `output` and `validate` that take a value.
pub(super) const WITH_VALUE: [&str; 16] = [
    "backup",
    "deprecation",
    "exclude",
    "exclude-file",
    "generate-config-out",
    "lock-timeout",
    "out",
    "parallelism",
    "replace",
    "state",
    "state-out",
    "target",
    "target-file",
    "test-directory",
    "var",
    "var-file",
];

/// The options of these commands that take no value.
pub(super) const WITHOUT_VALUE: [&str; 17] = [
    "allow-missing-config",
    "auto-approve",
    "compact-warnings",
    "concise",
    "consolidate-errors",
    "consolidate-warnings",
    "destroy",
    "detailed-exitcode",
    "input",
    "json",
    "lock",
    "no-color",
    "no-tests",
    "raw",
    "refresh",
    "refresh-only",
    "show-sensitive",
];

/// The options that only `init` has, which is also a command of Terrace, with another meaning.
pub(super) const OF_INIT: [&str; 11] = [
    "backend",
    "backend-config",
    "force-copy",
    "from-module",
    "get",
    "ignore-remote-version",
    "lockfile",
    "migrate-state",
    "plugin-dir",
    "reconfigure",
    "upgrade",
];

/// Those of them that take a value.
pub(super) const OF_INIT_WITH_VALUE: [&str; 4] = ["backend-config", "from-module", "lockfile", "plugin-dir"];

/// The options that `init` shares with other commands.
pub(super) const ALSO_OF_INIT: [&str; 8] =
    ["input", "json", "lock", "lock-timeout", "no-color", "test-directory", "var", "var-file"];

/// The commands of terraform and tofu that Terrace does not have.
pub(super) const COMMANDS: [&str; 18] = [
    "console",
    "env",
    "fmt",
    "force-unlock",
    "get",
    "graph",
    "import",
    "metadata",
    "modules",
    "providers",
    "refresh",
    "show",
    "state",
    "taint",
    "test",
    "untaint",
    "version",
    "workspace",
];

/// Returns whether a terraform option takes the next argument as its value.
pub fn takes_the_next(option: &str) -> bool {
    let name = option.trim_start_matches('-');
    !name.contains('=') && (WITH_VALUE.contains(&name) || OF_INIT_WITH_VALUE.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Cli;
    use clap::CommandFactory;

    /// Checks that every option in terraform's help is in the list of its kind.
    #[test]
    #[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
    fn terraform_option_lists_match_the_help_of_terraform() {
        let Ok(terraform) = which::which("terraform") else {
            eprintln!("skipped: there is no `terraform`");
            return;
        };
        let home = tempfile::tempdir().unwrap();
        let mut seen = 0;
        for command in ["plan", "apply", "destroy", "output", "validate"] {
            let mut help = std::process::Command::new(&terraform);
            help.args([command, "-help"]).env("HOME", home.path()).env_remove("TF_CLI_CONFIG_FILE");
            let help = String::from_utf8(help.output().unwrap().stdout).unwrap();
            for line in help.lines().filter_map(|line| line.strip_prefix("  -")) {
                let option = line.split("  ").next().unwrap().trim_end();
                let name = option.split(['=', ' ', '\t']).next().unwrap();
                let value = option[name.len()..].trim_start_matches(['=', ' ']);
                let takes_a_value = !matches!(value, "" | "true" | "false");
                let list: &[&str] = if takes_a_value { &WITH_VALUE } else { &WITHOUT_VALUE };
                assert!(list.contains(&name), "{command}: -{option}");
                seen += 1;
            }
        }
        assert!(seen > 30, "{seen} options");
    }

    /// Checks that every command in terraform's help is a command of Terrace or in the list.
    #[test]
    #[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
    fn terraform_command_list_matches_the_help_of_terraform() {
        let Ok(terraform) = which::which("terraform") else {
            eprintln!("skipped: there is no `terraform`");
            return;
        };
        let home = tempfile::tempdir().unwrap();
        let mut help = std::process::Command::new(&terraform);
        help.arg("-help").env("HOME", home.path()).env_remove("TF_CLI_CONFIG_FILE");
        let help = String::from_utf8(help.output().unwrap().stdout).unwrap();
        let (cli, mut seen) = (Cli::command(), 0);
        for line in help.lines().filter_map(|line| line.strip_prefix("  ")) {
            let name = line.split(' ').next().unwrap();
            if name.is_empty() || name.starts_with('-') {
                continue;
            }
            // Only HashiCorp's own services use these.
            let is_left_out = ["stacks", "rpcapi"].contains(&name);
            assert!(is_left_out || COMMANDS.contains(&name) || cli.find_subcommand(name).is_some(), "{name}");
            seen += 1;
        }
        assert!(seen > 15, "{seen} commands");
    }
}
