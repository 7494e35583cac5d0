//! Checks a tier's manifest.

use super::Check;
use terrace_core::model::Manifest;
use terrace_core::words::count;
use terrace_stack::declared::{self, lists_of_types};

/// Returns the checks of a manifest, except for its input schema.
pub(super) fn checks(manifest: &Manifest) -> [Check; 4] {
    let Manifest { name, version, outputs, providers, .. } = manifest;
    let right = format!("`{name}` and version {version} are valid");
    [
        Check::of("name", declared::name(manifest), right),
        Check::of(
            "outputs",
            declared::outputs(manifest),
            format!("{}, with their types", count(outputs.len(), "output")),
        ),
        Check::of("providers", declared::providers(manifest), count(providers.len(), "provider")),
        Check::of("types", declared::types(manifest), format!("may emit {}", emitted(manifest))),
    ]
}

/// Returns the number of block types and modules that the tier may emit, in words.
fn emitted(manifest: &Manifest) -> String {
    let mut parts: Vec<String> = lists_of_types(manifest)
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| count(names.len(), what))
        .collect();
    if !manifest.modules.is_empty() {
        parts.push(count(manifest.modules.len(), "module"));
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::check::fixture::shown;
    use terrace_core::model::{OutputDeclaration, ProviderRequirement};
    use terrace_core::scope::fixture;

    #[test]
    fn manifest_check_accepts_a_valid_manifest() {
        insta::assert_snapshot!(shown(&checks(&fixture::manifest())));
    }

    #[test]
    fn manifest_check_reports_every_problem() {
        let output = |name: &str, type_constraint: &str| OutputDeclaration {
            name: name.to_owned(),
            type_constraint: type_constraint.to_owned(),
            description: String::new(),
            sensitive: false,
        };
        let provider = |name: &str, source: &str, version: &str| ProviderRequirement {
            name: name.to_owned(),
            source: source.to_owned(),
            version: version.to_owned(),
        };
        insta::assert_snapshot!(shown(&checks(&Manifest {
            name: "My Tier".to_owned(),
            version: "1.0".to_owned(),
            outputs: vec![output("a b", "string"), output("c", "list"), output("c", "strin")],
            providers: vec![
                provider("aws", "", ">= 5.0"),
                provider("aws", "https://example.com/aws", "newest"),
                provider("9", "a/b", "")
            ],
            resources: vec!["aws vpc".to_owned(), "aws_vpc".to_owned(), "aws_vpc".to_owned()],
            ..fixture::manifest()
        })));
    }
}
