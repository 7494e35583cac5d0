//! The stacks of the repository.

use crate::program::{Sandbox, repository};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A stack with a golden file.
#[derive(Debug, Clone, Copy)]
pub struct Stack {
    /// Its golden file's name.
    pub name: &'static str,
    /// Its directory, from the repository's root.
    pub path: &'static str,
}

/// Every stack that is held to a golden file.
pub const STACKS: [Stack; 12] = [
    Stack { name: "three-tier", path: "examples/three-tier" },
    Stack { name: "active-active", path: "examples/active-active" },
    Stack { name: "swap-network", path: "examples/swap-network" },
    Stack { name: "org-tier-rust", path: "examples/org-tier-rust" },
    Stack { name: "org-tier-typescript", path: "examples/org-tier-typescript" },
    Stack { name: "org-tier-python", path: "examples/org-tier-python" },
    Stack { name: "from-cdktf-documents", path: "examples/from-cdktf/documents" },
    Stack { name: "from-cdktf-mail", path: "examples/from-cdktf/mail" },
    Stack { name: "from-modules", path: "examples/from-modules" },
    Stack { name: "one-region", path: "tests/stacks/one-region" },
    Stack { name: "three-regions", path: "tests/stacks/three-regions" },
    Stack { name: "assumed-roles", path: "tests/stacks/assumed-roles" },
];

impl Stack {
    /// Where it is.
    pub fn directory(&self) -> PathBuf {
        repository().join(self.path)
    }

    /// Whether the shared schemas have every type that it uses. They are a choice of AWS's, without its firewall.
    pub fn is_in_shared_schemas(&self) -> bool {
        self.name != "org-tier-typescript"
    }

    /// Copies it into a place of a test: the stack file, whose tiers from source stay where they are, and its modules.
    pub fn copy_to(&self, sandbox: &Sandbox) -> io::Result<()> {
        let directory = self.directory();
        let text = fs::read_to_string(directory.join("terrace.yaml"))?;
        let lines = text.lines().map(|line| match line.split_once("component: .") {
            Some((before, rest)) => {
                let path = directory.join(rest.trim_start_matches('/'));
                format!("{before}component: {}\n", path.display())
            }
            None => format!("{line}\n"),
        });
        sandbox.write("terrace.yaml", lines.collect::<String>())?;
        let modules = directory.join("modules");
        if modules.is_dir() { copy(&modules, &sandbox.work().join("modules")) } else { Ok(()) }
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
