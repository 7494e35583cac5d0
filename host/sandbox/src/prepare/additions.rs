//! Configuration files next to the generated one, which Terraform reads too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hcl_edit::structure::Body;
use serde_json::{Map, Value as Json};
use terrace_schema::provider_schema::Kind;
use terrace_schema::syntax::{member, objects};

use super::PrepareError;
use crate::infer::Module;

/// The additional files that the sandbox uses, with their content.
#[derive(Default)]
pub(super) struct Additions {
    pub(super) names: BTreeSet<String>,
    contents: Vec<Content>,
}

enum Content {
    Json(Json),
    Native(Body),
}

/// Reads the files next to `main.tf.json` that Terraform reads. A file that would affect anything real is left out, with a
/// notice.
pub(super) fn load(source: &Path, notices: &mut Vec<String>) -> Result<Additions, PrepareError> {
    let mut additions = Additions::default();
    let entries = fs::read_dir(source).map_err(|error| PrepareError::read(source, error))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names: BTreeSet<String> = names.filter(|name| is_configuration(name)).collect();
    for name in names {
        let content =
            fs::read_to_string(source.join(&name)).ok().and_then(|text| Content::read(&name, &text));
        let reason = match &content {
            None => Some("cannot be read"),
            Some(content) => content.reach(),
        };
        match (content, reason) {
            (Some(content), None) => {
                additions.contents.push(content);
                additions.names.insert(name);
            }
            (_, reason) => notices.push(format!(
                "The sandbox ignores {name}, which is not part of the stack and {}.",
                reason.unwrap_or_default()
            )),
        }
    }
    Ok(additions)
}

/// Returns true if a file is read as configuration by Terraform or OpenTofu and was not written by Terrace.
pub(super) fn is_configuration(name: &str) -> bool {
    let is_ignored = name.starts_with('.') || name.ends_with('~') || name.starts_with('#');
    let has_ending = [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|ending| name.ends_with(ending));
    has_ending && !is_ignored && name != super::CONFIGURATION
}

impl Additions {
    /// Adds the declarations of the files.
    pub(super) fn add_to(&self, module: &mut Module) {
        for content in &self.contents {
            content.add_to(module);
        }
    }
}

impl Content {
    fn read(name: &str, text: &str) -> Option<Self> {
        if name.ends_with(".json") {
            serde_json::from_str(text).ok().map(Self::Json)
        } else {
            text.parse().ok().map(Self::Native)
        }
    }

    fn add_to(&self, module: &mut Module) {
        match self {
            Self::Json(json) => module.add_json(json),
            Self::Native(body) => module.add_hcl(body),
        }
    }

    /// Describes how the file would affect something real, if it would.
    fn reach(&self) -> Option<&'static str> {
        let mut module = Module::default();
        self.add_to(&mut module);
        if self.has_backend() {
            return Some("configures a real backend");
        }
        if module.blocks.iter().any(|block| block.provisioned) {
            return Some("has provisioners, which would really run");
        }
        let mut blocks = module.blocks.iter();
        blocks
            .any(|block| block.kind == Kind::Data && block.type_name == "terraform_remote_state")
            .then_some("reads another stack's state")
    }

    fn has_backend(&self) -> bool {
        match self {
            Self::Json(json) => {
                let is_set = |it: &Map<String, Json>, key| it.get(key).is_some_and(|value| !value.is_null());
                member(json, "terraform")
                    .flat_map(objects)
                    .any(|settings| is_set(settings, "backend") || is_set(settings, "cloud"))
            }
            Self::Native(body) => {
                let settings = body.blocks().filter(|block| block.ident.as_str() == "terraform");
                settings
                    .flat_map(|block| block.body.blocks())
                    .any(|block| matches!(block.ident.as_str(), "backend" | "cloud"))
            }
        }
    }
}
