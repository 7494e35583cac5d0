use super::*;
use crate::key::PublicKey;
use crate::store::{Descriptor, Entry, Store, media_type, signature_tag};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::collections::BTreeMap;
use terrace_core::digest::Digest;

const NETWORK: &str = "registry.example/platform/network";
const KEY: &str = include_str!("../../tests/fixtures/keys/ed25519.pem");
const PAYLOAD: &[u8] = include_bytes!("../../tests/fixtures/cosign/payload.json");

fn key() -> PrivateKey {
    PrivateKey::from_pem(KEY, None).unwrap()
}

fn digest() -> Digest {
    Digest::of(b"manifest")
}

fn signers() -> BTreeMap<String, Vec<PublicKey>> {
    let key = |pem| vec![PublicKey::from_pem(pem).unwrap()];
    BTreeMap::from([
        ("platform".to_owned(), key(include_str!("../../tests/fixtures/keys/ed25519.pub"))),
        ("security".to_owned(), key(include_str!("../../tests/fixtures/keys/p256.pub"))),
    ])
}

fn payload() -> Payload {
    Payload { identity: NETWORK.to_owned(), digest: digest() }
}

/// Signatures that openssl made in the way cosign would.
fn fixtures() -> [Signature; 4] {
    let simple = |signature: &str| Signature::Simple {
        payload: PAYLOAD.to_vec(),
        signature: STANDARD.decode(signature).unwrap(),
    };
    [
        simple(include_str!("../../tests/fixtures/cosign/payload.ed25519.sig")),
        simple(include_str!("../../tests/fixtures/cosign/payload.p256.sig")),
        sigstore::read(include_bytes!("../../tests/fixtures/cosign/bundle.ed25519.json")).unwrap(),
        sigstore::read(include_bytes!("../../tests/fixtures/cosign/bundle.p256.json")).unwrap(),
    ]
}

fn verdict(signatures: &[Signature]) -> Verdict {
    verify(signatures, NETWORK, &digest(), &signers())
}

#[test]
fn payload_is_what_cosign_signs() {
    insta::assert_snapshot!(String::from_utf8(payload().to_bytes()).unwrap());
    assert_eq!(Payload::parse(PAYLOAD).unwrap(), payload());
    assert_eq!(Payload::parse(&payload().to_bytes()).unwrap(), payload());
}

#[test]
fn payload_identity_ignores_the_tag_and_the_digest() {
    let is_of = |found: &str, identity: &str| {
        Payload { identity: found.to_owned(), digest: digest() }.is_of(identity)
    };
    assert!(is_of("registry.example/platform/network:1.0.0", NETWORK));
    assert!(is_of(&format!("{NETWORK}@{}", digest()), NETWORK));
    assert!(is_of("localhost:5000/network:1", "localhost:5000/network"));
    assert!(is_of("index.docker.io/acme/network", "docker.io/acme/network"));
    assert!(is_of("network.wasm", "network.wasm"));
    assert!(!is_of("registry.example/platform/network-2", NETWORK));
    assert!(!is_of("registry.example/platform", NETWORK));
    assert!(!is_of("localhost:5001/network", "localhost:5000/network"));
    assert!(!is_of("", NETWORK));
}

#[test]
fn signatures_by_openssl_in_the_form_of_cosign_are_verified() {
    let [ed25519, p256, bundle_ed25519, bundle_p256] = fixtures();
    for (signature, signer) in
        [(ed25519, "platform"), (p256, "security"), (bundle_ed25519, "platform"), (bundle_p256, "security")]
    {
        let verdict = verdict(&[signature]);
        assert_eq!(verdict.signers.iter().map(String::as_str).collect::<Vec<_>>(), [signer]);
        assert_eq!(verdict.rejected, []);
    }
}

