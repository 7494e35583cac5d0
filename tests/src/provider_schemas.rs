//! A folder of provider schemas, with one compressed document for each provider and version.

use flate2::read::GzDecoder;
use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use terrace_schema::provider_schema::{LoadError, ProviderSchemas};

/// The variable with the path of the folder.
const VARIABLE: &str = "TERRACE_PROVIDER_SCHEMAS";
/// The default path of the folder, relative to this package.
const DEFAULT: &str = "../../shared/provider-schemas";
/// The end of a document's name, after `<provider>-<version>`.
const ENDING: &str = ".json.gz";

/// An error reading a folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder, or a file in it, cannot be read or decompressed.
    #[error("cannot read the provider schemas in {path}", path = path.display())]
    Read {
        /// The path of the file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A file in the folder has different content.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// A folder with files named `<provider>-<version>.json.gz`. A file is read when it is first needed, and then kept.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    files: Vec<Document>,
}

#[derive(Debug)]
struct Document {
    provider: String,
    version: String,
    path: PathBuf,
    schemas: OnceLock<Result<ProviderSchemas, FolderError>>,
}

/// One version of each provider in a folder.
#[derive(Debug)]
pub struct Combination<'a> {
    /// The versions, for people. Example: `aws 6.0.0, random 3.7.2`.
    pub name: String,
    /// The schemas, in the order of the providers' names.
    pub schemas: Vec<&'a ProviderSchemas>,
}

impl Folder {
    /// Returns the folder in the variable `TERRACE_PROVIDER_SCHEMAS`, or the one next to the repository. It is opened
    /// once for the whole process. `None` if there is none, and everything that needs it cannot be tested.
    pub fn shared() -> Option<&'static Folder> {
        static FOLDER: OnceLock<Option<Folder>> = OnceLock::new();
        let open = || {
            let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join(DEFAULT);
            let path = env::var_os(VARIABLE).map_or_else(default, PathBuf::from);
            Folder::open(&path).ok().filter(|folder| !folder.files.is_empty())
        };
        FOLDER.get_or_init(open).as_ref()
    }

    /// Lists a folder. Files with other names are left out.
    ///
    /// # Errors
    ///
    /// [`FolderError::Read`] if it cannot be listed.
    pub fn open(path: &Path) -> Result<Folder, FolderError> {
        let read = |source| FolderError::Read { path: path.to_owned(), source };
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(read)? {
            let path = entry.map_err(read)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let Some((provider, version)) = name.and_then(|name| name.strip_suffix(ENDING)?.rsplit_once('-'))
            else {
                continue;
            };
            let (provider, version) = (provider.to_owned(), version.to_owned());
            files.push(Document { provider, version, path, schemas: OnceLock::new() });
        }
        files.sort_by(|a, b| (&a.provider, &a.version).cmp(&(&b.provider, &b.version)));
        Ok(Folder { path: path.to_owned(), files })
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns every combination of one version of each provider.
    ///
    /// # Errors
    ///
    /// The error of the first document that cannot be read.
    pub fn combinations(&self) -> Result<Vec<Combination<'_>>, &FolderError> {
        let mut combinations = vec![Combination { name: String::new(), schemas: Vec::new() }];
        for versions in self.files.chunk_by(|a, b| a.provider == b.provider) {
            let mut longer = Vec::new();
            for combination in &combinations {
                for document in versions {
                    let separator = if combination.name.is_empty() { "" } else { ", " };
                    let Document { provider, version, .. } = document;
                    let name = format!("{}{separator}{provider} {version}", combination.name);
                    let mut schemas = combination.schemas.clone();
                    schemas.push(document.schemas()?);
                    longer.push(Combination { name, schemas });
                }
            }
            combinations = longer;
        }
        Ok(combinations)
    }
}

impl Document {
    fn schemas(&self) -> Result<&ProviderSchemas, &FolderError> {
        self.schemas.get_or_init(|| read(&self.path)).as_ref()
    }
}

fn read(path: &Path) -> Result<ProviderSchemas, FolderError> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| GzDecoder::new(file).read_to_string(&mut text));
    read.map_err(|source| FolderError::Read { path: path.to_owned(), source })?;
    Ok(ProviderSchemas::parse(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn folder_combines_all_versions_of_its_providers() {
        let folder = tempfile::tempdir().unwrap();
        let small = r#"{"format_version": "1.0"}"#;
        for name in ["demo-1.0.0", "demo-2.0.0", "my-other-0.1.0"] {
            let file = File::create(folder.path().join(format!("{name}.json.gz"))).unwrap();
            let mut file = GzEncoder::new(file, Compression::fast());
            file.write_all(small.as_bytes()).unwrap();
            file.finish().unwrap();
        }
        fs::write(folder.path().join("README.md"), "").unwrap();
        let folder = Folder::open(folder.path()).unwrap();
        let combinations = folder.combinations().unwrap();
        let names: Vec<_> = combinations.iter().map(|combination| combination.name.as_str()).collect();
        assert_eq!(names, ["demo 1.0.0, my-other 0.1.0", "demo 2.0.0, my-other 0.1.0"]);
        assert!(combinations.iter().all(|combination| combination.schemas.len() == 2));
    }

    #[test]
    fn folder_that_does_not_exist_is_an_error() {
        let error = Folder::open(Path::new("none")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read the provider schemas in none");
    }
}
