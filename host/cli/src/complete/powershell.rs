//! PowerShell, which inserts words as they are, without quotes.

use super::plain::is_plain;
use clap::Command;
use clap_complete::env::{EnvCompleter, Powershell as Upstream};
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// Like clap's PowerShell, without words that would mean something else when they are inserted.
pub struct Powershell;

impl EnvCompleter for Powershell {
    fn name(&self) -> &'static str {
        Upstream.name()
    }

    fn is(&self, name: &str) -> bool {
        Upstream.is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        Upstream.write_registration(var, name, bin, completer, buf)
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut all = Vec::new();
        Upstream.write_complete(cmd, args, current_dir, &mut all)?;
        let all = String::from_utf8_lossy(&all);
        let is_offered = |line: &&str| line.split('\t').next().is_some_and(is_plain);
        all.lines().filter(is_offered).try_for_each(|line| writeln!(buf, "{line}"))
    }
}
