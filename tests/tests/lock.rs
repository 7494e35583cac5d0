//! Remote components: locked versions, rejected components, and the commands that change a stack file.

use crate::under_test;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;
use terrace_core::digest::Digest;
use terrace_test_artifacts::QUEUES;
use terrace_tests::elsewhere::{of_version, pulled, variant};
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox};

const REPOSITORY: &str = "registry.example/platform/queues";

const STACK: &str = "\
stack: shop
regions:
  main: { aws: { region: us-east-1 } }
tiers:
  # What the shop waits for.
  jobs:
    component: oci://registry.example/platform/queues
    version: ^1.0
    regions: all
    inputs: { names: [orders] }
";

/// A stack with its own cache.
struct Project {
    sandbox: Sandbox,
    cache: PathBuf,
}

/// Returns the tier with a version, and a name to distinguish it from others. A pre-release contains the release's version:
/// it is listed, but never loaded.
fn component(version: &str, name: &str) -> Vec<u8> {
    let release = version.split('-').next().unwrap_or(version);
    variant(&of_version(QUEUES, release), name)
}

impl Project {
    fn new(stack: &str) -> Self {
        let sandbox = under_test::sandbox();
        // Compiled once for all tests.
        for (name, version) in [("one", "1.0.0"), ("two", "1.1.0")] {
            sandbox.write(&format!("{name}.wasm"), component(version, name)).unwrap();
            assert_eq!(sandbox.run(["inspect", &format!("{name}.wasm")]).unwrap().code, 0);
        }
        sandbox.write("terrace.yaml", stack).unwrap();
        let cache = sandbox.cache_of_its_own().unwrap();
        Self { sandbox, cache }
    }

    fn with_queues(stack: &str) -> Self {
        let project = Self::new(stack);
        project.put("1.0.0", "one");
        project
    }

    /// Puts a variant of the tier into the store.
    fn put(&self, tag: &str, name: &str) -> Digest {
        pulled(&self.cache, REPOSITORY, tag, &component(tag, name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command.env("TERRACE_CACHE_DIR", &self.cache).env("TERRACE_OFFLINE", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.sandbox.masked_output(self.command(arguments).output().unwrap())
    }

    fn run_ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {}", ran.stdout);
        ran.stdout
    }

    fn run_failing(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        masks::digests(&ran.stderr)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.sandbox.work().join(path)).unwrap()
    }

    fn lock(&self) -> String {
        self.read("terrace.lock")
    }

    fn is_there(&self, path: &str) -> bool {
        self.sandbox.work().join(path).exists()
    }

    fn main(&self) -> String {
        self.read("terrace.out/default/main.tf.json")
    }
}

#[test]
fn locked_version_stays_when_a_newer_one_appears() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["synth"]);
    insta::assert_snapshot!("lock", masks::digests(&project.lock()));
    let (lock, main) = (project.lock(), project.main());
    assert!(main.contains("\"reference\": \"oci://registry.example/platform/queues\""), "{main}");
    let two = project.put("1.1.0", "two");
    project.run_ok(&["synth"]);
    project.run_ok(&["synth", "--check", "--locked"]);
    assert_eq!((project.lock(), project.main()), (lock.clone(), main));
    // Without the lock file, the newer one is used.
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    project.run_ok(&["synth"]);
    assert!(project.lock().contains(&two.to_string()) && !lock.contains(&two.to_string()));
}

