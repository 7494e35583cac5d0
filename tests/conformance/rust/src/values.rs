//! Values: literals, numbers, absent values, and values from inputs.

use crate::Inputs;
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json::Number;

/// Strings that are special to Terraform, to JSON or to a language, each with a name.
const TEXTS: [(&str, &str); 11] = [
    ("interpolation", "a ${aws_vpc.main.id} b"),
    ("directive", "%{ if true }yes%{ endif }"),
    ("escapes", "$${kept} and %%{kept}"),
    ("signs", "$ % $$ %% ${ %{ 100% $"),
    ("quotes", "\"double\" 'single' `back` \\n \\\\"),
    ("lines", "one\ntwo\r\nthree\tfour\n"),
    ("controls", "\u{2028}\u{feff}"),
    ("unicode", "é 漢字 \u{fffd} \u{1F600} \u{1F468}\u{200D}\u{1F469}"),
    ("numeric", "007"),
    ("null", "null"),
    ("empty", ""),
];

/// Keys in an order that no language would sort them in by itself.
const KEYS: [&str; 9] = ["b", "a", "10", "9", "__proto__", "constructor", "\u{1F600}", "\u{fffd}", "${k}"];

pub(crate) fn literals(out: &mut Contribution) {
    for (name, text) in TEXTS {
        out.local(&format!("literal_{name}"), text);
        out.local(&format!("quoted_{name}"), Expression::call("join", values!["", [text]]));
    }
    let keyed = || Value::object(KEYS.map(|key| (key.to_owned(), key.into())));
    out.local("keys", keyed());
    out.local("quoted_keys", Expression::call("merge", values![keyed(), object! {}]));
    out.add(
        Resource::new("aws_ssm_parameter", "literals")
            .set("name", "/literals/${name}")
            .set("type", "String")
            .set("value", TEXTS.map(|(_, text)| text).join("|"))
            .set("tags", object! { "${key}" => "%{value}", "plain" => "$plain" }),
    );
}

pub(crate) fn numbers(out: &mut Contribution) {
    let integers = values![0, -1, 65535, 9_007_199_254_740_993_i64, i64::MIN, u64::MAX];
    let decimals = values![0.5, -2.25, 1234567.125];
    let written: Vec<Value> = [
        "-0",
        "1.0",
        "1.50",
        "3.14159265358979323846264338327950288",
        "123456789012345678901234567890",
        "1e2",
        "1E-7",
        "2.5e+30",
    ]
    .iter()
    .filter_map(|text| text.parse::<Number>().ok())
    .map(Value::from)
    .collect();
    let all: Vec<Value> = [&integers[..], &decimals, &written].concat();
    out.local("integers", integers);
    out.local("decimals", decimals);
    out.local("written", written);
    out.local("greatest", Expression::call("max", all.clone()));
    out.local("joined", Expression::concat(all.into_iter().flat_map(|number| values![number, " "])));
    out.local("truths", values![true, false, template![true, "-", false]]);
}

pub(crate) fn absent(out: &mut Contribution) {
    let nothing: Option<&str> = None;
    out.add(
        Resource::new("aws_sqs_queue", "absent")
            .set("name", Value::Null)
            .set("name_prefix", nothing)
            .set("policy", "")
            .set("delay_seconds", 0)
            .set("fifo_queue", false)
            .set("tags", object! {})
            .blocks("timeouts", []),
    );
    out.add(
        Resource::new("aws_sqs_queue", "taken_back")
            .set("name", "first")
            .set("name", "second")
            .set("policy", "{}")
            .set("policy", Value::Null)
            .set("tags", object! { "kept" => nothing }),
    );
    out.local("nothing", Value::Null);
    out.local("holes", values![Value::Null, "a", nothing, Vec::<String>::new(), object! {}]);
    let empty = values![Value::Null, object! {}, Vec::<String>::new()];
    out.local("called", Expression::call("jsonencode", [empty.into()]));
    out.output("absent", Value::Null);
}

pub(crate) fn inputs(out: &mut Contribution, inputs: &Inputs) {
    out.add(
        Resource::new("aws_ssm_parameter", "text")
            .set("name", &inputs.text)
            .set("type", inputs.mode.as_str())
            .set("value", &inputs.number)
            .set("overwrite", &inputs.flag)
            .set("tags", &inputs.map),
    );
    out.local("list", &inputs.list);
    out.local("anything", &inputs.anything);
    out.local("size", inputs.size);
    out.local("names", &inputs.names);
    out.local("labels", &inputs.labels);
    out.local(
        "all",
        object! {
            "text" => &inputs.text,
            "number" => &inputs.number,
            "flag" => &inputs.flag,
            "list" => &inputs.list,
            "map" => &inputs.map,
            "anything" => &inputs.anything,
        },
    );
    let passed = values![
        &inputs.text,
        &inputs.number,
        &inputs.flag,
        &inputs.list,
        &inputs.map,
        &inputs.anything,
        &inputs.names,
        &inputs.labels,
    ];
    out.local("passed", Expression::call("jsonencode", [Value::from(passed)]));
    for index in 0..inputs.size {
        out.add(Resource::new("random_pet", format!("pet_{index}")).set("length", index + 1));
    }
}
