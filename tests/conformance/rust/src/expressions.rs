//! Expressions: references, function calls, templates, scripts.

use crate::Inputs;
use terrace_sdk::prelude::*;

pub(crate) fn references(out: &mut Contribution) {
    let keys = ["Na\"me", "${k}", "with space", "kebab-case"];
    let tags = Value::object(keys.map(|key| (key.to_owned(), "tag".into())));
    let topic = out.add(Resource::new("aws_sns_topic", "main").set("name", "main").set("tags", tags));
    let identity = out.add(Resource::data("aws_caller_identity", "main"));
    let secret = out.add(
        Resource::ephemeral("aws_secretsmanager_secret_version", "main").set("secret_id", topic.attr("name")),
    );
    let module = out.module(Module::new("main", "./modules/queue"));
    let local = out.local("main", object! { "a" => values!["x", object! { "b" => 1 }] });
    out.local("whole", values![&topic, &identity, &module, &local]);
    out.local(
        "attributes",
        values![
            topic.attr("arn"),
            identity.attr("account_id"),
            module.attr("queue_url"),
            local.attr("a").index(1).attr("b"),
            local.key("a").index(0),
            topic.attr("tags").key("Na\"me"),
            topic.attr("tags").key("${k}"),
            topic.attr("tags").attr("with space"),
            topic.attr("tags").attr("kebab-case"),
        ],
    );
    out.local("by_name", Reference::resource("aws_sns_topic", "main").attr("id"));
    out.local("data_by_name", Reference::data("aws_caller_identity", "main").attr("id"));
    out.local("module_by_name", Reference::module("main").attr("arn"));
    out.add(
        Resource::new("aws_ssm_parameter", "ephemeral")
            .set("name", "ephemeral")
            .set("type", "SecureString")
            .set("value_wo", secret.attr("secret_string"))
            .set("value_wo_version", 1)
            .depends_on(&Reference::ephemeral("aws_secretsmanager_secret_version", "main")),
    );
}

pub(crate) fn functions(out: &mut Contribution) {
    let topic = out.add(Resource::new("aws_sns_topic", "functions").set("name", "functions"));
    let arn = topic.attr("arn");
    let nested = Expression::call(
        "jsonencode",
        values![object! {
            "list" => values![1, "two", &arn, values![true, Value::Null]],
            "${key}" => object! { "b" => &arn, "a" => "%{literal}" },
            "quoted \"key\"" => "line\nbreak",
        }],
    );
    out.local("nested", &nested);
    out.local("no_arguments", Expression::call("timestamp", []));
    out.local("of_a_call", Expression::call("split", values![":", &arn]).index(5));
    out.local("of_a_namespace", Expression::call("core::split", values![":", &arn]).index(0));
    out.local("raw", Expression::raw("path.module"));
    let some = Expression::raw(format!("length({arn}) > 0 && true"));
    out.local("compound", &some);
    out.local("conditional", Expression::conditional(&some, &arn, "${none}"));
    out.local(
        "conditional_of_values",
        Expression::conditional(&some, values![1, 2], Vec::<u32>::new()).index(0),
    );
    out.local("of_a_conditional", Expression::conditional(&some, &topic, Value::Null).attr("id"));
    out.local("splat", Expression::raw(format!("[for part in split(\":\", {arn}) : upper(part)]")).index(0));
    out.local("decoded", Expression::call("jsondecode", [nested.into()]).key("${key}").attr("a"));
}

pub(crate) fn templates(out: &mut Contribution, inputs: &Inputs) {
    let topic = out.add(Resource::new("aws_sns_topic", "templates").set("name", "templates"));
    let arn = topic.attr("arn");
    let compound = Expression::raw("1 + 2");
    out.local("mixed", template!["arn: ", &arn, ", literal: ${arn} \"q\" \\ \n", 1, true]);
    out.local("only_an_expression", template![&arn]);
    out.local("only_a_literal", template!["${literal}"]);
    out.local("only_nothing", template![Value::Null, ""]);
    out.local("nothing_between", template![&arn, Value::Null, "", &arn]);
    out.local("signs_before", template!["a$", &arn, "%", &arn, "$$%", &arn, "$", "{k}", "%"]);
    out.local("of_a_compound", template!["<", &compound, ">"]);
    out.local("of_the_input", template!["<", &inputs.text, "|", &inputs.number, "|", &inputs.flag, ">"]);
    out.local("in_a_template", template!["<", template!["[", &arn, "]"], ">"]);
    out.local("in_a_call", Expression::call("upper", values![template!["${a}", &arn, "\t\"b\""]]));
    out.local("input_in_a_call", Expression::call("upper", values![&inputs.text]));
    for (name, text) in [
        ("whole", "${local.mixed}"),
        ("trimmed", "${~ local.mixed ~}"),
        ("mixed", "a \"${upper(\"b}${local.mixed}\")}\" $${c} %{ if true }d%{ else }e%{ endif }\n"),
        ("dollar", "${local.mixed}$"),
        ("literal", "no expression"),
        ("trimming", "${~ local.mixed ~} b"),
    ] {
        let template = Expression::from_template(text);
        out.local(&format!("template_{name}"), &template);
        out.local(&format!("template_{name}_between"), template!["<", &template, "{k}>"]);
        out.local(&format!("template_{name}_called"), Expression::call("upper", values![&template]));
    }
}

pub(crate) fn user_data(out: &mut Contribution, inputs: &Inputs) {
    let topic = out.add(Resource::new("aws_sns_topic", "user_data").set("name", "user_data"));
    let script = UserData::new()
        .line("set -eu\necho \"${HOME}\" %{x}")
        .export("LITERAL", "it's \"quoted\" ${x} \\")
        .export("TOPIC", topic.attr("arn"))
        .export("TEXT", &inputs.text)
        .export("NUMBER", 8080)
        .export("FLAG", &inputs.flag)
        .export("NOTHING", Value::Null)
        .command("run it", values!["--arn", topic.attr("arn"), 3, "a'b"]);
    out.local("script", script.to_text());
    out.local("script_in_base64", script.to_base64());
}