#[test]
fn ci_refuses_changes_of_the_lock_file() {
    let project = Project::with_queues(STACK);
    let in_ci = |arguments: &[&str], ci: &str| {
        project.sandbox.masked_output(project.command(arguments).env("CI", ci).output().unwrap())
    };
    let ran = in_ci(&["synth"], "true");
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("not_locked", ran.stderr);
    assert!(!project.is_there("terrace.lock") && !project.is_there("terrace.out"));
    for arguments in [&["lock"][..], &["add", "iam"], &["synth", "--stdout"]] {
        assert_eq!(in_ci(arguments, "1").code, 1, "{arguments:?}");
    }
    assert_eq!(in_ci(&["synth", "--locked=false"], "true").code, 0);
    assert_eq!(in_ci(&["synth"], "true").code, 0);
    assert_eq!(in_ci(&["lock"], "true").code, 0);
    assert_eq!(in_ci(&["remove", "jobs"], "true").code, 1);

    // A local component that has changed, and one that is not used any more.
    let stack = "stack: shop\nregions: { main: { aws: { region: us-east-1 } } }\ntiers:\n  a: { component: ./one.wasm, regions: all, inputs: { names: [a] } }\n";
    project.sandbox.write("terrace.yaml", stack).unwrap();
    // Another stack, which does not rename a tier of the last one.
    fs::remove_dir_all(project.sandbox.work().join("terrace.out")).unwrap();
    project.run_ok(&["synth"]);
    project.sandbox.write("one.wasm", component("1.1.0", "two")).unwrap();
    let ran = in_ci(&["synth"], "yes");
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("changed", mask_short(&ran.stderr));
    assert_eq!(in_ci(&["synth"], "false").code, 0);
}

/// The beginnings of digests differ between builds.
fn mask_short(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.strip_suffix('…') {
        Some(hex) if hex.len() == 12 => "<hex>…".to_owned(),
        _ => word
            .split_once("…\n")
            .filter(|(hex, _)| hex.len() == 12)
            .map_or(word.to_owned(), |(_, rest)| format!("<hex>…\n{rest}")),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn read_only_commands_write_no_lock_file() {
    let project = Project::with_queues(STACK);
    let check = project.run(&["synth", "--check"]);
    assert_eq!(check.code, 3);
    insta::assert_snapshot!("stale", check.stderr);
    assert_eq!(project.run(&["synth", "--stdout"]).code, 0);
    assert_eq!(project.run(&["diff"]).code, 3);
    assert_eq!(project.run(&["schema"]).code, 0);
    assert_eq!(project.run(&["why", "jobs"]).code, 0);
    assert!(!project.is_there("terrace.lock"));
    project.run_ok(&["synth"]);
    // Even if the output is up to date, an outdated lock file is a difference.
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    assert_eq!(project.run(&["synth", "--check"]).code, 3);
    let told = project.run_ok(&["lock"]);
    insta::assert_snapshot!("lock_told", told);
    project.run_ok(&["synth", "--check"]);
}

#[test]
fn lock_covers_all_environments() {
    let project = Project::with_queues(STACK);
    project.put("1.1.0", "two");
    project.sandbox.write("terrace.staging.yaml", "tiers: { jobs: { version: =1.0.0 } }\n").unwrap();
    project.run_ok(&["lock"]);
    insta::assert_snapshot!("environments", masks::digests(&project.lock()));
    let lock = project.lock();
    project.run_ok(&["synth", "--locked"]);
    project.run_ok(&["synth", "--locked", "--environment", "staging"]);
    assert_eq!(project.lock(), lock);
    // A synth of one environment leaves the other's entry, and removes one that no environment uses.
    project.sandbox.write("terrace.staging.yaml", "tiers: { jobs: { inputs: { names: [a] } } }\n").unwrap();
    project.run_ok(&["synth"]);
    assert!(!project.lock().contains("=1.0.0"));
}

#[test]
fn lock_file_that_cannot_be_used_is_an_error() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["synth"]);
    let lock = project.lock();
    let main = project.main();
    let mut shown = Vec::new();
    for (name, text) in [
        ("a merge", lock.replace("version = ", "<<<<<<< HEAD\nversion = ")),
        ("a digest by hand", with_digest(&lock, "sha256:zz")),
        ("another digest", with_digest(&lock, &Digest::of(b"other").to_string())),
    ] {
        project.sandbox.write("terrace.lock", &text).unwrap();
        shown.push(format!("--- {name}\n{}", project.run_failing(&["synth"])));
        assert_eq!(project.lock(), text);
    }
    insta::assert_snapshot!("unusable", shown.join("\n"));
    assert_eq!(project.main(), main);
}

