use super::*;
use tempfile::TempDir;

const PLATFORM: &str = include_str!("../../tests/fixtures/keys/ed25519.pub");
const SECURITY: &str = include_str!("../../tests/fixtures/keys/p256.pub");
const PRIVATE: &str = include_str!("../../tests/fixtures/keys/ed25519.pem");

/// A project with keys, below a home with the user's file.
struct Home(TempDir);

impl Home {
    fn new(user: &str, project: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(home.path("project/stacks/prod")).unwrap();
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
fn user_and_project_are_read_together() {
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
    assert_eq!(settings.plain_http, Some(true));
    assert_eq!(configuration.registry("elsewhere.example"), RegistrySettings::default());
    let signers: Vec<&String> = configuration.policy.signers().keys().collect();
    assert_eq!(signers, ["platform", "security"]);
    let rules = configuration.policy.requirements("oci://registry.example/platform/network:1.4");
    let rules: Vec<_> = rules.iter().map(|rule| (rule.line, rule.signers.len(), rule.threshold)).collect();
    assert_eq!(rules, [(8, 1, 1), (14, 2, 2)]);
}

#[test]
fn nothing_is_needed() {
    let directory = tempfile::tempdir().unwrap();
    let configuration = Configuration::load(directory.path(), None).unwrap();
    assert!(configuration.policy.signers().is_empty());
    let missing = directory.path().join("config.toml");
    assert!(Configuration::load(directory.path(), Some(&missing)).unwrap().files.is_empty());
}

#[test]
fn a_fault_says_where_it_is() {
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
fn a_project_cannot_weaken_the_users_rules() {
    let user = "[signer.platform]\nkeys = [\"platform.pub\"]\n\
                [[trust]]\nreferences = [\"**\"]\nsigners = [\"platform\"]\n";
    let redefined = Home::new(user, "[signer.platform]\nkeys = [\"security.pub\"]\n");
    // The same definition again says nothing new.
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
fn an_unreadable_file_is_an_error() {
    let home = Home::new("", "");
    fs::remove_file(home.path("config.toml")).unwrap();
    fs::create_dir(home.path("config.toml")).unwrap();
    insta::assert_snapshot!(home.error());
    fs::remove_dir(home.path("config.toml")).unwrap();
    fs::write(home.path("config.toml"), [0xff]).unwrap();
    assert!(home.load().is_err());
}
