//! Prompts on the terminal.

use anyhow::Context;
use std::io::{self, BufRead, IsTerminal, Write};

/// Returns whether there is a terminal to prompt on.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Prompts for a line. The caller has checked that there is a terminal.
pub fn line(question: &str) -> anyhow::Result<String> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question}: ").and_then(|()| stderr.flush()).context("cannot ask")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("cannot read the answer")?;
    Ok(answer.trim().to_owned())
}

/// Prompts for a secret, without echo.
pub fn secret(question: &str) -> anyhow::Result<String> {
    rpassword::prompt_password(format!("{question}: ")).context("cannot read the answer")
}

/// Prompts for consent; anything but `y` and `yes` is a refusal.
pub fn consent(question: &str) -> anyhow::Result<bool> {
    let answer = line(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}
