//! Tags that AWS accepts.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// The rules of services for tags. Each one rejects everything that the previous one rejects, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TagRules {
    /// Any characters, as EC2 and VPC do.
    AnyCharacters,
    /// Letters, digits, spaces and some signs, as Elastic Load Balancing, RDS and S3 do.
    SomeCharacters,
    /// The same, and no two keys that differ only in case, as IAM does.
    CaseInsensitive,
}

/// The special characters that all services accept.
const SIGNS: &str = "_.:/=+-@";
/// The maximum number of tags of a resource.
const MOST: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;
/// The maximum length of a local name in the tag `Name`.
const LONGEST_LOCAL: usize = 24;

/// Checks the stack's tags, as far as they are known, and the tag `Name` that [`Context::tags`] adds.
///
/// # Errors
///
/// One diagnostic for each tag that AWS rejects.
///
/// ```
/// use terrace_aws::{TagRules, check_tags};
/// use terrace_sdk::prelude::*;
///
/// fn role(context: &Context) -> Result<Resource, Diagnostics> {
///     check_tags(context, TagRules::CaseInsensitive)?;
///     Ok(Resource::new("aws_iam_role", "main").set("tags", context.tags("main")))
/// }
/// ```
pub fn check_tags(context: &Context, rules: TagRules) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (key, value) in &context.stack_tags {
        let value = match value {
            Value::String(value) => value.as_str(),
            _ => "",
        };
        problems.take(check_tag(key, value, rules));
    }
    problems.take(check_number(context));
    problems.take(check_name(context));
    if rules >= TagRules::CaseInsensitive {
        problems.take(check_case(context));
    }
    problems.finish()
}

fn check_tag(key: &str, value: &str, rules: TagRules) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        let summary = format!("the tag `{key}` begins with `aws:`, which AWS reserves for its own tags");
        problems.push(problem("reserved-tag", summary, "give it another name under `tags`".into()).tag(key));
    }
    for (what, text, longest) in [("name", key, LONGEST_KEY), ("value", value, LONGEST_VALUE)] {
        let length = text.chars().count();
        if length > longest {
            let summary =
                format!("the {what} of the tag `{key}` has {length} characters, but AWS allows {longest}");
            problems.push(problem("tag-too-long", summary, "shorten it under `tags`".into()).tag(key));
        }
        let strange = text.chars().find(|c| !is_plain(*c)).filter(|_| rules >= TagRules::SomeCharacters);
        if let Some(strange) = strange {
            let summary =
                format!("the {what} of the tag `{key}` contains `{strange}`, which AWS does not allow here");
            let hint = format!("use only letters, digits, spaces and `{SIGNS}` under `tags`");
            problems.push(problem("tag-characters", summary, hint).tag(key));
        }
    }
    if key.is_empty() {
        let summary = "a tag has no name".to_owned();
        problems.push(problem("tag-without-name", summary, "name it under `tags`".into()).tag(key));
    }
    problems.finish()
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || SIGNS.contains(c) || (c.is_whitespace() && !c.is_control())
}

fn check_number(context: &Context) -> Result<(), Diagnostics> {
    let number = context.tags("").len();
    if number <= MOST {
        return Ok(());
    }
    let summary = format!("each resource would have {number} tags, but AWS allows {MOST}");
    Err(problem("too-many-tags", summary, "remove some under `tags`".into()).into())
}

/// Checks that the tag `Name` has room for all local names.
fn check_name(context: &Context) -> Result<(), Diagnostics> {
    let length = context.name("").chars().count() + LONGEST_LOCAL;
    if length <= LONGEST_VALUE || context.stack_tags.contains_key("Name") {
        return Ok(());
    }
    let summary =
        format!("the tag `Name` would have up to {length} characters, but AWS allows {LONGEST_VALUE}");
    let hint = "shorten the names of stack, environment, region or tier, or set the tag `Name` under `tags`";
    Err(problem("tag-too-long", summary, hint.into()).into())
}

/// Checks the tag `Name` of an object whose local name can be longer than 24 characters, because an input is
/// part of it. [`check_tags`] checks those of all others.
///
/// # Errors
///
/// One diagnostic with the code `tag-too-long`.
pub fn check_tag_name(context: &Context, local: &str) -> Result<(), Diagnostics> {
    let length = context.name(local).chars().count();
    if length <= LONGEST_VALUE || context.stack_tags.contains_key("Name") {
        return Ok(());
    }
    let summary =
        format!("the tag `Name` of `{local}` would have {length} characters, but AWS allows {LONGEST_VALUE}");
    let hint = "shorten the names of stack, environment, region or tier, or set the tag `Name` under `tags`";
    Err(problem("tag-too-long", summary, hint.into()).into())
}

