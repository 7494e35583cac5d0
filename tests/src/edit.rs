//! Edits of a file, written as a diff: the form in which a page shows what to change in a stack file.

/// Applies a diff. Each part of it begins with a line `@@`, which may have a title. A line after it begins with `-` if it
/// is removed, with `+` if it is added, and with a space if it stays. Lines that stay or are removed are next to each other
/// in the file, and nowhere else in it.
///
/// # Errors
///
/// What is wrong with the diff, or which part of it does not fit the file.
pub fn apply(text: &str, diff: &str) -> Result<String, String> {
    let mut lines: Vec<&str> = text.lines().collect();
    for Part { old, new } in parts(diff)? {
        let fits = |at: &usize| !old.is_empty() && lines[*at..].starts_with(&old);
        let places: Vec<_> = (0..lines.len()).filter(fits).collect();
        let [place] = places[..] else {
            let count = places.len();
            return Err(format!("these lines occur {count} times in the file:\n{}", old.join("\n")));
        };
        lines.splice(place..place + old.len(), new);
    }
    Ok(lines.into_iter().flat_map(|line| [line, "\n"]).collect())
}

/// The lines before and after an edit.
#[derive(Default)]
struct Part<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
}

fn parts(diff: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for line in diff.lines() {
        if line.starts_with("@@") {
            parts.push(Part::default());
            continue;
        }
        let part = parts.last_mut().ok_or("a diff begins with a line `@@`")?;
        let (sign, rest) = line.split_at_checked(1).unwrap_or((" ", ""));
        if !matches!(sign, " " | "-" | "+") {
            return Err(format!("a line of a diff begins with `+`, `-` or a space, not with `{sign}`"));
        }
        part.old.extend((sign != "+").then_some(rest));
        part.new.extend((sign != "-").then_some(rest));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn diff_changes_lines_and_keeps_the_others() {
        let diff = "@@ of a\n a:\n-  x: 1\n+  x: 2\n+  y: 3\n@@\n-c: 5\n";
        assert_eq!(apply("a:\n  x: 1\nb: 4\nc: 5\n", diff).unwrap(), "a:\n  x: 2\n  y: 3\nb: 4\n");
    }

    #[test]
    fn diff_that_does_not_fit_is_an_error() {
        for (diff, why) in [
            ("@@\n-x: 2\n", "these lines occur 0 times in the file:\nx: 2"),
            ("@@\n-x: 1\n", "these lines occur 2 times in the file:\nx: 1"),
            ("@@\n+x: 1\n", "these lines occur 0 times in the file:\n"),
            ("-x: 1\n", "a diff begins with a line `@@`"),
            ("@@\nx: 1\n", "a line of a diff begins with `+`, `-` or a space, not with `x`"),
        ] {
            assert_eq!(apply("x: 1\nx: 1\n  x: 2\n", diff).unwrap_err(), why);
        }
    }
}
