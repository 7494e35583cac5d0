//! AWS building blocks shared by several tiers.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod alarm;
mod form;
mod name;
mod own_policy;
mod policy;
mod policy_grammar;
mod provider_versions;
mod security_group;
mod short_name;
mod source;
mod tags;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub use alarm::{ALARM_RESOURCES, Alarm, Metric, MissingData, TopicArn, add_alarms, check_percentage};
pub use form::{BucketArn, DatabaseArn, KmsKeyArn, PolicyArn, SecretArn, SecurityGroupId, SubnetId, VpcId};
pub use name::{limited_name, name_prefix};
pub use own_policy::{
    Effect, OwnStatement, ResourceArn, broad_statements, check_conditions, own_policies, own_policy,
};
pub use policy::{PolicyDocument, Statement};
pub use provider_versions::provider_versions;
pub use security_group::{Peer, SecurityGroup};
pub use short_name::short_name;
pub use source::Source;
pub use tags::{TagRules, check_tag_name, check_tags};

#[doc(hidden)]
pub use terrace_sdk as sdk;
