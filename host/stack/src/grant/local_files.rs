//! Arguments with the path of a file that the provider reads or writes on the machine where Terraform runs.
//!
//! Taken from the documentation of the providers: "path to the … within the local filesystem", "a path to a file that
//! will be read and uploaded", and the like.

use serde_json::{Map, Value};

/// Block types, and the path to the argument through nested blocks. Sorted.
pub(super) const ARGUMENTS: &[(&str, &[&str])] = &[
    ("aws_cognito_user_pool_ui_customization", &["image_file"]),
    ("aws_connect_contact_flow", &["filename"]),
    ("aws_connect_contact_flow_module", &["filename"]),
    ("aws_dataexchange_revision_assets", &["asset", "import_assets_from_signed_url", "filename"]),
    ("aws_gamelift_script", &["zip_file"]),
    ("aws_lambda_function", &["filename"]),
    ("aws_lambda_layer_version", &["filename"]),
    ("aws_rds_custom_db_engine_version", &["filename"]),
    ("aws_s3_bucket_object", &["source"]),
    ("aws_s3_object", &["source"]),
    ("aws_synthetics_canary", &["zip_file"]),
    ("aws_transfer_web_app_customization", &["favicon_file"]),
    ("aws_transfer_web_app_customization", &["logo_file"]),
    ("azurerm_linux_function_app", &["zip_deploy_file"]),
    ("azurerm_linux_function_app_slot", &["zip_deploy_file"]),
    ("azurerm_linux_web_app", &["zip_deploy_file"]),
    ("azurerm_linux_web_app_slot", &["zip_deploy_file"]),
    ("azurerm_storage_blob", &["source"]),
    ("azurerm_storage_share_file", &["source"]),
    ("azurerm_windows_function_app", &["zip_deploy_file"]),
    ("azurerm_windows_function_app_slot", &["zip_deploy_file"]),
    ("azurerm_windows_web_app", &["zip_deploy_file"]),
    ("azurerm_windows_web_app_slot", &["zip_deploy_file"]),
    ("google_storage_bucket_object", &["source"]),
    ("helm_release", &["keyring"]),
    ("helm_release", &["repository_ca_file"]),
    ("helm_release", &["repository_cert_file"]),
    ("helm_release", &["repository_key_file"]),
    ("helm_template", &["keyring"]),
    ("helm_template", &["repository_ca_file"]),
    ("helm_template", &["repository_cert_file"]),
    ("helm_template", &["repository_key_file"]),
    ("template_dir", &["destination_dir"]),
    ("template_dir", &["source_dir"]),
    ("template_file", &["filename"]),
    ("tfe_slug", &["source_path"]),
    ("vsphere_content_library_item", &["file_url"]),
    ("vsphere_file", &["source_file"]),
    ("vsphere_virtual_machine", &["ovf_deploy", "local_ovf_path"]),
];

/// Arguments with a program that the provider runs on the machine where Terraform runs. Sorted.
pub(super) const PROGRAMS: &[(&str, &[&str])] =
    &[("helm_release", &["postrender", "binary_path"]), ("helm_template", &["postrender", "binary_path"])];

/// Returns all arguments that the grant `files` covers: the type of resource or data source, and the path to the
/// argument through nested blocks.
pub fn arguments_that_name_files() -> &'static [(&'static str, &'static [&'static str])] {
    ARGUMENTS
}

/// Returns the paths in a table for a type.
pub(super) fn of_type(
    table: &'static [(&'static str, &'static [&'static str])],
    type_name: &str,
) -> impl Iterator<Item = &'static [&'static str]> {
    let start = table.partition_point(|(name, _)| *name < type_name);
    table[start..].iter().map_while(move |(name, way)| (*name == type_name).then_some(*way))
}

/// Calls `visit` with each value of an argument in a body.
///
/// Nested blocks can be written once or as a list, be created by `dynamic`, or be in `_`, which contains arguments in
/// the same way as the body itself.
pub(super) fn each_in<'v>(body: &'v Map<String, Value>, way: &[&str], visit: &mut dyn FnMut(&'v Value)) {
    if let Some((name, rest)) = way.split_first() {
        each_of(body, name, rest, visit);
    }
}

fn each<'v>(body: &'v Value, way: &[&str], visit: &mut dyn FnMut(&'v Value)) {
    let Some((name, rest)) = way.split_first() else {
        if !body.is_null() {
            visit(body);
        }
        return;
    };
    match body {
        Value::Array(bodies) => bodies.iter().for_each(|body| each(body, way, visit)),
        Value::Object(members) => each_of(members, name, rest, visit),
        _ => {}
    }
}

fn each_of<'v>(body: &'v Map<String, Value>, name: &str, rest: &[&str], visit: &mut dyn FnMut(&'v Value)) {
    for (key, value) in body {
        match key.as_str() {
            "_" => each(value, &[&[name], rest].concat(), visit),
            "dynamic" => each(value, &[&[name, "content"], rest].concat(), visit),
            key if key == name => each(value, rest, visit),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tables_are_sorted() {
        assert!(ARGUMENTS.is_sorted() && PROGRAMS.is_sorted());
    }

    #[test]
    fn arguments_are_found_in_every_form() {
        let bodies = [
            json!({ "a": { "b": "x" } }),
            json!([{ "a": [{ "b": "x" }] }]),
            json!({ "_": { "a": { "b": "x" } } }),
            json!({ "_": [{ "a": [{ "b": "x" }] }] }),
            json!({ "dynamic": { "a": { "content": { "b": "x" } } } }),
            json!({ "dynamic": { "a": [{ "content": [{ "b": "x" }] }] } }),
            json!({ "dynamic": [{ "a": { "content": { "b": "x" } } }] }),
            json!({ "_": { "dynamic": { "a": { "content": { "_": { "b": "x" } } } } } }),
        ];
        for body in &bodies {
            let mut found = Vec::new();
            each(body, &["a", "b"], &mut |value| found.push(value.clone()));
            assert_eq!(found, ["x"], "{body}");
        }
        for body in
            [json!({ "b": "x" }), json!({ "tags": { "a": { "b": "x" } } }), json!({ "a": { "b": null } })]
        {
            each(&body, &["a", "b"], &mut |value| panic!("{value} of {body}"));
        }
    }
}
