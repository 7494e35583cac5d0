//! The bucket's name.

use crate::Inputs;
use terrace_aws::limited_name;
use terrace_sdk::prelude::*;

/// Beginnings of names that S3 reserves for itself.
const RESERVED: [&str; 3] = ["amzn-s3-demo-", "sthree-", "xn--"];
/// The maximum length of a bucket's name.
const LONGEST_NAME: usize = 63;
/// The number of random characters at the end of the name.
pub(crate) const SUFFIX: usize = 8;

impl Inputs {
    /// Returns the bucket's name without the suffix and the `-` before it.
    ///
    /// A composed name that is too long is cut off, because the suffix makes every name unique anyway.
    pub(crate) fn bucket_name(&self, context: &Context) -> Result<String, Diagnostics> {
        let longest = LONGEST_NAME - SUFFIX - 1;
        let name = match self.name.as_deref() {
            Some(given) => limited_name(context, Some(given), "main", "a bucket without suffix", longest)?,
            None => cut(&context.name("main"), longest),
        };
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.starts_with('-') || !name.chars().all(allowed) {
            let summary = format!("`{name}` cannot be the name of a bucket");
            return Err(Diagnostic::new("not-a-bucket-name", summary)
                .path("/name")
                .hint("set name to lower-case letters, digits and `-`, not beginning with `-`")
                .into());
        }
        if let Some(reserved) = RESERVED.iter().find(|reserved| name.starts_with(*reserved)) {
            let summary = format!("the name of a bucket cannot begin with `{reserved}`, as `{name}` does");
            let problem = Diagnostic::new("reserved-name", summary).path("/name");
            let hint = format!("choose a name that does not begin with `{reserved}`");
            return Err(problem.hint(hint).into());
        }
        Ok(name)
    }
}

/// Returns the beginning of a name, not ending in `-`.
fn cut(name: &str, longest: usize) -> String {
    let kept: String = name.chars().take(longest).collect();
    kept.trim_end_matches('-').to_owned()
}
