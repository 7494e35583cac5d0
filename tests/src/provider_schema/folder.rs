//! A folder of provider schemas, one compressed document for each provider and version.

use super::document::{LoadError, ProviderSchemas};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The variable that names the folder.
const VARIABLE: &str = "TERRACE_PROVIDER_SCHEMAS";
/// Where the folder is otherwise, seen from this package.
const DEFAULT: &str = "../../shared/provider-schemas";
/// How a document's name ends, after `<provider>-<version>`.
const ENDING: &str = ".json.gz";

/// A folder with files named `<provider>-<version>.json.gz`. A file is read when it is first asked for, and
/// then kept.
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
    schemas: OnceLock<Result<ProviderSchemas, LoadError>>,
}

/// One version of each provider in a folder.
#[derive(Debug)]
pub struct Combination<'a> {
    /// The versions, for people. Example: `aws 6.0.0, random 3.7.2`.
    pub name: String,
    /// Their schemas, in the order of the providers' names.
    pub schemas: Vec<&'a ProviderSchemas>,
}

impl Folder {
    /// The folder that the variable `TERRACE_PROVIDER_SCHEMAS` names, else the one beside the repository;
    /// opened once for the whole process. `None`: there is none, and what needs it cannot be tested.
    pub fn shared() -> Option<&'static Folder> {
        static FOLDER: OnceLock<Option<Folder>> = OnceLock::new();
        let open = || {
            let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join(DEFAULT);
            let path = env::var_os(VARIABLE).map_or_else(default, PathBuf::from);
            Folder::open(&path).ok().filter(|folder| !folder.files.is_empty())
        };
        FOLDER.get_or_init(open).as_ref()
    }

    /// Lists a folder. Files of other names are left out.
    ///
    /// # Errors
    ///
    /// [`LoadError::Read`] if it cannot be listed.
    pub fn open(path: &Path) -> Result<Folder, LoadError> {
        let read = |source| LoadError::Read { path: path.to_owned(), source };
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

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every combination of one version of each provider.
    ///
    /// # Errors
    ///
    /// The first document's that cannot be read.
    pub fn combinations(&self) -> Result<Vec<Combination<'_>>, &LoadError> {
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
    fn schemas(&self) -> Result<&ProviderSchemas, &LoadError> {
        self.schemas.get_or_init(|| ProviderSchemas::read(&self.path)).as_ref()
    }
}
