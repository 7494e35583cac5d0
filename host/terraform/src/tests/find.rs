use super::Fake;
use crate::{Environment, Facts, Flavour, ProgramOrigin, Search};
use semver::Version;
use std::path::Path;

#[test]
fn search_prefers_option_then_variable_then_terraform_then_tofu() {
    let fake = Fake::new();
    let environment = fake.environment(&[]);
    let find = |option: Option<&Path>| {
        let environment = fake.environment(&[("TERRACE_TERRAFORM", "mine")]);
        Search::new(option, &environment).find().unwrap()
    };
    // The tests' own PATH may contain the real program, so only this directory is searched.
    fake.program("tofu", "echo OpenTofu v1.10.2");
    let only: Environment = [("PATH", fake.path("bin"))].into_iter().collect();
    let found = Search::new(None, &only).find().unwrap();
    assert_eq!((found.flavour, found.found), (Flavour::OpenTofu, ProgramOrigin::Tofu));
    assert_eq!(found.version, Version::new(1, 10, 2));

    fake.program("terraform", "echo Terraform v1.11.4; echo on linux_amd64");
    let found = Search::new(None, &environment).find().unwrap();
    assert_eq!((found.flavour, found.found), (Flavour::Terraform, ProgramOrigin::Terraform));
    assert_eq!(found.path, fake.path("bin/terraform"));

    fake.program("mine", "echo OpenTofu v1.9.0-beta2");
    let found = find(None);
    assert_eq!((found.flavour, found.found), (Flavour::OpenTofu, ProgramOrigin::Variable));
    assert_eq!(found.version.to_string(), "1.9.0-beta2");

    let found = find(Some(&fake.path("bin/tofu")));
    assert_eq!((found.found, found.path), (ProgramOrigin::Option, fake.path("bin/tofu")));
}

#[test]
fn version_query_ignores_the_users_arguments() {
    let fake = Fake::new();
    fake.program(
        "terraform",
        r#"echo "Terraform v1.11.4"; echo "[$TF_CLI_ARGS][$CHECKPOINT_DISABLE][$*]" >> "$HOME/asked""#,
    );
    let environment = fake.environment(&[("TF_CLI_ARGS", "-no-such"), ("CHECKPOINT_DISABLE", "")]);
    Search::new(None, &environment).find().unwrap();
    assert_eq!(fake.read("home/asked"), "[][1][version]\n");
}

#[test]
fn version_query_skips_output_before_the_version() {
    let fake = Fake::new();
    let before = [
        // OpenTofu prints this if TF_CLI_CONFIG_FILE names a missing file.
        "echo; echo 'Warning: Unable to open CLI configuration file'; echo; \
         echo 'The CLI configuration file at \"/nope\" does not exist.'; echo",
        r"printf '\033[33m\342\225\267\n\342\224\202 Warning: Terraform v is not OpenTofu v\n\033[0m'",
        "echo mise: using tofu v1; echo OpenTofu is v1",
    ];
    for before in before {
        fake.program("tofu", &format!("{before}\necho OpenTofu v1.12.6; echo on linux_amd64"));
        let only: Environment = [("PATH", fake.path("bin"))].into_iter().collect();
        let found = Search::new(None, &only).find().unwrap();
        assert_eq!((found.flavour, found.version.to_string().as_str()), (Flavour::OpenTofu, "1.12.6"));
    }
    fake.program("tofu", "echo Warning; echo is OpenTofu v1.12.6; echo OpenTofu version 1.12.6");
    let only: Environment = [("PATH", fake.path("bin"))].into_iter().collect();
    let error = Search::new(None, &only).find().unwrap_err();
    assert!(error.to_string().ends_with("is neither Terraform nor OpenTofu"), "{error}");
}

#[test]
fn facts_list_programs_and_variables_without_secrets() {
    let fake = Fake::new();
    fake.program("terraform", "echo Terraform v1.11.4");
    fake.program("tofu", "exit 3");
    let environment = fake.environment(&[
        ("TERRACE_TERRAFORM", "gone"),
        ("TF_VAR_password", "secret"),
        ("TF_CLI_ARGS_plan", "-var=password=secret"),
        ("TF_WORKSPACE", "blue"),
        ("TF_LOG", ""),
        ("OTHER", "1"),
    ]);
    let facts = Facts::gather(&Search::new(None, &environment));
    let mut text = String::new();
    for (found, program) in &facts.programs {
        text += &match program {
            Ok(program) => format!("{found}: {program} at {}\n", program.path.display()),
            Err(error) => format!("{found}: {error}\n"),
        };
    }
    for variable in &facts.variables {
        text += &format!("{} = {:?}: {}\n", variable.name, variable.value, variable.effect);
    }
    insta::assert_snapshot!(fake.masked(&text));
}
