//! What about terraform is worth knowing when something does not work.

use super::{Environment, Found, Search, Terraform, TerraformError};

/// A variable that changes what terraform does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableFact {
    /// Its name.
    pub name: String,
    /// Its value; none where it may be a secret.
    pub value: Option<String>,
    /// What it does.
    pub effect: &'static str,
}

/// The programs there are, and the variables that they will see.
#[derive(Debug)]
pub struct Facts {
    /// The programs in the order in which they are looked for. The first is the one that is used.
    pub programs: Vec<(Found, Result<Terraform, TerraformError>)>,
    /// The variables, by name.
    pub variables: Vec<VariableFact>,
}

impl Facts {
    /// Looks around. Each program is asked for its version.
    pub fn gather(search: &Search<'_>) -> Self {
        Self { programs: search.candidates(), variables: variables(search.environment) }
    }
}

/// Variables by name or, with a `*`, by beginning; whether the value may be shown; what they do.
const KNOWN: [(&str, bool, &str); 20] = [
    ("NO_COLOR", true, "Terrace passes `-no-color` to terraform"),
    ("TERRACE_TERRAFORM", true, "names the program that Terrace runs"),
    // Arguments may hold `-var password=…`.
    ("TF_CLI_ARGS", false, "adds arguments to every command"),
    ("TF_CLI_ARGS_*", false, "adds arguments to one command"),
    ("TF_CLI_CONFIG_FILE", true, "replaces the user's CLI configuration file"),
    ("TF_CLOUD_*", true, "completes the `cloud` block"),
    ("TF_DATA_DIR", true, "moves `.terraform`, relative to the output directory"),
    ("TF_ENCRYPTION", false, "adds to OpenTofu's state encryption"),
    ("TF_IGNORE", true, "logs which files are left out of uploads"),
    ("TF_INPUT", true, "when false or 0, missing values are errors and not asked for"),
    ("TF_IN_AUTOMATION", true, "leaves out advice on what to run next"),
    ("TF_LOG", true, "logs to stderr"),
    ("TF_LOG_*", true, "logs parts of terraform, or to a file"),
    ("TF_PLUGIN_CACHE_DIR", true, "shares downloaded providers between directories"),
    ("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", true, "lets the plugin cache leave checksums out"),
    ("TF_REATTACH_PROVIDERS", false, "uses provider processes that run already"),
    ("TF_REGISTRY_*", true, "changes how registries are asked"),
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