#[test]
fn signatures_that_do_not_count_say_why() {
    let sign =
        |identity: &str, digest| Signature::sign(&Payload { identity: identity.to_owned(), digest }, &key());
    let raw = |payload: &str| Signature::Simple {
        payload: payload.as_bytes().to_vec(),
        signature: key().sign(payload.as_bytes()),
    };
    let statement = |payload_type: &str, payload: &str| Signature::Statement {
        payload_type: payload_type.to_owned(),
        payload: payload.as_bytes().to_vec(),
        signatures: vec![key().sign(&sigstore::signed_bytes(payload_type, payload.as_bytes()))],
    };
    let in_toto = |kind: &str, predicate: &str, subject: &str| {
        let text = format!(
            r#"{{"_type":"{kind}","subject":[{subject}],"predicateType":"{predicate}","predicate":{{}}}}"#
        );
        statement(sigstore::STATEMENT, &text)
    };
    let (v1, signed) = ("https://in-toto.io/Statement/v1", "https://sigstore.dev/cosign/sign/v1");
    let other = format!(r#"{{"digest":{{"sha256":"{}"}}}}"#, Digest::of(b"other").hex());
    let stranger = PrivateKey::generate().unwrap();
    let verdict = verdict(&[
        Signature::sign(&payload(), &stranger),
        sign(NETWORK, Digest::of(b"other")),
        sign("registry.example/platform/database", digest()),
        raw("{}"),
        raw("not JSON"),
        raw(&String::from_utf8_lossy(PAYLOAD).replace("container image", "mail")),
        raw(&String::from_utf8_lossy(PAYLOAD).replace("sha256:", "sha512:")),
        statement("text/plain", "hello"),
        statement(sigstore::STATEMENT, "[]"),
        in_toto("https://in-toto.io/Statement/v9", signed, &other),
        in_toto(v1, "https://slsa.dev/provenance/v1", &other),
        in_toto(v1, signed, &other),
        in_toto(v1, signed, r#"{"digest":{"sha512":"00"}}"#),
        in_toto(v1, signed, ""),
    ]);
    assert!(verdict.signers.is_empty());
    let reasons: Vec<String> = verdict.rejected.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(reasons.join("\n"));
}

#[test]
fn sigstore_bundles_of_other_kinds_are_rejected() {
    let form = |text: &str| sigstore::read(text.as_bytes()).unwrap_err().to_string();
    let bundle = |rest: &str| format!(r#"{{"mediaType":"{}"{rest}}}"#, sigstore::BUNDLE);
    let envelope = r#","dsseEnvelope":{"payload":"!","payloadType":"a","signatures":[]}"#;
    let texts = [
        form("hello"),
        form(r#"{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.1"}"#),
        form(&bundle("")),
        form(&bundle(r#","messageSignature":{"signature":"AA=="}"#)),
        form(&bundle(envelope)),
    ];
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn signatures_are_stored_as_layers_of_an_image() {
    let subject = Descriptor { size: 8, ..Descriptor::of(media_type::MANIFEST, b"manifest") };
    let first = Signature::sign(&payload(), &key());
    let image = image::add(None, &subject, &first).unwrap().unwrap();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        String::from_utf8_lossy(&image.manifest),
        String::from_utf8_lossy(&image.config)
    ));
    assert_eq!(image::add(Some(&image.manifest), &subject, &first).unwrap(), None);

    let [_, second, ..] = fixtures();
    let both = image::add(Some(&image.manifest), &subject, &second).unwrap().unwrap();
    let layers = image::read(&both.manifest).unwrap();
    let payloads = BTreeMap::from([
        (Digest::of(&image.payload), image.payload),
        (Digest::of(&both.payload), both.payload),
    ]);
    let signatures: Vec<Signature> = layers
        .into_iter()
        .map(|layer| Signature::Simple {
            payload: payloads[&layer.payload.digest].clone(),
            signature: layer.signature.unwrap(),
        })
        .collect();
    assert_eq!(signatures, [first, second]);
    assert_eq!(verdict(&signatures).signers.len(), 2);
}

#[test]
fn signature_layers_of_other_tools_are_kept_unchanged() {
    let theirs = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},"layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","annotations":{"dev.cosignproject.cosign/signature":"no base64","dev.sigstore.cosign/bundle":"{}"}},{"mediaType":"text/plain","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}]}"#;
    let layers = image::read(theirs.as_bytes()).unwrap();
    assert_eq!(layers.iter().map(|layer| layer.signature.is_some()).collect::<Vec<_>>(), [false]);
    let subject = Descriptor::of(media_type::MANIFEST, b"manifest");
    let added =
        image::add(Some(theirs.as_bytes()), &subject, &Signature::sign(&payload(), &key())).unwrap().unwrap();
    let text = String::from_utf8(added.manifest).unwrap();
    assert!(text.contains(r#""dev.sigstore.cosign/bundle":"{}""#) && text.contains("text/plain"), "{text}");
    let [.., statement] = fixtures();
    let errors = [
        image::read(b"hello").unwrap_err().to_string(),
        image::add(None, &subject, &statement).unwrap_err().to_string(),
    ];
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn signatures_of_files_are_stored_next_to_them() {
    let signed = Payload { identity: "network.wasm".to_owned(), digest: digest() };
    let first = Signature::sign(&signed, &key());
    let text = detached::add(None, &first).unwrap();
    insta::assert_snapshot!("detached", text);
    assert_eq!(detached::add(Some(&text), &first).unwrap(), text);
    let second = Signature::sign(&signed, &PrivateKey::generate().unwrap());
    let both = detached::add(Some(&text), &second).unwrap();
    assert_eq!(detached::read(&both).unwrap(), [first.clone(), second]);
    assert_eq!(verify(&[first], "network.wasm", &digest(), &signers()).signers.len(), 1);

    let [.., statement] = fixtures();
    let errors = [
        detached::read("").unwrap_err(),
        detached::read("{}").unwrap_err(),
        detached::read(&format!("{text}hello")).unwrap_err(),
        detached::read(r#"{"payload":"!","signature":""}"#).unwrap_err(),
        detached::add(None, &statement).unwrap_err(),
    ];
    insta::assert_snapshot!("detached_errors", errors.map(|error| error.to_string()).join("\n"));
}

#[test]
fn signatures_are_verified_from_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store"));
    let subject = Descriptor { size: 8, ..Descriptor::of(media_type::MANIFEST, b"manifest") };
    let image = image::add(None, &subject, &Signature::sign(&payload(), &key())).unwrap().unwrap();
    for blob in [&image.manifest, &image.config, &image.payload] {
        store.insert(blob).unwrap();
    }
    let tag = format!("{NETWORK}:{}", signature_tag(&digest()));
    let tagged = Entry::new(tag, Descriptor::of(media_type::MANIFEST, &image.manifest));

    let bundle = include_bytes!("../../tests/fixtures/cosign/bundle.p256.json");
    let mut referrers = Vec::new();
    for content in [bundle.as_slice(), b"hello"] {
        let layer = Descriptor::of(sigstore::BUNDLE, content);
        let config = Descriptor::of("application/vnd.oci.empty.v1+json", b"{}");
        let manifest =
            serde_json::json!({ "schemaVersion": 2, "config": config, "layers": [layer] }).to_string();
        for blob in [content, b"{}", manifest.as_bytes()] {
            store.insert(blob).unwrap();
        }
        let manifest = Descriptor::of(media_type::MANIFEST, manifest.as_bytes());
        referrers.push(Entry::referrer(NETWORK, digest(), manifest));
    }
    store.remember([tagged].into_iter().chain(referrers)).unwrap();

    let verdict = verdict(&stored(&store, NETWORK, &digest()).unwrap());
    assert_eq!(verdict.signers.len(), 2);
    let rejected: Vec<String> = verdict.rejected.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(rejected.join("\n"));
    assert_eq!(stored(&store, "registry.example/other", &digest()).unwrap(), []);
}

/// Returns all variants of a signature with one byte changed, of the signed data or of the signature.
fn changed(signature: &Signature) -> Vec<Signature> {
    let flip = |bytes: &[u8]| -> Vec<Vec<u8>> {
        (0..bytes.len() * 8)
            .map(|bit| {
                let mut changed = bytes.to_vec();
                changed[bit / 8] ^= 1 << (bit % 8);
                changed
            })
            .collect()
    };
    match signature {
        Signature::Simple { payload, signature } => flip(payload)
            .into_iter()
            .map(|payload| Signature::Simple { payload, signature: signature.clone() })
            .chain(
                flip(signature)
                    .into_iter()
                    .map(|signature| Signature::Simple { payload: payload.clone(), signature }),
            )
            .collect(),
        Signature::Unreadable(_) => Vec::new(),
        Signature::Statement { payload_type, payload, signatures } => flip(payload)
            .into_iter()
            .map(|payload| Signature::Statement {
                payload_type: payload_type.clone(),
                payload,
                signatures: signatures.clone(),
            })
            .chain(flip(&signatures[0]).into_iter().map(|signature| Signature::Statement {
                payload_type: payload_type.clone(),
                payload: payload.clone(),
                signatures: vec![signature],
            }))
            .collect(),
    }
}

#[test]
fn signature_with_any_changed_bit_is_rejected() {
    for signature in fixtures() {
        assert_eq!(verdict(std::slice::from_ref(&signature)).signers.len(), 1);
        let changed = changed(&signature);
        let count = changed.len();
        let verdict = verdict(&changed);
        assert!(verdict.signers.is_empty());
        assert_eq!(verdict.rejected.len(), count);
    }
}

#[test]
fn signature_of_a_statement_is_not_valid_for_another_payload_type() {
    let [.., statement] = fixtures();
    let Signature::Statement { payload, signatures, .. } = statement else { panic!() };
    let as_simple = Signature::Simple { payload: payload.clone(), signature: signatures[0].clone() };
    let as_other = Signature::Statement { payload_type: "text/plain".to_owned(), payload, signatures };
    assert!(verdict(&[as_simple, as_other]).signers.is_empty());
}

proptest! {
    #[test]
    fn payload_is_read_back(identity: String, content: Vec<u8>) {
        let payload = Payload { identity, digest: Digest::of(&content) };
        prop_assert_eq!(Payload::parse(&payload.to_bytes()).unwrap(), payload);
    }

    #[test]
    fn signature_parsers_never_panic(bytes: Vec<u8>) {
        let _ = Payload::parse(&bytes);
        let _ = sigstore::read(&bytes);
        let _ = image::read(&bytes);
        let _ = PublicKey::from_pem(&String::from_utf8_lossy(&bytes));
    }
}
