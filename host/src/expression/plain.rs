//! Plain references, told without the parser: nine in ten templates are one.

/// Words that an expression may begin with and that are no names.
const NO_NAMES: [&str; 8] = ["else", "endfor", "endif", "false", "for", "if", "null", "true"];

/// What stands between the braces, where a template is `${…}` around a reference such as `aws_vpc.main[0].id` and nothing
/// else. None for everything else, and for references that are written in another way.
pub(super) fn reference(template: &str) -> Option<&str> {
    let content = template.strip_prefix("${")?.strip_suffix('}')?;
    let mut rest = content.as_bytes();
    let root = name(&mut rest)?;
    if NO_NAMES.iter().any(|word| word.as_bytes() == root) {
        return None;
    }
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match first {
            b'.' => _ = name(&mut rest)?,
            b'[' => index(&mut rest)?,
            _ => return None,
        }
    }
    Some(content)
}

/// Takes a name off: letters, digits, `_` and `-`, a letter or `_` first.
fn name<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = rest.iter().position(|byte| !belongs(byte)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(length);
    *rest = behind;
    name.first().filter(|first| first.is_ascii_alphabetic() || **first == b'_').map(|_| name)
}

/// Takes a short number and a bracket off.
fn index(rest: &mut &[u8]) -> Option<()> {
    let length = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, behind) = rest.split_at(length);
    *rest = behind.strip_prefix(b"]")?;
    let is_usual = digits == b"0" || (1..=9).contains(&length) && digits.first() != Some(&b'0');
    is_usual.then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::Fragment;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_references_are_told_from_the_rest() {
        for plain in ["a", "var.zone", "aws_vpc.main[0].id", "data.x.y-z[12]._w", "a.for"] {
            assert_eq!(reference(&format!("${{{plain}}}")), Some(plain));
        }
        let others = [
            "", "true", "null.a", "a.", "a.0", "a[", "a[01]", "a[b]", "a[\"b\"]", "a b", "a.*", "é", "1",
            "-a",
        ];
        for other in others {
            assert_eq!(reference(&format!("${{{other}}}")), None, "{other}");
        }
        for other in ["${a}b", "b${a}", "${a", "$${a}", "${a}${b}", "${~a}"] {
            assert_eq!(reference(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn the_parser_agrees(
            text in "\\$\\{(a|_|for|in|if|null|x-1|A9-_)(\\.(b|for|c-d|_|0|-|true)|\\[[0-9]{1,10}\\]|\\[b\\]| |~){0,5}\\}",
        ) {
            if let Some(content) = reference(&text) {
                prop_assert_eq!(Fragment::read(&text), Ok(Fragment::Single { content, plain: true, term: true }));
            }
        }
    }
}
