//! `terrace key`.

use crate::keys::{PASSWORD, key_problem};
use crate::ui::Ui;
use crate::{ask, exit};
use clap::{Args, Subcommand, ValueHint};
use serde::Serialize;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_registry::key::{KeyError, PrivateKey};

#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Generate a key pair: NAME.key for signing, NAME.pub for verifying
    New(New),
}

#[derive(Debug, Args)]
struct New {
    /// The name of both files, without the extension
    #[arg(short, long, default_value = "terrace", value_name = "NAME", value_hint = ValueHint::FilePath)]
    out: PathBuf,
    /// Do not encrypt the private key
    #[arg(long)]
    no_password: bool,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    private: &'a Path,
    public: &'a Path,
    id: Digest,
    encrypted: bool,
}

/// `terrace key`
pub fn run(ui: &Ui, args: &Key) -> anyhow::Result<u8> {
    let KeyCommand::New(args) = &args.command;
    new(ui, args)
}

fn new(ui: &Ui, args: &New) -> anyhow::Result<u8> {
    let (private, public) = (with_ending(&args.out, "key"), with_ending(&args.out, "pub"));
    for path in [&private, &public] {
        if path.symlink_metadata().is_ok() {
            return Err(key_problem(path, &KeyError::Exists { path: path.clone() }).into());
        }
    }
    let password = password(args)?;
    let key = PrivateKey::generate().map_err(|error| key_problem(&private, &error))?;
    let open = key.public().map_err(|error| key_problem(&public, &error))?;
    open.write(&public).map_err(|error| key_problem(&public, &error))?;
    key.write(&private, password.as_deref()).map_err(|error| key_problem(&private, &error))?;
    let report = Report { private: &private, public: &public, id: open.id(), encrypted: password.is_some() };
    if ui.is_json() {
        ui.json(&report)?;
        return Ok(exit::DONE);
    }
    let how =
        if report.encrypted { "encrypted" } else { "not encrypted; anyone who can read it can sign with it" };
    ui.text(&format!(
        "{}  private key: keep it secret ({how})\n{}  public key: share it\nid {}\n",
        private.display(),
        public.display(),
        report.id
    ))?;
    Ok(exit::DONE)
}

fn with_ending(name: &Path, ending: &str) -> PathBuf {
    let mut name = name.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn password(args: &New) -> anyhow::Result<Option<String>> {
    if args.no_password {
        return Ok(None);
    }
    let refused = |summary: &str, hint: &str| {
        anyhow::Error::from(Problems::from(Diagnostic::error("key", summary).hint(hint)))
    };
    let password = match std::env::var(PASSWORD) {
        Ok(password) => password,
        Err(_) if ask::is_possible() => {
            let password = ask::secret("Password for the private key")?;
            if ask::secret("Repeat the password")? != password {
                return Err(refused("the two passwords differ", "run it again"));
            }
            password
        }
        Err(_) => {
            let hint = format!("set {PASSWORD}, or leave the key unencrypted with --no-password");
            return Err(refused("there is no terminal to prompt for a password", &hint));
        }
    };
    if password.is_empty() {
        return Err(refused("the password is empty", "leave the key unencrypted with --no-password"));
    }
    Ok(Some(password))
}
