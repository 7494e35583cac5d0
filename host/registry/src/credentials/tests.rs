use super::*;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

fn with_config(text: &str) -> (TempDir, Credentials) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("config.json"), text).unwrap();
    let credentials = Credentials::in_directory(directory.path());
    (directory, credentials)
}

fn password(user: &str, password: &str) -> Option<Login> {
    Some(Login::Password { user: user.to_owned(), password: password.to_owned() })
}

#[test]
fn login_is_none_without_a_configuration() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(Credentials::in_directory(directory.path()).get("registry.example").unwrap(), None);
    assert_eq!(Credentials::none().get("registry.example").unwrap(), None);
}

#[test]
fn logins_and_identity_tokens_are_read() {
    let (_directory, credentials) = with_config(
        r#"{"auths": {
            "registry.example:5000": {"auth": "YW5uOnM6ZWNyZXQ="},
            "https://index.docker.io/v1/": {"auth": "YW5uOmh1Yg=="},
            "token.example": {"identitytoken": "abc"},
            "empty.example": {}
        }}"#,
    );
    assert_eq!(credentials.get("registry.example:5000").unwrap(), password("ann", "s:ecret"));
    assert_eq!(credentials.get("registry.example").unwrap(), None);
    assert_eq!(credentials.get("docker.io").unwrap(), password("ann", "hub"));
    assert_eq!(credentials.get("token.example").unwrap(), Some(Login::IdentityToken("abc".to_owned())));
    assert_eq!(credentials.get("empty.example").unwrap(), None);
}

#[test]
fn login_is_stored_and_erased_without_changing_the_rest() {
    let (directory, credentials) = with_config(
        r#"{"psFormat": "x", "big": 12345678901234567890123, "auths": {"other": {"auth": "YTpi"}}}"#,
    );
    let kept = credentials.store("registry.example", "ann", "secret").unwrap();
    let path = directory.path().canonicalize().unwrap().join("config.json");
    assert_eq!(kept, LoginStorage::File(path.clone()));
    assert_eq!(credentials.get("registry.example").unwrap(), password("ann", "secret"));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    insta::assert_snapshot!(std::fs::read_to_string(&path).unwrap());
    assert!(credentials.erase("registry.example").unwrap());
    assert!(!credentials.erase("registry.example").unwrap());
    assert_eq!(credentials.get("other").unwrap(), password("a", "b"));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn login_is_stored_in_a_private_directory_or_through_a_link() {
    let directory = tempfile::tempdir().unwrap();
    let inner = directory.path().join("new");
    Credentials::in_directory(&inner).store("registry.example", "ann", "secret").unwrap();
    assert_eq!(inner.metadata().unwrap().permissions().mode() & 0o777, 0o700);

    let linked = directory.path().join("linked");
    std::fs::create_dir(&linked).unwrap();
    std::os::unix::fs::symlink(inner.join("config.json"), linked.join("config.json")).unwrap();
    let credentials = Credentials::in_directory(&linked);
    credentials.store("registry.example", "bob", "secret").unwrap();
    assert!(linked.join("config.json").is_symlink());
    assert_eq!(Credentials::in_directory(&inner).get("registry.example").unwrap(), password("bob", "secret"));
}

#[test]
fn login_never_shows_its_secret() {
    let login = password("ann", "secret");
    assert_eq!(format!("{login:?}"), "Some(Login(ann))");
    assert_eq!(format!("{:?}", Login::IdentityToken("abc".to_owned())), "Login(identity token)");
}

#[test]
fn credentials_errors_say_what_is_wrong() {
    let configurations = [
        "not json",
        r#"{"auths": []}"#,
        r#"{"auths": {"registry.example": {"auth": "!"}}}"#,
        r#"{"credsStore": "missing-for-terrace"}"#,
    ];
    let mut texts = Vec::new();
    for configuration in configurations {
        let (directory, credentials) = with_config(configuration);
        let error = credentials.get("registry.example").unwrap_err();
        let text = format!("{error}\n  hint: {}\n", error.hint());
        texts.push(text.replace(directory.path().to_str().unwrap(), "~/.docker"));
    }
    let (directory, credentials) = with_config(r#"{"auths": []}"#);
    let errors = [
        credentials.store("registry.example", "ann", "secret").unwrap_err(),
        credentials.store("registry.example", "a:b", "secret").unwrap_err(),
        Credentials::none().store("registry.example", "ann", "secret").unwrap_err(),
        Credentials::in_directory("/dev/null").get("registry.example").unwrap_err(),
    ];
    for error in errors {
        let text = format!("{error}\n  hint: {}\n", error.hint());
        texts.push(text.replace(directory.path().to_str().unwrap(), "~/.docker"));
    }
    insta::assert_snapshot!(texts.concat());
}
