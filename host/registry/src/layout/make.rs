//! Builds the artifact of a component.

use super::{Descriptor, Manifest, annotation, media_type};
use serde::Serialize;
use terrace_core::digest::Digest;

/// Constant, so that the same component always has the same manifest.
const CREATED: &str = "1970-01-01T00:00:00Z";

/// The metadata of a component in its manifest. Unknown fields are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The name of the tier.
    pub title: Option<String>,
    /// The version of the tier.
    pub version: Option<String>,
    /// A description of the tier, one sentence.
    pub description: Option<String>,
    /// The URL of the source.
    pub source: Option<String>,
    /// The license, as an SPDX expression.
    pub licenses: Option<String>,
    /// The commit of the source.
    pub revision: Option<String>,
    /// The version of Terrace's contract that the component exports.
    pub contract: Option<String>,
    /// The names of the interfaces that the component exports, for the config.
    pub exports: Vec<String>,
    /// The names of the interfaces that the component imports, for the config.
    pub imports: Vec<String>,
}

/// The artifact that is pushed for a component, without the component's own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The bytes of the manifest.
    pub manifest: Vec<u8>,
    /// The bytes of the config.
    pub config: Vec<u8>,
    pub component: Digest,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    created: &'a str,
    architecture: &'a str,
    os: &'a str,
    layer_digests: [Digest; 1],
    component: Interfaces<'a>,
}

#[derive(Serialize)]
struct Interfaces<'a> {
    exports: &'a [String],
    imports: &'a [String],
}

impl Artifact {
    /// Builds the artifact of a component. The same component and metadata result in the same bytes.
    pub fn new(component: &[u8], metadata: &Metadata) -> Self {
        let mut layer = Descriptor::of(media_type::WASM_LAYER, component);
        if let Some(title) = &metadata.title {
            // `oras pull` writes only layers that have a file name, under that name.
            layer.annotations.insert(annotation::TITLE.to_owned(), format!("{title}.wasm"));
        }
        let digest = layer.digest;
        let config = Config {
            created: CREATED,
            architecture: "wasm",
            os: "wasip2",
            layer_digests: [digest],
            component: Interfaces { exports: &metadata.exports, imports: &metadata.imports },
        };
        let config = serde_json::to_vec(&config).expect("strings always serialize");
        let mut manifest = Manifest::new(Descriptor::of(media_type::WASM_CONFIG, &config), vec![layer]);
        manifest.annotations = [
            (annotation::TITLE, &metadata.title),
            (annotation::VERSION, &metadata.version),
            (annotation::DESCRIPTION, &metadata.description),
            (annotation::SOURCE, &metadata.source),
            (annotation::LICENSES, &metadata.licenses),
            (annotation::REVISION, &metadata.revision),
            (annotation::CONTRACT, &metadata.contract),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
        .collect();
        Self { manifest: manifest.to_bytes(), config, component: digest }
    }

    /// Returns the digest of the manifest.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.manifest)
    }
}
