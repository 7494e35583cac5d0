use super::schemas;
use crate::provider_schema::{Folder, Kind, LoadError, ProviderSchemas};
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// An error with what is behind it.
fn text(result: Result<ProviderSchemas, LoadError>) -> String {
    let error = result.unwrap_err();
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

#[test]
fn errors() {
    assert_snapshot!(text(ProviderSchemas::read(Path::new("none.json"))), @"cannot read the provider schemas in none.json: No such file or directory (os error 2)");
    assert_snapshot!(text(ProviderSchemas::parse("{")), @"not what `terraform providers schema -json` prints: EOF while parsing an object at line 1 column 1");
    assert_snapshot!(text(ProviderSchemas::parse("{}")), @"not what `terraform providers schema -json` prints: missing field `format_version` at line 1 column 2");
    assert_snapshot!(text(ProviderSchemas::parse(r#"{"format_version": "2.0"}"#)), @"format version 2.0 of provider schemas is not known; 0.x and 1.x are");
}

#[test]
fn a_provider_is_found_by_its_source_whatever_its_registry() {
    assert!(schemas().provider("example/demo").is_some());
    assert!(schemas().provider("registry.example.com/example/demo").is_some());
    assert!(schemas().provider("other/demo").is_none());
    assert!(schemas().provider("demo").is_none());
    let provider = schemas().provider("example/demo").unwrap();
    assert_eq!(provider.types(Kind::Data).collect::<Vec<_>>(), ["demo_zones"]);
}

#[test]
fn a_folder_gives_every_combination_of_versions() {
    let folder = tempfile::tempdir().unwrap();
    let small = include_str!("small.json");
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
