use super::schemas;
use crate::provider_schema::{Kind, LoadError, ProviderSchemas};
use insta::assert_snapshot;
use std::error::Error;

/// Formats an error with its source.
fn text(result: Result<ProviderSchemas, LoadError>) -> String {
    let error = result.unwrap_err();
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

#[test]
fn schema_documents_that_are_invalid_are_reported() {
    assert_snapshot!(text(ProviderSchemas::parse("{")), @"not the output of `terraform providers schema -json`: EOF while parsing an object at line 1 column 1");
    assert_snapshot!(text(ProviderSchemas::parse("{}")), @"not the output of `terraform providers schema -json`: missing field `format_version` at line 1 column 2");
    assert_snapshot!(text(ProviderSchemas::parse(r#"{"format_version": "2.0"}"#)), @"format version 2.0 of provider schemas is not supported; 0.x and 1.x are");
}

#[test]
fn provider_is_found_by_its_source_in_any_registry() {
    assert!(schemas().provider("example/demo").is_some());
    assert!(schemas().provider("registry.example.com/example/demo").is_some());
    assert!(schemas().provider("other/demo").is_none());
    assert!(schemas().provider("demo").is_none());
    let provider = schemas().provider("example/demo").unwrap();
    assert_eq!(provider.types(Kind::Data).collect::<Vec<_>>(), ["demo_zones"]);
}
