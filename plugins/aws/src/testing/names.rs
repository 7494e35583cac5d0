//! Checks of the names in a contribution, by the rules of the services and of the provider.

use super::literal::filled;
use terrace_sdk::serde_json::Value as Json;
use terrace_sdk::testing::Synthesized;

/// The rule for the names of one attribute.
struct NameRule {
    types: &'static [&'static str],
    attribute: &'static str,
    max_chars: usize,
    form: Form,
    /// Beginnings that the service refuses.
    refused: &'static [&'static str],
    /// The number of characters that an expression within the name stands for.
    expression_chars: usize,
}

/// The characters that a name consists of.
#[derive(Clone, Copy)]
enum Form {
    /// Any characters.
    Any,
    /// Letters, digits and these signs.
    Signs(&'static str),
    /// Lower-case letters, digits, `-` and `.`, beginning and ending with a letter or a digit.
    Bucket,
    /// Letters, digits and `-`, neither beginning nor ending with `-`.
    Inner,
    /// Letters, digits and single `-`, beginning with a letter and not ending with `-`.
    Identifier,
    /// The beginning of an [`Form::Identifier`], which may end with `-`.
    IdentifierPrefix,
    /// `alias/`, then letters, digits and `/_-`.
    Alias,
}

/// Signs in the names of IAM.
const IAM: Form = Form::Signs("_+=,.@-");
/// Signs in the names of ECS.
const ECS: Form = Form::Signs("_-");

const fn rule(
    types: &'static [&'static str],
    attribute: &'static str,
    max_chars: usize,
    form: Form,
) -> NameRule {
    NameRule { types, attribute, max_chars, form, refused: &[], expression_chars: 0 }
}

/// The rules. A prefix is as long as a name without the 26 characters that Terraform adds, unless the
/// provider allows less.
const RULES: &[NameRule] = &[
    NameRule { refused: &["internal-"], ..rule(&["aws_lb"], "name", 32, Form::Inner) },
    NameRule { refused: &["internal-"], ..rule(&["aws_lb"], "name_prefix", 6, Form::Signs("-")) },
    rule(&["aws_lb_target_group"], "name", 32, Form::Inner),
    rule(&["aws_lb_target_group"], "name_prefix", 6, Form::Signs("-")),
    NameRule {
        refused: &["sg-"],
        ..rule(&["aws_security_group"], "name", 255, Form::Signs(" ._-:/()#,@[]+=&;{}!$*"))
    },
    NameRule {
        refused: &["sg-"],
        ..rule(&["aws_security_group"], "name_prefix", 229, Form::Signs(" ._-:/()#,@[]+=&;{}!$*"))
    },
    rule(&["aws_launch_template"], "name", 128, Form::Signs("().-/_")),
    rule(&["aws_launch_template"], "name_prefix", 102, Form::Signs("().-/_")),
    rule(&["aws_autoscaling_group"], "name", 255, Form::Any),
    rule(&["aws_autoscaling_group"], "name_prefix", 229, Form::Any),
    rule(&["aws_autoscaling_policy", "aws_appautoscaling_policy"], "name", 255, Form::Any),
    rule(&["aws_autoscaling_schedule"], "scheduled_action_name", 255, Form::Any),
    rule(&["aws_iam_role"], "name", 64, IAM),
    rule(&["aws_iam_role"], "name_prefix", 38, IAM),
    rule(&["aws_iam_instance_profile", "aws_iam_policy", "aws_iam_role_policy"], "name", 128, IAM),
    rule(&["aws_iam_instance_profile", "aws_iam_policy", "aws_iam_role_policy"], "name_prefix", 102, IAM),
    rule(&["aws_db_instance", "aws_rds_cluster_instance"], "identifier", 63, Form::Identifier),
    rule(&["aws_rds_cluster"], "cluster_identifier", 63, Form::Identifier),
    rule(&["aws_rds_global_cluster"], "global_cluster_identifier", 63, Form::Identifier),
    NameRule {
        expression_chars: TIMESTAMP_CHARS,
        ..rule(&["aws_db_instance", "aws_rds_cluster"], "final_snapshot_identifier", 255, Form::Identifier)
    },
    NameRule { refused: &["default"], ..rule(&["aws_db_subnet_group"], "name", 255, Form::Signs("_.- ")) },
    rule(
        &["aws_db_parameter_group", "aws_rds_cluster_parameter_group", "aws_db_option_group"],
        "name",
        255,
        Form::Identifier,
    ),
    rule(
        &["aws_db_parameter_group", "aws_rds_cluster_parameter_group", "aws_db_option_group"],
        "name_prefix",
        229,
        Form::IdentifierPrefix,
    ),
    NameRule {
        refused: &["xn--", "sthree-", "amzn-s3-demo-"],
        expression_chars: SUFFIX_CHARS,
        ..rule(&["aws_s3_bucket"], "bucket", 63, Form::Bucket)
    },
    NameRule {
        refused: &["xn--", "sthree-", "amzn-s3-demo-"],
        ..rule(&["aws_s3_bucket"], "bucket_prefix", 37, Form::Signs("-."))
    },
    NameRule { refused: &["aws/"], ..rule(&["aws_cloudwatch_log_group"], "name", 512, Form::Signs("_-/.#")) },
    rule(&["aws_ecs_cluster", "aws_ecs_service"], "name", 255, ECS),
    rule(&["aws_ecs_task_definition"], "family", 255, ECS),
    NameRule { refused: &["alias/aws/"], ..rule(&["aws_kms_alias"], "name", 256, Form::Alias) },
    rule(&["aws_secretsmanager_secret"], "name", 512, Form::Signs("/_+=.@-")),
    rule(&["aws_cloudwatch_metric_alarm"], "alarm_name", 255, Form::Any),
    rule(&["aws_cloudwatch_dashboard"], "dashboard_name", 255, ECS),
    rule(&["aws_sns_topic"], "name", 256, ECS),
    rule(&["aws_sqs_queue"], "name", 80, ECS),
];

