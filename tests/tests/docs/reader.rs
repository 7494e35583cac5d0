//! Checks code blocks as their fences specify:
//!
//! | fence | check |
//! | --- | --- |
//! | `yaml stack [file=PATH]` | synthesizes, and matches its schema for editors; saved as PATH for the blocks that follow |
//! | `yaml overlay [file=PATH]` | the last stack synthesizes with it as its environment's overlay |
//! | `yaml fragment [file=PATH]` | is YAML; saved as PATH |
//! | `sh run [code=N] [needs=PROGRAM]` | it exits with N or 0, in one directory for the whole document; skipped without PROGRAM |
//! | `text output` | matches the output of the previous block, standard output first; `…` matches any lines |
//! | `diff file=PATH` | changes the file PATH, and the stack that it then is synthesizes |
//! | `json part=PATH` | is part of a JSON file that an earlier block has written |
//! | any `part-of=PATH` | is part of that file of the repository |
//! | any `in=PATH` | is part of a file that an earlier block has written |
//! | `ts file=PATH`, `python file=PATH`, `rust file=PATH` | saved as PATH; `copy-of=OTHER`: equal to that file |
//! | `yaml pipeline` | is YAML, and its commands of `terrace` are checked like those of `sh` |
//! | `toml outside` | the paths below `../terrace` exist |
//! | `toml policy` | is a configuration with valid rules |
//! | `sh` | its commands, and the options of `terrace`, exist |
//! | `mermaid` | is a flow chart |

use super::text;
use crate::under_test;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_registry::config::Configuration;
use terrace_registry::key::PrivateKey;
use terrace_stack::stack::{StackError, Text, parse};
use terrace_tests::markdown::{self, Block};
use terrace_tests::program::{CommandOutput, Sandbox, is_there, repository};
use terrace_tests::{edit, elsewhere, masks, schema};

/// Creates a sandbox with the command on its path and with the examples, like the root of a clone. It contains nothing else
/// that a page has not created.
pub fn sandbox() -> Sandbox {
    let sandbox = under_test::sandbox();
    copy(&repository().join("examples"), &sandbox.work().join("examples"));
    fs::create_dir(sandbox.work().join("../bin")).unwrap();
    std::os::unix::fs::symlink(under_test::PROGRAM, sandbox.work().join("../bin/terrace")).unwrap();
    sandbox
}

/// Copies the files of the repository, without build results.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if name == "target" || name == "node_modules" || name == "terrace.out" || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Fills the reader's registry with the tier of `examples/tiers`, as if it had been pulled before.
pub fn registry() {
    for tag in ["1.3.0", "1.4.2"] {
        let component = elsewhere::of_version(terrace_test_artifacts::QUEUES, tag);
        elsewhere::pulled(&under_test::cache(), "registry.example/platform/queues", tag, &component).unwrap();
    }
}

pub fn run(sandbox: &Sandbox, command: &mut Command) -> CommandOutput {
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", sandbox.work().join("../bin").display());
    sandbox.masked_output(
        command
            .env("PATH", path)
            .env("TERRACE_CACHE_DIR", under_test::cache())
            .env("TERRACE_OFFLINE", "1")
            // The dependencies of Rust projects are compiled once for all of them.
            .env("CARGO_TARGET_DIR", under_test::cargo_target())
            .output()
            .unwrap(),
    )
}

fn synth(sandbox: &Sandbox, arguments: &[&str]) -> Result<(), String> {
    let ran = run(sandbox, &mut sandbox.command([&["synth", "--stdout"], arguments].concat()));
    if ran.code == 0 && ran.stderr.is_empty() {
        Ok(())
    } else {
        Err(format!("code {}:\n{}", ran.code, ran.stderr))
    }
}

/// The files and the output that the previous blocks of a document have created.
pub struct Reader {
    pub sandbox: Sandbox,
    /// The stack file that overlays belong to.
    pub stack: Option<PathBuf>,
    /// The output of the last command, until it is compared.
    pub printed: Option<String>,
}

