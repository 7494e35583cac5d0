use super::*;
use crate::expression::{Expression, Template};

/// Returns a text with this depth of operands that are read twice.
fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn operands_after_two_operators_are_bounded() {
    for (open, close) in [
        ("1 + 2 + (", ")"),
        ("a || b && f([", "])"),
        ("{ a = 1 + b * {", "} }"),
        ("a - 1 - \"${", "}\""),
        ("a /* ( */ + /* \" */ b # )\n == (\n", "\n)"),
        ("a + b::c::d() + (", ")"),
        ("[<<E\n\" ${a}\nE\n] + 1 + (", ")"),
        // The text within a directive is literal, and so is the quotation mark.
        ("1 + 2 + (\"%{ if a }\" + 1 + ${", "}%{ endif }\")"),
        ("a + \"%{~ /* x */ for a in b ~}\"%{ endfor }\" + (", ")"),
        (r#"1 + "\"" + ("#, ")"),
        ("[<<EOT\n  EOT\n] + 1 + (", ")"),
        ("a + \"%{ # x\n for a in b }\"%{ endfor }\" + (", ")"),
    ] {
        let at = |depth| excess(&nested(open, close, depth), Syntax::Expression);
        assert_eq!(at(5), None, "{open}");
        assert!(at(10).is_some(), "{open}");
    }
}

#[test]
fn operands_that_are_read_once_are_not_bounded() {
    for (open, close) in [
        ("(", ")"),
        ("1 + (", ")"),
        ("[1 + 2, (", ")]"),
        ("{ a = 1\n b = 2\n c = {", "}}"),
        ("{ for k, v in a + 1 : k => (", ")}"),
        ("a + b ? (", ") : 1"),
        ("f(a == 1, b == 2, [", "])"),
        ("[\"$${ 1 + 2 + (\", ", "]"),
        ("[\"%%{ if a + b + (\", ", "]"),
        ("[<<E\na\n1 + 2 + (\n E\n, ", "]"),
        ("[<<-E\n1 + 2 + (\nE\n, ", "]"),
    ] {
        assert_eq!(excess(&nested(open, close, 20), Syntax::Expression), None, "{open}");
    }
    assert_eq!(excess(&"- - ( ${1} ".repeat(20), Syntax::Template), None);
}

#[test]
fn backslash_is_an_escape_only_between_quotes() {
    assert!(excess(&nested("\\${1 + 2 + (", ")}", 10), Syntax::Template).is_some());
    assert_eq!(excess(&nested("[\"\\\\\", (", ")]", 20), Syntax::Expression), None);
}

#[test]
fn text_after_a_stray_bracket_is_bounded() {
    assert!(excess(&format!("){}", nested("1 + 2 + (", ")", 10)), Syntax::Expression).is_some());
}

#[test]
fn long_texts_have_room_for_more() {
    let deep = nested("a + b + (", ")", 10);
    assert!(excess(&deep, Syntax::Expression).is_some());
    assert_eq!(excess(&format!("[{}{deep}]", "a.b, ".repeat(1000)), Syntax::Expression), None);
}

#[test]
fn characters_of_several_bytes_stay_whole() {
    let deep = "a+b+(".repeat(6);
    for filler in ["\u{a0}", "é", "語", "🦀"] {
        for count in 0..200 {
            let text = format!("{deep}{}{}", "-".repeat(count), filler.repeat(400));
            for refused in
                [Expression::parse(&text).is_err(), Template::parse(&format!("${{{text}")).is_err()]
            {
                assert!(refused);
            }
            let at = excess(&text, Syntax::Expression).expect("the text is read too often");
            assert!(text.is_char_boundary(at), "{filler} {count}");
        }
    }
}

#[test]
fn text_that_would_be_read_again_and_again_is_refused() {
    let text = "a+b+{a [ ".repeat(40);
    assert!(Expression::parse(&text).unwrap_err().message.contains("operators"));
    assert!(Template::parse(&format!("${{{text}")).unwrap_err().message.contains("operators"));
}
