//! Finds obstacles before a stack is destroyed.
//!
//! The provider refuses a protected resource only when its turn comes, and by then other resources are gone.

use serde_json::Value;
use std::ffi::OsString;
use terrace_core::model::{Diagnostic, Severity};
use terrace_project::consequences::{Obstacle, ObstacleKind, obstacles};
use terrace_stack::stack::Stack;
use terrace_terraform::{Origin, Provenance, Subcommand, Workspace};

/// The options that restrict terraform to a part of the resources.
const OF_A_PART: [&str; 4] = ["target", "target-file", "exclude", "exclude-file"];

/// How much a command destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All resources.
    Whole,
    /// The resources that options select.
    Part,
    /// Nothing; the command only shows a plan.
    Shown,
}

/// Returns how much a command destroys, or `None` for a command that destroys nothing by itself.
pub fn extent(subcommand: Subcommand, arguments: &[OsString]) -> Option<Extent> {
    let options = || {
        let options = arguments.iter().filter_map(|argument| argument.to_str()?.strip_prefix('-'));
        options.map(|option| option.strip_prefix('-').unwrap_or(option))
    };
    let destroys = subcommand == Subcommand::Destroy
        || (matches!(subcommand, Subcommand::Apply | Subcommand::Plan)
            && options().any(|option| matches!(option, "destroy" | "destroy=true")));
    let is_part = options().any(|option| OF_A_PART.contains(&option.split('=').next().unwrap_or_default()));
    let extent = match (subcommand, is_part) {
        (Subcommand::Plan, _) => Extent::Shown,
        (_, true) => Extent::Part,
        (_, false) => Extent::Whole,
    };
    destroys.then_some(extent)
}

/// Returns a diagnostic for each obstacle to destroying a state's resources. It is an error only if everything is really
/// destroyed and the provider is certain to refuse; otherwise it is a warning.
pub fn refusals(
    stack: &Stack,
    workspace: &Workspace<'_>,
    state: &Value,
    extent: Extent,
    is_sandboxed: bool,
) -> Vec<Diagnostic> {
    let is_real = extent == Extent::Whole && !is_sandboxed;
    let found = obstacles(state, workspace.configuration());
    let told = found.iter().map(|obstacle| {
        let mut diagnostic = obstacle_diagnostic(stack, workspace.provenance(), obstacle);
        if !is_real {
            diagnostic.severity = Severity::Warning;
        }
        diagnostic
    });
    told.collect()
}

fn obstacle_diagnostic(
    stack: &Stack,
    provenance: &Provenance,
    Obstacle { address, kind }: &Obstacle,
) -> Diagnostic {
    let origin = provenance.find(address);
    let of_tier = origin.map_or_else(String::new, |origin| format!(" in tier `{}`", origin.instance.tier));
    let again = "run `terrace apply`, then destroy again";
    let diagnostic = match kind {
        ObstacleKind::Protected { attribute, is_pending } => {
            let summary = format!("`{address}` is protected by `{attribute}`, so it cannot be destroyed");
            let hint = match is_pending {
                true => format!("the stack already turns the protection off: {again}"),
                false => format!(
                    "turn `{attribute}` off{of_tier}, with the tier's input for it or with `patch`; then {again}"
                ),
            };
            Diagnostic::error("protected", summary).path(attribute).hint(hint)
        }
        ObstacleKind::Prevented => {
            let summary = format!("`{address}` has `prevent_destroy`, so terraform will not destroy it");
            let hint = format!("remove `prevent_destroy`{of_tier}, or with `patch`; then destroy again");
            Diagnostic::error("protected", summary).path("lifecycle.prevent_destroy").hint(hint)
        }
        ObstacleKind::UnnamedSnapshot => {
            let summary =
                format!("`{address}` takes a final snapshot that has no name, so it cannot be destroyed");
            let hint = format!(
                "set `final_snapshot_identifier`, or set `skip_final_snapshot` to true{of_tier}; then {again}"
            );
            Diagnostic::error("unnamed-snapshot", summary).path("final_snapshot_identifier").hint(hint)
        }
        ObstacleKind::MaybeFull { attribute } => {
            let summary = format!("`{address}` can only be destroyed when it is empty");
            let hint = format!(
                "empty it first, or turn `{attribute}` on{of_tier} and run `terrace apply`, so that its contents are deleted with it"
            );
            Diagnostic::warning("may-be-full", summary).path(*attribute).hint(hint)
        }
    };
    match origin {
        Some(origin) => with_location(stack, origin, diagnostic),
        None => diagnostic,
    }
}

fn with_location(stack: &Stack, origin: &Origin, diagnostic: Diagnostic) -> Diagnostic {
    let diagnostic = diagnostic.instance(origin.instance.clone()).address(origin.local.clone());
    match stack.location_of_tier(&origin.instance) {
        Some(location) => diagnostic.label(location, ""),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(subcommand: Subcommand, arguments: &[&str]) -> Option<Extent> {
        extent(subcommand, &arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn destroy_extent_follows_from_the_command_and_its_options() {
        assert_eq!(of(Subcommand::Destroy, &["-auto-approve"]), Some(Extent::Whole));
        assert_eq!(of(Subcommand::Destroy, &["-target=aws_vpc.a"]), Some(Extent::Part));
        assert_eq!(of(Subcommand::Destroy, &["--exclude", "aws_vpc.a"]), Some(Extent::Part));
        assert_eq!(of(Subcommand::Apply, &["-destroy"]), Some(Extent::Whole));
        assert_eq!(of(Subcommand::Plan, &["--destroy=true"]), Some(Extent::Shown));
        assert_eq!(of(Subcommand::Apply, &["-auto-approve", "-destroy=false"]), None);
        assert_eq!(of(Subcommand::Output, &["-destroy"]), None);
    }
}
