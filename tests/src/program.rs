//! Runs the command under test, isolated from the machine's own settings.

use std::ffi::OsStr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The environment of one test: a home, a working directory, and nothing of the machine except its programs.
pub struct Sandbox {
    directory: tempfile::TempDir,
    program: &'static str,
    cache: PathBuf,
}

/// The output and exit code of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOutput {
    /// The exit code, or 128 and the signal's number if a signal ended it.
    pub code: i32,
    /// The text on standard output.
    pub stdout: String,
    /// The text on standard error.
    pub stderr: String,
}

impl Sandbox {
    /// Creates a new environment. `program` is the command under test. `shared` is a directory that all tests may
    /// share, for compiled tiers, which are addressed by content.
    pub fn new(program: &'static str, shared: &str) -> std::io::Result<Self> {
        terrace_test_signals::default_in_children();
        let directory = tempfile::tempdir()?;
        std::fs::create_dir(directory.path().join("home"))?;
        std::fs::create_dir(directory.path().join("project"))?;
        std::fs::write(directory.path().join("home/terraformrc"), "")?;
        Ok(Self { directory, program, cache: Path::new(shared).join("terrace-cache") })
    }

    /// Returns the working directory of commands.
    pub fn work(&self) -> PathBuf {
        self.directory.path().join("project")
    }

    /// Returns a cache that this test may change, with everything that is compiled already. It has neither contributions
    /// nor runs, because other tests add theirs at the same time, and no file that one of them is writing.
    pub fn cache_of_its_own(&self) -> std::io::Result<PathBuf> {
        let own = self.directory.path().join("cache");
        std::fs::create_dir_all(&own)?;
        for entry in std::fs::read_dir(&self.cache).into_iter().flatten().flatten() {
            let (path, target) = (entry.path(), own.join(entry.file_name()));
            let name = entry.file_name().to_string_lossy().into_owned();
            if ["answers-", "run-", "."].iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            if name == "languages" {
                link_all(&path, &target)?;
            } else if entry.file_type()?.is_file() && std::fs::hard_link(&path, &target).is_err() {
                std::fs::copy(path, target)?;
            }
        }
        Ok(own)
    }

    /// Writes a file below the working directory, and creates the directories that it needs.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> std::io::Result<PathBuf> {
        let path = self.work().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, content)?;
        Ok(path)
    }

    /// Writes a file into the directory of the user's configuration, such as `config.toml`, the configuration itself.
    pub fn write_configuration(&self, name: &str, content: impl AsRef<[u8]>) -> std::io::Result<PathBuf> {
        let directory = self.directory.path().join("home/.config/terrace");
        std::fs::create_dir_all(&directory)?;
        let path = directory.join(name);
        std::fs::write(&path, content)?;
        Ok(path)
    }

    /// Returns the command under test with these arguments, to be changed further or run.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.bare(self.program);
        command.args(arguments).env("TERRACE_CACHE_DIR", &self.cache);
        command
    }

    /// Returns a command for any program in the same environment.
    pub fn bare(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.work())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.directory.path().join("home"))
            .env("TMPDIR", self.directory.path())
            .env("TF_CLI_CONFIG_FILE", self.directory.path().join("home/terraformrc"))
            .env("CHECKPOINT_DISABLE", "1")
            // Tiers in Rust are built with the machine's toolchain and its downloaded crates.
            .env("CARGO_HOME", toolchain_home("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", toolchain_home("RUSTUP_HOME", ".rustup"))
            // Rustup sets this for the tests to the toolchain of the repository, which may not be the default one.
            .envs(std::env::var_os("RUSTUP_TOOLCHAIN").map(|name| ("RUSTUP_TOOLCHAIN", name)))
            .env("CARGO_NET_OFFLINE", "true")
            // The examples are our own.
            .env("TERRACE_BUILD", "1")
            .stdin(Stdio::null());
        command
    }

    /// Runs the command under test until it ends.
    pub fn run<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> std::io::Result<CommandOutput> {
        Ok(self.masked_output(self.command(arguments).output()?))
    }

    /// Returns the result of a run, with the path of this environment replaced by `<dir>`.
    pub fn masked_output(&self, output: Output) -> CommandOutput {
        let text = |bytes: &[u8]| {
            crate::masks::directory(&String::from_utf8_lossy(bytes), self.directory.path(), "<dir>")
        };
        CommandOutput { code: code(&output), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// Creates a directory with the same files. Links are left out: those of npm are commands, which nothing runs.
fn link_all(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().mode(0o755).create(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, target, kind) = (entry.path(), to.join(entry.file_name()), entry.file_type()?);
        // Skips files that another process is writing.
        if entry.file_name().to_string_lossy().starts_with(".terrace-unfinished.") {
            continue;
        }
        if kind.is_dir() {
            link_all(&path, &target)?;
        } else if kind.is_file() && std::fs::hard_link(&path, &target).is_err() {
            std::fs::copy(path, target)?;
        }
    }
    Ok(())
}

/// Returns the directory of rustup's or cargo's installation.
fn toolchain_home(variable: &str, default: &str) -> PathBuf {
    std::env::var_os(variable)
        .map_or_else(|| Path::new(&std::env::var_os("HOME").unwrap_or_default()).join(default), PathBuf::from)
}

#[cfg(unix)]
fn code(output: &Output) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or_default())
}

#[cfg(not(unix))]
fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

/// Returns whether a program is on the `PATH`. If not, prints a note, because the test is then skipped.
#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
pub fn is_there(program: &str) -> bool {
    let there =
        Command::new(program).arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("SKIPPED: `{program}` is not on the PATH");
    }
    there
}

/// Returns the root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
