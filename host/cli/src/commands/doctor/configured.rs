//! Checks files and directories that the user has configured.

use std::fs;
use std::path::Path;
use terrace_core::model::Diagnostic;
use terrace_files::reason::reason;
use terrace_files::writable;
use terrace_project::Session;
use terrace_terraform::Environment;

/// Variables that name a file or a directory, whether it is a file, and the effect if it does not exist.
const VARIABLES: [(&str, bool, &str); 8] = [
    ("TF_CLI_CONFIG_FILE", true, "terraform ignores your settings"),
    ("TF_PLUGIN_CACHE_DIR", false, "terraform refuses to run"),
    ("TERRACE_WORKSPACE", false, "TypeScript tiers find no packages there"),
    ("SSL_CERT_FILE", true, "no certificate is trusted"),
    ("SSL_CERT_DIR", false, "no certificate is trusted"),
    ("NODE_EXTRA_CA_CERTS", true, "npm does not trust your certificate authorities"),
    ("REQUESTS_CA_BUNDLE", true, "pip trusts no certificate"),
    ("CURL_CA_BUNDLE", true, "pip trusts no certificate"),
];

/// Returns one line for each configured file that is missing or unreadable.
pub fn problems(session: &Session, environment: &Environment) -> Vec<String> {
    let variables = VARIABLES.iter().filter_map(|(name, is_file, effect)| {
        let value = environment.get(name)?;
        let fault = fault(Path::new(value), *is_file)?;
        Some(format!("the variable {name} is set to `{}`: {fault}, so {effect}", Path::new(value).display()))
    });
    let mut problems: Vec<_> = variables.collect();
    match session.configuration(Path::new(".")) {
        Err(failed) => problems.extend(failed.diagnostics.iter().map(one_line)),
        Ok(configuration) => {
            let authorities = configuration
                .registries
                .iter()
                .filter_map(|(host, settings)| Some((host, settings.ca.as_ref()?)));
            let faulty = authorities.filter_map(|(host, ca)| {
                let fault = fault(ca, true)?;
                Some(format!("`ca` of `[registry.\"{host}\"]` is set to `{}`: {fault}", ca.display()))
            });
            problems.extend(faulty);
        }
    }
    problems
}

/// Formats a diagnostic in one line.
pub fn one_line(diagnostic: &Diagnostic) -> String {
    let hints = diagnostic.hints.join(", ");
    if hints.is_empty() { diagnostic.summary.clone() } else { format!("{}: {hints}", diagnostic.summary) }
}

/// Returns the reason why a file or a directory cannot be used.
fn fault(path: &Path, is_file: bool) -> Option<String> {
    match fs::metadata(path) {
        Err(error) => Some(reason(&error)),
        Ok(metadata) if metadata.is_dir() == is_file => {
            Some(if is_file { "it is a directory" } else { "it is not a directory" }.to_owned())
        }
        Ok(_) if is_file => fs::File::open(path).err().map(|error| reason(&error)),
        Ok(_) => None,
    }
}

/// Returns why the cache is not writable. The cache need not exist yet.
pub fn unwritable(cache: &Path) -> Option<String> {
    let error = writable::written(cache).err()?;
    Some(format!(
        "cannot write to the cache `{}`: {}; every run repeats the work: set TERRACE_CACHE_DIR to another directory",
        cache.display(),
        reason(&error)
    ))
}
