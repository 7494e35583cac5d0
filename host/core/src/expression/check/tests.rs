use super::*;
use std::fmt::Write;

const ALL_ROOTS: [Root; 5] = [Root::Variable, Root::Tier, Root::Terrace, Root::Terraform, Root::Path];

/// Returns the variables and the tiers of a stack.
fn variables_and_tiers() -> (BTreeSet<String>, BTreeMap<TierName, Option<Vec<RegionName>>>) {
    let region = |name| RegionName::new(name).unwrap();
    let tiers = BTreeMap::from([
        (TierName::new("iam").unwrap(), None),
        (TierName::new("network").unwrap(), Some(vec![region("primary"), region("secondary")])),
    ]);
    (BTreeSet::from(["primary_region".to_owned()]), tiers)
}

/// Returns the errors in an expression that may use these roots.
fn stack_errors(expression: &str, allowed: &[Root], in_region: bool) -> Vec<String> {
    let (variables, tiers) = variables_and_tiers();
    let vocabulary = Vocabulary { allowed, variables: &variables, tiers: &tiers, in_region };
    let checked = check_expression(expression, &vocabulary);
    checked.err().into_iter().flatten().map(|error| error.to_string()).collect()
}

#[test]
fn stack_expressions_refer_to_what_exists() {
    for (expression, in_region) in [
        ("${var.primary_region} ${terrace.stack} ${terrace.environment}", false),
        ("${terraform.workspace} ${terraform.applying}", false),
        ("${path.module} ${path.root} ${path.cwd}", false),
        ("${tier.iam.role} ${tier.network[\"primary\"].vpc_id}", false),
        ("${tier.network.vpc_id} ${tier.network.primary} ${terrace.region}", true),
        ("$${aws_vpc.main.id}", false),
    ] {
        assert_eq!(stack_errors(expression, &ALL_ROOTS, in_region), [""; 0], "{expression}");
    }
}

#[test]
fn stack_expression_without_root_is_corrected() {
    let suggestion = |reference: &str, allowed: &[Root]| {
        let error = stack_errors(&format!("${{{reference}}}"), allowed, false).pop().unwrap();
        error.split_once("did you mean `").map(|(_, meant)| meant.trim_end_matches("`?").to_owned())
    };
    for (reference, meant) in [
        ("network.vpc_id", Some("tier.network.vpc_id")),
        ("network.primary.vpc_id", Some("tier.network[\"primary\"].vpc_id")),
        ("iam.primary.role", Some("tier.iam.primary.role")),
        ("primary_region", Some("var.primary_region")),
        ("primary_region.name", None),
        ("variable.a", Some("var.a")),
        ("variables.a", Some("var.a")),
        ("vars.a", Some("var.a")),
        ("input.a", Some("var.a")),
        ("module.iam.role", Some("tier.iam.role")),
        ("teir.iam.role", Some("tier.iam.role")),
        ("vars", None),
    ] {
        assert_eq!(suggestion(reference, &ALL_ROOTS).as_deref(), meant, "{reference}");
    }
    assert_eq!(suggestion("network.vpc_id", &[Root::Variable]), None);
    assert_eq!(suggestion("module.iam.role", &[Root::Variable]), None);
    assert_eq!(suggestion("primary_region", &[Root::Tier]), None);
}

#[test]
fn region_belongs_in_brackets() {
    for (reference, written) in [
        ("tier.network.primary.vpc_id", "tier.network[\"primary\"].vpc_id"),
        ("tier.network.primary", "tier.network[\"primary\"].OUTPUT"),
    ] {
        let message = format!("`{reference}`: `primary` is a region; write `{written}`");
        assert_eq!(stack_errors(&format!("${{{reference}}}"), &ALL_ROOTS, false), [message]);
    }
}

#[test]
fn faults_of_stack_expressions() {
    let (variables, tiers) = variables_and_tiers();
    let vocabulary =
        Vocabulary { allowed: &ALL_ROOTS, variables: &variables, tiers: &tiers, in_region: false };
    let mut out = String::new();
    for text in [
        "${var.primary_regoin}",
        "${tier.netwrk.vpc_id}",
        "${tier.network.vpc_id}",
        "${tier.network[\"secundary\"].vpc_id}",
        "${tier.iam[\"primary\"].role}",
        "${tier.iam}",
        "${tier.network[var.primary_region].vpc_id}",
        "${terrace.region} ${terrace.name}",
        "${terraform.version} ${path.home}",
        "${aws_vpc.main.id}",
        "${var.",
    ] {
        for error in check_expression(text, &vocabulary).unwrap_err() {
            writeln!(out, "{} {:?} {error}", error.code(), &text[error.span()]).unwrap();
        }
    }
    let narrow = Vocabulary { allowed: &[Root::Variable, Root::Terrace], in_region: true, ..vocabulary };
    for error in check_expression("${tier.iam.role}", &narrow).unwrap_err() {
        writeln!(out, "{} {error}", error.code()).unwrap();
    }
    insta::assert_snapshot!(out);
    assert_eq!(check_expression("${terrace.region}", &narrow).unwrap().len(), 1);
}
