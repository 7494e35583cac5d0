//! The environment that Terraform runs in.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use super::mirror;
use crate::serve::{DIRECTORY, EXECUTABLE, PROVIDER};

/// Variables that would make Terraform use files outside of the sandbox or settings of another one.
const REMOVED: [&str; 10] = [
    "TF_CLI_ARGS",
    "TF_DISABLE_PLUGIN_TLS",
    "TF_ENCRYPTION",
    "TF_PLUGIN_CACHE_DIR",
    "TF_PLUGIN_MAGIC_COOKIE",
    "TF_REATTACH_PROVIDERS",
    "TF_STATE_PERSIST_INTERVAL",
    "TF_WORKSPACE",
    "TERRAFORM_CONFIG",
    "PLUGIN_UNIX_SOCKET_DIR",
];

/// Returns the variables to set and to remove.
pub(super) fn variables(directory: &Path, own: &Path, executable: &Path) -> Vec<(String, Option<OsString>)> {
    let text = |path: &Path| Some(path.as_os_str().to_owned());
    // Arguments for a single command: `TF_CLI_ARGS_plan` and the like.
    let arguments = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let arguments = arguments.filter(|name| name.starts_with("TF_CLI_ARGS_"));
    let removed = REMOVED.map(str::to_owned).into_iter().chain([PROVIDER.to_owned()]).chain(arguments);
    let mut variables: Vec<_> = removed.map(|name| (name, None)).collect();
    variables.extend([
        ("CHECKPOINT_DISABLE".to_owned(), Some("1".into())),
        ("TF_CLI_CONFIG_FILE".to_owned(), text(&mirror::cli_configuration(own))),
        ("TF_DATA_DIR".to_owned(), text(&directory.join(".terraform"))),
        (DIRECTORY.to_owned(), text(own)),
        (EXECUTABLE.to_owned(), text(executable)),
    ]);
    variables
}
