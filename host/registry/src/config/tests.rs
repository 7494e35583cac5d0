use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;
use terrace_core::reference::Reference;

const PLATFORM: &str = include_str!("../../tests/fixtures/keys/ed25519.pub");
const SECURITY: &str = include_str!("../../tests/fixtures/keys/p256.pub");
const PRIVATE: &str = include_str!("../../tests/fixtures/keys/ed25519.pem");

/// A project with keys, below a home directory with the user's file.
struct Home(TempDir);

impl Home {
    fn new(user: &str, project: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(home.path("project/stacks/prod")).unwrap();
        fs::create_dir(home.path("project/.git")).unwrap();
        for (name, text) in [
            ("config.toml", user),
            ("platform.pub", PLATFORM),
            ("project/terrace.toml", project),
            ("project/platform.pub", PLATFORM),
            ("project/security.pub", SECURITY),
            ("project/private.pem", PRIVATE),
        ] {
            fs::write(home.path(name), text).unwrap();
        }
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self) -> Result<Configuration, ConfigError> {
        Configuration::load(&self.path("project/stacks/prod"), Some(&self.path("config.toml")))
    }

    fn error(&self) -> String {
        let error = self.load().unwrap_err();
        let hint = error.hint().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
        format!("{error}{hint}").replace(self.0.path().to_str().unwrap(), "[home]")
    }
}

#[test]
fn configuration_combines_user_and_project_files() {
    let user = r#"
        [registry."Registry.example:5000"]
        ca = "corporate.pem"

        [signer.platform]
        keys = ["platform.pub"]

        [[trust]]
        references = ["oci://registry.example/**"]
        signers = ["platform"]
    "#;
    let project = format!(
        r#"
        [registry."registry.example:5000"]
        ca = "other.pem"
        plain_http = true

        [signer.security]
        keys = ['''
{SECURITY}''']

        [[trust]]
        references = ["oci://registry.example/platform/*"]
        signers = ["security", "platform"]
        threshold = 2
    "#
    );
    let home = Home::new(user, &project);
    let configuration = home.load().unwrap();
    assert_eq!(configuration.files, [home.path("config.toml"), home.path("project/terrace.toml")]);
    let settings = configuration.registry("registry.EXAMPLE:5000");
    assert_eq!(settings.ca, Some(home.path("corporate.pem")));
    assert_eq!(settings.plain_http, None);
    assert_eq!(configuration.registry("elsewhere.example"), RegistrySettings::default());
    let signers: Vec<&String> = configuration.policy.signers().keys().collect();
    assert_eq!(signers, ["platform", "security"]);
    let own: Vec<&String> = configuration.policy.own_signers().keys().collect();
    assert_eq!(own, ["platform"]);
    let rules = configuration
        .policy
        .requirements(&Reference::parse("oci://registry.example/platform/network:1.4").unwrap());
    let rules: Vec<_> = rules.iter().map(|rule| (rule.line, rule.signers.len(), rule.threshold)).collect();
    assert_eq!(rules, [(8, 1, 1), (14, 2, 2)]);
}

#[test]
fn configuration_files_are_optional() {
    let directory = tempfile::tempdir().unwrap();
    let configuration = Configuration::load(directory.path(), None).unwrap();
    assert!(configuration.policy.signers().is_empty());
    let missing = directory.path().join("config.toml");
    assert!(Configuration::load(directory.path(), Some(&missing)).unwrap().files.is_empty());
}

