//! The grammar of IAM's policy documents, as far as it concerns single strings.
//!
//! [IAM's reference](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html) has the
//! whole of it.

/// Operators of conditions, without prefix and suffix.
const OPERATORS: [&str; 26] = [
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
];

/// Returns whether a text is an action, or a pattern of actions: `s3:GetObject`, `s3:Get*`, `*`.
pub(crate) fn is_action(text: &str) -> bool {
    let is_service = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '*' || c == '?';
    text == "*"
        || text.split_once(':').is_some_and(|(service, name)| {
            !service.is_empty()
                && !name.is_empty()
                && service.chars().all(is_service)
                && name.chars().all(is_name)
        })
}

/// Returns whether a text is `*`, or an ARN that may contain `*`, `?` and policy variables: six parts joined
/// by `:`, of which the last may contain more of them.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn is_resource(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn, partition, service, _, _, resource] = parts[..] else { return text == "*" };
    let is_partition = partition == "*" || partition.starts_with("aws");
    arn == "arn"
        && is_partition
        && !service.is_empty()
        && !resource.is_empty()
        && !text.contains(char::is_whitespace)
}

/// Returns whether IAM has an operator of conditions with this name: `StringEquals`, `BoolIfExists`,
/// `ForAnyValue:StringLike`, `Null`.
pub(crate) fn is_operator(text: &str) -> bool {
    let plain =
        text.strip_prefix("ForAllValues:").or_else(|| text.strip_prefix("ForAnyValue:")).unwrap_or(text);
    // A test for null has neither.
    text == "Null" || OPERATORS.contains(&plain.strip_suffix("IfExists").unwrap_or(plain))
}

/// Returns the operator that differs from a text only in case.
pub(crate) fn operator_like(text: &str) -> Option<&'static str> {
    OPERATORS.iter().copied().chain(["Null"]).find(|operator| operator.eq_ignore_ascii_case(text))
}

/// Returns whether a text is the key of a condition: `aws:SourceAccount`, `kms:EncryptionContext:purpose`,
/// `token.actions.githubusercontent.com:sub`.
pub(crate) fn is_condition_key(text: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
    text.split_once(':').is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
        && text.chars().all(is_plain)
}

/// Returns whether an operator accepts a value, as far as its form shows.
pub(crate) fn accepts(operator: &str, value: &str) -> bool {
    // A policy variable is replaced before the comparison.
    if value.contains("${") {
        return true;
    }
    let plain = operator.rsplit(':').next().unwrap_or(operator).trim_end_matches("IfExists");
    if plain == "Bool" || plain == "Null" {
        matches!(value, "true" | "false")
    } else if plain.starts_with("Numeric") {
        value.parse::<f64>().is_ok()
    } else if plain.ends_with("IpAddress") {
        value.starts_with(|c: char| c.is_ascii_hexdigit() || c == ':') && value.contains(['.', ':'])
    } else if plain.starts_with("Arn") {
        value == "*" || value.starts_with("arn:")
    } else {
        true
    }
}

/// Returns whether a text can be the name of a statement.
pub(crate) fn is_sid(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions() {
        for action in ["*", "s3:GetObject", "s3:Get*", "sts:AssumeRoleWithWebIdentity", "execute-api:Invoke"]
        {
            assert!(is_action(action), "{action}");
        }
        for other in
            ["", "s3", "s3:", ":GetObject", "S3:GetObject", "s3:Get Object", "s3.GetObject", "s3:a:b"]
        {
            assert!(!is_action(other), "{other}");
        }
    }

    #[test]
    fn resources() {
        for arn in [
            "*",
            "arn:aws:s3:::shop/*",
            "arn:aws:sns:*:123456789012:*",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/database-AbCdEf",
            "arn:*:iam::*:role/x",
            "arn:aws:s3:::home/${aws:username}/*",
        ] {
            assert!(is_resource(arn), "{arn}");
        }
        for other in
            ["", "shop", "arn:aws:s3:::", "arn:aws:s3::shop", "arn:gcp:s3:::shop", "arn:aws:s3:::a b"]
        {
            assert!(!is_resource(other), "{other}");
        }
    }

    #[test]
    fn conditions() {
        for operator in
            ["StringEquals", "BoolIfExists", "ForAnyValue:StringLike", "ForAllValues:ArnLikeIfExists", "Null"]
        {
            assert!(is_operator(operator), "{operator}");
        }
        for other in
            ["", "stringEquals", "Equals", "NullIfExists", "ForSomeValue:StringLike", "StringContains"]
        {
            assert!(!is_operator(other), "{other}");
        }
        assert_eq!(operator_like("stringlike"), Some("StringLike"));
        assert!(is_condition_key("aws:ResourceTag/team") && is_condition_key("a.example.com/id/X:sub"));
        assert!(!is_condition_key("sub") && !is_condition_key("aws: x") && !is_condition_key(":sub"));
        assert!(accepts("Bool", "true") && !accepts("BoolIfExists", "yes"));
        assert!(accepts("IpAddress", "10.0.0.0/8") && !accepts("NotIpAddress", "home"));
        assert!(accepts("ForAnyValue:ArnLike", "arn:aws:s3:::x") && !accepts("ArnLike", "x"));
        assert!(accepts("NumericLessThan", "300") && !accepts("NumericLessThan", "x"));
        assert!(accepts("ArnLike", "${aws:SourceArn}"));
    }
}
