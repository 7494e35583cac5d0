//! The examples in the help of the commands.

use clap::Command;

/// For each command, lines that a user could type.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("init", &["terrace init shop", "terrace init --name shop infrastructure"]),
    ("synth", &["terrace synth", "terrace synth -e staging --check", "terrace synth --stdout"]),
    ("diff", &["terrace diff", "terrace diff shop -e staging"]),
    ("watch", &["terrace watch -e staging"]),
    ("validate", &["terrace validate", "terrace validate shop -e staging"]),
    (
        "plan",
        &[
            "terrace plan -e staging",
            "terrace plan --sandbox",
            "terrace plan -- -out=tf.plan -target=aws_vpc.network_primary_main",
        ],
    ),
    (
        "apply",
        &["terrace apply -e staging", "terrace apply --sandbox -- -auto-approve", "terrace apply -- tf.plan"],
    ),
    ("destroy", &["terrace destroy -e staging", "terrace destroy --sandbox -- -auto-approve"]),
    ("output", &["terrace output", "terrace output -- -raw web_primary_url"]),
    (
        "terraform",
        &["terrace terraform -- state list", "terrace terraform shop -e staging -- init -migrate-state"],
    ),
    ("sandbox", &["terrace sandbox reset", "terrace sandbox schema add schemas.json"]),
    ("sandbox reset", &["terrace sandbox reset", "terrace sandbox reset shop -e staging"]),
    ("sandbox schema", &["terrace sandbox schema add schemas.json"]),
    ("sandbox schema add", &["terrace sandbox schema add schemas.json"]),
    (
        "add",
        &[
            "terrace add storage",
            "terrace add oci://registry.example/platform/queues --version '^1.2' --regions primary",
            "terrace add ./tiers/queues --name jobs",
        ],
    ),
    ("remove", &["terrace remove queues", "terrace remove queues --stack shop"]),
    ("lock", &["terrace lock", "terrace lock shop"]),
    ("update", &["terrace update", "terrace update queues --dry-run"]),
    ("outdated", &["terrace outdated", "terrace outdated --format json"]),
    (
        "why",
        &[
            "terrace why queues",
            "terrace why cloudflare/cloudflare",
            "terrace why aws_vpc.network_primary_main",
        ],
    ),
    ("vendor", &["terrace vendor", "terrace vendor shop"]),
    ("bundle", &["terrace bundle save shop.tar", "terrace bundle load shop.tar"]),
    ("bundle save", &["terrace bundle save shop.tar", "terrace bundle save shop.tar --stack shop"]),
    ("bundle load", &["terrace bundle load shop.tar", "terrace bundle load shop.tar --replace-lock"]),
    ("cache", &["terrace cache list", "terrace cache prune --keep-days 7"]),
    ("cache list", &["terrace cache list"]),
    ("cache prune", &["terrace cache prune --keep-days 7", "terrace cache prune shop billing"]),
    ("cache verify", &["terrace cache verify"]),
    (
        "pull",
        &[
            "terrace pull oci://registry.example/platform/queues --version '^1.2'",
            "terrace pull oci://registry.example/platform/queues:1.2.0 -o queues.wasm",
        ],
    ),
    ("push", &["terrace push tiers/queues oci://registry.example/platform/queues --sign terrace.key"]),
    ("catalog", &["terrace catalog registry.example/platform"]),
    ("login", &["terrace login registry.example", "terrace login registry.example -u ci --password-stdin"]),
    ("logout", &["terrace logout registry.example"]),
    ("key", &["terrace key new --out team"]),
    ("key new", &["terrace key new --out team"]),
    ("sign", &["terrace sign oci://registry.example/platform/queues:1.2.0 --key team.key"]),
    (
        "verify",
        &[
            "terrace verify oci://registry.example/platform/queues:1.2.0",
            "terrace verify queues.wasm --key team.pub",
        ],
    ),
    ("tier", &["terrace tier new queues --lang typescript", "terrace tier test tiers/queues"]),
    (
        "tier new",
        &[
            "terrace tier new queues --lang typescript",
            "terrace tier new queues --lang rust --directory tiers/queues",
        ],
    ),
    ("tier build", &["terrace tier build tiers/queues", "terrace tier build tiers/queues -o queues.wasm"]),
    (
        "tier check",
        &["terrace tier check tiers/queues", "terrace tier check queues.wasm --inputs inputs.yaml"],
    ),
    (
        "tier test",
        &["terrace tier test tiers/queues", "terrace tier test tiers/queues --filter fifo --accept"],
    ),
    ("tier docs", &["terrace tier docs network"]),
    ("tier prepare", &["terrace tier prepare", "terrace tier prepare python"]),
    ("inspect", &["terrace inspect", "terrace inspect network", "terrace inspect tiers/queues"]),
    ("schema", &["terrace schema --write"]),
    ("doctor", &["terrace doctor"]),
    ("completions", &["source <(terrace completions bash)", "terrace completions fish | source"]),
];

/// Adds the examples to the help of each command.
pub fn added_to(cli: Command) -> Command {
    // Only the command that is used gets its examples.
    cli.mut_subcommands(|command| command.defer(|command| with_examples("", command)))
}

fn with_examples(above: &str, command: Command) -> Command {
    let name = format!("{above}{}", command.get_name());
    let command = match of(&name) {
        Some(lines) => command.after_help(format!("Examples:\n  {}", lines.join("\n  "))),
        None => command,
    };
    command.mut_subcommands(|inner| with_examples(&format!("{name} "), inner))
}

fn of(name: &str) -> Option<&'static [&'static str]> {
    EXAMPLES.iter().find(|(known, _)| *known == name).map(|(_, lines)| *lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Cli;
    use crate::misread;
    use clap::CommandFactory as _;
    use std::collections::BTreeSet;
    use std::ffi::OsString;

    fn names(above: &str, command: &Command, all: &mut BTreeSet<String>) {
        for inner in command.get_subcommands() {
            let name = format!("{above}{}", inner.get_name());
            names(&format!("{name} "), inner, all);
            all.insert(name);
        }
    }

    #[test]
    fn examples_exist_for_every_command() {
        let mut all = BTreeSet::new();
        names("", &Cli::command(), &mut all);
        let known: BTreeSet<_> = EXAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(all, known);
        assert_eq!(known.len(), EXAMPLES.len(), "a command is listed twice");
    }

    #[test]
    fn examples_are_valid_command_lines_of_their_command() {
        for (name, lines) in EXAMPLES {
            for line in *lines {
                let line = line.strip_prefix("source <(").map_or(*line, |line| line.trim_end_matches(')'));
                let line = line.trim_end_matches(" | source");
                assert!(line.starts_with(&format!("terrace {name}")), "{line}");
                let words: Vec<OsString> =
                    shlex::split(line).unwrap().into_iter().map(OsString::from).collect();
                assert!(misread::find(&words, Cli::command).is_none(), "{line}");
                Cli::grouped().try_get_matches_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
            }
        }
    }

    #[test]
    fn lines_fit_a_terminal() {
        for line in EXAMPLES.iter().flat_map(|(_, lines)| *lines) {
            assert!(line.len() < 98, "{line}");
        }
    }
}
