//! The filesystem mirror in which Terraform finds the providers.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::provider::{HOSTS, Provider};
use super::{PrepareError, files};
use crate::serve::{EXECUTABLE, PROVIDER};

/// Returns the path of the private CLI configuration.
pub(super) fn cli_configuration(own: &Path) -> PathBuf {
    own.join("cli.tfrc")
}

/// Checks that the path can be written in Terraform's CLI configuration.
pub fn check(own: &Path) -> Result<(), PrepareError> {
    literal(own).map(drop)
}

/// Writes a mirror of launchers, and the configuration that names it as the only source of providers. Returns everything that
/// Terraform sees of it, to determine whether it has changed.
pub(super) fn write(own: &Path, providers: &[Provider]) -> Result<String, PrepareError> {
    let mirror = own.join("mirror");
    let mut launchers = Vec::new();
    for provider in providers {
        let name = provider.source.rsplit('/').next().unwrap_or(&provider.source);
        let version = &provider.version;
        for address in addresses(&provider.source) {
            for platform in platforms() {
                let place = format!("{address}/{version}/{platform}/terraform-provider-{name}_v{version}");
                launchers.push((place, launcher(&provider.source)));
            }
        }
    }
    let seen: String = launchers.iter().map(|(place, launcher)| format!("{place}\n{launcher}")).collect();
    let list = own.join("mirrored");
    // A run in progress may be using the mirror, so it is left alone while it is the same.
    if !fs::read_to_string(&list).is_ok_and(|known| known == seen) {
        files::remove(&mirror)?;
        for (place, launcher) in launchers {
            let path = mirror.join(place);
            super::write(&path, launcher.as_bytes())?;
            let executable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&path, executable).map_err(|error| PrepareError::write(&path, error))?;
        }
        super::write(&list, seen.as_bytes())?;
    }
    let path = literal(&mirror)?;
    let configuration = format!(
        "disable_checkpoint = true\n\nprovider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n"
    );
    super::write(&cli_configuration(own), configuration.as_bytes())?;
    Ok(seen)
}

/// Returns a path as a quoted string of Terraform's configuration, in which nothing is a template or ends the string early.
fn literal(path: &Path) -> Result<String, PrepareError> {
    let text = path.to_str().filter(|text| !text.contains(char::is_control));
    let text = text.ok_or_else(|| PrepareError::Path { path: path.to_owned() })?;
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    Ok(format!("\"{}\"", text.replace("${", "$${").replace("%{", "%%{")))
}

/// A short script and not the program itself, because Terraform computes a checksum of every provider at every start, and
/// because the program may be updated while the sandbox stays.
fn launcher(source: &str) -> String {
    format!("#!/bin/sh\n{PROVIDER}='{source}' exec \"${EXECUTABLE}\" \"$@\"\n")
}

/// Returns the addresses under which Terraform or OpenTofu looks for a source.
fn addresses(source: &str) -> Vec<String> {
    if source.split('/').count() == 3 {
        return vec![source.to_owned()];
    }
    HOSTS.iter().map(|host| format!("{host}/{source}")).collect()
}

/// Returns Terraform's names of this machine's platform, and of those whose programs it may also run.
fn platforms() -> Vec<String> {
    let system = if OS == "macos" { "darwin" } else { OS };
    let own = match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    let mut all: Vec<_> =
        [own, "amd64", "arm64"].iter().map(|machine| format!("{system}_{machine}")).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    #[test]
    fn mirror_path_is_quoted_for_terraform_or_rejected() {
        let table: [(&[u8], Option<&str>); 10] = [
            (b"/plain/path", Some(r#""/plain/path""#)),
            (b"/with space/and'quote", Some(r#""/with space/and'quote""#)),
            (b"/a\"b", Some(r#""/a\"b""#)),
            (b"/a\\b", Some(r#""/a\\b""#)),
            (b"/a${b}", Some(r#""/a$${b}""#)),
            (b"/a%{b}", Some(r#""/a%%{b}""#)),
            ("/größe".as_bytes(), Some("\"/größe\"")),
            (b"/a\xffb", None),
            (b"/a\nb", None),
            (b"/a\x1bb", None),
        ];
        for (path, expected) in table {
            let written = literal(Path::new(OsStr::from_bytes(path)));
            assert_eq!(written.as_deref().ok(), expected, "{path:?}");
        }
    }
}
