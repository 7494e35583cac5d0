//! The versions of the AWS provider that a tier works with.

/// Versions that are no use to any tier, because they fail on what every tier emits. The provider's changelog
/// has each fault under the version that repairs it.
///
/// - 5.6.0 replaces resources when their tags change; repaired in 5.6.1.
/// - 6.0.0 to 6.4.0 replace resources that a version before 6 created if the plan does not refresh them;
///   repaired in 6.5.0. Up to 6.2.0 they also crash when tags change; repaired in 6.3.0. 6.1.0 was withdrawn.
/// - 6.14.0 fails to change resources that an older version created; repaired in 6.14.1.
/// - 6.22.0 crashes on tags that are unknown in the plan; repaired in 6.22.1.
const FAULTY: [&str; 8] = ["5.6.0", "6.0.0", "6.1.0", "6.2.0", "6.3.0", "6.4.0", "6.14.0", "6.22.0"];

/// Returns the constraint for versions of the AWS provider from `first` on, before 7.0, that are neither in
/// `faulty` nor known to fail on what every tier emits.
///
/// `first` is the lowest version that has every resource and attribute that the tier emits with default inputs.
/// The documentation of an input says if the input needs a later one. Terraform combines conditions with "and"
/// only, so versions in between are excluded one by one.
pub fn provider_versions(first: &str, faulty: &[&str]) -> String {
    let mut excluded: Vec<&str> = FAULTY.iter().chain(faulty).copied().collect();
    excluded.retain(|version| parts(version) > parts(first));
    excluded.sort_by_key(|version| parts(version));
    excluded.dedup();
    let excluded: String = excluded.iter().map(|version| format!("!= {version}, ")).collect();
    format!(">= {first}, {excluded}< 7.0")
}

fn parts(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provider_versions_leave_out_faulty_ones_in_order() {
        assert_eq!(
            provider_versions("5.60", &["6.32.0", "5.99.0", "6.14.0"]),
            ">= 5.60, != 5.99.0, != 6.0.0, != 6.1.0, != 6.2.0, != 6.3.0, != 6.4.0, != 6.14.0, != 6.22.0, \
             != 6.32.0, < 7.0"
        );
    }

    #[test]
    fn provider_versions_do_not_exclude_what_is_before_the_first() {
        assert!(provider_versions("5.7", &["5.6.1"]).starts_with(">= 5.7, != 6.0.0, "));
    }
}
