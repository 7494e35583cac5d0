//! Templates in places that accept only a literal.

use super::stacks;

#[test]
fn templates() {
    snapshot!(stacks(&[
        (
            "in the stack file",
            "\
stack: shop
environment: production
required_version: \">= ${var.version}\"
variables:
  bucket: { type: string }
  key: { type: string, default: '${var.bucket}/state' }
providers:
  aws: { source: 'hashicorp/${var.bucket}', version: '${var.bucket}' }
backend:
  s3: { bucket: '${var.bucket}', key: '${terrace.environment}/terraform.tfstate' }
tags: { '${var.bucket}': x }
tiers:
  network: { component: '${var.bucket}' }
",
        ),
        ("as the name of the stack", "stack: '${terrace.environment}'\n"),
        (
            "as a region",
            "stack: shop\nregions: { '${var.a}': {} }\ndefault_region: '${var.a}'\ntiers:\n  network: { component: network, regions: ['${var.a}'] }\n",
        ),
    ]));
}
