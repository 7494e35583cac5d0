//! Resources whose content cannot be recreated: data, keys, and names that others rely on.
//!
//! The list covers the types that stacks use most; types of other providers are recognised by the end of their names. A type
//! that is missing here is destroyed without confirmation, so rather too many are listed than too few.

/// Returns whether destroying a resource of this type loses something.
pub(super) fn is_stateful(type_name: &str) -> bool {
    KNOWN.binary_search(&type_name).is_ok() || ENDINGS.iter().any(|ending| type_name.ends_with(ending))
}

/// Suffixes of stateful types, for any provider.
const ENDINGS: &[&str] = &[
    "_bucket",
    "_crypto_key",
    "_database",
    "_database_instance",
    "_db_cluster",
    "_db_instance",
    "_disk",
    "_file_system",
    "_filesystem",
    "_key_vault",
    "_key_vault_key",
    "_kms_key",
    "_persistent_volume",
    "_persistent_volume_claim",
    "_repository",
    "_secret",
    "_user_pool",
    "_vault",
    "_volume",
];

/// Stateful types without such a suffix, sorted.
const KNOWN: &[&str] = &[
    "aws_acmpca_certificate_authority",
    "aws_cloudwatch_log_group",
    "aws_dax_cluster",
    "aws_docdb_cluster",
    "aws_docdb_cluster_instance",
    "aws_dynamodb_global_table",
    "aws_dynamodb_table",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_elasticsearch_domain",
    "aws_fsx_lustre_file_system",
    "aws_keyspaces_table",
    "aws_kinesis_stream",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_memorydb_cluster",
    "aws_mq_broker",
    "aws_msk_cluster",
    "aws_neptune_cluster",
    "aws_opensearch_domain",
    "aws_qldb_ledger",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_rds_global_cluster",
    "aws_redshift_cluster",
    "aws_route53_zone",
    "aws_sqs_queue",
    "aws_ssm_parameter",
    "aws_timestreamwrite_table",
    "azurerm_cosmosdb_account",
    "azurerm_eventhub",
    "azurerm_key_vault_certificate",
    "azurerm_mssql_server",
    "azurerm_mysql_flexible_server",
    "azurerm_postgresql_flexible_server",
    "azurerm_redis_cache",
    "azurerm_storage_account",
    "azurerm_storage_container",
    "azurerm_storage_share",
    "google_bigquery_dataset",
    "google_bigquery_table",
    "google_bigtable_instance",
    "google_bigtable_table",
    "google_dns_managed_zone",
    "google_filestore_instance",
    "google_kms_key_ring",
    "google_pubsub_topic",
    "google_redis_instance",
    "google_spanner_instance",
    "google_sql_user",
    "random_bytes",
    "random_id",
    "random_password",
    "random_pet",
    "random_string",
    "random_uuid",
    "tls_private_key",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stateful_types_are_sorted_for_binary_search() {
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn stateful_types_are_those_with_data_or_keys() {
        for stateful in [
            "aws_db_instance",
            "aws_s3_bucket",
            "aws_kms_key",
            "aws_ebs_volume",
            "aws_rds_cluster",
            "google_sql_database_instance",
            "azurerm_managed_disk",
            "digitalocean_volume",
            "tls_private_key",
        ] {
            assert!(is_stateful(stateful), "{stateful}");
        }
        for other in ["aws_vpc", "aws_volume_attachment", "aws_s3_bucket_policy", "aws_kms_alias", "aws_lb"] {
            assert!(!is_stateful(other), "{other}");
        }
    }
}
