//! Docker's credential helpers: programs that store logins.

use super::{CredentialsError, Login};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};
use terrace_programs::{Connections, Outside, Running, START};

/// Stores a login with the helper. Returns the name of the program.
pub(super) fn store(
    name: &str,
    server: &str,
    user: &str,
    password: &str,
) -> Result<String, CredentialsError> {
    let login = json!({ "ServerURL": server, "Username": user, "Secret": password });
    run(name, "store", &login.to_string())
}

/// Removes a login from the helper. Returns false if it had none.
pub(super) fn erase(name: &str, server: &str) -> Result<bool, CredentialsError> {
    match run(name, "erase", server) {
        Ok(_) => Ok(true),
        Err(CredentialsError::Helper { output, .. }) if says_unknown(&output) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns true if the helper reports that it has no such login. All of Docker's own helpers use these words.
fn says_unknown(output: &str) -> bool {
    output.contains("credentials not found")
}

/// Returns the helper's login, or `None` if it has none.
pub(super) fn get(name: &str, server: &str) -> Result<Option<Login>, CredentialsError> {
    let (program, answer) = match ask(name, "get", server) {
        Ok(answered) => answered,
        Err(CredentialsError::Helper { output, .. }) if says_unknown(&output) => return Ok(None),
        Err(error) => return Err(error),
    };
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    match (answer["Username"].as_str(), answer["Secret"].as_str()) {
        // Docker's marker for a secret that is not a password.
        (Some("<token>"), Some(token)) => Ok(Some(Login::IdentityToken(token.to_owned()))),
        (Some(user), Some(password)) => {
            Ok(Some(Login::Password { user: user.to_owned(), password: password.to_owned() }))
        }
        _ => Err(CredentialsError::Helper { program, output: "its output cannot be parsed".to_owned() }),
    }
}

fn run(name: &str, verb: &str, input: &str) -> Result<String, CredentialsError> {
    ask(name, verb, input).map(|(program, _)| program)
}

/// Runs the helper. Returns its name and its output.
fn ask(name: &str, verb: &str, input: &str) -> Result<(String, Vec<u8>), CredentialsError> {
    let program = format!("docker-credential-{name}");
    let missing = |_| CredentialsError::NoHelper { program: program.clone() };
    // The helper runs before a request is made, or to store or remove a login.
    let outside = Outside::of([], Connections::Allowed);
    let found =
        outside.find(&program).map_err(|_| CredentialsError::NoHelper { program: program.clone() })?;
    let running = Running::with(&found, [OsStr::new(verb)]);
    let mut child = Command::new(found)
        .arg(verb)
        // It gets all of the user's variables, because they say where its store is. PATH is that of the gate.
        .env("PATH", outside.search_path(&std::env::var_os("PATH").unwrap_or_default()))
        .current_dir(START)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A helper that exits without reading reports the reason with its status.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(missing)?;
    running.ended(output.status);
    if output.status.success() {
        return Ok((program, output.stdout));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let said = if stderr.trim().is_empty() { stdout } else { stderr };
    Err(CredentialsError::Helper { program, output: said.trim().to_owned() })
}