impl Reader {
    pub fn check(&mut self, block: &Block) -> Result<(), String> {
        let printed = self.printed.take();
        match block.language.as_str() {
            _ if block.setting("part-of").is_some() => part_of(block),
            _ if block.setting("in").is_some() => self.within(block),
            "ts" | "python" | "rust" if block.setting("file").is_some() => self.copy(block),
            "yaml" if block.is("pipeline") => pipeline(&self.sandbox, block),
            "yaml" if block.is("stack") => self.stack(block),
            "yaml" if block.is("overlay") => self.overlay(block),
            "yaml" if block.is("fragment") => self.fragment(block),
            "diff" if block.setting("file").is_some() => self.edit(block),
            "sh" if block.is("run") => self.run(block),
            "sh" => commands(&self.sandbox, &block.text),
            "text" if block.is("output") => match printed {
                Some(printed) if markdown::matches(&block.text, &printed) => Ok(()),
                Some(printed) => Err(format!("this was printed:\n{printed}")),
                None => Err("no `sh run` precedes it".to_owned()),
            },
            "json" if block.setting("part").is_some() => self.part(block),
            "toml" if block.is("outside") => outside(block),
            "toml" if block.is("policy") => policy(block),
            "mermaid" if block.text.starts_with("flowchart ") => Ok(()),
            _ => {
                Err("this block has no rule to check it by; see the top of tests/tests/docs/reader.rs"
                    .to_owned())
            }
        }
    }

    fn stack(&mut self, block: &Block) -> Result<(), String> {
        let file = block.setting("file").unwrap_or("unnamed/terrace.yaml");
        self.sandbox.write(file, &block.text).map_err(|error| error.to_string())?;
        self.stack = Some(file.into());
        synth(&self.sandbox, &[file])?;
        self.fits(None, file)
    }

    fn overlay(&mut self, block: &Block) -> Result<(), String> {
        let stack = self.stack.clone().ok_or("no `yaml stack` precedes it")?;
        let unnamed = stack.with_extension("unnamed.yaml");
        let file = block.setting("file").map_or(unnamed, PathBuf::from);
        let file = file.to_string_lossy();
        self.sandbox.write(&file, &block.text).map_err(|error| error.to_string())?;
        let environment = file.rsplit('.').nth(1).ok_or("its file is not terrace.NAME.yaml")?;
        synth(&self.sandbox, &[&stack.to_string_lossy(), "--environment", environment])?;
        self.fits(Some(environment), &file)
    }

    /// Checks a file of the stack against its schema for editors.
    fn fits(&self, environment: Option<&str>, file: &str) -> Result<(), String> {
        let stack = self.stack.as_deref().unwrap_or(Path::new(file));
        let faults = schema::faults(&self.sandbox, stack, environment, Path::new(file));
        if faults.is_empty() { Ok(()) } else { Err(format!("editors report errors: {faults:?}")) }
    }

    fn fragment(&self, block: &Block) -> Result<(), String> {
        self.keep(block)?;
        let text = Text { path: "fragment.yaml".into(), text: block.text.clone() };
        let Err(errors) = parse(text, None, None) else { return Ok(()) };
        let is_read = |error: &&StackError| matches!(error, StackError::Read(_));
        errors.errors.iter().find(is_read).map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn edit(&self, block: &Block) -> Result<(), String> {
        let file = block.setting("file").unwrap_or_default();
        let path = self.sandbox.work().join(file);
        let present = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        fs::write(&path, edit::apply(&present, &block.text)?).map_err(|error| error.to_string())?;
        synth(&self.sandbox, &[file])
    }

    fn copy(&self, block: &Block) -> Result<(), String> {
        if let Some(other) = block.setting("copy-of").filter(|other| text(other) != block.text) {
            return Err(format!("{other} is another one"));
        }
        self.keep(block)
    }

    fn keep(&self, block: &Block) -> Result<(), String> {
        let Some(file) = block.setting("file") else { return Ok(()) };
        self.sandbox.write(file, &block.text).map(drop).map_err(|error| error.to_string())
    }

    fn within(&self, block: &Block) -> Result<(), String> {
        let path = block.setting("in").unwrap_or_default();
        let whole = fs::read_to_string(self.sandbox.work().join(path)).map_err(|error| error.to_string())?;
        if whole.contains(&block.text) { Ok(()) } else { Err(format!("{path} does not hold it")) }
    }

    fn run(&mut self, block: &Block) -> Result<(), String> {
        if block.setting("needs").is_some_and(|program| !is_there(program)) {
            return Ok(());
        }
        let mut command = self.sandbox.bare("sh");
        // A reader has consented to builds only as far as the block does.
        command.env_remove("TERRACE_BUILD");
        let ran = run(&self.sandbox, command.args(["-e", "-c", &block.text]));
        let expected =
            block.setting("code").map_or(Ok(0), str::parse).map_err(|_| "code=N takes a number")?;
        let printed = masks::digests(&format!("{}{}", ran.stdout, ran.stderr));
        if ran.code != expected {
            return Err(format!("it ended with {}, and printed:\n{printed}", ran.code));
        }
        self.printed = Some(printed);
        Ok(())
    }

    fn part(&self, block: &Block) -> Result<(), String> {
        let path = self.sandbox.work().join(block.setting("part").unwrap_or_default());
        let whole = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let whole: Value = serde_json::from_str(&whole).map_err(|error| error.to_string())?;
        let part = serde_json::from_str(&block.text).map_err(|error| error.to_string())?;
        missing(&part, &whole, "").map_or(Ok(()), Err)
    }
}

/// Returns the path of the first difference between `part` and `whole`, or `None`. A digest matches any digest.
fn missing(part: &Value, whole: &Value, path: &str) -> Option<String> {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part.iter().find_map(|(key, value)| {
            let path = format!("{path}/{key}");
            match whole.get(key) {
                Some(whole) => missing(value, whole, &path),
                None => Some(format!("{path} is missing")),
            }
        }),
        (Value::String(part), Value::String(whole))
            if part.starts_with("sha256:") && whole.starts_with("sha256:") =>
        {
            None
        }
        (part, whole) if part == whole => None,
        (_, whole) => Some(format!("{path} is {whole}")),
    }
}

