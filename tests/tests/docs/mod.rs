//! The documentation is correct: each code block is run, compared or looked up, and each link has a target.

mod reader;

use reader::{Reader, registry, run, sandbox};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terrace_core::model::{Bound, Grant};
use terrace_registry::layout::media_type;
use terrace_tests::markdown::{self, Document};
use terrace_tests::program::repository;
use terrace_tests::stack_reference;

/// Returns every document, by its path in the repository.
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

/// Returns a file of the repository.
fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn code_blocks_are_true() {
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
fn links_have_targets() {
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

/// Resolves a path in the repository that is relative to a document.
fn beside(document: &str, path: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." { _ = parts.pop() } else { parts.push(part) }
    }
    parts.join("/")
}

/// Returns the lines of `terrace --help`.
fn help() -> Vec<String> {
    let sandbox = sandbox();
    let ran = run(&sandbox, &mut sandbox.command(["--help"]));
    assert_eq!(ran.code, 0);
    ran.stdout.lines().map(str::to_owned).collect()
}

/// Returns the two columns of a section of the help.
fn columns(help: &[String], heading: &str) -> Vec<[String; 2]> {
    let lines =
        help.iter().skip_while(|line| *line != heading).skip(1).take_while(|line| line.starts_with("  "));
    lines
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(name, what)| [name.to_owned(), what.trim().to_owned()])
        .collect()
}

#[test]
fn readme_lists_all_commands_and_exit_codes() {
    let rows = documents().remove("README.md").unwrap().rows;
    let help = help();
    let commands: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let name = row.first()?.strip_prefix("`terrace ")?.strip_suffix('`')?;
            Some([name.to_owned(), row.get(1)?.clone()])
        })
        .collect();
    // The groups of commands come between the usage and the options.
    let headings = help.iter().skip_while(|line| !line.starts_with("Usage:")).skip(1);
    let headings = headings.take_while(|line| *line != "Options:").filter(|line| line.ends_with(':'));
    let mut known: Vec<_> = headings.flat_map(|heading| columns(&help, heading)).collect();
    known.retain(|[name, _]| name != "help");
    assert!(known.len() > 30, "{known:?}");
    assert_eq!(commands, known);

    let codes: Vec<_> = rows
        .iter()
        .filter(|row| row[0].parse::<u8>().is_ok())
        .map(|row| [row[0].clone(), row[1].clone()])
        .collect();
    assert_eq!(codes, columns(&help, "Exit codes:"));
}

/// With TERRACE_ACCEPT set, the tables are generated again.
#[test]
fn stack_file_page_has_all_keys() {
    let page = text("docs/stack-file.md");
    accepted("docs/stack-file.md", &stack_reference::with_tables(&page).unwrap());
    for table in
        ["the file", "a variable", "a validation", "a provider", "a tier", "an output", "the sandbox"]
    {
        assert!(
            page.contains(&format!("<!-- keys of {table} -->")),
            "the table of the keys of {table} is missing"
        );
    }
}

/// Users who push with another tool need them.
#[test]
fn publishing_page_names_the_media_types() {
    let page = text("docs/publishing.md");
    for media_type in [media_type::WASM_CONFIG, media_type::WASM_LAYER] {
        assert!(page.contains(&format!("`{media_type}`")), "the text does not name {media_type}");
        assert!(page.contains(&format!(":{media_type}")), "the command does not say {media_type}");
    }
}

/// With TERRACE_ACCEPT set, the table of limits is generated again.
#[test]
fn security_page_has_all_limits_and_grants() {
    let page = text("docs/security.md");
    accepted("docs/security.md", &stack_reference::with_tables(&page).unwrap());
    for bound in Bound::ALL {
        let row = format!("| `{}` |", bound.key());
        assert!(page.contains(&row), "the row of `{}` is missing", bound.key());
    }
    for grant in Grant::ALL {
        let row = format!("| `{grant}` | {} |", grant.meaning());
        assert!(page.contains(&row), "the row `{row}` is missing");
    }
}

/// A promise names the test that verifies it, in the last column of its table.
#[test]
fn security_page_names_tests_that_exist() {
    let sources = sources(repository());
    let promises = promises(&text("docs/security.md"));
    assert!(promises.len() > 30, "the page makes only {} promises", promises.len());
    for (promise, tests) in promises {
        assert!(!tests.is_empty(), "no test is named for: {promise}");
        for test in tests {
            // A function, or a case that is listed by name in a program with its own harness.
            let (function, case) = (format!("fn {test}("), format!("\"{test}\""));
            let exists = sources.iter().any(|source| source.contains(&function) || source.contains(&case));
            assert!(exists, "the test `{test}` does not exist, but is named for: {promise}");
        }
    }
}

/// Returns the rows of tables whose last column is `Test`: the first column, and the names in the last.
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

/// Returns every Rust file of the repository that may contain a test.
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

/// With TERRACE_ACCEPT set, the page is generated again.
#[test]
fn tiers_page_is_up_to_date() {
    let sandbox = sandbox();
    let mut page = String::from(
        "# Built-in tiers\n\n\
         Each tier has a guide and a reference. The reference is generated from the tier with `terrace tier docs NAME`.\n\
         `terrace inspect NAME` shows the same information on a terminal, and `terrace inspect NAME --format json` prints\n\
         the complete schema.\n\n\
         \"Or expression\" means that the input accepts a Terraform expression, such as `${var.zone}` or\n\
         `${tier.network.vpc_id}`. Every other input must be known at synthesis. A name such as `dns.name` refers to the\n\
         key `name` in the map `dns`, `rules.*.hosts` to the key `hosts` of each entry of the map `rules`, and\n\
         `volumes[].size` to the key `size` of each item of a list. In the examples, replace the text between `<` and `>`.\n\n\
         [network](#network) · [compute](#compute) · [containers](#containers) · [iam](#iam) · [keys](#keys) ·\n\
         [storage](#storage) · [database](#database)\n",
    );
    for name in ["network", "compute", "containers", "iam", "keys", "storage", "database"] {
        let ran = run(&sandbox, &mut sandbox.command(["tier", "docs", name]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        // A section of this page, whose examples are fragments of a stack file. The guide follows the tier's summary.
        let section = ran.stdout.replacen("# ", "## ", 1).replace("```yaml\n", "```yaml fragment\n");
        let (summary, reference) = section.split_once("\nVersion ").unwrap();
        let guide = text(&format!("plugins/{name}/GUIDE.md"));
        page += &format!("\n{summary}\n{guide}\n### Reference\n\nVersion {reference}");
    }
    accepted("docs/tiers.md", &page);
}

/// Compares a page with the generated one, or writes it if TERRACE_ACCEPT is set.
fn accepted(page: &str, made: &str) {
    if std::env::var_os("TERRACE_ACCEPT").is_some() {
        fs::write(repository().join(page), made).unwrap();
    }
    let present = fs::read_to_string(repository().join(page)).unwrap_or_default();
    assert!(present == made, "{page} is stale: run this test with TERRACE_ACCEPT=1, and read what changes");
}
