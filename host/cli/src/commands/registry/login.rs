//! `terrace login`.

use super::{here, host};
use crate::ui::Ui;
use crate::{ask, exit};
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::io::Read;
use terrace_core::model::{Diagnostic, Problems};
use terrace_project::{Session, publish};
use terrace_registry::credentials::{Credentials, LoginStorage};

/// The longest password that is read from standard input, in bytes.
const MAX_PASSWORD_BYTES: u64 = 64 << 10;

#[derive(Debug, Args)]
pub struct Login {
    /// The registry: `registry.example`, with a port if needed
    registry: String,
    /// The user name [default: prompt for it]
    #[arg(short, long, value_name = "NAME")]
    username: Option<String>,
    /// Read the password or token from standard input
    #[arg(long, requires = "username")]
    password_stdin: bool,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    registry: String,
    user: String,
    /// The file or the program that stores the login.
    kept_in: String,
    /// True if the login is stored encrypted, so that reading the file is not enough to use it.
    encrypted: bool,
}

pub fn run(ui: &Ui, session: &Session, args: &Login) -> anyhow::Result<u8> {
    let registry = host(&args.registry)?;
    let (user, password) = read_credentials(args, &registry)?;
    let elsewhere = here(session)?;
    publish::client(&elsewhere).map_err(Problems::from)?.check_login(&registry, &user, &password).map_err(
        |error| {
            Problems::from(
            Diagnostic::error("login", error.to_string()).hint(match &*error.failure {
                terrace_registry::Failure::Unauthorized { .. } => {
                    "check the user name and password; some registries expect a token instead of a password"
                        .to_owned()
                }
                _ => error.hint(),
            }),
        )
        },
    )?;
    let kept = Credentials::from_environment()
        .store(&registry, &user, &password)
        .map_err(|error| Problems::from(Diagnostic::error("login", error.to_string()).hint(error.hint())))?;
    let (kept_in, encrypted) = match kept {
        LoginStorage::File(path) => (path.display().to_string(), false),
        LoginStorage::Helper(program) => (program, true),
    };
    let report = Report { registry, user, kept_in, encrypted };
    if ui.is_json() {
        ui.json(&report)?;
        return Ok(exit::DONE);
    }
    let Report { registry, user, kept_in, encrypted } = &report;
    let how = if *encrypted { "" } else { ", not encrypted" };
    ui.text(&format!("logged in to {registry} as {user}; stored in {kept_in}{how}\n"))?;
    Ok(exit::DONE)
}

/// Returns the user name and password.
fn read_credentials(args: &Login, registry: &str) -> anyhow::Result<(String, String)> {
    if let (Some(user), true) = (&args.username, args.password_stdin) {
        let mut password = String::new();
        std::io::stdin()
            .lock()
            .take(MAX_PASSWORD_BYTES)
            .read_to_string(&mut password)
            .context("cannot read the password")?;
        let password = password.strip_suffix('\n').unwrap_or(&password);
        let password = password.strip_suffix('\r').unwrap_or(password);
        return Ok((user.clone(), require_non_empty(password.to_owned(), "password")?));
    }
    if !ask::is_possible() {
        let summary = "there is no terminal to prompt for the password";
        let hint = format!("pass it on standard input: `terrace login {registry} -u NAME --password-stdin`");
        return Err(Problems::from(Diagnostic::error("no-terminal", summary).hint(hint)).into());
    }
    let user = match &args.username {
        Some(user) => user.clone(),
        None => require_non_empty(ask::line(&format!("User name at {registry}"))?, "user name")?,
    };
    let password =
        require_non_empty(ask::secret(&format!("Password for {user} at {registry}"))?, "password")?;
    Ok((user, password))
}

fn require_non_empty(answer: String, what: &str) -> Result<String, Problems> {
    if answer.is_empty() {
        return Err(Diagnostic::error("login", format!("the {what} is empty")).into());
    }
    Ok(answer)
}
