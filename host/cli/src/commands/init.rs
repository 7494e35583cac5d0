//! `terrace init`.

use crate::exit;
use crate::shell::quoted;
use crate::ui::Ui;
use clap::Args;
use clap::ValueHint;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, TierName};
use terrace_files::atomic::AtomicWrite;
use terrace_project::Session;
use terrace_project::session::write_editor_schema;
use terrace_stack::stack;

#[derive(Debug, Args)]
pub struct Init {
    /// Directory to create it in
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub directory: PathBuf,
    /// The stack's name [default: the directory's name]
    #[arg(long)]
    pub name: Option<String>,
}

/// The stack file of a new stack; `{name}` is replaced by its name.
const STACK: &str = include_str!("init/terrace.yaml");
/// The files that terraform keeps next to the output, as a `.gitignore`.
const IGNORE: &str = include_str!("init/gitignore");

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    created: Vec<PathBuf>,
}

pub fn run(ui: &Ui, session: &Session, args: &Init) -> anyhow::Result<u8> {
    let name = name(args)?;
    fs::create_dir_all(&args.directory).map_err(|error| cannot("create", &args.directory, &error))?;
    let stack = args.directory.join("terrace.yaml");
    create(&stack, &STACK.replace("{name}", &name))?;
    let mut created = vec![stack.clone()];
    // Keep an existing file: it has its own reasons.
    let ignore = args.directory.join(".gitignore");
    if !ignore.exists() {
        create(&ignore, IGNORE)?;
        created.push(ignore);
    }
    // The stack is usable without its schema.
    match create_schema(session, &stack) {
        Ok(schema) => created.push(schema),
        Err(problems) => ui.warn(problems),
    }
    if ui.is_json() {
        ui.json(&Report { created })?;
    } else {
        for path in &created {
            ui.text(&format!("created {}\n", path.display()))?;
        }
        let place = if args.directory == Path::new(".") {
            String::new()
        } else {
            format!(" {}", quoted(&args.directory.to_string_lossy()))
        };
        ui.text(&format!(
            "\nRead {}, then run:\n\n  terrace synth{place}\n  terrace plan{place}\n",
            stack.display()
        ))?;
        ui.text(
            "\nBefore the first apply, configure a `backend` in it. Without one, the state is a file in terrace.out that Git \
             ignores\nand `git clean -X` deletes.\n",
        )?;
    }
    Ok(exit::DONE)
}

/// Writes the schema of the new stack file.
fn create_schema(session: &Session, file: &Path) -> Result<PathBuf, Problems> {
    let outline = stack::outline(file, None)?;
    let schema = session.editor_schema(&outline, None);
    write_editor_schema(&outline, None, &schema)
}

/// Returns the given name, or one derived from the directory's name.
fn name(args: &Init) -> Result<String, Problems> {
    if let Some(name) = &args.name {
        return match TierName::new(name.as_str()) {
            Ok(name) => Ok(name.to_string()),
            Err(error) => Err(Diagnostic::error("invalid-name", error.to_string()).into()),
        };
    }
    let directory = std::path::absolute(&args.directory).unwrap_or_else(|_| args.directory.clone());
    let text = directory.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .skip_while(|c| !c.is_ascii_alphabetic())
        .collect();
    let name = name.trim_end_matches('-');
    Ok(if name.is_empty() { "my-stack".to_owned() } else { name.to_owned() })
}

/// Creates a file that does not exist yet.
fn create(path: &Path, text: &str) -> Result<(), Problems> {
    match AtomicWrite::output().create(path, text.as_bytes()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let summary = format!("`{}` already exists: this directory has a stack", path.display());
            Err(Diagnostic::error("exists", summary)
                .hint("to continue with that stack, run `terrace synth`; `terraform init` runs automatically when needed")
                .hint("for another stack, use another directory: `terrace init DIRECTORY`")
                .into())
        }
        Err(error) => Err(cannot("write", path, &error)),
    }
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Problems {
    Diagnostic::error("output", format!("cannot {what} `{}`: {error}", path.display())).into()
}
