//! Names with a maximum length in AWS.

use terrace_sdk::prelude::*;

/// Returns the given name, or else [`Context::name`] of `local`.
///
/// A tier that calls it has an input `name`, because names composed of stack, environment and region are
/// easily too long. `kind` says what the name is for, such as `a role`.
///
/// # Errors
///
/// One diagnostic with the code `name-too-long` if it has more characters than `longest`.
///
/// ```
/// use terrace_aws::limited_name;
/// use terrace_sdk::prelude::*;
///
/// fn role(context: &Context, name: Option<&str>) -> Result<Resource, Diagnostics> {
///     let name = limited_name(context, name, "instance", "a role", 64)?;
///     Ok(Resource::new("aws_iam_role", "instance").set("name", name))
/// }
/// ```
pub fn limited_name(
    context: &Context,
    given: Option<&str>,
    local: &str,
    kind: &str,
    longest: usize,
) -> Result<String, Diagnostics> {
    let name = given.map_or_else(|| context.name(local), str::to_owned);
    let length = name.chars().count();
    if length <= longest {
        return Ok(name);
    }
    let summary =
        format!("`{name}` has {length} characters, but the name of {kind} can have at most {longest}");
    Err(Diagnostic::new("name-too-long", summary).path("/name").hint("choose a shorter name").into())
}

/// The longest prefix that Terraform extends to a name of 255 characters.
const LONGEST_PREFIX: usize = 229;

/// Returns the beginning of a name that Terraform completes: [`Context::name`] of `local`, and `-`. A prefix
/// that is too long is cut off, because Terraform makes every name unique anyway.
///
/// It is for names of up to 255 characters, such as those of security groups and autoscaling groups.
///
/// ```
/// use terrace_aws::name_prefix;
/// use terrace_sdk::prelude::*;
///
/// fn group(context: &Context) -> Resource {
///     Resource::new("aws_autoscaling_group", "main").set("name_prefix", name_prefix(context, "main"))
/// }
/// ```
pub fn name_prefix(context: &Context, local: &str) -> String {
    prefix(&context.name(local))
}

/// Turns a name into a prefix.
pub(crate) fn prefix(name: &str) -> String {
    let kept: String = name.chars().take(LONGEST_PREFIX - 1).collect();
    format!("{}-", kept.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        Context {
            tier: "storage".into(),
            stack: "shop".into(),
            environment: None,
            region: Some("primary".into()),
            regions: Vec::new(),
            stack_tags: [].into(),
        }
    }

    #[test]
    fn name_is_given_or_generated() {
        assert_eq!(
            limited_name(&context(), None, "main", "a role", 64).unwrap(),
            "shop-primary-storage-main"
        );
        assert_eq!(limited_name(&context(), Some("files"), "main", "a role", 5).unwrap(), "files");
    }

    #[test]
    fn name_prefix_leaves_room_for_the_suffix_of_terraform() {
        assert_eq!(name_prefix(&context(), "main"), "shop-primary-storage-main-");
        let long = Context { stack: "s".repeat(100), environment: Some("e".repeat(120)), ..context() };
        let cut = name_prefix(&long, "main");
        assert_eq!((cut.len(), cut.ends_with("e-primar-")), (229, true), "{cut}");
        // Cut off after a `-`, it does not end in two of them.
        let long = Context { stack: "s".repeat(227), ..context() };
        assert_eq!(name_prefix(&long, "main"), format!("{}-", long.stack));
    }

    #[test]
    fn name_that_is_too_long_is_an_error() {
        let problems = limited_name(&context(), None, "main", "a role", 24).unwrap_err();
        insta::assert_debug_snapshot!(problems.into_iter().next().unwrap(), @r#"
        Diagnostic {
            code: "name-too-long",
            summary: "`shop-primary-storage-main` has 25 characters, but the name of a role can have at most 24",
            detail: None,
            address: None,
            path: Some(
                "/name",
            ),
            hint: Some(
                "choose a shorter name",
            ),
        }
        "#);
    }
}
