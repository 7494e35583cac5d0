//! Names, and checks of the combinations of inputs.

use crate::inputs::{AliasName, Inputs, Secret, SecretName};
use terrace_aws::Source;
use terrace_sdk::prelude::*;

/// The maximum length of an alias, without `alias/`.
const MAX_ALIAS_CHARS: usize = 250;
/// The maximum length of the name of a secret.
const MAX_SECRET_NAME_CHARS: usize = 512;

impl Inputs {
    /// Returns the name of the alias, with `alias/`.
    pub(crate) fn alias(&self, context: &Context) -> Result<String, Diagnostics> {
        let given = self.name.as_ref().map(AliasName::as_str);
        // Without the region, so that the alias is the same in all of them.
        let name = given.map_or_else(|| of_tier(context).join("-"), str::to_owned);
        if name.starts_with("aws/") {
            let summary = format!("an alias cannot begin with `aws/`, as `{name}` does");
            let problem = Diagnostic::new("reserved-name", summary).path("/name");
            return Err(problem.hint("AWS reserves it for its own keys; choose another name").into());
        }
        check_length(&name, "a key's alias", MAX_ALIAS_CHARS, "/name".into())?;
        Ok(format!("alias/{name}"))
    }

    pub(crate) fn check(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if !self.iam_policies && self.administrators.is_empty() {
            let summary =
                "nobody could manage the key: iam_policies is false, and there are no administrators";
            let problem = Diagnostic::new("key-without-administrators", summary).path("/administrators");
            problems.push(problem.hint("set administrators, and include the role that runs Terraform"));
        }
        problems.take(self.check_replicas(context));
        if let (false, Some(_)) = (self.rotation, &self.rotation_period_days) {
            let summary = "rotation_period_days is set, but rotation is off";
            let problem = Diagnostic::new("period-without-rotation", summary).path("/rotation_period_days");
            problems.push(problem.hint("remove rotation_period_days, or set rotation to true"));
        }
        for (i, service) in self.services.iter().enumerate() {
            if self.services[..i].contains(service) {
                let problem = Diagnostic::new("repeated-service", "the service is listed twice");
                problems.push(problem.path(format!("/services/{i}")).hint("remove it"));
            }
        }
        for (local, secret) in &self.secrets {
            let path = format!("/secrets/{local}/name");
            let name = secret.secret_name(context, local);
            problems.take(check_length(&name, "a secret", MAX_SECRET_NAME_CHARS, path));
        }
        problems.finish()
    }
}

impl Inputs {
    /// Checks what is said about other regions.
    fn check_replicas(&self, context: &Context) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(Input::Expression(source)) = &self.replicate_from
            && Source::of(source).is_some_and(|it| it.tier == context.tier && it.is_within(context))
        {
            let problem = Diagnostic::new("replica-of-itself", "a key cannot be a replica of itself");
            let problem = problem.path("/replicate_from");
            problems.push(problem.hint("name the key of another region, and leave it out in that region"));
        }
        if let Some(Input::Known(source)) = &self.replicate_from
            && !source.as_str().contains(":key/mrk-")
        {
            let summary =
                format!("`{}` is not a multi-Region key, and can have no replicas", source.as_str());
            let problem = Diagnostic::new("not-a-multi-region-key", summary).path("/replicate_from");
            problems.push(problem.hint("name a key whose ID begins with `mrk-`"));
        }
        if self.replicate_from.is_some() && !self.multi_region {
            let summary = "a replica is always a multi-Region key";
            let problem = Diagnostic::new("replica-of-one-region", summary).path("/multi_region");
            problems.push(problem.hint("remove multi_region, or remove replicate_from"));
        }
        if self.secrets_from.is_some() && !self.secrets.is_empty() {
            let summary = "secrets are written here, and replicated from another region as well";
            let problem = Diagnostic::new("secrets-from-two-regions", summary).path("/secrets_from");
            problems.push(problem.hint("set secrets only in the region that they are written in"));
        }
        if self.secrets.is_empty() && !self.replicate_secrets_to.is_empty() {
            let problem =
                Diagnostic::new("no-secrets", "replicate_secrets_to is set, but there are no secrets");
            let problem = problem.path("/replicate_secrets_to");
            problems.push(problem.hint("set secrets in this region, or remove replicate_secrets_to"));
        }
        problems.finish()
    }
}

impl Secret {
    /// Returns the name in Secrets Manager.
    pub(crate) fn secret_name(&self, context: &Context, local: &str) -> String {
        let default = || {
            let mut parts = of_tier(context);
            parts.push(local);
            parts.join("/")
        };
        self.name.as_ref().map(SecretName::as_str).map_or_else(default, str::to_owned)
    }
}

/// Returns the names of stack, environment and tier.
fn of_tier(context: &Context) -> Vec<&str> {
    let parts = [Some(context.stack.as_str()), context.environment.as_deref(), Some(&context.tier)];
    parts.into_iter().flatten().collect()
}

fn check_length(name: &str, kind: &str, max: usize, path: String) -> Result<(), Diagnostics> {
    let length = name.chars().count();
    if length <= max {
        return Ok(());
    }
    let summary = format!("`{name}` has {length} characters, but the name of {kind} can have at most {max}");
    Err(Diagnostic::new("name-too-long", summary).path(path).hint("choose a shorter name").into())
}
