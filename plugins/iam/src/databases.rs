//! The databases that instances may describe.

use terrace_sdk::prelude::*;

/// Returns the names of the selected regions. `None` represents the region of the provider's default
/// configuration, in a stack whose regions have none.
pub(crate) fn regions(
    context: &Context,
    wanted: Option<&[String]>,
) -> Result<Vec<Option<String>>, Diagnostics> {
    let configured = context.regions.iter().filter(|region| region.providers.iter().any(|p| p == "aws"));
    let configured: Vec<&str> = configured.map(|region| region.name.as_str()).collect();
    let Some(wanted) = wanted else {
        if configured.is_empty() {
            return Ok(vec![None]);
        }
        return Ok(configured.into_iter().map(|name| Some(name.to_owned())).collect());
    };

    let mut problems = Diagnostics::new();
    for (i, name) in wanted.iter().enumerate() {
        let path = format!("/database_regions/{i}");
        if !configured.contains(&name.as_str()) {
            let summary = format!("`{name}` is not a region of the stack with a configuration of aws");
            let mut problem = Diagnostic::new("unknown-region", summary).path(path);
            if !configured.is_empty() {
                problem = problem.hint(format!("the regions are {}", configured.join(", ")));
            }
            problems.push(problem);
        } else if wanted[..i].contains(name) {
            let summary = format!("region `{name}` is listed twice");
            problems.push(Diagnostic::new("repeated-region", summary).path(path));
        }
    }
    problems.finish()?;
    Ok(wanted.iter().cloned().map(Some).collect())
}

/// Returns, for each region, the ARN that matches all databases of the account.
pub(crate) fn arns(
    out: &mut Contribution,
    regions: &[Option<String>],
    account: &Expression,
    partition: &Expression,
) -> Vec<Value> {
    let mut arns = Vec::new();
    for region in regions {
        // Not `aws_region`: every one of its attributes is missing or deprecated in some version.
        let service = match region {
            Some(name) => Resource::data("aws_service", format!("rds_{name}")).provider_of(name),
            None => Resource::data("aws_service", "rds"),
        };
        let service = out.add(service.set("service_id", "rds"));
        arns.push(
            template!["arn:", partition, ":rds:", service.attr("region"), ":", account, ":db:*"].into(),
        );
    }
    arns
}
