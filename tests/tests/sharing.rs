//! A team shares tiers: updates, vendored copies, bundles and the cache, with `docker-registry`.

use crate::registry_user::{RegistryUser, open_registry, queues};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};
use terrace_test_registry::DockerRegistry;

const OVERLAY: &str = "tiers:\n  queues:\n    inputs: { names: [orders, bills] }\n";

/// Returns a stack with a tier of the registry.
fn stack(registry: &DockerRegistry) -> String {
    format!(
        "stack: shop\nregions:\n  primary: {{ aws: {{ region: eu-west-1 }} }}\ntiers:\n  queues:\n    component: \
         oci://{}/platform/queues\n    version: ^1\n    regions: all\n    inputs: {{ names: [orders] }}\n  net:\n    \
         component: network\n    regions: all\n",
        registry.address()
    )
}

/// Creates a user who has pushed 1.0.0, and works on a stack that has it locked.
fn author(registry: &DockerRegistry, later: &[(&str, &[u8])]) -> RegistryUser {
    let first = queues("1.0.0", &[("aws_sqs_queue", "aws_s3_bucket")]);
    let files: Vec<(&str, &[u8])> =
        [("tiers/1.0.0.wasm", first.as_slice())].into_iter().chain(later.iter().copied()).collect();
    let ann = RegistryUser::new(registry, &files);
    ann.run_ok("push tiers/1.0.0.wasm oci://REGISTRY/platform/queues");
    ann.write("terrace.yaml", stack(registry));
    ann.run_ok("synth");
    ann
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn update_needs_consent() {
    let Some(registry) = open_registry() else { return };
    let second = queues("1.1.0", &[]);
    let ann = author(&registry, &[("tiers/1.1.0.wasm", &second)]);
    ann.write("terrace.production.yaml", OVERLAY);
    ann.run_ok("lock");
    let mut shown = vec![ann.transcript("update")];
    ann.run_ok("push tiers/1.1.0.wasm oci://REGISTRY/platform/queues");
    let steps = [
        "update --dry-run",
        "update",
        "update queues --allow-destroy",
        "update --allow-destroy --allow-new-types --locked",
        "update queue",
        "update net",
        "update --allow-new-types --format json",
        "update queues --allow-destroy --allow-new-types",
        "update",
        "outdated",
    ];
    shown.extend(steps.map(|step| ann.transcript(step)));
    snapshot!(shown.join("\n\n"));
    let lock = fs::read_to_string(ann.work().join("terrace.lock")).unwrap();
    assert!(lock.contains("version = \"1.1.0\"") && lock.contains("aws_sqs_queue"), "{lock}");
    let synthesized = ann.run_ok("synth --locked");
    assert!(synthesized.contains("written"), "{synthesized}");
}

#[test]
fn update_that_changes_no_block_needs_no_consent() {
    let Some(registry) = open_registry() else { return };
    let second =
        queues("1.0.1", &[("aws_sqs_queue", "aws_s3_bucket"), ("dead-letter queue.", "lost-letter queue.")]);
    let ann = author(&registry, &[("tiers/1.0.1.wasm", &second)]);
    ann.run_ok("push tiers/1.0.1.wasm oci://REGISTRY/platform/queues");
    let taken = ann.transcript("update");
    fs::remove_file(ann.work().join("terrace.lock")).unwrap();
    snapshot!([taken, ann.transcript("update")].join("\n\n"));
}

#[test]
fn update_compares_the_output_if_the_old_component_is_gone() {
    let Some(registry) = open_registry() else { return };
    let second = queues("1.1.0", &[]);
    let ann = author(&registry, &[("tiers/1.1.0.wasm", &second)]);
    ann.run_ok("push tiers/1.1.0.wasm oci://REGISTRY/platform/queues");
    let path = ann.work().join("terrace.lock");
    let lock = fs::read_to_string(&path).unwrap();
    let lost: Vec<String> = lock
        .lines()
        .map(|line| match line.split_once(" = \"sha256:") {
            Some((key, _)) => format!("{key} = \"sha256:{}\"", "00".repeat(32)),
            None => line.to_owned(),
        })
        .collect();
    fs::write(&path, lost.join("\n") + "\n").unwrap();
    let on_disk = ann.transcript("update --dry-run");
    fs::remove_dir_all(ann.work().join("terrace.out")).unwrap();
    snapshot!([on_disk, ann.transcript("update --dry-run")].join("\n\n"));
}

#[test]
fn synth_by_a_new_member_needs_only_the_lock_file() {
    let Some(registry) = open_registry() else { return };
    let second = queues("1.1.0", &[]);
    let ann = author(&registry, &[("tiers/1.1.0.wasm", &second)]);
    ann.run_ok("push tiers/1.1.0.wasm oci://REGISTRY/platform/queues");
    let bob = RegistryUser::new(&registry, &[]);
    for file in ["terrace.yaml", "terrace.lock"] {
        fs::copy(ann.work().join(file), bob.work().join(file)).unwrap();
    }
    assert_eq!(bob.run("synth --offline").code, 1);
    bob.run_ok("synth --locked");
    let output = "terrace.out/default/main.tf.json";
    assert_eq!(fs::read(ann.work().join(output)).unwrap(), fs::read(bob.work().join(output)).unwrap());
    bob.run_ok("synth --locked --offline");
}

#[test]
fn vendored_components_need_no_network_and_no_store() {
    let Some(registry) = open_registry() else { return };
    let second = queues("1.1.0", &[]);
    let ann = author(&registry, &[("tiers/1.1.0.wasm", &second)]);
    ann.run_ok("key new --out ann --no-password");
    ann.run_ok("sign oci://REGISTRY/platform/queues:1.0.0 --key ann.key");
    let policy = "[signer.platform]\nkeys = [\"ann.pub\"]\n\n[[trust]]\nreferences = [\"oci://REGISTRY/**\"]\nsigners = [\"platform\"]\n";
    ann.write("terrace.toml", policy.replace("REGISTRY", registry.address()));
    ann.run_ok("synth");
    let mut shown = vec![ann.transcript("vendor"), ann.transcript("vendor")];

    let bob = RegistryUser::new(&registry, &[]);
    copy(&ann.work(), &bob.work());
    bob.run_ok("synth --locked --offline");
    shown.push(bob.transcript("vendor --offline"));
    shown.push(bob.transcript("bundle save all.tar --offline"));

    ann.run_ok("push tiers/1.1.0.wasm oci://REGISTRY/platform/queues --sign ann.key");
    ann.run_ok("update --allow-destroy --allow-new-types");
    shown.push(ann.transcript("vendor"));
    // As git leaves it after a merge conflict.
    let index = ann.work().join("terrace.vendor/index.json");
    fs::write(index, "<<<<<<< ours\n").unwrap();
    shown.push(ann.transcript("vendor"));
    fs::remove_dir_all(ann.work().join("terrace.vendor")).unwrap();
    ann.write("terrace.vendor/notes", "of somebody");
    shown.push(ann.transcript("vendor"));
    fs::remove_file(ann.work().join("terrace.lock")).unwrap();
    shown.push(ann.transcript("vendor"));
    snapshot!(shown.join("\n\n"));
}

#[test]
fn bundle_crosses_an_air_gap() {
    let Some(registry) = open_registry() else { return };
    let ann = author(&registry, &[]);
    ann.run_ok("key new --out ann --no-password");
    ann.run_ok("sign oci://REGISTRY/platform/queues:1.0.0 --key ann.key");
    let mut shown = vec![ann.transcript("bundle save all.tar")];
    ann.run_ok("bundle save again.tar");
    let bundle = fs::read(ann.work().join("all.tar")).unwrap();
    assert_eq!(bundle, fs::read(ann.work().join("again.tar")).unwrap());
    let bob = RegistryUser::new(&registry, &[("all.tar", &bundle)]);
    // The registry is no longer available.
    drop(registry);
    shown.push(bob.transcript("bundle load all.tar --offline"));
    fs::copy(ann.work().join("terrace.yaml"), bob.work().join("terrace.yaml")).unwrap();
    fs::copy(ann.work().join("ann.pub"), bob.work().join("ann.pub")).unwrap();
    let lock = fs::read_to_string(ann.work().join("terrace.lock")).unwrap();
    let manifest = lock.lines().find_map(|line| line.strip_prefix("manifest = ")).unwrap().trim_matches('"');
    let verify = format!("verify oci://REGISTRY/platform/queues@{manifest} --key ann.pub --offline");
    let steps = [
        "bundle load all.tar --offline --locked",
        "bundle load all.tar --offline",
        "bundle load all.tar --offline",
        verify.as_str(),
        "synth --offline --locked --stdout",
    ];
    shown.extend(steps[..4].iter().map(|step| bob.transcript(step)));
    assert_eq!(bob.run(steps[4]).code, 0);
    bob.write("terrace.lock", "format = 1\n");
    shown.push(bob.transcript("bundle load all.tar --offline"));
    shown.push(bob.transcript("bundle load all.tar --offline --replace-lock"));
    bob.write("cut.tar", &bundle[..bundle.len() / 2]);
    bob.write("text.tar", "no bundle");
    for line in [
        "bundle load cut.tar",
        "bundle load text.tar",
        "bundle load nowhere.tar",
        "bundle save no/where.tar --offline",
    ] {
        shown.push(bob.transcript(line));
    }
    snapshot!(shown.join("\n\n"));
}

#[test]
fn cache_is_listed_pruned_and_verified() {
    let Some(registry) = open_registry() else { return };
    let second = queues("1.1.0", &[]);
    let ann = author(&registry, &[("tiers/1.1.0.wasm", &second)]);
    ann.run_ok("push tiers/1.1.0.wasm oci://REGISTRY/platform/queues");
    ann.run_ok("pull oci://REGISTRY/platform/queues:1.1.0");
    let listed: Value = serde_json::from_str(&ann.run("cache list --format json").stdout).unwrap();
    let names: Vec<&str> =
        listed["components"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(listed["compiled"]["files"].as_u64().unwrap() > 1);
    let text = ann.run_ok("cache list");
    assert!(text.contains("DOWNLOADED") && text.contains("compiled tiers: "), "{text}");

    // Nothing is old enough yet.
    age(ann.cache(), 20);
    let young: Value = serde_json::from_str(&ann.run("cache prune --format json").stdout).unwrap();
    assert_eq!((young["references"].as_u64(), young["cache"]["files"].as_u64()), (Some(0), Some(0)));
    age(ann.cache(), 40);
    let kept: Value = serde_json::from_str(&ann.run("cache prune . --format json").stdout).unwrap();
    assert_eq!(kept["references"], 2);
    assert!(kept["cache"]["files"].as_u64().unwrap() > 0);
    ann.run_ok("synth --locked --offline");

    // Now one of the files is damaged.
    let blobs = ann.cache().join("store/blobs/sha256");
    let largest = fs::read_dir(&blobs)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .max_by_key(|path| fs::metadata(path).unwrap().len());
    fs::write(largest.unwrap(), "damaged").unwrap();
    let mut shown = vec![ann.transcript("cache verify"), ann.transcript("cache verify")];
    ann.run_ok("synth --locked");
    shown.push(ann.transcript("cache verify"));
    age(ann.cache(), 40);
    let all: Value = serde_json::from_str(&ann.run("cache prune --format json").stdout).unwrap();
    assert_eq!(all["references"].as_u64(), Some(1), "{all}");
    shown.push(ann.transcript("cache verify"));
    shown.push(ann.transcript("cache prune nowhere"));
    snapshot!(shown.join("\n\n"));
}

/// Makes everything in a directory look as if it had been written this many days ago.
fn age(directory: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            age(&entry.path(), days);
        } else if kind.is_file() {
            // Other tests may have a hard link to the same file.
            let content = fs::read(entry.path()).unwrap();
            fs::remove_file(entry.path()).unwrap();
            fs::write(entry.path(), content).unwrap();
            fs::File::options().write(true).open(entry.path()).unwrap().set_modified(then).unwrap();
        }
    }
}
