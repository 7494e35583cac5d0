#![allow(clippy::unwrap_used)]

use super::*;
use crate::environment::cleaned;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// A checkout that contains a program of every name, and a directory of the machine with `tool`.
struct Places {
    directory: tempfile::TempDir,
}

impl Places {
    fn new() -> Self {
        let places = Self { directory: tempfile::tempdir().unwrap() };
        for (file, is_program) in [
            ("checkout/.git/HEAD", false),
            ("checkout/tool", true),
            ("checkout/bin/tool", true),
            ("checkout/stacks/shop/terrace.yaml", false),
            ("checkout/stacks/shop/node_modules/.bin/tool", true),
            ("machine/bin/tool", true),
            ("linked/bin/other", true),
        ] {
            let path = places.path(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "#!/bin/sh\n").unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(if is_program { 0o755 } else { 0o644 }))
                .unwrap();
        }
        symlink(places.path("checkout/bin"), places.path("linked/checkout")).unwrap();
        symlink(places.path("checkout/tool"), places.path("linked/bin/tool")).unwrap();
        places
    }

    fn path(&self, path: &str) -> PathBuf {
        self.directory.path().canonicalize().unwrap().join(path)
    }

    fn outside(&self) -> Outside {
        self.connecting(Connections::Allowed)
    }

    fn connecting(&self, connections: Connections) -> Outside {
        Outside::of([self.path("checkout/stacks/shop").as_path()], connections)
    }
}

#[test]
fn programs_in_the_checkout_are_not_found_through_path() {
    let places = Places::new();
    let traps = [
        "",
        ".",
        "./",
        "bin",
        "./bin",
        "..",
        "../..",
        "node_modules/.bin",
        "$/checkout",
        "$/checkout/",
        "$/checkout/bin",
        "$/checkout/./bin",
        "$/machine/../checkout/bin",
        "$/checkout/stacks/shop/node_modules/.bin",
        "$/linked/checkout",
        "$/linked/bin",
        "$/linked/../checkout",
    ];
    let root = places.path("").display().to_string();
    let machine = places.path("machine/bin").display().to_string();
    for trap in traps.map(|trap| trap.replace("$/", &root)) {
        for path in [format!("{trap}:{machine}"), format!("{machine}:{trap}"), format!(":{trap}::{machine}:")]
        {
            let found = places.outside().find_on("tool".as_ref(), Some(path.as_ref())).unwrap();
            assert_eq!(found, places.path("machine/bin/tool"), "{path}");
        }
        let alone = places.outside().find_on("tool".as_ref(), Some(trap.as_ref()));
        assert!(alone.is_err(), "{trap}: {alone:?}");
    }
}

#[test]
fn program_that_is_rejected_is_named_in_the_error() {
    let places = Places::new();
    let bin = places.path("checkout/bin");
    let error = places.outside().find_on("tool".as_ref(), Some(bin.as_os_str())).unwrap_err();
    assert_eq!(error.refused, Some(bin.join("tool")));
    assert!(error.to_string().contains("is not run"), "{error}");
    let error = places.outside().find_on("tool".as_ref(), Some("/nowhere".as_ref())).unwrap_err();
    assert_eq!(error.to_string(), "`tool` was not found on PATH");
}

#[test]
fn program_name_with_a_directory_is_rejected() {
    let places = Places::new();
    let machine = places.path("machine/bin");
    for name in ["./tool", "../bin/tool", "bin/tool", "", ".", ".."] {
        assert!(places.outside().find_on(name.as_ref(), Some(machine.as_os_str())).is_err(), "{name}");
    }
}

#[test]
fn program_environment_drops_variables_that_load_other_code() {
    let places = Places::new();
    let checkout = places.path("checkout/bin");
    let path = std::env::join_paths([checkout.as_path(), Path::new(""), Path::new("/usr/bin")]).unwrap();
    let dropped = [
        "NODE_OPTIONS",
        "CARGO_REGISTRY_CREDENTIAL_PROVIDER",
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS",
        "CARGO_REGISTRIES_OWN_CREDENTIAL_PROVIDER",
        "PIP_PYTHON",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "NODE_PATH",
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "PYTHONINSPECT",
        "VIRTUAL_ENV",
        "npm_config_script_shell",
        "NPM_CONFIG_NODE_OPTIONS",
        "npm_config_prefix",
        "npm_config_ignore_scripts",
        "RUSTC",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_RUSTC_WRAPPER",
        "RUSTFLAGS",
        "CARGO",
        "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER",
        "LD_PRELOAD",
        "BASH_ENV",
        "ENV",
        "PERL5OPT",
        "RUBYOPT",
        "GIT_SSH_COMMAND",
        "AWS_SECRET_ACCESS_KEY",
    ];
    let kept = [
        "HOME",
        "https_proxy",
        "HTTPS_PROXY",
        "PIP_INDEX_URL",
        "NPM_CONFIG_USERCONFIG",
        "CARGO_HOME",
        "LC_ALL",
    ];
    let all = dropped.iter().chain(&kept).map(|name| (OsString::from(name), OsString::from("value")));
    let all = all.chain([(OsString::from("PATH"), path)]);
    let left = cleaned(&places.outside(), all);
    let names: Vec<_> = left.iter().map(|(name, _)| name.to_str().unwrap()).collect();
    assert_eq!(names, [kept.as_slice(), &["PATH"]].concat());
    assert_eq!(left.last().unwrap().1, "/usr/bin");
}

#[test]
fn programs_start_outside_of_the_checkout() {
    let places = Places::new();
    let command = places.outside().command_of(&places.path("machine/bin/tool"));
    assert_eq!(command.get_current_dir(), Some(Path::new(START)));
}

#[test]
fn program_environment_forbids_connections_despite_user_settings() {
    let places = Places::new();
    let of_user = [("HOME", "/home"), ("NPM_CONFIG_OFFLINE", "false"), ("CARGO_NET_OFFLINE", "false")];
    let told = |connections| {
        let variables = of_user.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let told = cleaned(&places.connecting(connections), variables);
        told.into_iter()
            .map(|(name, value)| format!("{}={}", name.display(), value.display()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(Connections::Allowed),
        ["HOME=/home", "NPM_CONFIG_OFFLINE=false", "CARGO_NET_OFFLINE=false"]
    );
    let forbidden = told(Connections::Forbidden);
    for variable in ["HOME=/home", "npm_config_offline=true", "CARGO_NET_OFFLINE=true", "PIP_NO_INDEX=1"] {
        assert!(forbidden.iter().any(|told| told == variable), "{variable}: {forbidden:?}");
    }
    assert!(
        !forbidden.iter().any(|told| told.contains("false") && told.contains("OFFLINE")),
        "{forbidden:?}"
    );
}
