//! Docker's credential helpers: programs that keep logins elsewhere. `docker_credential` only asks them.

use super::CredentialsError;
use serde_json::json;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Gives a login to the helper. Returns the name of the program.
pub(super) fn store(
    name: &str,
    server: &str,
    user: &str,
    password: &str,
) -> Result<String, CredentialsError> {
    let login = json!({ "ServerURL": server, "Username": user, "Secret": password });
    run(name, "store", &login.to_string())
}

/// Has the helper forget a login. False where it had none.
pub(super) fn erase(name: &str, server: &str) -> Result<bool, CredentialsError> {
    match run(name, "erase", server) {
        Ok(_) => Ok(true),
        Err(CredentialsError::Helper { output, .. }) if says_unknown(&output) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a helper's output says that it has no such login. All of Docker's own helpers use these words.
pub(super) fn says_unknown(output: &str) -> bool {
    output.contains("credentials not found")
}

fn run(name: &str, verb: &str, input: &str) -> Result<String, CredentialsError> {
    let program = format!("docker-credential-{name}");
    let missing = |_| CredentialsError::NoHelper { program: program.clone() };
    let mut child = Command::new(&program)
        .arg(verb)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A helper that ends without reading says why by its status.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(missing)?;
    if output.status.success() {
        return Ok(program);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let said = if stderr.trim().is_empty() { stdout } else { stderr };
    Err(CredentialsError::Helper { program, output: said.trim().to_owned() })
}
