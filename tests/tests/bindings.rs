//! The Rust SDK's bindings match the contract. They are committed, because generating them in every build of a tier takes
//! longer than compiling everything else.

use std::fs;
use terrace_tests::program::repository;
use wit_bindgen_core::wit_parser::Resolve;
use wit_bindgen_core::{Files, WorldGenerator};
use wit_bindgen_rust::Opts;

const BINDINGS: &str = "plugins/sdk/src/component/bindings.rs";

fn generated() -> String {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(repository().join("wit")).unwrap();
    let world = resolve.select_world(&[package], Some("tier")).unwrap();
    let options = Opts {
        format: true,
        // The macro that exports a tier is expanded in the tier's own crate.
        runtime_path: Some("::terrace_sdk::component::runtime".to_owned()),
        pub_export_macro: true,
        export_macro_name: Some("export_component".to_owned()),
        ..Opts::default()
    };
    let mut files = Files::default();
    options.build().generate(&mut resolve, world, &mut files).unwrap();
    let (_, content) = files.iter().next().unwrap();
    str::from_utf8(content).unwrap().to_owned()
}

/// With TERRACE_ACCEPT set, the bindings are generated again.
#[test]
fn bindings_of_the_sdk_match_the_contract() {
    let path = repository().join(BINDINGS);
    let generated = generated();
    if std::env::var_os("TERRACE_ACCEPT").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(present == generated, "{BINDINGS} is stale: run this test with TERRACE_ACCEPT=1");
}