fn check_case(context: &Context) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for key in context.tags("").into_keys() {
        let Some(other) = seen.insert(key.to_lowercase(), key.clone()) else { continue };
        let summary = format!("IAM treats the tags `{other}` and `{key}` as the same, and rejects them");
        let (given, hint) =
            match [&other, &key].into_iter().find(|key| !context.stack_tags.contains_key(*key)) {
                Some(added) => {
                    let given = if *added == key { &other } else { &key };
                    let hint = format!(
                        "write `{added}` instead of `{given}` under `tags`; Terrace adds `{added}` otherwise"
                    );
                    (given, hint)
                }
                None => (&key, "remove one of them under `tags`".to_owned()),
            };
        problems.push(problem("tags-differ-in-case", summary, hint).tag(given));
    }
    problems.finish()
}

fn problem(code: &str, summary: String, hint: String) -> Diagnostic {
    Diagnostic::new(code, summary).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(tags: &[(&str, &str)]) -> Context {
        Context {
            tier: "iam".into(),
            stack: "shop".into(),
            environment: None,
            region: None,
            regions: Vec::new(),
            stack_tags: tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
        }
    }

    /// Checks these tags against all rules.
    fn wrong(tags: &[(&str, &str)]) -> String {
        use TagRules::{AnyCharacters, CaseInsensitive, SomeCharacters};
        let context = context(tags);
        let of = |rules| {
            let problems = check_tags(&context, rules).err().into_iter().flatten();
            format!("{rules:?}\n{}", problems.map(|problem| format!("  {problem:?}\n")).collect::<String>())
        };
        [AnyCharacters, SomeCharacters, CaseInsensitive].map(of).concat()
    }

    #[test]
    fn tags_that_all_services_take() {
        let tags = [("Owner", "Zürich <- no"), ("a/b", "x=y+z@example.com"), ("Empty", ""), ("名前", "値 1")];
        for (key, value) in &tags[1..] {
            check_tags(&context(&[(key, value)]), TagRules::CaseInsensitive).unwrap();
        }
        check_tags(&context(&tags), TagRules::AnyCharacters).unwrap();
        let expression = Value::from(Expression::raw("var.team"));
        let tags = [("team".to_owned(), expression)].into();
        check_tags(&Context { stack_tags: tags, ..context(&[]) }, TagRules::CaseInsensitive).unwrap();
    }

    #[test]
    fn tags_that_some_services_refuse() {
        let (long, longer) = ("k".repeat(129), "v".repeat(257));
        insta::assert_snapshot!(wrong(&[
            ("AWS:team", "web"),
            ("name", "shop"),
            ("Owner", "R&D, Zürich"),
            ("Team", "a"),
            ("team", "b"),
            (&long, ""),
            ("value", &longer),
            ("", "x"),
        ]));
    }

    #[test]
    fn tag_count_and_name_length_are_limited() {
        let keys: Vec<String> = (0..50).map(|number| format!("tag-{number}")).collect();
        let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
        assert_eq!(check_tags(&context(&tags), TagRules::AnyCharacters).unwrap_err().len(), 1);
        check_tags(&context(&tags[1..]), TagRules::AnyCharacters).unwrap();

        let long = Context { environment: Some("e".repeat(250)), ..context(&[]) };
        assert_eq!(check_tags(&long, TagRules::AnyCharacters).unwrap_err().len(), 1);
        let named = Context { stack_tags: context(&[("Name", "shop")]).stack_tags, ..long };
        check_tags(&named, TagRules::AnyCharacters).unwrap();
        check_tag_name(&named, &"x".repeat(100)).unwrap();
    }

    #[test]
    fn tag_name_has_room_for_names_from_inputs() {
        // `shop-`, `-iam-` and the environment are 226 characters.
        let context = Context { environment: Some("e".repeat(216)), ..context(&[]) };
        check_tag_name(&context, &"x".repeat(30)).unwrap();
        let problems = check_tag_name(&context, &"x".repeat(31)).unwrap_err();
        let problems = format!("{problems:?}");
        assert!(problems.contains("would have 257 characters, but AWS allows 256"), "{problems}");
    }
}