/// Returns the lock file with another component's digest, as an attacker would write it to run another component.
fn with_digest(lock: &str, digest: &str) -> String {
    let is_digest = |line: &str| line.starts_with("digest = ");
    let other = format!("digest = \"{digest}\"");
    lock.lines()
        .map(|line| if is_digest(line) { other.as_str() } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn component_with_another_digest_is_refused() {
    let project = Project::with_queues(STACK);
    let digest = project.put("1.0.0", "three");
    project.run_ok(&["lock"]);
    // As if it had never been compiled.
    for entry in fs::read_dir(&project.cache).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&digest.hex()) {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let blob = project.cache.join("store/blobs/sha256").join(digest.hex());
    fs::remove_file(&blob).unwrap();
    fs::write(&blob, component("1.0.0", "one")).unwrap();
    insta::assert_snapshot!("damaged", project.run_failing(&["synth"]).replace(&digest.hex(), "<hex>"));
}

#[test]
fn add_writes_the_inputs_to_fill_in() {
    let project =
        Project::with_queues("# The shop.\nstack: shop\nregions:\n  main: { aws: { region: us-east-1 } }\n");
    project.put("1.1.0", "two");
    project.put("2.0.0-rc.1", "one");
    let told = masks::digests(&project.run_ok(&["add", &format!("oci://{REPOSITORY}")]));
    insta::assert_snapshot!(
        "added",
        format!("{told}\n{}\n{}", project.read("terrace.yaml"), masks::digests(&project.lock()))
    );
    insta::assert_snapshot!("to_fill_in", project.run_failing(&["synth"]));
    let text = project.read("terrace.yaml");
    project.sandbox.write("terrace.yaml", text.replace("names: #", "names: [a] #")).unwrap();
    project.run_ok(&["synth", "--locked"]);

    let again = project.run_failing(&["add", &format!("oci://{REPOSITORY}")]);
    let other = project.run_failing(&["add", &format!("oci://{REPOSITORY}:9"), "--name", "b"]);
    let range =
        project.run_failing(&["add", &format!("oci://{REPOSITORY}:1.0.0"), "--name", "b", "--version", "^1"]);
    let region = project.run_failing(&["add", "iam", "--regions", "mian"]);
    let scheme = project.run_failing(&["add", &format!("{REPOSITORY}:1.0.0")]);
    let none = project.run_failing(&["add", "oci://registry.example/none"]);
    let file = project.run_failing(&["add", "https://example.com/a.wasm"]);
    insta::assert_snapshot!("not_added", [again, other, range, region, scheme, none, file].join("\n"));
    project.run_ok(&["add", &format!("oci://{REPOSITORY}:1.0.0"), "--name", "b", "--regions", "main"]);
    project.run_ok(&["add", "iam"]);
    project.run_ok(&["add", "./one.wasm", "--name", "c"]);
    insta::assert_snapshot!("more", project.read("terrace.yaml"));
}

#[test]
fn remove_refuses_a_tier_that_others_refer_to() {
    let stack = format!(
        "{STACK}  # Who may send.\n  iam:\n    component: iam\n    inputs: {{ bucket_arns: ['${{tier.jobs[\"main\"].dead_letter_arn}}'] }}\n\noutputs:\n  letters: '${{tier.jobs[\"main\"].dead_letter_arn}}'\n"
    );
    let project = Project::with_queues(&stack);
    project
        .sandbox
        .write("terrace.staging.yaml", "tiers:\n  jobs: { inputs: { names: [a] } }\ntags: { A: b }\n")
        .unwrap();
    project.run_ok(&["lock"]);
    insta::assert_snapshot!("in_use", project.run_failing(&["remove", "jobs"]));
    insta::assert_snapshot!("no_such_tier", project.run_failing(&["remove", "job"]));
    assert_eq!(project.read("terrace.yaml"), stack);
    let told = project.run_ok(&["remove", "jobs", "--force"]);
    insta::assert_snapshot!(
        "removed",
        format!(
            "{told}\n{}\n{}\n{}",
            project.read("terrace.yaml"),
            project.read("terrace.staging.yaml"),
            project.lock()
        )
    );
    project.run_ok(&["remove", "iam"]);
    assert!(project.read("terrace.yaml").contains("tiers: {}"));
}

#[test]
fn outdated_shows_newer_versions() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["lock"]);
    assert_eq!(project.run_ok(&["outdated"]), "nothing is outdated\n");
    project.put("1.1.0", "two");
    project.put("2.0.0", "two");
    let ran = project.run(&["outdated"]);
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!("outdated", ran.stdout);
    let ran = project.run(&["outdated", "--format", "json"]);
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!("outdated_json", ran.stdout);
}

