//! Saved real schemas, stored so that a few of their thousands of types can be read quickly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use terrace_schema::provider_schema::{Function, Part, Provider, ProviderSchemas, Schema};

use crate::prepare::{PrepareError, canonical};
use crate::store::{self, Schemas};

/// The maximum size of a file of schemas, uncompressed. The greatest providers have some ten megabytes.
const MAX_SCHEMA_BYTES: u64 = 256 << 20;

/// The first line of a saved file: the position of each part of the rest, counted from the end of the line.
#[derive(Default, Serialize, Deserialize)]
struct Index {
    provider: Option<Span>,
    resources: BTreeMap<String, Span>,
    data: BTreeMap<String, Span>,
    ephemeral: BTreeMap<String, Span>,
    functions: BTreeMap<String, Span>,
}

/// The start and the length of a part.
type Span = (u64, u64);

/// The schema of one provider in a directory of saved ones.
pub(crate) struct SavedProviderSchema {
    path: PathBuf,
    file: File,
    index: Index,
    start: u64,
}

/// Reads a file of schemas, gzipped or not: the output of `terraform providers schema -json`.
///
/// # Errors
///
/// If the file cannot be read, is too large, or is not text.
pub fn read_schemas(file: &Path) -> Result<String, PrepareError> {
    let read = || {
        let mut reader = BufReader::new(File::open(file)?);
        if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            read_bounded(GzDecoder::new(reader))
        } else {
            read_bounded(reader)
        }
    };
    read().map_err(|error| PrepareError::read(file, error))
}

