//! Facts about terraform that help to find out why something does not work.

use super::{Environment, ProgramOrigin, Search, Terraform, TerraformError};

/// An environment variable that changes what terraform does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableFact {
    pub name: String,
    /// The value, or `None` if it may be a secret.
    pub value: Option<String>,
    /// A short description of the effect.
    pub effect: &'static str,
}

/// The available programs, and the variables that they will see.
#[derive(Debug)]
pub struct Facts {
    /// The programs in lookup order. The first one is used.
    pub programs: Vec<(ProgramOrigin, Result<Terraform, TerraformError>)>,
    /// The variables, sorted by name.
    pub variables: Vec<VariableFact>,
}

impl Facts {
    /// Collects the facts. Runs each program to get its version.
    pub fn gather(search: &Search<'_>) -> Self {
        Self { programs: search.candidates(), variables: variables(search.environment) }
    }
}

/// Variables by name, or by prefix with a `*`; whether the value may be shown; their effect.
const KNOWN: [(&str, bool, &str); 20] = [
    ("NO_COLOR", true, "Terrace passes `-no-color` to terraform"),
    ("TERRACE_TERRAFORM", true, "names the program that Terrace runs"),
    // Arguments may contain `-var password=…`.
    ("TF_CLI_ARGS", false, "adds arguments to every command"),
    ("TF_CLI_ARGS_*", false, "adds arguments to one command"),
    ("TF_CLI_CONFIG_FILE", true, "replaces the user's CLI configuration file"),
    ("TF_CLOUD_*", true, "completes the `cloud` block"),
    ("TF_DATA_DIR", true, "moves `.terraform`, relative to the output directory"),
    ("TF_ENCRYPTION", false, "adds to OpenTofu's state encryption"),
    ("TF_IGNORE", true, "logs which files are left out of uploads"),
    ("TF_INPUT", true, "if false or 0, missing values are errors instead of prompts"),
    ("TF_IN_AUTOMATION", true, "leaves out advice on what to run next"),
    ("TF_LOG", true, "logs to stderr"),
    ("TF_LOG_*", true, "logs parts of terraform, or to a file"),
    ("TF_PLUGIN_CACHE_DIR", true, "shares downloaded providers between directories"),
    ("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", true, "lets the plugin cache omit checksums"),
    ("TF_REATTACH_PROVIDERS", false, "uses provider processes that are already running"),
    ("TF_REGISTRY_*", true, "changes how registries are queried"),
    ("TF_TOKEN_*", false, "is the token for a host"),
    ("TF_VAR_*", false, "sets a variable"),
    ("TF_WORKSPACE", true, "selects the workspace, and with it the state"),
];

fn variables(environment: &Environment) -> Vec<VariableFact> {
    environment
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| {
            let name = name.to_string_lossy().into_owned();
            let (_, shown, effect) = KNOWN.iter().find(|(known, ..)| match known.strip_suffix('*') {
                Some(beginning) => name.starts_with(beginning),
                None => name == *known,
            })?;
            let value = shown.then(|| value.to_string_lossy().into_owned());
            Some(VariableFact { name, value, effect })
        })
        .collect()
}
