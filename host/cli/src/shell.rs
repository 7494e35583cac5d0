//! Quotes words of a command line to be copied into a shell.

/// Quotes an argument for a shell. Not for the first word of a line, where an `=` would assign a variable.
pub(super) fn quoted(argument: &str) -> String {
    let (first, rest) = argument.split_at(argument.chars().next().map_or(0, char::len_utf8));
    let is_plain = |text: &str| shlex::try_quote(text).is_ok_and(|quoted| quoted == text);
    if is_plain(&format!("{first}{}", rest.replace('=', ""))) {
        return argument.to_owned();
    }
    let quoted = shlex::try_quote(argument)
        .expect("arguments from the system contain no NUL, the only character that cannot be quoted");
    quoted.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_arguments_are_read_back_by_a_shell() {
        for argument in [
            "", "a", "-out=a.b", "=a", "a b", "it's", "a[\"b\"]", "$HOME", "~", "!a", "a\nb", "é", "*", "--",
            "a=b c",
        ] {
            let line = format!("terrace {}", quoted(argument));
            assert_eq!(shlex::split(&line).unwrap(), ["terrace", argument], "{line}");
            let script = format!("printf %s {}", quoted(argument));
            if argument != "--" {
                let output = std::process::Command::new("/bin/sh").args(["-c", &script]).output().unwrap();
                assert_eq!(String::from_utf8(output.stdout).unwrap(), argument, "{script}");
            }
        }
        assert_eq!(quoted("-var-file=a.tfvars"), "-var-file=a.tfvars");
    }
}
