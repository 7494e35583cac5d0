//! The provider that is built into Terraform, which `terraform providers schema` prints only if it is used.

use super::document::ProviderSchemas;
use std::sync::OnceLock;

/// The source of Terraform's own provider, which types beginning with `terraform_` belong to.
pub const SOURCE: &str = "builtin/terraform";

pub fn schemas() -> &'static ProviderSchemas {
    static SCHEMAS: OnceLock<ProviderSchemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| ProviderSchemas::parse(TEXT).expect("the text below is a document of schemas"))
}

const TEXT: &str = r#"{
  "format_version": "1.0",
  "provider_schemas": {
    "terraform.io/builtin/terraform": {
      "resource_schemas": {
        "terraform_data": {
          "block": {
            "attributes": {
              "id": {"type": "string", "computed": true},
              "input": {"type": "dynamic", "optional": true},
              "output": {"type": "dynamic", "computed": true},
              "triggers_replace": {"type": "dynamic", "optional": true}
            }
          }
        }
      },
      "data_source_schemas": {
        "terraform_remote_state": {
          "block": {
            "attributes": {
              "backend": {"type": "string", "required": true},
              "config": {"type": "dynamic", "optional": true},
              "defaults": {"type": "dynamic", "optional": true},
              "outputs": {"type": "dynamic", "computed": true},
              "workspace": {"type": "string", "optional": true}
            }
          }
        }
      }
    }
  }
}"#;
