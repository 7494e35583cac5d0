//! Without a writable cache, tiers from source run nevertheless.

#![allow(clippy::print_stderr)]

use crate::under_test::{self, sandbox};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terrace_tests::program::is_there;

/// Nobody can create a directory there, whatever their permissions.
const NOWHERE: &str = "/proc/terrace-cache";

const STACK: &str = "stack: shop
regions: { main: { aws: { region: eu-west-1 } } }
tiers: { network: { component: network, regions: all } }
";

const TIER: &str = "import { input, resource, tier } from \"@terrace/sdk\";
export default tier({
  name: \"plain\", version: \"0.1.0\", summary: \"Has one resource.\",
  inputs: input.object({}),
  providers: { terraform: { source: \"terraform.io/builtin/terraform\" } },
  resources: [\"terraform_data\"],
  outputs: {},
  synth(context, inputs, out) { out.add(resource(\"terraform_data\", \"main\", {})); },
});
";

/// Returns the engine of other tests, if there is one.
fn engine() -> Option<PathBuf> {
    let languages = under_test::cache().join("languages");
    let mut entries = fs::read_dir(languages).ok()?.map(|entry| entry.unwrap().path());
    let engine =
        entries.find(|path| path.file_name().unwrap().to_string_lossy().starts_with("typescript-"))?;
    Some(engine.join("engine.wasm")).filter(|path| path.is_file())
}

/// A home in which nothing can be created, like in a container that runs as another user.
#[test]
fn commands_run_though_the_home_is_not_writable() {
    let sandbox = sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command.env_remove("TERRACE_CACHE_DIR").env("HOME", "/dev/null");
        let ran = sandbox.masked_output(command.output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran
    };
    let ran = run(&["synth"]);
    assert!(ran.stderr.starts_with("warning[cache]") && ran.stderr.contains("/dev/null"), "{}", ran.stderr);
    assert!(ran.stderr.contains("every run repeats the work"), "{}", ran.stderr);
    for arguments in [
        &["synth", "--check"][..],
        &["diff"],
        &["lock"],
        &["update"],
        &["outdated"],
        &["why", "network"],
        &["inspect", "network"],
        &["schema"],
        &["vendor"],
        &["tier", "check", "network"],
        &["tier", "docs", "network"],
        &["add", "storage"],
        &["remove", "storage"],
        &["init", "other"],
    ] {
        run(arguments);
    }
    if is_there("terraform") {
        run(&["plan", "--sandbox"]);
    }
}

/// The tools only copy the existing engine, so nothing is downloaded.
#[test]
fn typescript_tier_runs_without_a_cache() {
    let Some(engine) = engine() else {
        eprintln!("SKIPPED: the tests' cache has no engine for TypeScript; `terrace tier prepare` builds it");
        return;
    };
    runs_without_a_cache(&engine, NOWHERE, false);
    runs_without_a_cache(&engine, "/dev/null/cache", true);
}

/// Runs a tier from source with this cache directory, or builds it into a component.
fn runs_without_a_cache(engine: &Path, cache: &str, is_built: bool) {
    let sandbox = sandbox();
    sandbox.write("tiers/plain/tier.ts", TIER).unwrap();
    sandbox.write("terrace.yaml", "stack: shop\ntiers: { plain: { component: ./tiers/plain } }\n").unwrap();
    let copy = format!("#!/bin/sh\nfor last; do :; done\ncp '{}' \"$last\"\n", engine.display());
    for (name, script) in [("npm", "#!/bin/sh\n"), ("node", copy.as_str())] {
        let path = sandbox.write(&format!("../machine/{name}"), script).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let temporary = sandbox.work().join("../temporary");
    fs::create_dir(&temporary).unwrap();
    let machine = sandbox.work().join("../machine").canonicalize().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        command
            .env("PATH", format!("{}:/bin:/usr/bin", machine.display()))
            .env("TERRACE_CACHE_DIR", cache)
            .env("TMPDIR", &temporary);
        let ran = sandbox.masked_output(command.output().unwrap());
        let left: Vec<_> = fs::read_dir(&temporary).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "{left:?}");
        ran
    };
    // Compiling the engine takes a while, so each directory is tried with one command.
    if is_built {
        // The engine is copied, which is not a tier by itself. The question to it proves that it was built.
        let ran = run(&["tier", "build", "tiers/plain"]);
        assert!(ran.stderr.contains("while describing itself"), "{}", ran.stderr);
        return;
    }
    let ran = run(&["synth", "--stdout"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"terraform_data\""), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning[cache]") && ran.stderr.contains(cache), "{}", ran.stderr);
    assert!(ran.stderr.contains("every run repeats the work"), "{}", ran.stderr);
}
