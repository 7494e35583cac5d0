//! Runs Terraform in a sandbox.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use terrace_sandbox::{Options, PreparedSandbox, beside, prepare};

/// Returns the program that `TERRACE_TEST_PROGRAM` names, otherwise terraform, otherwise tofu.
pub fn find_terraform() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<_> = env::split_paths(&path).collect();
    let named = env::var("TERRACE_TEST_PROGRAM").ok();
    let names = named.map_or_else(|| vec!["terraform".to_owned(), "tofu".to_owned()], |name| vec![name]);
    names.iter().find_map(|name| directories.iter().map(|it| it.join(name)).find(|path| path.is_file()))
}

/// A stack of one file, with its sandbox.
pub struct Stack {
    _root: TempDir,
    pub options: Options,
}

/// The result of a terraform command.
pub struct Ran {
    pub code: i32,
    pub text: String,
}

impl Stack {
    pub fn new(configuration: &Json) -> Self {
        terrace_test_signals::default_in_children();
        let root = tempfile::tempdir().unwrap();
        let source = root.path().join("default");
        std::fs::create_dir(&source).unwrap();
        let options = Options {
            directory: beside(&source),
            source,
            program: find_terraform().unwrap(),
            executable: env::current_exe().unwrap(),
            ..Options::default()
        };
        let stack = Self { _root: root, options };
        stack.write(configuration);
        stack
    }

    pub fn write(&self, configuration: &Json) {
        let text = serde_json::to_string_pretty(configuration).unwrap();
        std::fs::write(self.options.source.join("main.tf.json"), text).unwrap();
    }

    pub fn prepare(&self) -> PreparedSandbox {
        let prepared = prepare(&self.options).unwrap_or_else(|error| panic!("{error}"));
        if prepared.init.is_some() {
            let ran = self.terraform(&prepared, &["init", "-input=false", "-no-color"]);
            assert_eq!(ran.code, 0, "{}", ran.text);
            prepared.initialized().unwrap();
        }
        prepared
    }

    /// Prepares and runs one command.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let prepared = self.prepare();
        self.terraform(&prepared, arguments)
    }

    pub fn terraform(&self, prepared: &PreparedSandbox, arguments: &[&str]) -> Ran {
        let mut command = prepared.command();
        let output = command
            .args(arguments)
            .env("TF_LOG", "WARN")
            .env("TF_LOG_PATH", self.log())
            .env("TMPDIR", self.temporary())
            .output()
            .unwrap();
        Ran { code: output.status.code().unwrap_or(-1), text: text(&output) }
    }

    /// Returns the directory in which this stack's providers create their sockets.
    pub fn temporary(&self) -> PathBuf {
        let path = self.options.source.parent().unwrap().join("tmp");
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    pub fn log(&self) -> PathBuf {
        self.options.source.parent().unwrap().join("terraform.log")
    }

    /// Runs plan, apply, and a second plan that must be empty. Returns the output of apply.
    #[track_caller]
    pub fn apply(&self) -> String {
        let ran = self.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
        assert_eq!(ran.code, 0, "{}", ran.text);
        let again = self.plan();
        assert_eq!(again.code, 0, "{}", again.text);
        self.no_complaints();
        ran.text
    }

    pub fn plan(&self) -> Ran {
        self.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"])
    }

    #[track_caller]
    pub fn destroy(&self) {
        let ran = self.run(&["destroy", "-auto-approve", "-input=false", "-no-color"]);
        assert_eq!(ran.code, 0, "{}", ran.text);
        assert_eq!(self.state()["resources"], json!([]));
    }

    /// Returns the objects in the state by address, with their attributes.
    pub fn objects(&self) -> std::collections::BTreeMap<String, Json> {
        let state = self.state();
        let resources = state["resources"].as_array().unwrap().clone();
        let instances = resources.into_iter().flat_map(|resource| {
            let mode = if resource["mode"] == "data" { "data." } else { "" };
            let address = format!(
                "{mode}{}.{}",
                resource["type"].as_str().unwrap(),
                resource["name"].as_str().unwrap()
            );
            let instances = resource["instances"].as_array().unwrap().clone();
            instances.into_iter().map(move |instance| {
                let key = instance.get("index_key").map(|key| format!("[{key}]")).unwrap_or_default();
                (format!("{address}{key}"), instance["attributes"].clone())
            })
        });
        instances.collect()
    }

    pub fn state(&self) -> Json {
        let text = std::fs::read(self.options.directory.join("terraform.tfstate")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// Checks that Terraform tolerated only the address in plans: it overlooks problems in those of the legacy type system.
    #[track_caller]
    pub fn no_complaints(&self) {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let complaint =
            |line: &&str| line.trim_start().starts_with("- .") && !line.contains("terrace_address");
        let complaints: Vec<_> = log.lines().filter(complaint).collect();
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

impl Ran {
    /// Returns true if the output contains this text, however Terraform broke the lines.
    pub fn says(&self, wanted: &str) -> bool {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ").contains(wanted)
    }
}

/// Returns a value without the type that the state stores next to it.
pub fn bare(value: &Json) -> &Json {
    value.get("value").unwrap_or(value)
}

pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/provider-schemas").join(name);
    path.is_file().then_some(path)
}
