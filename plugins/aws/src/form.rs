//! Strings that AWS accepts in one form only.

/// Declares a type for strings of one form: a pattern, which becomes part of the input's schema, so that
/// Terrace, editors and linked outputs are checked against it, and an example that matches it. A bound of
/// many characters other than ASCII stands before the example, as in `max 255`: in the pattern, it would take
/// a millisecond to compile.
///
/// An `Input` of this type accepts expressions as well.
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// terrace_aws::string_form! {
///     /// Name of a queue.
///     QueueName, "^[A-Za-z0-9_-]{1,80}$", "jobs"
/// }
///
/// let name: Input<QueueName> = QueueName::from("jobs").into();
/// Resource::new("aws_sqs_queue", "main").set("name", &name);
/// ```
#[macro_export]
macro_rules! string_form {
    ($($(#[$doc:meta])* $name:ident, $pattern:literal, $(max $max:literal,)? $example:literal;)+) => {$(
        $crate::string_form! { $(#[$doc])* $name, $pattern, $(max $max,)? $example }
    )+};
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $(max $max:literal,)? $example:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(::std::string::String);

        impl $name {
            /// Returns the string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl ::std::convert::From<$name> for $crate::sdk::Value {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl $crate::sdk::serde::Serialize for $name {
            fn serialize<S: $crate::sdk::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::sdk::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::sdk::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as $crate::sdk::serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::sdk::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(
                _: &mut $crate::sdk::schemars::SchemaGenerator,
            ) -> $crate::sdk::schemars::Schema {
                $crate::sdk::schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    $("maxLength": $max,)?
                    "examples": [$example],
                })
            }
        }
    };
}

string_form! {
    /// ARN of a KMS key, not of an alias: IAM does not match a key by its alias, and RDS reports the key
    /// itself.
    KmsKeyArn,
    "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$",
    "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    /// ARN of a secret in Secrets Manager.
    SecretArn,
    "^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/database-AbCdEf";

    /// ARN of a bucket, without a key.
    BucketArn,
    "^arn:aws[a-z-]*:s3:::[A-Za-z0-9][A-Za-z0-9._-]+$",
    "arn:aws:s3:::shop-files";

    /// ARN of a database instance.
    DatabaseArn,
    "^arn:aws[a-z-]*:rds:[a-z0-9-]+:[0-9]{12}:db:[A-Za-z0-9-]+$",
    "arn:aws:rds:eu-west-1:123456789012:db:shop-main";

    /// ARN of an IAM policy.
    PolicyArn,
    "^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+$",
    "arn:aws:iam::123456789012:policy/boundary";

    /// ID of a VPC.
    VpcId, "^vpc-[0-9a-f]+$", "vpc-0123456789abcdef0";

    /// ID of a subnet.
    SubnetId, "^subnet-[0-9a-f]+$", "subnet-0123456789abcdef0";

    /// ID of a security group.
    SecurityGroupId, "^sg-[0-9a-f]+$", "sg-0123456789abcdef0";
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_sdk::prelude::*;
    use terrace_sdk::serde_json::{from_value, json, to_value};

    #[test]
    fn form_is_a_string_with_a_pattern() {
        let id: Input<VpcId> = from_value(json!("vpc-1")).unwrap();
        assert_eq!(id.known().map(VpcId::as_str), Some("vpc-1"));
        assert_eq!(to_value(&id).unwrap(), json!("vpc-1"));
        assert_eq!(Value::from(&id), Value::from("vpc-1"));
        let id: Input<VpcId> = from_value(json!({"$expr": "${var.vpc}"})).unwrap();
        assert_eq!(Value::from(&id).to_json(), json!("${var.vpc}"));
        let schema = VpcId::json_schema(&mut Default::default());
        assert_eq!(schema.get("pattern"), Some(&json!("^vpc-[0-9a-f]+$")));
    }
}
