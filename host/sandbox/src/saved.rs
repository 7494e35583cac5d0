//! Saved real schemas, stored so that a few of their thousands of types can be read quickly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::prepare::{PrepareError, canonical};
use crate::schema::{Function, Schema};
use crate::store::{self, Schemas};

/// The output of `terraform providers schema -json`.
#[derive(Deserialize)]
struct Printed<'a> {
    #[serde(borrow, default)]
    provider_schemas: BTreeMap<String, PrintedProvider<'a>>,
}

#[derive(Deserialize)]
struct PrintedProvider<'a> {
    #[serde(borrow)]
    provider: Option<&'a RawValue>,
    #[serde(borrow, default)]
    resource_schemas: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    data_source_schemas: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    ephemeral_resource_schemas: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    functions: BTreeMap<String, &'a RawValue>,
}

/// The same output, for writing.
#[derive(Serialize)]
struct Whole {
    format_version: &'static str,
    provider_schemas: BTreeMap<String, WholeProvider>,
}

#[derive(Serialize)]
struct WholeProvider {
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<Box<RawValue>>,
    resource_schemas: BTreeMap<String, Box<RawValue>>,
    data_source_schemas: BTreeMap<String, Box<RawValue>>,
    ephemeral_resource_schemas: BTreeMap<String, Box<RawValue>>,
}

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
pub(crate) struct Saved {
    path: PathBuf,
    file: File,
    index: Index,
    start: u64,
}

/// Reads a file of schemas, gzipped or not: the output of `terraform providers schema -json`.
///
/// # Errors
///
/// If the file cannot be read, or is not text.
pub fn read_schemas(file: &Path) -> Result<String, PrepareError> {
    let failed = |error| PrepareError::read(file, error);
    let bytes = fs::read(file).map_err(failed)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(failed)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(failed)?;
    }
    Ok(text)
}

/// Returns the schemas of a provider that [`add_schemas`] saved in a directory, in the format of `terraform providers schema
/// -json`, or `None` if there are none.
///
/// # Errors
///
/// If they cannot be read, or are damaged.
pub fn saved_schemas(directory: &Path, source: &str) -> Result<Option<String>, PrepareError> {
    let source = canonical(source);
    let Some(mut saved) = Saved::open(directory, &source)? else { return Ok(None) };
    let index = std::mem::take(&mut saved.index);
    let provider = WholeProvider {
        provider: index.provider.map(|span| saved.part(span)).transpose()?,
        resource_schemas: saved.parts(&index.resources, |_| true)?,
        data_source_schemas: saved.parts(&index.data, |_| true)?,
        ephemeral_resource_schemas: saved.parts(&index.ephemeral, |_| true)?,
    };
    let whole = Whole { format_version: "1.0", provider_schemas: BTreeMap::from([(source, provider)]) };
    serde_json::to_string(&whole).map(Some).map_err(PrepareError::Encode)
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
    let text = read_schemas(file)?;
    let not_json = |error| PrepareError::NotJson { path: file.to_owned(), error };
    let printed: Printed<'_> = serde_json::from_str(&text).map_err(not_json)?;
    if printed.provider_schemas.is_empty() {
        return Err(PrepareError::NoSchemas { path: file.to_owned() });
    }
    let mut sources = Vec::new();
    for (source, provider) in &printed.provider_schemas {
        let source = canonical(source);
        let mut parts = String::new();
        let mut put = |raw: &RawValue| {
            let start = parts.len() as u64;
            parts.push_str(raw.get());
            (start, raw.get().len() as u64)
        };
        let mut all = |those: &BTreeMap<String, &RawValue>| {
            those.iter().map(|(name, raw)| (name.clone(), put(raw))).collect::<BTreeMap<_, _>>()
        };
        let index = Index {
            resources: all(&provider.resource_schemas),
            data: all(&provider.data_source_schemas),
            ephemeral: all(&provider.ephemeral_resource_schemas),
            functions: all(&provider.functions),
            provider: provider.provider.map(&mut put),
        };
        let mut content = serde_json::to_vec(&index).map_err(PrepareError::Encode)?;
        content.push(b'\n');
        content.extend(parts.into_bytes());
        let path = path(directory, &source);
        store::write(&path, &content).map_err(|error| PrepareError::write(&path, error))?;
        sources.push(source);
    }
    Ok(sources)
}

impl Saved {
    /// Opens the provider's schema, if it was saved.
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