fn part_of(block: &Block) -> Result<(), String> {
    let path = block.setting("part-of").unwrap_or_default();
    if text(path).contains(&block.text) { Ok(()) } else { Err(format!("{path} does not hold it")) }
}

/// Parses the file of a CI service, and checks the commands that it runs: every `run`, `script` and so on.
fn pipeline(sandbox: &Sandbox, block: &Block) -> Result<(), String> {
    let text = Text { path: "pipeline.yaml".into(), text: block.text.replace("${", "$${") };
    let value = terrace_stack::stack::values(text).map_err(|error| format!("{error:?}"))?;
    let mut scripts = Vec::new();
    collect(&value, &mut scripts);
    if !scripts.iter().any(|script| script.contains("terrace ")) {
        return Err("it runs nothing of `terrace`".to_owned());
    }
    scripts.iter().try_for_each(|script| commands(sandbox, script))
}

/// Collects every string in a value.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(entries) => entries.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// Checks what a text calls without running it: scripts, commands of `terrace`, their options.
fn commands(sandbox: &Sandbox, text: &str) -> Result<(), String> {
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for words in words.split(|word| matches!(*word, "|" | "&&" | "||")) {
            command(sandbox, words.split(|word| *word == "--").next().unwrap_or_default())?;
        }
    }
    Ok(())
}

fn command(sandbox: &Sandbox, words: &[&str]) -> Result<(), String> {
    match words {
        ["terrace", command, rest @ ..] => {
            let family = matches!(*command, "tier" | "sandbox" | "bundle" | "cache" | "key");
            let path = [&[*command], &rest[..usize::from(family).min(rest.len())]].concat();
            let command = path.join(" ");
            let ran = run(sandbox, &mut sandbox.command([&path[..], &["--help"]].concat()));
            if ran.code != 0 {
                return Err(format!("the command `terrace {command}` does not exist"));
            }
            let known = |option: &str| {
                let mut words = ran.stdout.split_whitespace();
                // An optional value is in brackets: `--locked[=<BOOLEAN>]`.
                words.any(|word| word.split(['[', ',']).next() == Some(option))
            };
            let options = rest.iter().map(|word| word.split('=').next().unwrap_or_default());
            match options.filter(|word| word.starts_with('-')).find(|option| !known(option)) {
                Some(option) => Err(format!("`terrace {command}` has no option `{option}`")),
                None => Ok(()),
            }
        }
        [script, ..] if script.starts_with("scripts/") && !repository().join(script).is_file() => {
            Err(format!("the file `{script}` does not exist"))
        }
        _ => Ok(()),
    }
}

/// Parses a configuration with a key of the given name.
fn policy(block: &Block) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let key = PrivateKey::generate().and_then(|key| key.public()).map_err(|error| error.to_string())?;
    key.write(&directory.path().join("platform.pub")).map_err(|error| error.to_string())?;
    fs::write(directory.path().join("terrace.toml"), &block.text).map_err(|error| error.to_string())?;
    Configuration::load(directory.path(), None).map(drop).map_err(|error| error.to_string())
}

fn outside(block: &Block) -> Result<(), String> {
    for rest in block.text.split("\"../terrace/").skip(1) {
        let path = rest.split('"').next().unwrap_or_default();
        if !repository().join(path).join("Cargo.toml").is_file() {
            return Err(format!("the crate `{path}` does not exist"));
        }
    }
    Ok(())
}
