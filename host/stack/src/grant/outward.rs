//! Detects paths that lead out of Terraform's working directory.

/// Returns whether a path is absolute, begins with a home directory, or contains `..`. In `path`, `…` represents
/// computed text.
pub(super) fn leads_out(path: &str) -> bool {
    let is_separator = |c| matches!(c, '/' | '\\');
    let has_drive =
        path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    path.starts_with(is_separator)
        || path.starts_with('~')
        || has_drive
        || path.to_ascii_lowercase().starts_with("file:")
        || path.split(is_separator).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::leads_out;

    #[test]
    fn ways_out() {
        let out = [
            "/etc/passwd",
            "~/.aws/credentials",
            "~root/.ssh/id",
            "..",
            "../x",
            "a/../../x",
            "…/../x",
            "a/..",
            "C:\\x",
            "c:/x",
            "\\\\server\\share",
            "..\\x",
            "file:///etc/passwd",
        ];
        let within = ["", "x", "./x", "a/b", "…/x", "…", "a..b/c", "...", "x~"];
        for path in out {
            assert!(leads_out(path), "{path}");
        }
        for path in within {
            assert!(!leads_out(path), "{path}");
        }
    }
}
