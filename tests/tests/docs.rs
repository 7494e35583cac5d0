//! The documentation tells the truth: each code block is run, compared or looked up, each link leads somewhere.
//!
//! What a code block claims stands behind its fence:
//!
//! | fence | what is checked |
//! | --- | --- |
//! | `yaml stack [file=PATH]` | it synthesizes, and fits its schema for editors; kept at PATH for the blocks that follow |
//! | `yaml overlay [file=PATH]` | the last stack synthesizes with it as its environment's overlay |
//! | `yaml fragment [file=PATH]` | it is YAML; kept at PATH |
//! | `sh run [code=N] [needs=PROGRAM]` | the shell runs it, in one place for the whole document, and it ends with N or 0. Where the program is missing it is skipped |
//! | `text output` | it is what the block before printed, standard output first; `…` stands for any lines |
//! | `json part=PATH` | it is part of a JSON file that a block before has written |
//! | anything `part-of=PATH` | it stands in that file of the repository |
//! | anything `in=PATH` | it stands in a file that a block before has made |
//! | `ts file=PATH`, `python file=PATH` | it is kept at PATH |
//! | `toml outside` | the paths below `../terrace` are there |
//! | `toml policy` | it is a configuration whose rules can be read |
//! | `sh` | its commands, and the options of `terrace`, are there |
//! | `mermaid` | it is a flow chart |

#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace::model::{Bound, Grant};
use terrace::stack::{StackError, Text, parse};
use terrace_registry::config::Configuration;
use terrace_registry::key::PrivateKey;
use terrace_tests::markdown::{self, Block, Document};
use terrace_tests::masks;
use terrace_tests::program::{Ran, Sandbox, is_there, repository};
use terrace_tests::{elsewhere, schema, stack_reference};

const PROGRAM: &str = env!("CARGO_BIN_EXE_terrace-under-test");

/// Every document, by its path in the repository.
fn documents() -> BTreeMap<String, Document> {
    let mut paths = vec!["README.md".to_owned()];
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    let read = |path: String| match markdown::read(&text(&path)) {
        Ok(document) => (path, document),
        Err(line) => panic!("{path}:{line}: the code block does not end"),
    };
    paths.into_iter().map(read).collect()
}

/// A file of the repository.
fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A place with the command on its path, the examples, and the tier of `examples/tiers`.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new(PROGRAM, env!("CARGO_TARGET_TMPDIR")).unwrap();
    for example in ["examples/three-tier/terrace.yaml", "examples/active-active/terrace.yaml"] {
        sandbox.write(example, text(example)).unwrap();
    }
    sandbox.write("tiers/queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
    fs::create_dir(sandbox.work().join("../bin")).unwrap();
    std::os::unix::fs::symlink(PROGRAM, sandbox.work().join("../bin/terrace")).unwrap();
    sandbox
}

fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("terrace-cache")
}

/// What a registry has of the tier of `examples/tiers`, as if it had been looked up before.
fn registry() {
    for tag in ["1.3.0", "1.4.2"] {
        let component = elsewhere::of_version(terrace_test_artifacts::QUEUES, tag);
        elsewhere::pulled(&cache(), "registry.example/platform/queues", tag, &component).unwrap();
    }
}

