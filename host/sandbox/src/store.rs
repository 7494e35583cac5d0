//! The files that the command writes for the provider processes.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use terrace_files::atomic::AtomicWrite;
use terrace_schema::provider_schema::{Function, Schema};

use crate::settings::Settings;
use crate::shape::Shape;

/// Everything that a provider process reads.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) schemas: Schemas,
    pub(crate) settings: Settings,
}

/// The schemas of one provider that the stack and its state use, so that a process starts quickly however large the provider
/// is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Schemas {
    pub(crate) provider: Schema,
    pub(crate) resources: BTreeMap<String, Schema>,
    pub(crate) data: BTreeMap<String, Schema>,
    pub(crate) ephemeral: BTreeMap<String, Schema>,
    pub(crate) functions: BTreeMap<String, Function>,
    pub(crate) shapes: Shapes,
}

/// The shapes of the values of each type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shapes {
    pub(crate) resources: BTreeMap<String, Shape>,
    pub(crate) data: BTreeMap<String, Shape>,
    pub(crate) ephemeral: BTreeMap<String, Shape>,
}

impl Store {
    /// Reads the schemas and settings of a provider. The error is a message for Terraform to show.
    pub(crate) fn open(directory: &Path, source: &str) -> Result<Self, String> {
        Ok(Self {
            schemas: read(&schemas_path(directory, source))?,
            settings: read(&settings_path(directory))?,
        })
    }
}

/// Returns the path of a provider's schemas.
pub(crate) fn schemas_path(directory: &Path, source: &str) -> PathBuf {
    directory.join("schemas").join(format!("{}.json", source.replace('/', "_")))
}

/// Returns the path of the run's settings.
pub(crate) fn settings_path(directory: &Path) -> PathBuf {
    directory.join("settings.json")
}

/// Writes a file that another process may be reading.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    AtomicWrite::cache().replace(path, content).map(drop)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is damaged: {error}", path.display()))
}
