use super::*;
use crate::{Flavour, ProgramOrigin};
use semver::Version;

fn terraform() -> Terraform {
    Terraform {
        path: "/opt/terraform".into(),
        flavour: Flavour::Terraform,
        version: Version::new(1, 11, 4),
        found: ProgramOrigin::Terraform,
    }
}

fn reason(directory: &Path, configuration: &Value) -> Option<InitReason> {
    Init::new(&terraform(), &Environment::default(), directory, configuration).reason(true)
}

#[test]
fn init_is_not_needed_for_builtin_providers() {
    let directory = tempfile::tempdir().unwrap();
    for configuration in [
        json!({}),
        json!({"resource": {"terraform_data": {"a": {}}}, "data": {"terraform_remote_state": {"b": {}}}}),
        json!({"terraform": {"required_providers": {"terraform": {"source": "terraform.io/builtin/terraform"}}}}),
        json!({"terraform": {"required_version": ">= 1.5", "required_providers": {}}, "module": {}}),
    ] {
        assert_eq!(reason(directory.path(), &configuration), None, "{configuration}");
    }
    for configuration in [
        json!({"resource": {"random_pet": {"a": {}}}}),
        json!({"provider": {"aws": [{"region": "x"}]}}),
        json!({"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}}),
        json!({"terraform": {"cloud": {"organization": "x"}}}),
        json!({"module": {"a": {"source": "./a"}}}),
    ] {
        assert_eq!(reason(directory.path(), &configuration), Some(InitReason::First), "{configuration}");
    }
}

#[test]
fn init_is_needed_after_changes_to_modules() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let write = |name: &str, text: &str| {
        fs::create_dir_all(path.join(name).parent().unwrap()).unwrap();
        fs::write(path.join(name), text).unwrap();
    };
    write(".terraform/modules/modules.json", "{}");
    write("own/main.tf", "");
    let configuration = json!({"module": {
        "own": {"source": "./own"},
        "far": {"source": "example/queue/aws", "version": "1.0.0"},
    }});
    let note = |configuration: &Value| {
        Init::new(&terraform(), &Environment::default(), path, configuration).note(true).unwrap();
    };
    note(&configuration);
    assert_eq!(reason(path, &configuration), None);

    let mut inputs = configuration.clone();
    inputs["module"]["own"]["name"] = json!("x");
    assert_eq!(reason(path, &inputs), None);
    let mut newer = configuration.clone();
    newer["module"]["far"]["version"] = json!("1.1.0");
    assert_eq!(reason(path, &newer), Some(InitReason::Modules));

    write("own/README.md", "text");
    assert_eq!(reason(path, &configuration), None);
    write("own/nested/versions.tf", "terraform {}");
    assert_eq!(reason(path, &configuration), Some(InitReason::Modules));
    note(&configuration);
    assert_eq!(reason(path, &configuration), None);
    fs::remove_dir_all(path.join(".terraform/modules")).unwrap();
    assert_eq!(reason(path, &configuration), Some(InitReason::Incomplete));
}

#[test]
fn init_stamp_records_what_init_ran_for() {
    let directory = tempfile::tempdir().unwrap();
    let configuration = json!({"terraform": {"backend": {"local": {}}}});
    Init::new(&terraform(), &Environment::default(), directory.path(), &configuration).note(true).unwrap();
    insta::assert_snapshot!(fs::read_to_string(directory.path().join(".terraform").join(STAMP)).unwrap());
}

#[test]
fn init_is_not_needed_for_providers_that_it_does_not_install() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    // One provider that the CLI configuration overrides, and one whose name is not the prefix of its types.
    let configuration = json!({
        "terraform": {"required_providers": {"mine": {"source": "example.com/me/mine"}}},
        "resource": {"other_thing": {"a": {"provider": "mine.primary"}}},
    });
    Init::new(&terraform(), &Environment::default(), path, &configuration).note(true).unwrap();
    assert_eq!(reason(path, &configuration), None);

    let provider = path.join(".terraform/providers/example.com/me/mine");
    fs::create_dir_all(&provider).unwrap();
    Init::new(&terraform(), &Environment::default(), path, &configuration).note(true).unwrap();
    assert_eq!(reason(path, &configuration), None);
    fs::remove_dir_all(&provider).unwrap();
    assert_eq!(reason(path, &configuration), Some(InitReason::Incomplete));
}

#[test]
fn init_is_needed_after_changes_to_other_configuration_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let configuration = json!({});
    let note = || Init::new(&terraform(), &Environment::default(), path, &configuration).note(true).unwrap();
    fs::write(path.join("main.tf.json"), "{}").unwrap();
    fs::write(path.join("terraform.tfvars"), "").unwrap();
    assert_eq!(reason(path, &configuration), None);
    fs::write(path.join("more.tf"), "").unwrap();
    assert_eq!(reason(path, &configuration), Some(InitReason::First));
    note();
    assert_eq!(reason(path, &configuration), None);
    fs::write(path.join("more.tf"), "locals {}").unwrap();
    assert_eq!(reason(path, &configuration), Some(InitReason::Beside));
}

#[test]
fn init_is_needed_for_providers_of_the_state() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let state = |resources: Value| {
        let text = json!({ "version": 4, "resources": resources }).to_string();
        fs::write(path.join("terraform.tfstate"), text).unwrap();
    };
    let held = |source: &str| {
        json!([{
            "mode": "managed", "type": "x_y", "name": "a", "instances": [{}],
            "provider": format!("provider[\"{source}\"]"),
        }])
    };
    state(held("terraform.io/builtin/terraform"));
    assert_eq!(reason(path, &json!({})), None);
    state(held("registry.terraform.io/hashicorp/aws"));
    assert_eq!(reason(path, &json!({})), Some(InitReason::First));
    let init =
        |configuration| Init::new(&terraform(), &Environment::default(), path, configuration).reason(false);
    assert_eq!(init(&json!({})), None, "without the state nothing is needed");

    let provider = path.join(".terraform/providers/registry.terraform.io/hashicorp/aws");
    fs::create_dir_all(&provider).unwrap();
    Init::new(&terraform(), &Environment::default(), path, &json!({})).note(true).unwrap();
    assert_eq!(reason(path, &json!({})), None);
    fs::remove_dir_all(provider).unwrap();
    assert_eq!(reason(path, &json!({})), Some(InitReason::Incomplete));
    // Without its resources, the provider is not needed any more.
    state(json!([]));
    assert_eq!(reason(path, &json!({})), None);
}