#[test]
fn why_shows_what_uses_a_component() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["lock"]);
    let mut told = Vec::new();
    let block = "aws_sqs_queue.jobs_main_main[\"mail\"]";
    for what in ["jobs", block, "oci://registry.example/platform/queues", "aws", "hashicorp/aws"] {
        told.push(format!("--- {what}\n{}", masks::digests(&project.run_ok(&["why", what]))));
    }
    insta::assert_snapshot!("why", told.join("\n"));
    insta::assert_snapshot!("why_not", project.run_failing(&["why", "job"]));
    assert!(
        project.run_failing(&["why", "aws_sqs_queue.jobs_nowhere_main"]).contains("no tier of the stack")
    );
}

#[test]
fn inspect_reads_a_remote_component() {
    let project = Project::with_queues(STACK);
    let inspected = project.run_ok(&["inspect", &format!("oci://{REPOSITORY}")]);
    assert!(inspected.starts_with("queues 1.0.0\n"), "{inspected}");
    insta::assert_snapshot!(
        "looked_at",
        project.run_failing(&["inspect", &format!("oci://{REPOSITORY}:9.0.0")])
    );
    insta::assert_snapshot!("path", project.run_failing(&["inspect", REPOSITORY]));
}

#[test]
fn add_in_concurrent_processes_loses_no_tier() {
    let project = Project::with_queues("stack: shop\n");
    let start = |index: usize| {
        let name = format!("t{index}");
        let tag = format!("oci://{REPOSITORY}:1.0.{index}");
        project.put(&format!("1.0.{index}"), if index.is_multiple_of(2) { "one" } else { "two" });
        project.command(&["add", &tag, "--name", &name]).stdout(Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = (0..8).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let (stack, lock) = (project.read("terrace.yaml"), project.lock());
    for index in 0..8 {
        assert!(stack.contains(&format!("  t{index}:\n")), "{stack}");
        assert!(lock.contains(&format!("{REPOSITORY}:1.0.{index}\"")), "{lock}");
    }
}

/// The lock file and the stack file stay intact, whenever a process that changes them is killed.
#[test]
fn killed_commands_leave_whole_files() {
    let project = Project::with_queues(STACK);
    project.put("1.1.0", "two");
    project.run_ok(&["lock"]);
    let mut killed = 0;
    for round in 0..200u64 {
        let arguments: &[&str] = match round % 4 {
            0 => &["add", "oci://registry.example/platform/queues:1.1.0", "--name", "more"],
            1 => &["synth", "--stdout"],
            2 => &["remove", "more"],
            _ => &["lock"],
        };
        let mut child =
            project.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(500 + round * 337 % 25_000));
        let _ = child.kill();
        killed += u32::from(!child.wait().unwrap().success());
        let lock = terrace_stack::lock::load(&project.sandbox.work().join("terrace.lock")).unwrap().unwrap();
        assert!(lock.iter().any(|(key, _)| key.requires.is_some()), "round {round}");
        terrace_stack::stack::outline(&project.sandbox.work(), None).unwrap();
    }
    assert!(killed > 50, "only {killed} were killed");
    // The leftovers of the last one do not disturb anyone.
    project.run(&["remove", "more"]);
    project.run_ok(&["lock"]);
    let left: Vec<_> = fs::read_dir(project.sandbox.work())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".terrace-unfinished."))
        .collect();
    assert!(left.len() <= 1, "{left:?}");
}

