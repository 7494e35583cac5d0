//! A fake `terraform` that a test writes, and its working directory.

use crate::{Environment, ProgramOrigin, Search, Terraform, TerraformError};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use terrace_core::model::{Diagnostic, Explain};

/// A directory with programs in `bin`, a home, and an output directory `out`.
pub(crate) struct Fake {
    directory: tempfile::TempDir,
}

impl Fake {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        for name in ["bin", "home", "out"] {
            std::fs::create_dir(directory.path().join(name)).unwrap();
        }
        Self { directory }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Writes a shell script into `bin`.
    ///
    /// Another process writes it: if a thread forked while this process had it open for writing, starting it would fail with
    /// "text file busy".
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.path("bin").join(name);
        let mut writer = Command::new("/bin/sh")
            .args(["-c", r#"cat > "$1" && chmod +x "$1""#, "sh"])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writer.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{script}").as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
        path
    }

    /// Writes a `terraform` that prints this version, and runs the rest of the script for other commands. `$command` is the
    /// subcommand, `$log` a file to write to.
    pub(crate) fn terraform(&self, version: &str, script: &str) -> PathBuf {
        let log = self.path("log").display().to_string();
        self.program(
            "terraform",
            &format!(
                "if [ \"$1\" = version ]; then echo '{version}'; echo on linux_amd64; exit; fi\n\
                 command=$2; log='{log}'; directory=${{1#-chdir=}}\n{script}\n"
            ),
        )
    }

    /// Returns an environment without any of the user's variables.
    pub(crate) fn environment(&self, more: &[(&str, &str)]) -> Environment {
        let path = std::env::join_paths([self.path("bin"), "/bin".into(), "/usr/bin".into()]).unwrap();
        let own: [(OsString, OsString); 4] = [
            ("PATH".into(), path),
            ("HOME".into(), self.path("home").into()),
            ("TF_CLI_CONFIG_FILE".into(), self.path("home/terraformrc").into()),
            ("CHECKPOINT_DISABLE".into(), "1".into()),
        ];
        own.into_iter().chain(more.iter().map(|(name, value)| (name.into(), value.into()))).collect()
    }

    pub(crate) fn found(&self, environment: &Environment) -> Terraform {
        let terraform = Search::new(None, environment).find().unwrap();
        assert_eq!(terraform.found, ProgramOrigin::Terraform);
        terraform
    }

    /// Formats an error as users see it, with this directory masked.
    pub(crate) fn shown(&self, error: &TerraformError) -> String {
        let Diagnostic { code, summary, notes, hints, .. } = error.diagnostic();
        let mut text = format!("error[{code}]: {summary}\n");
        notes.iter().for_each(|note| text += &format!("  note: {note}\n"));
        hints.iter().for_each(|hint| text += &format!("  hint: {hint}\n"));
        self.masked(&text)
    }

    pub fn masked(&self, text: &str) -> String {
        text.replace(&self.directory.path().display().to_string(), "DIR")
    }
}

/// Returns the program of these tests, which some of them run in separate processes.
pub(crate) fn test_program() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// Returns the full name of a test in this module.
pub(crate) fn test_name(name: &str) -> String {
    let (tests, _) = module_path!().rsplit_once("::").unwrap();
    let (_, tests) = tests.split_once("::").unwrap();
    format!("{tests}::{name}")
}

/// Returns the path of a program on the tests' PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    which::which(Path::new(name)).ok()
}
