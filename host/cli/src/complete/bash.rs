//! Bash, which splits words not only at spaces, but also at `=` and `:`.

use super::plain::is_plain;
use clap::Command;
use clap_complete::engine::complete;
use clap_complete::env::{Bash as Upstream, EnvCompleter};
use std::env;
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// Like clap's Bash, for words with `=` and `:` as well: `--environment=prod` arrives as three words, and only the last one may
/// be replaced.
pub struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        Upstream.name()
    }

    fn is(&self, name: &str) -> bool {
        Upstream.is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        Upstream.write_registration(var, name, bin, completer, buf)
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        let at =
            env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok()).unwrap_or_default();
        let separator = env::var("_CLAP_IFS").unwrap_or_else(|_| "\n".to_owned());
        let (args, at, beginning) = joined(args, at);
        let completions = complete(cmd, args, at, current_dir)?;
        let values = completions.iter().filter_map(|candidate| {
            // Bash inserts words as they are, without quotes.
            let value = candidate.get_value().to_str().filter(|value| is_plain(value))?;
            value.strip_prefix(&beginning).map(str::to_owned)
        });
        let values: Vec<_> = values.collect();
        write!(buf, "{}", values.join(&separator))
    }
}

/// Joins the pieces of words. Returns the words, the index of the one with the piece `at`, and its part before that piece.
pub(super) fn joined(pieces: Vec<OsString>, at: usize) -> (Vec<OsString>, usize, String) {
    let is_break = |piece: &OsString| {
        piece.to_str().is_some_and(|text| !text.is_empty() && text.chars().all(|c| c == '=' || c == ':'))
    };
    let mut words: Vec<OsString> = Vec::new();
    let (mut index, mut beginning, mut is_open) = (0, String::new(), false);
    for (number, piece) in pieces.into_iter().enumerate() {
        let is_between = is_break(&piece);
        match words.last_mut().filter(|_| number > 1 && (is_between || is_open)) {
            Some(word) => {
                if number == at {
                    beginning = word.to_string_lossy().into_owned();
                }
                word.push(piece);
            }
            None => words.push(piece),
        }
        if number == at {
            index = words.len() - 1;
        }
        is_open = is_between;
    }
    (words, index, beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_word_are_joined() {
        let joined = |pieces: &[&str], at| {
            let (words, index, beginning) = joined(pieces.iter().map(OsString::from).collect(), at);
            let words: Vec<_> = words.into_iter().map(|word| word.into_string().unwrap()).collect();
            (words.join(" "), index, beginning)
        };
        let of = |words: &str, index, beginning: &str| (words.to_owned(), index, beginning.to_owned());
        assert_eq!(joined(&["terrace", "plan", "-e", "pr"], 3), of("terrace plan -e pr", 3, ""));
        assert_eq!(
            joined(&["terrace", "plan", "--environment", "=", "pr"], 4),
            of("terrace plan --environment=pr", 2, "--environment=")
        );
        assert_eq!(
            joined(&["terrace", "pull", "oci", ":", "//r", "--version", "=", "1"], 4),
            of("terrace pull oci://r --version=1", 2, "oci:")
        );
        assert_eq!(joined(&["terrace", ""], 1), of("terrace ", 1, ""));
        assert_eq!(joined(&[], 0), of("", 0, ""));
    }
}
