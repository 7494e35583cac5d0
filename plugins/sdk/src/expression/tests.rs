use crate::prelude::*;

fn input(text: &str) -> Expression {
    Expression::from_template(text)
}

#[test]
fn expression_is_followed_by_attributes_and_indices() {
    let list = Expression::raw("tier.network[\"us-east-1\"].subnets");
    assert_eq!(list.index(0).attr("id").to_string(), r#"tier.network["us-east-1"].subnets[0].id"#);
    assert_eq!(list.key("a\"${b}").to_string(), r#"tier.network["us-east-1"].subnets["a\"$${b}"]"#);
    assert_eq!(list.attr("a b").to_string(), r#"tier.network["us-east-1"].subnets["a b"]"#);
    assert_eq!(input("${var.a ? var.b : var.c}").index(0).to_string(), "(var.a ? var.b : var.c)[0]");
}

#[test]
fn call_arguments_may_be_input_templates() {
    let arguments = || values![input("${var.zone}"), input("x-\"${var.zone}\""), "${literal}", 3, true];
    assert_eq!(
        Expression::call("f", arguments()).to_string(),
        r#"f(var.zone, "x-\"${var.zone}\"", "$${literal}", 3, true)"#
    );
}

#[test]
fn call_arguments_may_be_lists_and_objects() {
    let value = object! { "a b" => values![1, Value::Null], "${x}" => input("${var.y}") };
    assert_eq!(
        Expression::call("jsonencode", values![value]).to_string(),
        r#"jsonencode({"$${x}" = var.y, "a b" = [1, null]})"#
    );
}

#[test]
fn conditional_keeps_its_condition_together() {
    let condition = Expression::raw("var.a == null");
    assert_eq!(
        Expression::conditional(&condition, "none", Expression::raw("var.a")).to_string(),
        r#"(var.a == null) ? "none" : var.a"#
    );
}

#[test]
fn template_joins_literals_and_expressions() {
    let id = Reference::resource("aws_vpc", "main").attr("id");
    assert_eq!(template!["a-", &id, "-${b}"].to_template(), "a-${aws_vpc.main.id}-$${b}");
    assert_eq!(template![&id].to_template(), "${aws_vpc.main.id}");
    assert_eq!(template![&id].to_string(), "aws_vpc.main.id");
    assert_eq!(template!["", &id, Value::Null].to_string(), "aws_vpc.main.id");
    assert_eq!(template!["a", 1, true].to_template(), "a1true");
    assert_eq!(template![].to_template(), "");
}

#[test]
fn template_parts_do_not_run_into_each_other() {
    let id = Reference::resource("aws_vpc", "main").attr("id");
    assert_eq!(template!["$", "{x}"].to_template(), "$${x}");
    assert_eq!(template!["$", &id].to_template(), r#"${"$"}${aws_vpc.main.id}"#);
    assert_eq!(template!["5%$", &id].to_template(), r#"5${"%$"}${aws_vpc.main.id}"#);
    assert_eq!(template![input("a-${var.b}"), "-c"].to_template(), "a-${var.b}-c");
    assert_eq!(template![input("${var.b}$"), "{c}"].to_template(), r#"${"${var.b}$"}{c}"#);
    assert_eq!(template!["a ", input("${~ var.b}c")].to_template(), r#"a ${"${~ var.b}c"}"#);
}
