//! Selects the environment variables that a program gets.
//!
//! These are variables that say who and where the user is, how to reach the network, and where the user's own settings of a
//! tool are. Variables that make a program load or run something else, such as `NODE_OPTIONS`, `PYTHONPATH` or `RUSTC_WRAPPER`,
//! are not passed on.

use super::Outside;
use std::ffi::OsString;

/// Names of variables that are passed on, in lower case.
const NAMES: &[&str] = &[
    "home",
    "user",
    "logname",
    "tmpdir",
    "temp",
    "tmp",
    "lang",
    "language",
    "tz",
    "term",
    "no_color",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "ssl_cert_file",
    "ssl_cert_dir",
    "node_extra_ca_certs",
    "requests_ca_bundle",
    "curl_ca_bundle",
    "ssh_auth_sock",
    "cargo_home",
    "cargo_build_jobs",
    // For npm, only settings that say where packages come from.
    "npm_config_userconfig",
    "npm_config_globalconfig",
    "npm_config_registry",
    "npm_config_cache",
    "npm_config_cafile",
    "npm_config_ca",
    "npm_config_proxy",
    "npm_config_https_proxy",
    "npm_config_noproxy",
    "npm_config_strict_ssl",
    "npm_config_offline",
    "npm_config_prefer_offline",
    // Variables of Windows.
    "systemroot",
    "windir",
    "comspec",
    "pathext",
    "userprofile",
    "appdata",
    "localappdata",
    "programdata",
    "programfiles",
];

/// Prefixes of names that are passed on, in lower case: settings of tools and of version managers.
const PREFIXES: &[&str] = &[
    "lc_",
    "xdg_",
    "pip_",
    "rustup_",
    "cargo_net_",
    "cargo_http_",
    "cargo_registr",
    "cargo_source_",
    "pyenv_",
    "asdf_",
    "mise_",
    "nvm_",
    "volta_",
    "fnm_",
    "nodenv_",
];

/// Suffixes of names that are not passed on in spite of their prefix: commands that cargo runs, interpreters that pip runs, and
/// directories that pip would install into.
const DROPPED: &[&str] = &[
    "_credential_provider",
    "_credential_providers",
    "pip_python",
    "pip_target",
    "pip_prefix",
    "pip_root",
    "pip_user",
];

/// Variables with lists of directories, which are filtered to those outside of checkouts.
const LISTS: &[&str] = &["path", "ld_library_path", "dyld_library_path"];

/// Returns the variables that a program is started with.
pub(super) fn cleaned(
    outside: &Outside,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Vec<(OsString, OsString)> {
    let connections = outside.connections();
    let keep = |(name, value): (OsString, OsString)| {
        let lower = name.to_str()?.to_ascii_lowercase();
        if connections.replace(&lower) {
            return None;
        }
        if LISTS.contains(&lower.as_str()) {
            let value = outside.search_path(&value);
            return (!value.is_empty()).then_some((name, value));
        }
        let is_kept =
            NAMES.contains(&lower.as_str()) || PREFIXES.iter().any(|prefix| lower.starts_with(prefix));
        let is_dropped = DROPPED.iter().any(|ending| lower.ends_with(ending));
        (is_kept && !is_dropped).then_some((name, value))
    };
    let own =
        connections.variables().iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    variables.filter_map(keep).chain(own).collect()
}
