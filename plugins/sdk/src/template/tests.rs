use super::*;
use proptest::prelude::*;

#[test]
fn escape_changes_only_what_begins_a_sequence() {
    assert_eq!(escape("${x} %{y} $ % {} $$ 100%"), "$${x} %%{y} $ % {} $$ 100%");
    assert_eq!(escape("$${x}"), "$$${x}");
}

#[test]
fn quote_escapes_literals() {
    assert_eq!(quote("say \"hi\"\n\t\\ ${x}"), r#""say \"hi\"\n\t\\ $${x}""#);
}

#[test]
fn quote_template_keeps_its_sequences() {
    assert_eq!(quote_template(r#"a"b${f("x")}c\"#), r#""a\"b${f("x")}c\\""#);
    assert_eq!(quote_template("$${x}%%{y}\n"), r#""$${x}%%{y}\n""#);
    assert_eq!(quote_template("%{ if a }\"%{ endif }"), r#""%{ if a }\"%{ endif }""#);
}

#[test]
fn unwrap_takes_only_one_whole_interpolation() {
    assert_eq!(unwrap("${var.x}"), Some("var.x"));
    assert_eq!(unwrap("${~ var.x ~}"), Some("var.x"));
    assert_eq!(
        unwrap(r#"${merge({a = "}"}, {b = "${var.c}"})}"#),
        Some(r#"merge({a = "}"}, {b = "${var.c}"})"#)
    );
    assert_eq!(unwrap("${a /* } */}"), Some("a /* } */"));
    assert_eq!(unwrap("${<<E\n}\"\nE\n}"), Some("<<E\n}\"\nE"));
    for whole in ["${a}${b}", "x${a}", "${a}x", "$${a}", "%{ if a }%{ endif }", "${", "${}", "", "a"] {
        assert_eq!(unwrap(whole), None, "{whole}");
    }
}

proptest! {
    #[test]
    fn unwrap_and_quote_template_never_panic(text in r#"([a$%{}"\\<E\n/*#~é-]|\$\{|%\{|<<E\n)*"#) {
        unwrap(&text);
        quote_template(&text);
    }

    #[test]
    fn quoted_literal_ends_where_it_should(text in r#"[a$%{}"\\\n]*"#) {
        let quoted = quote(&text);
        prop_assert_eq!(quoted_length(&quoted), quoted.len());
        prop_assert_eq!(quote_template(&escape(&text)), quoted);
    }
}
