//! Sources of providers, and whether HashiCorp publishes them.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// The providers that HashiCorp publishes on the default registry, sorted. Nobody else can publish in that namespace there.
const PUBLISHED: [&str; 29] = [
    "hashicorp/ad",
    "hashicorp/archive",
    "hashicorp/aws",
    "hashicorp/awscc",
    "hashicorp/azuread",
    "hashicorp/azurerm",
    "hashicorp/azurestack",
    "hashicorp/boundary",
    "hashicorp/cloudinit",
    "hashicorp/consul",
    "hashicorp/dns",
    "hashicorp/external",
    "hashicorp/google",
    "hashicorp/google-beta",
    "hashicorp/hcp",
    "hashicorp/helm",
    "hashicorp/http",
    "hashicorp/kubernetes",
    "hashicorp/local",
    "hashicorp/nomad",
    "hashicorp/null",
    "hashicorp/random",
    "hashicorp/template",
    "hashicorp/tfe",
    "hashicorp/time",
    "hashicorp/tls",
    "hashicorp/vault",
    "hashicorp/vsphere",
    "terraform.io/builtin/terraform",
];

const DEFAULT_HOST: &str = "registry.terraform.io/";

/// OpenTofu's default host.
const OPENTOFU: &str = "registry.opentofu.org/";

/// A provider's source in a normal form, so that equal sources are equal strings. It is ASCII, because people consent to a
/// source by its appearance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct ProviderSource(String);

/// An error parsing a provider's source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a provider's source is `NAMESPACE/NAME` or `HOST/NAMESPACE/NAME` in ASCII, such as `cloudflare/cloudflare`"
)]
pub struct ProviderSourceError;

impl ProviderSource {
    /// Returns the source as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether HashiCorp publishes the provider.
    pub fn is_published(&self) -> bool {
        PUBLISHED.binary_search(&self.0.as_str()).is_ok()
    }
}

impl FromStr for ProviderSource {
    type Err = ProviderSourceError;

    fn from_str(text: &str) -> Result<Self, ProviderSourceError> {
        let source = normal_source(text).filter(|source| source.is_ascii()).ok_or(ProviderSourceError)?;
        Ok(Self(source.strip_prefix(OPENTOFU).map_or(source.clone(), str::to_owned)))
    }
}

impl TryFrom<String> for ProviderSource {
    type Error = ProviderSourceError;

    fn try_from(text: String) -> Result<Self, ProviderSourceError> {
        text.parse()
    }
}

impl fmt::Display for ProviderSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns whether HashiCorp publishes the provider of a source.
pub fn is_published(source: &str) -> bool {
    source.parse::<ProviderSource>().is_ok_and(|source| source.is_published())
}

/// Normalises a source: without the default host, with a namespace, in lower case.
pub fn normal_source(source: &str) -> Option<String> {
    let source = source.to_lowercase();
    let source = source.strip_prefix(DEFAULT_HOST).unwrap_or(&source);
    let parts: Vec<&str> = source.split('/').collect();
    let valid = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
    };
    match parts.len() {
        1 if parts.iter().all(valid) => Some(format!("hashicorp/{source}")),
        2 | 3 if parts.iter().all(valid) => Some(source.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_hashicorp_publishes_needs_no_word() {
        assert!(PUBLISHED.is_sorted());
        let published = [
            "aws",
            "hashicorp/aws",
            "HashiCorp/AWS",
            "registry.terraform.io/hashicorp/aws",
            "Registry.Terraform.io/hashicorp/aws",
            "registry.opentofu.org/hashicorp/random",
            "hashicorp/google-beta",
            "terraform.io/builtin/terraform",
        ];
        let others = [
            "evil.example/evil/aws",
            "evil/aws",
            "evil.example/hashicorp/aws",
            "hashicorp/nothing",
            "registry.terraform.io:8443/hashicorp/aws",
            "registry.terraform.io.evil.example/hashicorp/aws",
            "registry.opentofu.org.evil.example/hashicorp/aws",
            "localhost:5000/hashicorp/aws",
            "hаshicorp/aws",
            "hashicorp/aws/",
            "/hashicorp/aws",
            "../hashicorp/aws",
            "https://registry.terraform.io/hashicorp/aws",
            "hashicorp/aws\n",
            " hashicorp/aws",
            "",
            "registry.terraform.io/registry.terraform.io/hashicorp/aws",
            "registry.opentofu.org/registry.opentofu.org/aws",
            "terraform.io/builtin/aws",
        ];
        for source in published {
            assert!(is_published(source), "{source}");
        }
        for source in others {
            assert!(!is_published(source), "{source}");
        }
    }

    #[test]
    fn provider_sources_with_the_same_meaning_are_equal() {
        let read = |text: &str| {
            let source: ProviderSource = text.parse()?;
            assert_eq!(source.as_str(), source.to_string());
            Ok(source.to_string())
        };
        for text in ["Evil/AWS", "registry.terraform.io/evil/aws", "registry.opentofu.org/evil/aws"] {
            assert_eq!(read(text), Ok("evil/aws".to_owned()), "{text}");
        }
        for text in
            ["", "evil/aws/", "a/b/c/d", "evil/aws\n", "https://evil.example/aws", "evil/аws", "a b/c"]
        {
            assert_eq!(read(text), Err(ProviderSourceError), "{text}");
        }
    }
}
