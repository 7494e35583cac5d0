//! Media types of the artifacts that Terrace writes and reads.

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An OCI image index: a list of manifests.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Docker's image manifest.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
pub const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The config of a WebAssembly component.
pub const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";
/// The one layer of a WebAssembly component: the component itself.
pub const WASM_LAYER: &str = "application/wasm";