/// Returns a stack whose tiers use a component of the repository, some with a digest.
fn pinned(tiers: &[(&str, Option<&str>)]) -> String {
    let tier = |(number, (component, digest)): (usize, &(&str, Option<&str>))| {
        let digest = digest.map(|digest| format!("    digest: {digest}\n")).unwrap_or_default();
        format!(
            "  t{number}:\n    component: {component}\n{digest}    regions: all\n    inputs: {{ names: [a] }}\n"
        )
    };
    let tiers: String = tiers.iter().enumerate().map(tier).collect();
    format!("stack: shop\nregions: {{ main: {{ aws: {{ region: us-east-1 }} }} }}\ntiers:\n{tiers}")
}

#[test]
fn digest_in_the_stack_file_is_checked_for_local_components() {
    let project = Project::new("");
    let good = Digest::of(&component("1.0.0", "one")).to_string();
    let other = Digest::of(&component("1.1.0", "two")).to_string();
    let absolute = project.sandbox.work().join("one.wasm").display().to_string();
    let commands: [&[&str]; 8] = [
        &["synth"],
        &["synth", "--locked"],
        &["synth", "--locked=false"],
        &["synth", "--check"],
        &["synth", "--stdout"],
        &["lock"],
        &["diff"],
        &["synth", "--environment", "prod"],
    ];
    project.sandbox.write("terrace.prod.yaml", "tags: { of: prod }\n").unwrap();
    let attempts = [
        pinned(&[("./one.wasm", Some(&other))]),
        pinned(&[("one.wasm", Some(&other))]),
        pinned(&[("./sub/../one.wasm", Some(&other))]),
        pinned(&[(&absolute, Some(&other))]),
        // One tier with a digest is enough, and two different ones cannot both be right.
        pinned(&[("./one.wasm", None), ("./one.wasm", Some(&other))]),
        pinned(&[("./one.wasm", Some(&good)), ("./one.wasm", Some(&other))]),
        pinned(&[("./one.wasm", Some(&good)), ("./two.wasm", Some(&good))]),
    ];
    fs::create_dir(project.sandbox.work().join("sub")).unwrap();
    for stack in &attempts {
        project.sandbox.write("terrace.yaml", stack).unwrap();
        for command in commands {
            let ran = project.run(command);
            assert!(
                ran.code != 0 && ran.stderr.contains("digest-mismatch"),
                "{command:?}\n{stack}\n{}",
                ran.stderr
            );
        }
    }
    project.sandbox.write("terrace.yaml", &attempts[0]).unwrap();
    insta::assert_snapshot!("pinned", masks::digests(&project.run_failing(&["synth"])));

    // The right one is accepted, in every way, until the file changes.
    project
        .sandbox
        .write("terrace.yaml", pinned(&[("./one.wasm", Some(&good)), ("./two.wasm", Some(&other))]))
        .unwrap();
    for command in commands.iter().filter(|command| !command.contains(&"diff")) {
        project.run(command);
    }
    project.run_ok(&["synth", "--locked=false"]);
    project.run_ok(&["synth", "--locked"]);
    let file = project.sandbox.work().join("one.wasm");
    let times = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, component("1.0.0", "two")).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(times).unwrap();
    assert!(project.run_failing(&["synth", "--locked"]).contains("digest-mismatch"));
    // An overlay may require a different one.
    let overlay = format!("tiers: {{ t0: {{ digest: '{}' }} }}\n", Digest::of(&component("1.0.0", "two")));
    project.sandbox.write("terrace.prod.yaml", overlay).unwrap();
    project.run_ok(&["synth", "--locked=false", "--environment", "prod"]);
    assert!(project.run_failing(&["synth", "--locked=false"]).contains("digest-mismatch"));
}

