//! Invents strings, by the name of the attribute.

use std::net::Ipv6Addr;

use serde_json::{Map, Value as Json};

use super::super::subject::{ACCOUNT, Subject};
use super::identifier::{arn, foreign, foreign_arn, identifier};
use crate::shape::Shape;
use crate::value::Value;

/// Invents the string value of an attribute.
pub(super) fn text(subject: &Subject<'_>, name: &str) -> String {
    let Subject { region, .. } = *subject;
    let host_of = |purpose: &str| {
        let (name, digits) = (host_name(&subject.name), subject.digits(purpose, 6));
        format!("{name}-{digits}.{region}.sandbox.example")
    };
    let host = || host_of("host");
    match name {
        "id" => return identifier(subject),
        "arn" | "invoke_arn" | "qualified_arn" => return arn(subject),
        "region" | "region_name" => return region.to_owned(),
        "account_id" | "owner_id" | "account" => return ACCOUNT.to_owned(),
        "user_id" => return format!("AIDA{}", subject.digits(name, 17).to_uppercase()),
        "name" | "bucket" | "identifier" | "key_name" => return subject.name.clone(),
        "name_prefix" | "bucket_prefix" | "identifier_prefix" => return format!("{}-", subject.name),
        "arn_suffix" => return arn(subject).rsplit(':').next().unwrap_or_default().to_owned(),
        "partition" => return "aws".to_owned(),
        "dns_suffix" => return "amazonaws.com".to_owned(),
        "availability_zone" => return format!("{region}a"),
        "cidr_block" => return "10.0.0.0/16".to_owned(),
        "ipv6_cidr_block" => return ipv6_block(subject),
        "json" | "policy" | "minified_json" => {
            return r#"{"Statement":[],"Version":"2012-10-17"}"#.to_owned();
        }
        "json_string" | "secret_string" => return "{}".to_owned(),
        "status" | "state" => return "available".to_owned(),
        "engine_version_actual" | "engine_version" => return "8.0.42".to_owned(),
        "address" | "dns_name" | "fqdn" | "hostname" | "public_dns" | "private_dns" => return host(),
        "endpoint" if has_port(subject.type_name) => {
            return format!("{}:{}", host(), super::number(subject, "port"));
        }
        // An Aurora cluster has both, and they differ.
        "reader_endpoint" => return host_of(name),
        "result" | "password" => return subject.digits(name, 16),
        _ => {}
    }
    let ends =
        |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    if ends("arn") {
        foreign_arn(subject, name)
    } else if ends("id") {
        foreign(subject, name)
    } else if ends("ip") || ends("ip_address") {
        let [a, b, ..] = subject.bytes(name, 2)[..] else { return String::new() };
        if name.contains("public") { format!("203.0.113.{a}") } else { format!("10.0.{a}.{b}") }
    } else if ends("domain_name") || ends("endpoint") || ends("dns_name") || ends("address") {
        host()
    } else if ends("url") || ends("uri") {
        format!("https://{}", host())
    } else if ends("at") || ends("date") || ends("time") || ends("timestamp") || name == "rfc3339" {
        "2024-01-01T00:00:00Z".to_owned()
    } else if ends("json") {
        "{}".to_owned()
    } else if ends("version") {
        "1".to_owned()
    } else if ends("name") {
        subject.name.clone()
    } else {
        format!("{}-{}", name.replace(['_', '.'], "-"), subject.digits(name, 8))
    }
}

/// Returns a block of IPv6 addresses of the size that AWS assigns to a VPC, in the range for documentation.
pub(in super::super) fn ipv6_block(subject: &Subject<'_>) -> String {
    let part = |purpose: &str| u16::try_from(subject.number(purpose, 0xff)).unwrap_or_default() + 1;
    let address = Ipv6Addr::new(0x2001, 0xdb8, part("organization"), part("network") << 8, 0, 0, 0, 0);
    format!("{address}/56")
}

/// Returns whether the endpoint of a type is a host name and a port. Those of most types, Aurora clusters among them, are
/// host names alone.
fn has_port(type_name: &str) -> bool {
    matches!(type_name, "aws_db_instance" | "aws_redshift_cluster") || !type_name.starts_with("aws_")
}

/// Invents one element of a list of strings.
pub(super) fn element(subject: &Subject<'_>, name: &str, index: usize, shape: Option<&Shape>) -> Value {
    if let Some(content) = shape.and_then(|shape| shape.json.as_deref()) {
        return Value::string(json(subject, name, content));
    }
    let Subject { region, .. } = *subject;
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    let zone = subject.type_name.contains("availability_zone") || name.contains("availability_zone");
    Value::string(match name {
        "names" | "availability_zones" if zone => format!("{region}{letter}"),
        "zone_ids" if zone => format!("{}-az{}", region.replace('-', ""), index + 1),
        name => {
            let singular = name.strip_suffix('s').unwrap_or(name);
            match singular {
                "id" => {
                    let kind = subject.kind().strip_suffix('s').unwrap_or(subject.kind());
                    foreign(subject, &format!("{kind}_id")) + &format!("{index}")
                }
                singular => format!("{}-{index}", text(subject, singular)),
            }
        }
    })
}

/// Returns JSON text that decodes to a value of the shape.
pub(super) fn json(subject: &Subject<'_>, name: &str, shape: &Shape) -> String {
    content(subject, name, shape).to_string()
}

fn content(subject: &Subject<'_>, name: &str, shape: &Shape) -> Json {
    if !shape.attributes.is_empty() {
        let entries = shape.attributes.iter();
        let entries = entries.map(|(name, shape)| (name.clone(), content(subject, name, shape)));
        Json::Object(entries.collect::<Map<_, _>>())
    } else if let Some(element) = &shape.element {
        (0..shape.length.max(1)).map(|index| content(subject, &format!("{name}.{index}"), element)).collect()
    } else if shape.number {
        super::number(subject, name).into()
    } else if shape.boolean {
        super::truth(name).into()
    } else {
        match name {
            "username" | "user" => "sandbox".into(),
            name => text(subject, name).into(),
        }
    }
}

fn host_name(name: &str) -> String {
    let safe = name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    safe.trim_matches('-').chars().take(40).collect()
}
