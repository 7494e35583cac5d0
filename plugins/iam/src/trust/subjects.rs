//! The subjects of tokens: the part that says which workload they are for.

use crate::inputs::{AssumedBy, GitHub, GitLab, Kubernetes, RefPattern};
use terrace_sdk::prelude::*;

/// The subjects that may assume the role.
pub(super) struct Subjects {
    pub(super) values: Vec<Value>,
    /// True if one of them contains `*` or `?`.
    pub(super) has_patterns: bool,
}

impl Subjects {
    fn of(subjects: Vec<String>) -> Self {
        let has_patterns = subjects.iter().any(|subject| subject.contains(['*', '?']));
        Self { values: subjects.into_iter().map(Value::from).collect(), has_patterns }
    }
}

/// Checks that each repository and project has at least one condition: without one, anybody who can push to
/// a branch of it could assume the role.
pub(super) fn check(by: &AssumedBy) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let github = by.github.iter().flat_map(|github| &github.repositories);
    for (name, it) in github {
        let is_open =
            it.branches.is_empty() && it.tags.is_empty() && it.environments.is_empty() && !it.pull_requests;
        if is_open {
            let path = format!("/assumed_by/github/repositories/{}", name.replace('/', "~1"));
            problems.push(without_conditions(name, path, "branches, tags or environments"));
        }
    }
    for (name, it) in by.gitlab.iter().flat_map(|gitlab| &gitlab.projects) {
        if it.branches.is_empty() && it.tags.is_empty() {
            let path = format!("/assumed_by/gitlab/projects/{}", name.replace('/', "~1"));
            problems.push(without_conditions(name, path, "branches or tags"));
        }
    }
    problems.finish()
}

fn without_conditions(name: &str, path: String, what: &str) -> Diagnostic {
    let summary = format!("nothing says which runs of `{name}` may assume the role");
    Diagnostic::new("repository-without-conditions", summary).path(path).hint(format!("set {what}"))
}

pub(super) fn of_cluster(cluster: &Kubernetes) -> Subjects {
    let subject = template!["system:serviceaccount:", &cluster.namespace, ":", &cluster.service_account];
    Subjects { values: values![subject], has_patterns: false }
}

pub(super) fn of_github(github: &GitHub) -> Subjects {
    let mut subjects = Vec::new();
    for (name, it) in &github.repositories {
        let named = |form: &'static str, names: &[RefPattern]| -> Vec<String> {
            // GitHub encodes a `:`, which separates the parts.
            let encoded = names.iter().map(|it| it.as_str().replace(':', "%3A"));
            encoded.map(|it| format!("repo:{name}:{form}{it}")).collect()
        };
        subjects.extend(named("ref:refs/heads/", &it.branches));
        subjects.extend(named("ref:refs/tags/", &it.tags));
        subjects.extend(named("environment:", &it.environments));
        if it.pull_requests {
            subjects.push(format!("repo:{name}:pull_request"));
        }
    }
    Subjects::of(subjects)
}

pub(super) fn of_gitlab(gitlab: &GitLab) -> Subjects {
    let mut subjects = Vec::new();
    for (name, it) in &gitlab.projects {
        for (kind, names) in [("branch", &it.branches), ("tag", &it.tags)] {
            let of = |it: &RefPattern| format!("project_path:{name}:ref_type:{kind}:ref:{}", it.as_str());
            subjects.extend(names.iter().map(of));
        }
    }
    Subjects::of(subjects)
}