fn read_bounded(reader: impl Read) -> io::Result<String> {
    let mut text = String::new();
    reader.take(MAX_SCHEMA_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SCHEMA_BYTES {
        let reason = format!("it has more than {} MiB of schemas", MAX_SCHEMA_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(text)
}

/// Returns the schemas of a provider that [`add_schemas`] saved in a directory, or `None` if there are none.
///
/// # Errors
///
/// If they cannot be read, or are damaged.
pub fn saved_schemas(directory: &Path, source: &str) -> Result<Option<ProviderSchemas>, PrepareError> {
    let source = canonical(source);
    let Some(mut saved) = SavedProviderSchema::open(directory, &source)? else { return Ok(None) };
    let index = std::mem::take(&mut saved.index);
    let provider = Provider {
        provider: index.provider.map(|span| saved.part(span)).transpose()?,
        resource_schemas: saved.parts(&index.resources, |_| true)?,
        data_source_schemas: saved.parts(&index.data, |_| true)?,
        ephemeral_resource_schemas: saved.parts(&index.ephemeral, |_| true)?,
        functions: saved.parts(&index.functions, |_| true)?,
    };
    Ok(Some(ProviderSchemas::of_provider(source, provider)))
}

/// Saves the schemas in a file to a directory, replacing earlier ones of the same provider.
///
/// The file is the output of `terraform providers schema -json`, gzipped or not. Returns the sources of the providers in it.
/// The providers' versions are not in such a file, so they are not saved.
///
/// # Errors
///
/// If the file cannot be read or is something else, or the directory cannot be written.
pub fn add_schemas(file: &Path, directory: &Path) -> Result<Vec<String>, PrepareError> {
    let schemas =
        ProviderSchemas::parse(&read_schemas(file)?).map_err(|error| PrepareError::schemas(file, error))?;
    if schemas.providers().is_empty() {
        return Err(PrepareError::NoSchemas { path: file.to_owned() });
    }
    let mut sources = Vec::new();
    for (source, provider) in schemas.providers() {
        let source = canonical(source);
        let mut parts = Parts::default();
        let index = Index {
            resources: parts.add_all(&provider.resource_schemas),
            data: parts.add_all(&provider.data_source_schemas),
            ephemeral: parts.add_all(&provider.ephemeral_resource_schemas),
            functions: parts.add_all(&provider.functions),
            provider: provider.provider.as_ref().map(|part| parts.add(part)),
        };
        let mut content = serde_json::to_vec(&index).map_err(PrepareError::Encode)?;
        content.push(b'\n');
        content.extend(parts.0.into_bytes());
        let path = path(directory, &source);
        store::write(&path, &content).map_err(|error| PrepareError::write(&path, error))?;
        sources.push(source);
    }
    Ok(sources)
}

/// The texts of the parts of a saved file, one after the other.
#[derive(Default)]
struct Parts(String);

impl Parts {
    fn add<T>(&mut self, part: &Part<T>) -> Span {
        let start = self.0.len() as u64;
        self.0.push_str(part.text());
        (start, part.text().len() as u64)
    }

    fn add_all<T>(&mut self, parts: &BTreeMap<String, Part<T>>) -> BTreeMap<String, Span> {
        parts.iter().map(|(name, part)| (name.clone(), self.add(part))).collect()
    }
}

impl SavedProviderSchema {
    pub(crate) fn open(directory: &Path, source: &str) -> Result<Option<Self>, PrepareError> {
        let path = path(directory, source);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if is_out_of_reach(error.kind()) => return Ok(None),
            Err(error) => return Err(PrepareError::read(&path, error)),
        };
        let mut line = Vec::new();
        let mut reader = BufReader::new(file);
        reader.read_until(b'\n', &mut line).map_err(|error| PrepareError::read(&path, error))?;
        let index = serde_json::from_slice(&line).map_err(|error| damaged(&path, &error))?;
        Ok(Some(Self { path, file: reader.into_inner(), index, start: line.len() as u64 }))
    }

    /// Returns the schemas of these types. Types that the provider does not have are for Terraform to report.
    pub(crate) fn schemas(
        &mut self,
        resources: &BTreeSet<String>,
        data: &BTreeSet<String>,
        ephemeral: &BTreeSet<String>,
    ) -> Result<Schemas, PrepareError> {
        let index = std::mem::take(&mut self.index);
        let functions: BTreeMap<String, Function> = self.parts(&index.functions, |_| true)?;
        let resources: BTreeMap<String, Schema> =
            self.parts(&index.resources, |name| resources.contains(name))?;
        let data = self.parts(&index.data, |name| data.contains(name))?;
        let ephemeral = self.parts(&index.ephemeral, |name| ephemeral.contains(name))?;
        self.index = index;
        Ok(Schemas { resources, data, ephemeral, functions, ..Schemas::default() })
    }

    /// Returns the schema of the provider's configuration, if the file had it.
    pub(crate) fn provider(&mut self) -> Result<Option<Schema>, PrepareError> {
        self.index.provider.map(|span| self.part(span)).transpose()
    }

    fn parts<T: DeserializeOwned>(
        &mut self,
        spans: &BTreeMap<String, Span>,
        wanted: impl Fn(&String) -> bool,
    ) -> Result<BTreeMap<String, T>, PrepareError> {
        let those = spans.iter().filter(|(name, _)| wanted(name));
        those.map(|(name, span)| Ok((name.clone(), self.part(*span)?))).collect()
    }

    fn part<T: DeserializeOwned>(&mut self, (start, length): Span) -> Result<T, PrepareError> {
        let mut text = vec![0; usize::try_from(length).unwrap_or(0)];
        let read =
            self.file.seek(SeekFrom::Start(self.start + start)).and_then(|_| self.file.read_exact(&mut text));
        read.map_err(|error| PrepareError::read(&self.path, error))?;
        serde_json::from_slice(&text).map_err(|error| damaged(&self.path, &error))
    }
}

/// Returns true if the error means that nothing can be stored in the directory, so that nothing was: it is in another user's
/// home, or in none.
fn is_out_of_reach(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied)
}

fn damaged(path: &Path, error: &serde_json::Error) -> PrepareError {
    PrepareError::SavedSchema { path: path.to_owned(), reason: error.to_string() }
}

fn path(directory: &Path, source: &str) -> PathBuf {
    directory.join(format!("{}.schema", source.replace('/', "_")))
}
