//! Facts about the AWS provider that need no schema: the arguments of its configuration and how regions are named.
//!
//! Regions and arguments that are newer than these lists are never rejected; only names close to a known one are
//! reported.

use terrace_core::suggest::nearest;

/// The local name of the AWS provider.
pub const NAME: &str = "aws";

/// The arguments of the provider's configuration, from its documentation, versions 5 and 6.
const ARGUMENTS: &[&str] = &[
    "access_key",
    "allowed_account_ids",
    "assume_role",
    "assume_role_with_web_identity",
    "custom_ca_bundle",
    "default_tags",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "endpoints",
    "forbidden_account_ids",
    "http_proxy",
    "https_proxy",
    "ignore_tags",
    "insecure",
    "max_retries",
    "no_proxy",
    "profile",
    "region",
    "retry_mode",
    "s3_us_east_1_regional_endpoint",
    "s3_use_path_style",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "skip_credentials_validation",
    "skip_metadata_api_check",
    "skip_region_validation",
    "skip_requesting_account_id",
    "sts_region",
    "tag_policy_compliance",
    "token",
    "token_bucket_rate_limiter_capacity",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
    "user_agent",
];

/// The regions that exist at the time of writing.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// The directions in names of regions.
const DIRECTIONS: &[&str] =
    &["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

/// Returns the known argument that an unknown one is probably a typo of.
pub fn near_argument(argument: &str) -> Option<&'static str> {
    if ARGUMENTS.contains(&argument) {
        return None;
    }
    let near = nearest(argument, ARGUMENTS.iter().copied())?;
    ARGUMENTS.iter().copied().find(|argument| *argument == near)
}

/// Returns whether a string looks like a region name: letters, optionally more letters, a direction, a number.
pub fn is_region_like(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let [place @ .., direction, number] = &words[..] else { return false };
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    !place.is_empty()
        && place.iter().all(is_word)
        && DIRECTIONS.contains(direction)
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}

/// Returns the known region that an unknown one is probably a typo of.
pub fn near_region(text: &str) -> Option<&'static str> {
    let near = nearest(text, REGIONS.iter().copied())?;
    REGIONS.iter().copied().find(|region| *region == near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_look_like_regions() {
        assert!(REGIONS.iter().all(|region| is_region_like(region)));
        assert!(["us-east-9", "us-iso-east-1", "eusc-de-east-1"].into_iter().all(is_region_like));
        assert!(
            !["us-esat-1", "us-east1", "us-east", "useast-1", "east-1", "us-east-1a", ""]
                .into_iter()
                .any(is_region_like)
        );
    }

    #[test]
    fn near_regions_and_arguments() {
        assert_eq!(near_region("us-esat-1"), Some("us-east-1"));
        assert_eq!(near_region("eu-central1"), Some("eu-central-1"));
        assert_eq!(near_argument("regoin"), Some("region"));
        assert_eq!(near_argument("region"), None);
        assert_eq!(near_argument("brand_new"), None);
    }
}
