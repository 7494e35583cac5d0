//! Requests that browsers may send from pages of other origins.

use crate::choice::choices;
use terrace_sdk::prelude::*;

/// Requests that browsers allow pages of other origins to send. The requests themselves need permission like
/// any other, such as a presigned URL.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorsRule {
    /// Origins of the pages, such as `https://shop.example.com`. Each can contain one `*`.
    #[schemars(extend("minItems" = 1))]
    pub origins: Vec<Input<String>>,

    /// Methods of the requests.
    #[schemars(extend("minItems" = 1))]
    pub methods: Vec<Method>,

    /// Headers that the requests can have. Each can contain one `*`.
    #[serde(default)]
    pub headers: Vec<Input<String>>,

    /// Headers of the response that the page can read, such as `ETag`.
    #[serde(default)]
    pub exposed_headers: Vec<Input<String>>,

    /// Number of seconds for which the browser caches this permission. Default: the browser's own.
    #[schemars(extend("maximum" = i32::MAX))]
    pub max_age_seconds: Option<Input<u32>>,
}

choices! {
    /// A method that S3 allows across origins.
    Method {
        /// Reads an object.
        Get = "GET",
        /// Reads the headers of an object.
        Head = "HEAD",
        /// Writes an object.
        Put = "PUT",
        /// Writes an object from a form.
        Post = "POST",
        /// Deletes an object.
        Delete = "DELETE",
    }
}

/// Adds the configuration, if there are rules.
pub(crate) fn add(out: &mut Contribution, rules: &[CorsRule], bucket: &Reference) {
    if rules.is_empty() {
        return;
    }
    let list = |items: &[Input<String>]| (!items.is_empty()).then(|| items.to_vec());
    let rules = rules.iter().map(|rule| {
        Block::new()
            .set("allowed_origins", &rule.origins)
            .set("allowed_methods", &rule.methods)
            .set("allowed_headers", list(&rule.headers))
            .set("expose_headers", list(&rule.exposed_headers))
            .set("max_age_seconds", &rule.max_age_seconds)
    });
    out.add(
        Resource::new("aws_s3_bucket_cors_configuration", "main")
            .set("bucket", bucket.attr("id"))
            .blocks("cors_rule", rules),
    );
}

/// Checks the origins: a browser sends one without a path, so another one never matches.
pub(crate) fn check(rules: &[CorsRule]) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (at, rule) in rules.iter().enumerate() {
        let path = format!("/cors_rules/{at}");
        for (at, origin) in rule.origins.iter().enumerate() {
            let Input::Known(origin) = origin else { continue };
            if origin.matches('*').count() > 1 {
                problems.push(two_wildcards(origin, &format!("{path}/origins/{at}")));
            } else if !is_origin(origin) {
                let summary = format!("`{origin}` is not an origin, so it matches no request");
                let problem = Diagnostic::new("not-an-origin", summary).path(format!("{path}/origins/{at}"));
                problems.push(
                    problem.hint("write a scheme and a host, such as `https://shop.example.com`, or `*`"),
                );
            }
        }
        for (at, header) in rule.headers.iter().enumerate() {
            if let Input::Known(header) = header
                && header.matches('*').count() > 1
            {
                problems.push(two_wildcards(header, &format!("{path}/headers/{at}")));
            }
        }
    }
    problems.finish()
}

fn two_wildcards(text: &str, path: &str) -> Diagnostic {
    let summary = format!("`{text}` contains more than one `*`, which S3 does not allow");
    Diagnostic::new("two-wildcards", summary).path(path).hint("use one `*`, or list the values")
}

/// Returns whether a browser can send the text as an origin, or the text has a `*` that stands for its start.
fn is_origin(text: &str) -> bool {
    let host = match text.split_once("://") {
        Some((_, host)) => host,
        None if text.starts_with('*') => text,
        None => return false,
    };
    !host.is_empty() && !host.contains('/') && !host.contains(char::is_whitespace)
}
