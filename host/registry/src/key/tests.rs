use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const ED25519: &str = include_str!("../../tests/fixtures/keys/ed25519.pem");
const ED25519_ENCRYPTED: &str = include_str!("../../tests/fixtures/keys/ed25519-encrypted.pem");
const ED25519_PUBLIC: &str = include_str!("../../tests/fixtures/keys/ed25519.pub");
const P256: &str = include_str!("../../tests/fixtures/keys/p256.pem");
const P256_PUBLIC: &str = include_str!("../../tests/fixtures/keys/p256.pub");
const P384_PUBLIC: &str = include_str!("../../tests/fixtures/keys/p384.pub");
const RSA: &str = include_str!("../../tests/fixtures/keys/rsa.pem");
const RSA_PUBLIC: &str = include_str!("../../tests/fixtures/keys/rsa.pub");

fn text(error: &KeyError) -> String {
    match error.hint() {
        Some(hint) => format!("{error}\n  hint: {hint}"),
        None => error.to_string(),
    }
}

#[test]
fn openssl_keys_are_read_and_written_back_unchanged() {
    let key = PrivateKey::from_pem(ED25519, None).unwrap();
    assert_eq!(key.to_pem(None).unwrap(), ED25519);
    assert_eq!(key.public().unwrap().to_pem(), ED25519_PUBLIC);
    let encrypted = PrivateKey::from_pem(ED25519_ENCRYPTED, Some("terrace")).unwrap();
    assert_eq!(encrypted.to_pem(None).unwrap(), ED25519);
    for public in [ED25519_PUBLIC, P256_PUBLIC] {
        let key = PublicKey::from_pem(public).unwrap();
        assert_eq!(key.to_pem(), public);
        assert_eq!(PublicKey::from_pem(&public.replace('\n', "\r\n")).unwrap(), key);
    }
    assert!(PrivateKey::is_encrypted(ED25519_ENCRYPTED));
    assert!(!PrivateKey::is_encrypted(ED25519));
}

#[test]
fn key_ids_are_digests_of_the_public_key() {
    let ids = [ED25519_PUBLIC, P256_PUBLIC].map(|pem| format!("{:?}", PublicKey::from_pem(pem).unwrap()));
    insta::assert_snapshot!(ids.join("\n"));
}

#[test]
fn generated_key_signs_for_its_own_public_key_only() {
    let (one, other) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let signature = one.sign(b"message");
    assert_eq!(signature, one.sign(b"message"));
    assert!(one.public().unwrap().verifies(b"message", &signature));
    assert!(!one.public().unwrap().verifies(b"massage", &signature));
    assert!(!other.public().unwrap().verifies(b"message", &signature));
    assert!(!PublicKey::from_pem(P256_PUBLIC).unwrap().verifies(b"message", &signature));
    assert_eq!(format!("{one:?}"), "PrivateKey(ed25519)");
}

#[test]
fn encrypted_key_needs_its_password() {
    let key = PrivateKey::generate().unwrap();
    let pem = key.to_pem(Some("correct horse")).unwrap();
    assert!(PrivateKey::is_encrypted(&pem));
    let read = PrivateKey::from_pem(&pem, Some("correct horse")).unwrap();
    assert_eq!(read.public().unwrap(), key.public().unwrap());
    assert!(matches!(PrivateKey::from_pem(&pem, Some("wrong")), Err(KeyError::WrongPassword)));
    assert!(matches!(PrivateKey::from_pem(&pem, None), Err(KeyError::NoPassword)));
}

/// Skipped if openssl is missing.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn openssl_reads_generated_keys_and_signatures() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key.pem");
    let key = PrivateKey::generate().unwrap();
    for password in [None, Some("terrace")] {
        let _ = fs::remove_file(&path);
        key.write(&path, password).unwrap();
        let output = Command::new("openssl")
            .args(["pkey", "-pubout", "-passin", "pass:terrace", "-in"])
            .arg(&path)
            .output();
        let Ok(output) = output else {
            eprintln!("skipped: openssl is not installed");
            return;
        };
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{errors}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), key.public().unwrap().to_pem());
    }
    let path = |name: &str| directory.path().join(name);
    key.public().unwrap().write(&path("key.pub")).unwrap();
    fs::write(path("message"), "message").unwrap();
    fs::write(path("signature"), key.sign(b"message")).unwrap();
    let verified = Command::new("openssl")
        .current_dir(directory.path())
        .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pub"])
        .args(["-in", "message", "-sigfile", "signature"])
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn key_files_are_private_and_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let (private, public) = (directory.path().join("key.pem"), directory.path().join("key.pub"));
    let key = PrivateKey::generate().unwrap();
    key.write(&private, None).unwrap();
    key.public().unwrap().write(&public).unwrap();
    assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(PublicKey::read(&public).unwrap(), key.public().unwrap());
    assert_eq!(PrivateKey::read(&private, None).unwrap().public().unwrap(), key.public().unwrap());
    let other = PrivateKey::generate().unwrap();
    assert!(matches!(other.write(&private, None), Err(KeyError::Exists { .. })));
    assert!(matches!(other.public().unwrap().write(&public), Err(KeyError::Exists { .. })));
    assert_eq!(PublicKey::read(&public).unwrap(), key.public().unwrap());
}

#[test]
fn key_that_is_not_supported_is_rejected() {
    let cut = &ED25519[..60];
    let garbage = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    let certificate = garbage.replace("PUBLIC KEY", "CERTIFICATE");
    let cosign = garbage.replace("PUBLIC KEY", "ENCRYPTED SIGSTORE PRIVATE KEY");
    let private = [
        ("text", "hello"),
        ("cut off", cut),
        ("garbage", &garbage.replace("PUBLIC", "PRIVATE")),
        ("public", ED25519_PUBLIC),
        ("P-256", P256),
        ("RSA", RSA),
        ("cosign", &cosign),
        ("no password", ED25519_ENCRYPTED),
    ];
    let public = [
        ("text", "hello"),
        ("garbage", garbage),
        ("private", ED25519),
        ("encrypted", ED25519_ENCRYPTED),
        ("P-384", P384_PUBLIC),
        ("RSA", RSA_PUBLIC),
        ("certificate", &certificate),
    ];
    let mut texts = vec!["to sign with:".to_owned()];
    for (name, pem) in private {
        texts.push(format!("{name}: {}", text(&PrivateKey::from_pem(pem, None).unwrap_err())));
    }
    texts.push("to verify with:".to_owned());
    for (name, pem) in public {
        texts.push(format!("{name}: {}", text(&PublicKey::from_pem(pem).unwrap_err())));
    }
    texts.push("files:".to_owned());
    texts.push(text(&KeyError::WrongPassword));
    texts.push(text(&KeyError::Exists { path: "key.pem".into() }));
    texts.push(text(&PublicKey::read(Path::new("/nowhere/key.pub")).unwrap_err()));
    texts.push(text(&PrivateKey::generate().unwrap().write(Path::new("/nowhere/key"), None).unwrap_err()));
    texts.push(text(&KeyError::Make("no randomness".to_owned())));
    insta::assert_snapshot!(texts.join("\n"));
}
