//! Questions to the person at the terminal.

use anyhow::Context;
use std::io::{self, BufRead, IsTerminal, Write};

/// Whether there is somebody to ask.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line. The caller has seen to it that there is somebody to ask.
pub fn line(question: &str) -> anyhow::Result<String> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question}: ").and_then(|()| stderr.flush()).context("cannot ask")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("cannot read the answer")?;
    Ok(answer.trim().to_owned())
}

/// Asks for what nobody may see.
pub fn secret(question: &str) -> anyhow::Result<String> {
    rpassword::prompt_password(format!("{question}: ")).context("cannot read the answer")
}

/// Asks for consent; anything but `y` and `yes` is none.
pub fn consent(question: &str) -> anyhow::Result<bool> {
    let answer = line(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}