/// The length of a time in the name of a snapshot.
const TIMESTAMP_CHARS: usize = 14;
/// The length of the random end of a bucket's name.
const SUFFIX_CHARS: usize = 8;
/// The maximum length of a tag's value, such as that of `Name`.
const MAX_TAG_CHARS: usize = 256;

/// Asserts that AWS accepts all names of an instance: their length, their characters and how they begin, and
/// the length of the tags `Name`.
///
/// # Panics
///
/// If there is a problem, with all of them.
#[track_caller]
pub fn assert_names(made: &Synthesized) {
    let problems = name_problems(made.json());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Returns the problems in the names of a configuration, in the layout of [`Synthesized::json`]. Each begins
/// with the address and the attribute.
pub fn name_problems(configuration: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    for (type_name, blocks) in configuration["resource"].as_object().into_iter().flatten() {
        for (local, body) in blocks.as_object().into_iter().flatten() {
            for rule in RULES.iter().filter(|rule| rule.types.contains(&type_name.as_str())) {
                let problem =
                    body.get(rule.attribute).and_then(Json::as_str).and_then(|name| rule.check(name));
                problems.extend(problem.map(|it| format!("{type_name}.{local}.{}: {it}", rule.attribute)));
            }
            let tag = body["tags"]["Name"].as_str().map_or(0, |name| name.chars().count());
            if tag > MAX_TAG_CHARS {
                problems.push(format!("{type_name}.{local}.tags: `Name` has {tag} characters"));
            }
        }
    }
    problems
}

impl NameRule {
    /// Returns what is wrong with a name. A name that is nothing but an expression is not known.
    fn check(&self, name: &str) -> Option<String> {
        let is_expression = name.starts_with("${") && filled(name, 0).is_empty();
        let name = filled(name, self.expression_chars);
        let length = name.chars().count();
        if is_expression {
            None
        } else if length == 0 || length > self.max_chars {
            Some(format!("`{name}` has {length} characters, but 1 to {} are allowed", self.max_chars))
        } else if let Some(start) = self.refused.iter().find(|start| name.starts_with(*start)) {
            Some(format!("`{name}` begins with `{start}`"))
        } else if !self.form.fits(&name) {
            Some(format!("`{name}` is not of the form of such names"))
        } else {
            None
        }
    }
}

impl Form {
    fn fits(self, name: &str) -> bool {
        let consists =
            |name: &str, signs: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
        let is_inner = !name.starts_with('-') && !name.ends_with('-');
        match self {
            Self::Any => true,
            Self::Signs(signs) => consists(name, signs),
            Self::Bucket => {
                is_inner && consists(name, "-.") && !name.contains(|c: char| c.is_ascii_uppercase())
            }
            Self::Inner => is_inner && consists(name, "-"),
            Self::Identifier => is_inner && Self::IdentifierPrefix.fits(name),
            Self::IdentifierPrefix => {
                name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && consists(name, "-")
                    && !name.contains("--")
            }
            Self::Alias => name.strip_prefix("alias/").is_some_and(|rest| consists(rest, "/_-")),
        }
    }
}