fn run(sandbox: &Sandbox, command: &mut Command) -> Ran {
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", sandbox.work().join("../bin").display());
    sandbox.ran(
        command
            .env("PATH", path)
            .env("TERRACE_CACHE_DIR", cache())
            .env("TERRACE_OFFLINE", "1")
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

/// What the blocks of one document have left behind.
struct Reader {
    sandbox: Sandbox,
    /// The stack file that overlays belong to.
    stack: Option<PathBuf>,
    /// What the last command printed, while nobody has compared it.
    printed: Option<String>,
}

impl Reader {
    fn check(&mut self, block: &Block) -> Result<(), String> {
        let printed = self.printed.take();
        match block.language.as_str() {
            _ if block.setting("part-of").is_some() => part_of(block),
            _ if block.setting("in").is_some() => self.within(block),
            "ts" | "python" if block.setting("file").is_some() => self.keep(block),
            "yaml" if block.is("stack") => self.stack(block),
            "yaml" if block.is("overlay") => self.overlay(block),
            "yaml" if block.is("fragment") => self.fragment(block),
            "sh" if block.is("run") => self.run(block),
            "sh" => commands(&self.sandbox, block),
            "text" if block.is("output") => match printed {
                Some(printed) if markdown::matches(&block.text, &printed) => Ok(()),
                Some(printed) => Err(format!("this was printed:\n{printed}")),
                None => Err("no `sh run` stands before it".to_owned()),
            },
            "json" if block.setting("part").is_some() => self.part(block),
            "toml" if block.is("outside") => outside(block),
            "toml" if block.is("policy") => policy(block),
            "mermaid" if block.text.starts_with("flowchart ") => Ok(()),
            _ => Err("nothing tells how to check this block; see the top of tests/tests/docs.rs".to_owned()),
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
        let stack = self.stack.clone().ok_or("no `yaml stack` stands before it")?;
        let unnamed = stack.with_extension("unnamed.yaml");
        let file = block.setting("file").map_or(unnamed, PathBuf::from);
        let file = file.to_string_lossy();
        self.sandbox.write(&file, &block.text).map_err(|error| error.to_string())?;
        let environment = file.rsplit('.').nth(1).ok_or("its file is not terrace.NAME.yaml")?;
        synth(&self.sandbox, &[&stack.to_string_lossy(), "--environment", environment])?;
        self.fits(Some(environment), &file)
    }

    /// Holds a file of the stack against its schema for editors.
    fn fits(&self, environment: Option<&str>, file: &str) -> Result<(), String> {
        let stack = self.stack.as_deref().unwrap_or(Path::new(file));
        let faults = schema::faults(&self.sandbox, stack, environment, Path::new(file));
        if faults.is_empty() { Ok(()) } else { Err(format!("editors refuse it: {faults:?}")) }
    }

    fn fragment(&self, block: &Block) -> Result<(), String> {
        self.keep(block)?;
        let text = Text { path: "fragment.yaml".into(), text: block.text.clone() };
        let Err(errors) = parse(text, None, None) else { return Ok(()) };
        let is_read = |error: &&StackError| matches!(error, StackError::Read(_));
        errors.errors.iter().find(is_read).map_or(Ok(()), |error| Err(error.to_string()))
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

/// The first place where `part` holds something that `whole` does not. A digest stands for any digest.
fn missing(part: &Value, whole: &Value, path: &str) -> Option<String> {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part.iter().find_map(|(key, value)| {
            let path = format!("{path}/{key}");
            match whole.get(key) {
                Some(whole) => missing(value, whole, &path),
                None => Some(format!("there is no {path}")),
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

/// Looks up what a block calls that is not run here: scripts, commands of `terrace`, their options.
fn commands(sandbox: &Sandbox, block: &Block) -> Result<(), String> {
    for line in block.text.lines() {
        let words: Vec<&str> = line.split_whitespace().take_while(|word| *word != "--").collect();
        match &words[..] {
            ["terrace", command, rest @ ..] => {
                let family = matches!(*command, "tier" | "sandbox" | "bundle" | "cache" | "key");
                let path = [&[*command], &rest[..usize::from(family).min(rest.len())]].concat();
                let command = path.join(" ");
                let ran = run(sandbox, &mut sandbox.command([&path[..], &["--help"]].concat()));
                if ran.code != 0 {
                    return Err(format!("there is no `terrace {command}`"));
                }
                let known =
                    |option: &str| ran.stdout.split_whitespace().any(|word| word.trim_matches(',') == option);
                let options = rest.iter().map(|word| word.split('=').next().unwrap_or_default());
                if let Some(option) =
                    options.filter(|word| word.starts_with('-')).find(|option| !known(option))
                {
                    return Err(format!("`terrace {command}` has no option `{option}`"));
                }
            }
            [script, ..] if script.starts_with("scripts/") && !repository().join(script).is_file() => {
                return Err(format!("there is no `{script}`"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads a configuration with a key of the name that it says.
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
            return Err(format!("there is no crate `{path}`"));
        }
    }
    Ok(())
}

#[test]
fn every_code_block_is_true() {
    registry();
    let mut problems = Vec::new();
    let mut checked = 0;
    for (path, document) in documents() {
        let mut reader = Reader { sandbox: sandbox(), stack: None, printed: None };
        for block in &document.blocks {
            checked += 1;
            if let Err(problem) = reader.check(block) {
                problems.push(format!("{path}:{}: {problem}", block.line));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {checked} blocks are wrong:\n\n{}",
        problems.len(),
        problems.join("\n\n")
    );
    assert!(checked > 40, "only {checked} blocks");
}

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    let mut broken = Vec::new();
    for (path, document) in &documents {
        for (line, link) in &document.links {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').map_or((link.as_str(), None), |(f, a)| (f, Some(a)));
            let target = if file.is_empty() { path.clone() } else { beside(path, file) };
            let there = repository().join(&target).exists();
            let found = anchor.is_none_or(|anchor| {
                documents.get(&target).is_some_and(|document| document.anchors.iter().any(|a| a == anchor))
            });
            if !there || !found {
                broken.push(format!("{path}:{line}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A path in the repository, from one that starts beside a document.
fn beside(document: &str, path: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." { _ = parts.pop() } else { parts.push(part) }
    }
    parts.join("/")
}

/// `terrace --help` in lines.
fn help() -> Vec<String> {
    let sandbox = sandbox();
    let ran = run(&sandbox, &mut sandbox.command(["--help"]));
    assert_eq!(ran.code, 0);
    ran.stdout.lines().map(str::to_owned).collect()
}

/// The two columns of a section of the help.
fn columns(help: &[String], heading: &str) -> Vec<[String; 2]> {
    let lines =
        help.iter().skip_while(|line| *line != heading).skip(1).take_while(|line| line.starts_with("  "));
    lines
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(name, what)| [name.to_owned(), what.trim().to_owned()])
        .collect()
}

#[test]
fn the_readme_lists_the_commands_and_the_exit_codes_of_the_program() {
    let rows = documents().remove("README.md").unwrap().rows;
    let help = help();
    let commands: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let name = row.first()?.strip_prefix("`terrace ")?.strip_suffix('`')?;
            Some([name.to_owned(), row.get(1)?.clone()])
        })
        .collect();
    let mut known = columns(&help, "Commands:");
    known.retain(|[name, _]| name != "help");
    assert_eq!(commands, known);

    let codes: Vec<_> = rows
        .iter()
        .filter(|row| row[0].parse::<u8>().is_ok())
        .map(|row| [row[0].clone(), row[1].clone()])
        .collect();
    assert_eq!(codes, columns(&help, "Exit codes:"));
}

/// With TERRACE_ACCEPT set the tables are written anew.
#[test]
fn the_page_of_the_stack_file_has_every_key() {
    let page = text("docs/stack-file.md");
    accepted("docs/stack-file.md", &stack_reference::with_tables(&page).unwrap());
    for table in
        ["the file", "a variable", "a validation", "a provider", "a tier", "an output", "the sandbox"]
    {
        assert!(
            page.contains(&format!("<!-- keys of {table} -->")),
            "there is no table of the keys of {table}"
        );
    }
}

/// With TERRACE_ACCEPT set the table of limits is written anew.
#[test]
fn the_page_of_security_has_every_limit_and_every_grant() {
    let page = text("docs/security.md");
    accepted("docs/security.md", &stack_reference::with_tables(&page).unwrap());
    for bound in Bound::ALL {
        let row = format!("| `{}` |", bound.key());
        assert!(page.contains(&row), "there is no row of `{}`", bound.key());
    }
    for grant in Grant::ALL {
        let row = format!("| `{grant}` | {} |", grant.meaning());
        assert!(page.contains(&row), "there is no row `{row}`");
    }
}

/// A promise names the test that holds it, in the last column of its table.
#[test]
fn the_page_of_security_names_tests_that_exist() {
    let sources = sources(repository());
    let promises = promises(&text("docs/security.md"));
    assert!(promises.len() > 30, "the page makes only {} promises", promises.len());
    for (promise, tests) in promises {
        assert!(!tests.is_empty(), "no test is named for: {promise}");
        for test in tests {
            // A function, or a case that a program of its own kind lists by name.
            let (function, case) = (format!("fn {test}("), format!("\"{test}\""));
            let exists = sources.iter().any(|source| source.contains(&function) || source.contains(&case));
            assert!(exists, "there is no test `{test}`, which is named for: {promise}");
        }
    }
}

/// The rows of the tables whose last column is `Test`: the first column, and the names in the last.
fn promises(page: &str) -> Vec<(String, Vec<String>)> {
    let mut promises = Vec::new();
    let mut in_table = false;
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { continue };
        match (line.starts_with('|'), *last) {
            (false, _) => in_table = false,
            (true, "Test") => in_table = true,
            (true, "---") => {}
            (true, _) if in_table => {
                let names = last.split('`').skip(1).step_by(2).map(str::to_owned).collect();
                promises.push(((*first).to_owned(), names));
            }
            (true, name) => {
                assert!(!name.starts_with('`') || cells.len() != 2, "a promise in no table: {line}")
            }
        }
    }
    promises
}

/// Every Rust file of the repository that may hold a test.
fn sources(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_symlink() || name.starts_with('.') || name == "target" || name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if name.ends_with(".rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
    found
}

/// With TERRACE_ACCEPT set the page is written anew.
#[test]
fn the_page_of_the_tiers_is_what_the_tiers_say() {
    let sandbox = sandbox();
    let mut page = String::from(
        "# Built-in tiers\n\n\
         This page is made from the tiers themselves, by `terrace tier docs NAME`. `terrace inspect NAME` shows the same\n\
         on a terminal, and `terrace inspect NAME --format json` the whole schema.\n\n\
         \"Or expression\" means that the input takes a Terraform expression, such as `${var.zone}` or\n\
         `${tier.network.vpc_id}`. Every other input must be known when the stack is synthesized. A name such as\n\
         `dns.name` stands for the key `name` in the map `dns`. In the examples, text between `<` and `>` is to be\n\
         replaced.\n",
    );
    for name in ["network", "compute", "iam", "storage", "database"] {
        let ran = run(&sandbox, &mut sandbox.command(["tier", "docs", name]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        // A section of this page, whose examples are pieces of a stack file.
        let section = ran.stdout.replacen("# ", "## ", 1).replace("```yaml\n", "```yaml fragment\n");
        page += &format!("\n{section}");
    }
    accepted("docs/tiers.md", &page);
}

/// Holds a page against what is made; with TERRACE_ACCEPT set it is written instead.
fn accepted(page: &str, made: &str) {
    if std::env::var_os("TERRACE_ACCEPT").is_some() {
        fs::write(repository().join(page), made).unwrap();
    }
    let present = fs::read_to_string(repository().join(page)).unwrap_or_default();
    assert!(present == made, "{page} is stale: run this test with TERRACE_ACCEPT=1, and read what changes");
}
