//! References to outputs of other tiers.

use terrace_sdk::prelude::*;

/// A reference to an output of a tier, with nothing around it: `tier.database["primary"].arn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The tier's name in the stack file.
    pub tier: String,
    /// The region in the reference. `None` for the region of the tier that refers, which is the usual link
    /// between tiers.
    pub region: Option<String>,
    /// The name of the output.
    pub output: String,
}

impl Source {
    /// Parses an expression that consists of such a reference.
    ///
    /// ```
    /// use terrace_aws::Source;
    /// use terrace_sdk::prelude::*;
    ///
    /// let source = Source::of(&Expression::raw("tier.database[\"primary\"].arn")).unwrap();
    /// assert_eq!((source.region.as_deref(), source.output.as_str()), (Some("primary"), "arn"));
    /// assert_eq!(Source::of(&Expression::raw("var.source")), None);
    /// ```
    pub fn of(expression: &Expression) -> Option<Self> {
        let text = expression.to_string();
        let rest = text.trim().strip_prefix("tier.")?;
        let (tier, rest) = rest.split_at(rest.find(['.', '['])?);
        let (region, output) = match rest.strip_prefix("[\"") {
            Some(rest) => {
                let (region, rest) = rest.split_once("\"]")?;
                (Some(region.to_owned()), rest.strip_prefix('.')?)
            }
            None => (None, rest.strip_prefix('.')?),
        };
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        (is_name(tier) && is_name(output) && region.as_deref().is_none_or(is_name)).then(|| Self {
            tier: tier.to_owned(),
            region,
            output: output.to_owned(),
        })
    }

    /// Returns whether the reference stays within the region of the instance.
    pub fn is_within(&self, context: &Context) -> bool {
        self.region.is_none() || self.region == context.region
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Source> {
        Source::of(&Expression::from_template(text))
    }

    #[test]
    fn source_is_found_only_in_a_whole_reference() {
        let source = |region: Option<&str>| {
            let region = region.map(str::to_owned);
            Some(Source { tier: "my-db".into(), region, output: "arn".into() })
        };
        assert_eq!(of("${tier.my-db.arn}"), source(None));
        assert_eq!(of("${ tier.my-db[\"eu-1\"].arn }"), source(Some("eu-1")));
        for other in [
            "${tier.my-db.arns[0]}",
            "${tier.my-db[var.region].arn}",
            "${tier.my-db[\"a\"].arn == null}",
            "x-${tier.my-db.arn}",
            "${var.arn}",
            "${tier.my-db}",
            "${tier.my-db[\"a\"]}",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
