use super::*;
use serde_json::json;

fn metadata() -> Metadata {
    Metadata {
        title: Some("network".to_owned()),
        version: Some("1.4.2".to_owned()),
        licenses: Some("Apache-2.0".to_owned()),
        contract: Some("0.1".to_owned()),
        exports: vec!["terrace:tier/tier@0.1.0".to_owned()],
        ..Metadata::default()
    }
}

#[test]
fn artifact_of_a_component_is_reproducible() {
    let artifact = Artifact::new(b"\0asm", &metadata());
    assert_eq!(artifact, Artifact::new(b"\0asm", &metadata()));
    insta::assert_snapshot!(format!(
        "{}\n{}\n{}",
        artifact.digest(),
        String::from_utf8(artifact.manifest).unwrap(),
        String::from_utf8(artifact.config).unwrap(),
    ));
}

#[test]
fn artifact_manifest_is_read_back() {
    let artifact = Artifact::new(b"\0asm", &metadata());
    let manifest = read(&artifact.manifest).unwrap();
    assert_eq!(manifest.digest, artifact.digest());
    assert_eq!(manifest.layer.digest, artifact.component);
    assert_eq!(manifest.version(), Some("1.4.2"));
}

#[test]
fn manifest_may_lack_annotations_and_have_unknown_fields() {
    let artifact = Artifact::new(b"\0asm", &Metadata::default());
    let mut manifest: serde_json::Value = serde_json::from_slice(&artifact.manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("mediaType");
    manifest["layers"][0]["urls"] = json!([]);
    manifest["extra"] = json!(1);
    assert_eq!(read(manifest.to_string().as_bytes()).unwrap().annotations.len(), 0);
}

#[test]
fn manifest_errors_say_what_was_found_and_what_is_expected() {
    let good: serde_json::Value =
        serde_json::from_slice(&Artifact::new(b"\0asm", &Metadata::default()).manifest).unwrap();
    let change = |pointer: &str, value: serde_json::Value| {
        let mut manifest = good.clone();
        *manifest.pointer_mut(pointer).unwrap() = value;
        manifest.to_string()
    };
    let layer = good["layers"][0].clone();
    let digest = layer["digest"].clone();
    let manifests = [
        "<html>".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        json!({"schemaVersion": 2, "mediaType": media_type::INDEX, "manifests": [{"digest": digest}, {}]})
            .to_string(),
        json!({"schemaVersion": 2, "manifests": []}).to_string(),
        change("/mediaType", json!(media_type::DOCKER_MANIFEST)),
        change("/config/mediaType", json!("application/vnd.oci.image.config.v1+json")),
        change("/layers", json!([])),
        change("/layers", json!([layer, layer])),
        change("/layers/0/mediaType", json!("application/vnd.wasm.content.layer.v1+wasm")),
        change("/layers/0/size", json!(300 << 20)),
        change("/layers/0/size", json!(-1)),
        change("/layers/0/digest", json!("sha512:00")),
        format!("{}{}", good, " ".repeat(5 << 20)),
    ];
    let refusals = manifests
        .map(|manifest| {
            let error = read(manifest.as_bytes()).unwrap_err();
            format!("{error}\n  hint: {}\n", error.hint())
        })
        .concat();
    insta::assert_snapshot!(refusals);
}
