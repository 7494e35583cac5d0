//! Inputs of the built-in tiers that AWS or its provider rejects, or accepts and ignores.

use super::synth;

fn stack(tiers: &str) -> String {
    format!(
        "\
stack: shop
regions:
  east: {{ aws: {{ region: us-east-1 }} }}
  west: {{ aws: {{ region: us-west-2 }} }}
default_region: east
tiers:
{tiers}"
    )
}

/// Returns the output of `synth` for tiers in a stack with two regions.
fn shown(name: &str, tiers: &str) -> String {
    let stack = stack(tiers);
    format!("=== {name}\n{}", synth(&[("terrace.yaml", stack.as_bytes())], &[]))
}

/// Returns the output for a database in each region, the second a replica of the first, with additional lines for the
/// first.
fn database(name: &str, network: &str, inputs: &str) -> String {
    let tiers = format!(
        "\
\x20 network: {{ component: network, regions: all, inputs: {{ {network} }} }}
  database:
    component: database
    regions: all
    inputs:
      vpc_id: ${{tier.network.vpc_id}}
      subnet_ids: ${{tier.network.private_subnet_ids}}
    region_inputs:
      west: {{ replicate_source_db: '${{tier.database[\"east\"].arn}}' }}
      east:
        credentials: {{ secret_name: shop/database }}
        {inputs}
"
    );
    shown(name, &tiers)
}

#[test]
fn databases() {
    snapshot!(
        [
            database("storage", "", "allocated_storage: 10\n        max_allocated_storage: 70000"),
            database("storage that cannot grow by a tenth", "", "allocated_storage: 96"),
            database("an alias", "", "kms_key_arn: arn:aws:kms:us-east-1:123456789012:alias/shop"),
            database(
                "names",
                "",
                "db_name: my-shop\n        parameter_group_name: a--b\n        final_snapshot_name: -a"
            ),
            database("reserved names", "", "name: default\n        db_name: default"),
            database("classes and logs", "", "instance_class: t4g.medium\n        log_exports: [slow-query]"),
            database("ports and days", "", "port: 80\n        backup_retention_days: 36"),
            database("versions", "", "engine_version: \"8\""),
            database("IDs", "", "instance_security_group_id: web"),
        ]
        .concat()
    );
}

#[test]
fn replicas() {
    let reader = |more: &str| {
        format!(
            "\
\x20 network: {{ component: network, regions: all }}
  reader:
    component: database
    regions: all
    inputs:
      vpc_id: ${{tier.network.vpc_id}}
      subnet_ids: ${{tier.network.private_subnet_ids}}
      {more}
"
        )
    };
    snapshot!(
        [
            shown("a source by its name", &reader("replicate_source_db: shop-database-main")),
            shown(
                "a key within the region",
                &reader(
                    "replicate_source_db: ${tier.reader.arn}\n      kms_key_arn: arn:aws:kms:us-east-1:123456789012:key/1"
                )
            ),
        ]
        .concat()
    );
}

#[test]
fn zones() {
    snapshot!(
        [
            database("one zone", "desired_azs: 1", "multi_az: false"),
            database("one subnet", "private_subnets: 1", "multi_az: false"),
        ]
        .concat()
    );
}

#[test]
fn buckets() {
    let bucket = |inputs: &str| {
        format!(
            "  storage: {{ component: storage, regions: all, region_inputs: {{ east: {{ {inputs} }} }} }}\n"
        )
    };
    let target = "bucket_arn: '${tier.storage[\"west\"].replication_target_arn}'";
    snapshot!(
        [
            shown(
                "a storage class",
                &bucket(&format!("replicate_to: {{ {target}, storage_class: glacier }}"))
            ),
            shown("an alias", &bucket(&format!("kms_key_arn: 'alias/shop', replicate_to: {{ {target} }}"))),
            shown("a bucket's name", &bucket("replicate_to: { bucket_arn: shop-files }")),
            shown("itself", &bucket("replicate_to: { bucket_arn: '${tier.storage[\"east\"].arn}' }")),
            shown("days", &bucket("noncurrent_version_days: 0")),
            shown("reserved beginnings", &bucket("name: xn--shop")),
        ]
        .concat()
    );
}

#[test]
fn roles() {
    let role = |inputs: &str| {
        format!(
            "  storage: {{ component: storage, regions: all }}\n  iam: {{ component: iam, inputs: {{ {inputs} }} }}\n"
        )
    };
    snapshot!(
        [
            shown("a name with a space", &role("name: my role")),
            shown("a path without slashes", &role("path: shop")),
            shown(
                "texts for ARNs",
                &role(
                    "secret_arn: shop/database, kms_key_arns: [alias/shop], permissions_boundary: boundary"
                )
            ),
            shown("a bucket's name", &role("bucket_arns: ['${tier.storage[\"east\"].arn}', files]")),
        ]
        .concat()
    );
}

#[test]
fn names_linked_where_arns_are_expected() {
    let tiers = "\
\x20 storage:
    component: storage
    regions: all
    region_inputs: { east: { replicate_to: { bucket_arn: '${tier.storage[\"west\"].name}' } } }
  iam: { component: iam, inputs: { bucket_arns: ['${tier.storage[\"east\"].name}'] } }
";
    snapshot!(synth(&[("terrace.yaml", stack(tiers).as_bytes())], &[]));
}

/// Every name that is composed from a stack's is short enough, or an error names the input that shortens it.
#[test]
fn long_stack_name() {
    let stack = format!(
        "\
stack: {}
regions: {{ main: {{ aws: {{ region: eu-west-1 }} }} }}
tiers:
  network: {{ component: network, regions: all }}
  database:
    component: database
    regions: all
    inputs:
      vpc_id: ${{tier.network.vpc_id}}
      subnet_ids: ${{tier.network.private_subnet_ids}}
      credentials: {{ secret_name: shop }}
  storage: {{ component: storage, regions: all }}
  iam: {{ component: iam }}
",
        "s".repeat(100)
    );
    snapshot!(synth(&[("terrace.yaml", stack.as_bytes())], &[]));
}
