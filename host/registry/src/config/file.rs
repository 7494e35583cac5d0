//! A single configuration file.

use super::reader::{Source, Table};
use super::{ConfigError, Fault, RegistrySettings};
use crate::key::{KeyError, PublicKey};
use crate::trust::{Pattern, Rule};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use terrace_core::reference::grammar;
use terrace_core::suggest::nearest;
use toml::de::DeTable;

/// The content of a file, not yet checked against other files.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The settings of each registry, with the line that has them.
    pub(super) registries: BTreeMap<String, (RegistrySettings, usize)>,
    /// Each signer's keys, with the line that defines the signer.
    pub(super) signers: BTreeMap<String, (Vec<PublicKey>, usize)>,
    pub(super) rules: Vec<Rule>,
    pub(super) keys: Vec<PathBuf>,
    /// The directories whose sources may be built, with the line that lists them.
    pub(super) build: Option<(Vec<PathBuf>, usize)>,
}

pub(super) fn parse(path: &Path, text: &str) -> Result<File, ConfigError> {
    let source = Source { path, text };
    let parsed = DeTable::parse(text).map_err(|error| {
        let message = error.message().trim_end().replace('\n', ", ");
        source.fault(&error.span().unwrap_or(0..0), Fault::Syntax(message))
    })?;
    let root = parsed.get_ref();
    source.known(root, "the file", &["build", "registry", "signer", "trust"])?;
    let directory = path.parent().unwrap_or(Path::new(""));
    let mut file = File::default();
    for (host, table) in source.named(root, "registry", &["ca", "plain_http"])? {
        let settings = RegistrySettings {
            ca: table.text("ca")?.map(|ca| directory.join(ca)),
            plain_http: table.boolean("plain_http")?,
        };
        let name = grammar::registry(&host);
        let name = name.ok_or_else(|| source.fault(table.span(), Fault::Registry { host: host.clone() }))?;
        file.registries.insert(name, (settings, table.line()));
    }
    for (name, table) in source.named(root, "signer", &["keys"])? {
        let keys = keys(&source, directory, &name, &table, &mut file.keys)?;
        file.signers.insert(name, (keys, table.line()));
    }
    for table in source.listed(root, "trust", &["references", "signers", "threshold"])? {
        file.rules.push(rule(&source, &table)?);
    }
    if let Some(value) = root.get("build") {
        let table = source.table(value, "build", "`build`".to_owned(), &["allow"])?;
        let allow = table.texts("allow")?.into_iter().map(|(allowed, _)| directory.join(allowed));
        file.build = Some((allow.collect(), table.line()));
    }
    Ok(file)
}

fn keys(
    source: &Source<'_>,
    directory: &Path,
    signer: &str,
    table: &Table<'_>,
    files: &mut Vec<PathBuf>,
) -> Result<Vec<PublicKey>, ConfigError> {
    let mut read = |(text, span): (String, _)| {
        let (name, key) = if text.contains("-----BEGIN") {
            ("in this file".to_owned(), PublicKey::from_pem(&text))
        } else {
            let path: PathBuf = directory.join(&text);
            let key = PublicKey::read(&path);
            files.push(path);
            (format!("`{text}`"), key)
        };
        key.map_err(|cause: KeyError| {
            source.fault(&span, Fault::Key { signer: signer.to_owned(), name, source: cause })
        })
    };
    table.texts("keys")?.into_iter().map(&mut read).collect()
}

fn rule(source: &Source<'_>, table: &Table<'_>) -> Result<Rule, ConfigError> {
    let references = table
        .texts("references")?
        .into_iter()
        .map(|(pattern, span)| {
            Pattern::parse(&pattern)
                .map_err(|cause| source.fault(&span, Fault::Pattern { pattern, source: cause }))
        })
        .collect::<Result<_, _>>()?;
    let mut signers: Vec<String> = table.texts("signers")?.into_iter().map(|(name, _)| name).collect();
    signers.sort();
    signers.dedup();
    let (threshold, span) = table.integer("threshold")?.unwrap_or((1, table.span().clone()));
    let fault = |_| source.fault(&span, Fault::Threshold { threshold, signers: signers.len() });
    let count = usize::try_from(threshold).map_err(fault)?;
    if count == 0 || count > signers.len() {
        return Err(source.fault(&span, Fault::Threshold { threshold, signers: signers.len() }));
    }
    Ok(Rule { file: source.path.to_owned(), line: table.line(), references, signers, threshold: count })
}

/// Checks that the rules of a file name existing signers.
pub(super) fn check_rules(file: &File, known: &BTreeMap<String, Vec<PublicKey>>) -> Result<(), ConfigError> {
    for rule in &file.rules {
        let Some(name) = rule.signers.iter().find(|name| !known.contains_key(*name)) else { continue };
        let nearest = nearest(name, known.keys().map(String::as_str)).map(str::to_owned);
        let fault = Fault::Signer { name: name.clone(), nearest };
        return Err(ConfigError::at(&rule.file, rule.line, fault));
    }
    Ok(())
}
