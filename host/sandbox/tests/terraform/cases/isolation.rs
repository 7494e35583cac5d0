//! Cases about the isolation of a sandbox.

use std::fs;

use serde_json::json;
use terrace_sandbox::{prepare, reset};

use super::Case;
use crate::run::Stack;

pub const ALL: &[Case] = &[
    ("no_backend_is_touched", backend),
    ("nothing_is_written_beside_the_configuration", nothing_beside),
    ("local_modules_work_and_remote_ones_are_refused", modules),
    ("variable_files_and_paths_mean_the_same", files),
    ("a_sandbox_can_be_removed", removed),
    ("provisioners_are_left_out", provisioners),
    ("a_damaged_sandbox_says_so", damaged),
    ("the_environment_does_not_lead_out", environment),
    ("other_states_are_not_read", remote_state),
];

fn backend() {
    for backend in [
        json!({ "s3": { "bucket": "b", "key": "k", "region": "r" } }),
        json!({ "local": { "path": "/nowhere/x" } }),
    ] {
        let stack = Stack::new(
            &json!({ "terraform": { "backend": backend }, "resource": { "aws_vpc": { "main": {} } } }),
        );
        stack.apply();
    }
    let stack = Stack::new(
        &json!({ "terraform": { "cloud": { "organization": "o", "workspaces": { "name": "w" } } },
        "resource": { "aws_vpc": { "main": {} } } }),
    );
    stack.apply();
}

fn nothing_beside() {
    let stack = Stack::new(&json!({ "resource": { "aws_vpc": { "main": {} } } }));
    stack.apply();
    let names: Vec<_> =
        fs::read_dir(&stack.options.source).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["main.tf.json"]);
}

fn modules() {
    let stack = Stack::new(&json!({
        "provider": { "aws": [{ "alias": "primary", "region": "eu-north-1" }] },
        "module": { "web": { "source": "./modules/web", "providers": { "aws": "aws.primary" }, "name": "web" } },
        "output": { "arn": { "value": "${module.web.arn}" } }
    }));
    let directory = stack.options.source.join("modules/web");
    fs::create_dir_all(&directory).unwrap();
    fs::write(
        directory.join("main.tf"),
        r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}
variable "name" { type = string }
data "aws_availability_zones" "all" {
  filter {
    name = "x"
    values = ["y"]
  }
}
resource "aws_lb" "it" {
  name = var.name
  zone = data.aws_availability_zones.all.names[2]
  access_logs {
    bucket = "b"
    enabled = true
  }
  dynamic "subnet_mapping" {
    for_each = [1, 2]
    content {
      subnet_id = "s-${subnet_mapping.value}"
    }
  }
}
output "arn" { value = aws_lb.it.arn }
"#,
    )
    .unwrap();
    let said = stack.apply();
    assert!(said.contains("1 added") && said.contains("eu-north-1c"), "{said}");
    stack.destroy();
    stack.write(
        &json!({ "module": { "far": { "source": "terraform-aws-modules/vpc/aws", "version": "5.0.0" } } }),
    );
    let error = prepare(&stack.options).unwrap_err().to_string();
    assert_eq!(
        error,
        "module far comes from terraform-aws-modules/vpc/aws, which the sandbox would have to download; a sandbox \
         has no network access, so only local modules (./ or ../) can be used"
    );
}

fn files() {
    let stack = Stack::new(&json!({
        "variable": { "name": {}, "other": {} },
        "resource": { "aws_vpc": { "main": { "tags": { "Name": "${var.name} ${var.other}",
            "Text": "${file(\"${path.module}/text\")}", "Above": "${file(\"${path.module}/../above\")}" } } } }
    }));
    let source = &stack.options.source;
    fs::write(source.join("terraform.tfvars.json"), r#"{ "name": "one" }"#).unwrap();
    fs::write(source.join("more.auto.tfvars"), "other = \"two\"\n").unwrap();
    fs::write(source.join("text"), "here").unwrap();
    fs::write(source.join("../above"), "there").unwrap();
    let said = stack.apply();
    assert!(said.contains("one two") && said.contains("\"here\"") && said.contains("\"there\""), "{said}");
}

fn removed() {
    let stack = Stack::new(&json!({ "resource": { "aws_vpc": { "main": {} } } }));
    stack.apply();
    assert!(reset(&stack.options.directory).unwrap());
    assert!(!reset(&stack.options.directory).unwrap());
    assert!(reset(&stack.options.source).unwrap_err().to_string().contains("is not a sandbox"));
    assert!(stack.apply().contains("1 added"));
}

fn provisioners() {
    let stack = Stack::new(&json!({ "resource": { "aws_vpc": { "main": {
        "provisioner": [{ "local-exec": { "command": "exit 1" } }] } } } }));
    let prepared = stack.prepare();
    assert_eq!(
        prepared.notices,
        ["The sandbox skips the provisioners of 1 resource, because they would really run."]
    );
    stack.apply();
}

fn remote_state() {
    let stack = Stack::new(&json!({
        "data": { "terraform_remote_state": { "network": { "backend": "s3", "config": { "bucket": "b" } } } },
        "resource": { "aws_subnet": { "it": { "vpc_id": "${data.terraform_remote_state.network.outputs.vpc_id}" } } }
    }));
    let said = stack.apply();
    assert!(said.contains("vpc-"), "{said}");
}

fn damaged() {
    let stack = Stack::new(&json!({ "resource": { "aws_vpc": { "main": {} } } }));
    let prepared = stack.prepare();
    fs::write(stack.options.directory.join(".terrace/schemas/hashicorp_aws.json"), "{").unwrap();
    let ran = stack.terraform(&prepared, &["plan", "-no-color"]);
    assert_eq!(ran.code, 1);
    assert!(ran.says("The sandbox cannot simulate hashicorp/aws"), "{}", ran.text);
    assert!(ran.says("Run the command again, or remove the sandbox"), "{}", ran.text);
    // The next run writes it again.
    stack.apply();
}

fn environment() {
    let stack = Stack::new(&json!({ "resource": { "aws_vpc": { "main": {} } } }));
    let prepared = stack.prepare();
    let removed = |name: &str| prepared.environment.contains(&(name.to_owned(), None));
    for name in
        ["TF_WORKSPACE", "TF_CLI_ARGS", "TF_PLUGIN_CACHE_DIR", "TF_REATTACH_PROVIDERS", "TF_ENCRYPTION"]
    {
        assert!(removed(name), "{name}");
    }
    let cli = prepared.environment.iter().find(|(name, _)| name == "TF_CLI_CONFIG_FILE").unwrap();
    let text = fs::read_to_string(cli.1.as_ref().unwrap()).unwrap();
    assert!(text.contains("filesystem_mirror") && !text.contains("direct"), "{text}");
    for host in ["registry.terraform.io", "registry.opentofu.org"] {
        assert!(
            stack.options.directory.join(".terrace/mirror").join(host).join("hashicorp/aws/1.0.0").is_dir()
        );
    }
}
