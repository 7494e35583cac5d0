//! A cache that cannot be written: tiers from source run all the same.

#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use terrace_tests::program::Sandbox;

/// Nobody can make a directory there, whatever rights the user has.
const NOWHERE: &str = "/proc/terrace-cache";

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

/// The engine that other tests use, where one was made.
fn engine() -> Option<PathBuf> {
    let languages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terrace-cache/languages");
    let mut entries = fs::read_dir(languages).ok()?.map(|entry| entry.unwrap().path());
    let engine =
        entries.find(|path| path.file_name().unwrap().to_string_lossy().starts_with("typescript-"))?;
    Some(engine.join("engine.wasm")).filter(|path| path.is_file())
}

/// The tools only copy the engine that is there, so nothing is downloaded.
#[test]
fn a_tier_in_typescript_runs_without_a_cache() {
    let Some(engine) = engine() else {
        eprintln!(
            "SKIPPED: there is no engine for TypeScript in the cache of the tests; `terrace tier prepare` makes it"
        );
        return;
    };
    let sandbox =
        Sandbox::new(env!("CARGO_BIN_EXE_terrace-under-test"), env!("CARGO_TARGET_TMPDIR")).unwrap();
    sandbox.write("tiers/plain/tier.ts", TIER).unwrap();
    sandbox.write("terrace.yaml", "stack: shop\ntiers: { plain: { component: ./tiers/plain } }\n").unwrap();
    let copy = format!("#!/bin/sh\nfor last; do :; done\ncp '{}' \"$last\"\n", engine.display());
    for (name, script) in [("npm", "#!/bin/sh\n"), ("node", copy.as_str())] {
        let path = sandbox.write(&format!("../machine/{name}"), script).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let temporary = sandbox.work().join("../temporary");
    fs::create_dir(&temporary).unwrap();
    let mut command = sandbox.command(["synth", "--stdout"]);
    let machine = sandbox.work().join("../machine").canonicalize().unwrap();
    command
        .env("PATH", format!("{}:/bin:/usr/bin", machine.display()))
        .env("TERRACE_CACHE_DIR", NOWHERE)
        .env("TMPDIR", &temporary);
    let ran = sandbox.ran(command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"terraform_data\""), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning[cache]") && ran.stderr.contains(NOWHERE), "{}", ran.stderr);
    assert!(ran.stderr.contains("every run does the work again"), "{}", ran.stderr);
    let left: Vec<_> = fs::read_dir(&temporary).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}