#[test]
fn lock_file_edited_to_another_version_is_refused() {
    let project = Project::with_queues(STACK);
    project.put("1.1.0", "two");
    project.run_ok(&["lock"]);
    let lock = project.lock();
    for version in ["0.9.0", "2.0.0", "latest"] {
        project
            .sandbox
            .write("terrace.lock", lock.replace("version = \"1.1.0\"", &format!("version = \"{version}\"")))
            .unwrap();
        for command in [["synth", "--locked"], ["synth", "--check"], ["lock", "--locked=false"]] {
            let told = project.run_failing(&command);
            assert!(
                told.contains("locked-version") && told.contains(version) && told.contains("`^1.0`"),
                "{told}"
            );
        }
    }
    // The lock file has an accepted version, but the component has a different one.
    let old = project.put("0.9.0", "two");
    let manifest = |version: &str| -> String {
        let other = Project::with_queues(&STACK.replace("^1.0", &format!("={version}")));
        other.put(version, "two");
        other.run_ok(&["lock"]);
        let lock = other.lock();
        lock.lines().find_map(|line| line.strip_prefix("manifest = ")).unwrap().to_owned()
    };
    let (new_manifest, old_manifest) = (manifest("1.1.0"), manifest("0.9.0"));
    let new = Digest::of(&component("1.1.0", "two")).to_string();
    let forged = lock.replace(&new, &old.to_string()).replace(&new_manifest, &old_manifest);
    assert!(forged.contains(&old_manifest) && forged.contains("version = \"1.1.0\""), "{forged}");
    project.sandbox.write("terrace.lock", forged).unwrap();
    let told = project.run_failing(&["synth", "--locked"]);
    assert!(told.contains("other-version") && told.contains("0.9.0") && told.contains("^1.0"), "{told}");
}

#[test]
fn version_constraint_edited_keeps_the_locked_version() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["synth"]);
    let main = project.main();
    let two = project.put("1.1.0", "two").to_string();
    let range = |range: &str| {
        project
            .sandbox
            .write("terrace.yaml", STACK.replace("version: ^1.0", &format!("version: {range:?}")))
            .unwrap();
    };
    for fitting in [">=1.0", "<2", "=1.0.0", "^1"] {
        range(fitting);
        assert!(project.run_failing(&["synth", "--locked"]).contains("not-locked"), "{fitting}");
        project.run_ok(&["synth"]);
        assert_eq!(project.main(), main, "{fitting}");
        assert!(
            project.lock().contains("version = \"1.0.0\"") && !project.lock().contains(&two),
            "{fitting}"
        );
    }
    let lock = project.lock();
    range("^1.1");
    let told = project.run_failing(&["synth"]);
    for command in [&["lock"][..], &["synth", "--check"], &["diff"]] {
        assert_eq!(project.run_failing(command), told, "{command:?}");
    }
    assert_eq!((project.lock(), project.main()), (lock, main.clone()));
    let dry = masks::digests(&project.run_ok(&["update", "jobs", "--dry-run"]));
    insta::assert_snapshot!("edited_range", format!("{told}{dry}"));
    project.run_ok(&["update", "jobs"]);
    project.run_ok(&["synth"]);
    assert!(project.lock().contains(&two) && project.main() != main);
}

#[test]
fn locked_version_is_used_for_a_second_tier_if_it_fits() {
    let project = Project::with_queues(STACK);
    project.run_ok(&["synth"]);
    project.put("1.1.0", "two");
    let second = |range: &str| {
        let tier = format!(
            "  mail: {{ component: 'oci://{REPOSITORY}', version: {range:?}, regions: all, inputs: {{ names: [a] }} }}\n"
        );
        project.sandbox.write("terrace.yaml", format!("{STACK}{tier}")).unwrap();
    };
    second(">=1");
    project.run_ok(&["synth"]);
    assert!(!project.main().contains("1.1.0"));
    second("=1.1.0");
    assert!(project.run_failing(&["synth"]).contains("terrace update mail"));
    project.run_ok(&["update", "mail"]);
    project.run_ok(&["synth"]);
    for version in ["1.0.0", "1.1.0"] {
        assert!(project.main().contains(&format!("\"version\": \"{version}\"")), "{version}");
    }
}
