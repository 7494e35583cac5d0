//! Tests every way in which preparing a sandbox can fail, with the message that the user sees.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use terrace_sandbox::{Delay, Fault, Operation, Options, add_schemas, prepare, reset};

struct Place(TempDir);

impl Place {
    fn new(configuration: &Json) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("out/main.tf.json", &configuration.to_string());
        place
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn options(&self) -> Options {
        Options {
            source: self.0.path().join("out"),
            directory: self.0.path().join("sandbox"),
            schemas: vec![self.0.path().join("schemas")],
            ..Options::default()
        }
    }

    fn masked(&self, error: &impl ToString) -> String {
        let text = error.to_string();
        let real = fs::canonicalize(self.0.path()).unwrap();
        [self.0.path(), real.as_path()]
            .into_iter()
            .fold(text, |text, path: &Path| text.replace(path.to_str().unwrap(), "[place]"))
    }

    fn error(&self, options: &Options) -> String {
        self.masked(&prepare(options).unwrap_err())
    }
}

fn error_of(configuration: &Json) -> String {
    let place = Place::new(configuration);
    place.error(&place.options())
}

#[test]
fn configuration_that_cannot_be_read_is_reported() {
    let mut said = Vec::new();
    let place = Place::new(&json!({}));
    place.write("out/main.tf.json", "{ \"resource\": ");
    said.push(place.error(&place.options()));
    fs::remove_file(place.options().source.join("main.tf.json")).unwrap();
    said.push(place.error(&place.options()));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn modules_that_cannot_be_simulated_are_reported() {
    let mut said = Vec::new();
    said.push(error_of(&json!({ "module": { "far": { "source": "terraform-aws-modules/vpc/aws" } } })));
    said.push(error_of(&json!({ "module": { "web": { "source": "./web" } } })));
    let place = Place::new(&json!({ "module": { "web": { "source": "./web" } } }));
    place.write("out/web/main.tf", "resource \"a\" {\n  x = = 1\n}\n");
    said.push(place.error(&place.options()));
    let provisioned =
        "resource \"null_resource\" \"it\" {\n  provisioner \"local-exec\" {\n    command = \"x\"\n  }\n}\n";
    place.write("out/web/main.tf", provisioned);
    said.push(place.error(&place.options()));
    place.write("out/web/main.tf", "data \"terraform_remote_state\" \"network\" {\n  backend = \"s3\"\n}\n");
    said.push(place.error(&place.options()));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn provider_requirements_that_are_invalid_are_reported() {
    let mut said = Vec::new();
    let require =
        |requirement: Json| json!({ "terraform": { "required_providers": { "aws": requirement } } });
    said.push(error_of(&require(json!({ "source": "hashicorp/aws", "version": "~> 5.0, >= 6" }))));
    said.push(error_of(&require(json!({ "source": "hashicorp/aws", "version": "newest" }))));
    said.push(error_of(&require(json!({ "source": "https://example.com/aws" }))));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn addresses_of_faults_and_delays_that_are_unknown_are_reported() {
    let mut said = Vec::new();
    let place = Place::new(&json!({
        "resource": { "aws_vpc": { "network_primary_main": {} } }, "data": { "aws_ami": { "linux": {} } }
    }));
    let fault = |address: &str, operation| {
        let faults = vec![Fault { address: address.to_owned(), operation }];
        place.error(&Options { faults, ..place.options() })
    };
    said.push(fault("aws_vpc.network_primary_mian", Operation::Create));
    said.push(fault("nothing.like_it", Operation::Create));
    said.push(fault("data.aws_ami.linux", Operation::Create));
    let delays = vec![Delay { address: Some("aws_ami.linux".to_owned()), seconds: 1.0 }];
    said.push(place.error(&Options { delays, ..place.options() }));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn saved_schemas_that_are_invalid_are_reported() {
    let mut said = Vec::new();
    let place = Place::new(&json!({ "data": { "aws_ami": { "linux": {} } } }));
    let (file, directory) = (place.0.path().join("schemas.json"), place.0.path().join("schemas"));
    place.write("schemas.json", "{ \"format_version\": \"1.0\" }");
    said.push(place.masked(&add_schemas(&file, &directory).unwrap_err()));
    place.write("schemas.json", "no schema");
    said.push(place.masked(&add_schemas(&file, &directory).unwrap_err()));
    for other in ["{}", "{ \"format_version\": \"2.0\" }"] {
        place.write("schemas.json", other);
        said.push(place.masked(&add_schemas(&file, &directory).unwrap_err()));
    }
    let schema = json!({ "format_version": "1.0", "provider_schemas": { "registry.terraform.io/hashicorp/aws": { "data_source_schemas": { "aws_ami": {
        "version": 0, "block": { "attributes": { "image_id": { "type": "string", "computed": true } } }
    } } } } });
    place.write("schemas.json", &schema.to_string());
    assert_eq!(add_schemas(&file, &directory).unwrap(), ["hashicorp/aws"]);
    let fixtures = serde_json::from_value(json!({ "data": { "aws_ami": { "imag_id": "ami-1" } } })).unwrap();
    said.push(place.error(&Options { fixtures, ..place.options() }));
    place.write("schemas/hashicorp_aws.schema", "{ broken\n");
    said.push(place.error(&place.options()));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn reset_of_a_directory_without_a_sandbox_is_reported() {
    let mut said = Vec::new();
    let place = Place::new(&json!({}));
    said.push(place.masked(&reset(&place.options().source).unwrap_err()));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn notices_name_the_configuration_that_is_left_out() {
    let mut said = Vec::new();
    let place = Place::new(&json!({
        "resource": { "null_resource": { "it": { "provisioner": [{ "local-exec": { "command": "true" } }] } } }
    }));
    place.write("out/more.tf", "locals {}\n");
    place.write("out/override.tf.json", r#"{"terraform": [{"backend": {"s3": {}}}]}"#);
    place.write("out/cloud.tf", "terraform {\n  cloud {}\n}\n");
    place.write("out/state.tf", "data \"terraform_remote_state\" \"it\" {\n  backend = \"s3\"\n}\n");
    place.write(
        "out/run.tf",
        "resource \"a_b\" \"c\" {\n  provisioner \"local-exec\" {\n    command = \"true\"\n  }\n}\n",
    );
    place.write("out/broken.tf", "locals {");
    place.write("out/terraform.tfvars", "");
    let fixtures = serde_json::from_value(json!({ "data": { "aws_amy": { "id": "x" } } })).unwrap();
    let prepared = prepare(&Options { fixtures, ..place.options() }).unwrap();
    said.push(prepared.notices.join("\n"));
    assert_snapshot!(said.join("\n\n"));
    let brought = |name: &str| prepared.directory.join(name).exists();
    assert!(brought("more.tf") && brought("terraform.tfvars"));
    assert!(!["override.tf.json", "cloud.tf", "state.tf", "run.tf", "broken.tf"].into_iter().any(brought));
    assert_eq!(fs::read_to_string(prepared.directory.join(".gitignore")).unwrap(), "*\n");
}