#[test]
fn configuration_errors_say_where_they_are() {
    let signer = "[signer.platform]\nkeys = [\"platform.pub\"]\n";
    let rule = |rest: &str| format!("{signer}[[trust]]\n{rest}");
    let projects = [
        "registry = \n".to_owned(),
        "[signer.platform]\nkeys = [\"a\"\n\n[[trust]]\n".to_owned(),
        "a = 1\n[signers.platform]\nkeys = [\"platform.pub\"]\n".to_owned(),
        "\n\n[signers.platform]\nkeys = [\"platform.pub\"]\n".to_owned(),
        "[registry.\"r.example\"]\nplain-http = true\n".to_owned(),
        "[registry.\"r.example\"]\nplain_http = \"yes\"\n".to_owned(),
        "[registry]\nca = \"a.pem\"\n".to_owned(),
        "[registry.\"r.example\"]\nca = 1\n".to_owned(),
        "[signer.platform]\nkey = [\"platform.pub\"]\n".to_owned(),
        "[signer.platform]\n".to_owned(),
        "[signer.platform]\nkeys = \"platform.pub\"\n".to_owned(),
        "[signer.platform]\nkeys = []\n".to_owned(),
        "[signer.platform]\nkeys = [1]\n".to_owned(),
        "[signer.platform]\nkeys = [\"missing.pub\"]\n".to_owned(),
        "[signer.platform]\nkeys = [\n  \"platform.pub\",\n  \"private.pem\",\n]\n".to_owned(),
        "[signer.platform]\nkeys = [\"-----BEGIN PUBLIC KEY-----\"]\n".to_owned(),
        format!("{signer}[signer.other]\nkeys = [\"platform.pub\"]\n"),
        format!("{signer}[trust]\nreferences = [\"**\"]\n"),
        rule("references = [\"**\"]\n"),
        rule("signers = [\"platform\"]\n"),
        rule("references = [\"registry.example/**\"]\nsigners = [\"platform\"]\n"),
        rule("references = [\"oci://r.example/network:1.4\"]\nsigners = [\"platform\"]\n"),
        "[registry.\"r_example\"]\nplain_http = true\n".to_owned(),
        "[registry.\"https://r.example\"]\nplain_http = true\n".to_owned(),
        rule("references = [\"**\"]\nsigners = [\"plattform\"]\n"),
        rule("references = [\"**\"]\nsigners = [\"audit\"]\n"),
        rule("references = [\"**\"]\nsigners = [\"platform\"]\nthreshold = 2\n"),
        rule("references = [\"**\"]\nsigners = [\"platform\"]\nthreshold = 0\n"),
        rule("references = [\"**\"]\nsigners = [\"platform\"]\nthreshold = -1\n"),
        rule("references = [\"**\"]\nsigners = [\"platform\"]\ntreshold = 1\n"),
        rule("references = [\"**\"]\nsigners = [\"platform\", \"platform\"]\nthreshold = 2\n"),
    ];
    let texts: Vec<String> = projects.iter().map(|project| Home::new("", project).error()).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn project_configuration_cannot_weaken_the_users_rules() {
    let user = "[signer.platform]\nkeys = [\"platform.pub\"]\n\
                [[trust]]\nreferences = [\"**\"]\nsigners = [\"platform\"]\n";
    let redefined = Home::new(user, "[signer.platform]\nkeys = [\"security.pub\"]\n");
    // Repeating the same definition has no effect.
    let again = Home::new(user, "[signer.platform]\nkeys = [\"platform.pub\"]\n");
    assert_eq!(again.load().unwrap().policy.signers().len(), 1);
    let alias = Home::new(user, "[signer.alias]\nkeys = [\"platform.pub\"]\n");
    let borrowed = Home::new(
        "[[trust]]\nreferences = [\"**\"]\nsigners = [\"security\"]\n",
        "[signer.security]\nkeys = [\"security.pub\"]\n",
    );
    insta::assert_snapshot!([redefined.error(), alias.error(), borrowed.error()].join("\n"));
}

#[test]
fn configuration_that_cannot_be_read_is_an_error() {
    let home = Home::new("", "");
    fs::remove_file(home.path("config.toml")).unwrap();
    fs::create_dir(home.path("config.toml")).unwrap();
    insta::assert_snapshot!(home.error());
    fs::remove_dir(home.path("config.toml")).unwrap();
    fs::write(home.path("config.toml"), [0xff]).unwrap();
    assert!(home.load().is_err());
}

/// Every way in which a project may try to weaken a connection. Each is reported, and none takes effect.
#[test]
fn project_configuration_cannot_weaken_connections() {
    let user =
        "[registry.\"own.example\"]\nplain_http = true\n[registry.\"strict.example\"]\nplain_http = false\n";
    let attempts = [
        "[registry.\"r.example\"]\nplain_http = true\n",
        "[registry.\"r.example\"]\nca = \"evil.pem\"\n",
        "[registry.\"r.example\"]\nca = \"/etc/evil.pem\"\nplain_http = true\n",
        "registry.\"r.example\".plain_http = true\n",
        "registry = { \"r.example\" = { plain_http = true } }\n",
        "[registry.\"R.Example:00443\"]\nplain_http = true\n",
        "[registry.\"strict.example\"]\nplain_http = true\n",
        "[registry.\"strict.example\"]\nca = \"evil.pem\"\n",
        "[registry.\"own.example\"]\nca = \"evil.pem\"\n",
        "[registry.\"127.1:5000\"]\nplain_http = false\n",
    ];
    let mut told = Vec::new();
    for attempt in attempts {
        let home = Home::new(user, attempt);
        let configuration = home.load().unwrap();
        let own = Home::new(user, "").load().unwrap();
        assert_eq!(configuration.registries, own.registries, "{attempt}");
        told.extend(
            configuration
                .ignored
                .iter()
                .map(|one| one.to_string().replace(home.0.path().to_str().unwrap(), "[home]")),
        );
    }
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(told.len(), attempts.len());
    // A setting that the user's file has as well is not reported.
    let same = Home::new(user, "[registry.\"OWN.example\"]\nplain_http = true\n").load().unwrap();
    assert_eq!(same.ignored, []);
}

#[test]
fn project_configuration_is_searched_up_to_the_repository_root() {
    let home = Home::new("", "[signer.platform]\nkeys = [\"platform.pub\"]\n");
    let stack = home.path("project/stacks/prod");
    let project = home.path("project/terrace.toml");
    assert_eq!(find(&stack), Some(project.clone()));
    // A worktree has a file instead of the directory.
    fs::remove_dir(home.path("project/.git")).unwrap();
    assert_eq!(find(&stack), None);
    assert_eq!(find(&home.path("project")), Some(project.clone()));
    fs::write(home.path("project/.git"), "gitdir: elsewhere").unwrap();
    assert_eq!(find(&stack), Some(project));
    // Nothing above the repository counts, even if it is in another repository.
    fs::write(home.path("terrace.toml"), "nonsense").unwrap();
    fs::create_dir(home.path(".git")).unwrap();
    fs::remove_file(home.path("project/terrace.toml")).unwrap();
    assert_eq!(find(&stack), None);
    fs::remove_file(home.path("project/.git")).unwrap();
    assert_eq!(find(&stack), Some(home.path("terrace.toml")));
}

#[test]
fn configuration_that_others_can_change_is_rejected() {
    let rules = "[signer.platform]\nkeys = [\"platform.pub\"]\n";
    let with = |path: &str, mode: u32| {
        let home = Home::new("[registry.\"r.example\"]\nca = \"shared/ca.pem\"\n", rules);
        fs::create_dir(home.path("shared")).unwrap();
        fs::write(home.path("shared/ca.pem"), "").unwrap();
        assert!(home.load().is_ok());
        fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
        home.error()
    };
    let errors = [
        with("project/terrace.toml", 0o666),
        with("project/terrace.toml", 0o602),
        with("project", 0o777),
        with("project/platform.pub", 0o646),
        with("config.toml", 0o666),
        with("shared/ca.pem", 0o666),
        with("shared", 0o777),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

/// A project may name anything as its file or as a key.
#[test]
fn configuration_that_is_large_or_not_a_regular_file_is_rejected() {
    let key = |path: &str| Home::new("", &format!("[signer.platform]\nkeys = [\"{path}\"]\n")).error();
    let home = Home::new("", "");
    let project = home.path("project/terrace.toml");
    fs::write(&project, vec![b'#'; 2 << 20]).unwrap();
    let large = home.error();
    fs::remove_file(&project).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &project).unwrap();
    insta::assert_snapshot!([key("/dev/zero"), key("."), large, home.error()].join("\n"));
}
