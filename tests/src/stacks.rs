//! The stacks in the repository.

use crate::program::{Sandbox, repository};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A stack with a golden file.
#[derive(Debug, Clone, Copy)]
pub struct Stack {
    /// The name of the golden file.
    pub name: &'static str,
    /// The path of the stack's directory, relative to the root of the repository.
    pub path: &'static str,
}

/// Every stack with a golden file.
pub const STACKS: [Stack; 15] = [
    Stack { name: "three-tier", path: "examples/three-tier" },
    Stack { name: "production", path: "examples/production" },
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
    Stack { name: "keys-and-roles", path: "tests/stacks/keys-and-roles" },
    Stack { name: "containers", path: "tests/stacks/containers" },
];

impl Stack {
    /// Returns the path of the stack's directory.
    pub fn directory(&self) -> PathBuf {
        repository().join(self.path)
    }

    /// Returns whether the shared schemas have every type that the stack uses. They are a selection of AWS, without
    /// its firewall.
    pub fn is_in_shared_schemas(&self) -> bool {
        self.name != "org-tier-typescript"
    }

    /// Copies the stack into the environment of a test: the stack file and its modules. Tiers from source stay where
    /// they are.
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
