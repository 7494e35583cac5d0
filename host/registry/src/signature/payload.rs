//! The "simple signing" payload.

use serde::{Deserialize, Serialize};
use terrace_core::digest::Digest;

const TYPE: &str = "cosign container image signature";

/// The content of a signature: a manifest and its repository or, for a file, its digest and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// `registry/repository`, or the name of a file.
    pub identity: String,
    /// The digest of the manifest or of the file.
    pub digest: Digest,
}

/// An error parsing a payload.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    #[error("its payload is not a simple signing payload: {0}")]
    Form(String),
    /// It is about something other than an image or artifact.
    #[error("its payload has type `{0}`, not `{TYPE}`")]
    Type(String),
}

#[derive(Serialize, Deserialize)]
struct Document {
    critical: Critical,
    optional: Option<Optional>,
}

#[derive(Serialize, Deserialize)]
struct Critical {
    identity: Identity,
    image: Image,
    r#type: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Identity {
    docker_reference: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Image {
    docker_manifest_digest: Digest,
}

/// Claims besides the critical ones. Other tools may write others, which are ignored here.
#[derive(Serialize, Deserialize)]
struct Optional {
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<serde_json::Value>,
}

impl Payload {
    /// Returns the bytes to sign. The same payload always results in the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let document = Document {
            critical: Critical {
                identity: Identity { docker_reference: self.identity.clone() },
                image: Image { docker_manifest_digest: self.digest },
                r#type: TYPE.to_owned(),
            },
            optional: Some(Optional { creator: Some("terrace".into()) }),
        };
        serde_json::to_vec(&document).expect("strings always serialize")
    }

    /// Parses a payload, including those of cosign.
    pub fn parse(bytes: &[u8]) -> Result<Self, PayloadError> {
        let document: Document =
            serde_json::from_slice(bytes).map_err(|error| PayloadError::Form(error.to_string()))?;
        let Critical { identity, image, r#type } = document.critical;
        if r#type != TYPE {
            return Err(PayloadError::Type(r#type));
        }
        Ok(Self { identity: identity.docker_reference, digest: image.docker_manifest_digest })
    }

    /// Returns true if the identity is that repository, or that file. cosign may add a tag or digest, and uses an older name
    /// for Docker's registry.
    pub fn is_of(&self, identity: &str) -> bool {
        repository(&self.identity) == repository(identity)
    }
}

/// Returns a reference without tag and digest, with the canonical name of its registry.
fn repository(reference: &str) -> String {
    let name = reference.split_once('@').map_or(reference, |(name, _)| name);
    let name = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') && repository.contains('/') => repository,
        _ => name,
    };
    match name.strip_prefix("index.docker.io/") {
        Some(path) => format!("docker.io/{path}"),
        None => name.to_owned(),
    }
}
