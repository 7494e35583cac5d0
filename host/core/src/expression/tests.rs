use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write;

fn references(text: &str) -> Vec<String> {
    Template::parse(text).unwrap().symbols().references.iter().map(|r| r.text.to_owned()).collect()
}

#[test]
fn literals_and_templates() {
    assert_eq!(escape("a${b}%{c}$${"), "a$${b}%%{c}$$${");
    assert_eq!(unescape("$${x} %%{y} $$ %"), "${x} %{y} $$ %");
    assert_eq!(literal("plain $ % { }").as_deref(), Some("plain $ % { }"));
    assert_eq!(literal("$${a}").as_deref(), Some("${a}"));
    assert_eq!(literal("%{ if x }"), None);
    assert!(is_template("$%{ if"));
    assert!(is_template("é${a}"));
    assert!(!is_template("$$${a}"));
    assert!(!is_template("{$}"));
}

#[test]
fn references_are_found_wherever_they_stand() {
    insta::assert_debug_snapshot!(
        [
            "${ aws_vpc . main [ 0 ] .id } $${x}",
            "%{ for k, v in aws_x.all ~}${k}${v.b}${v[local.i]}%{ endfor }%{ if var.a }x%{ else }${aws_y.b}%{ endif }",
            "${{a.b = 1, plain = 2, (c.d) = 3, \"k${e.f}\" = \"q${g.h}\\n\"}}",
            "${<<-EOT\n   a ${x.y}\n   b\nEOT\n}",
            "${[for a in a.list : a.b if var.on]} ${{for k, v in m.n : k => v... if k != z.y}}",
            "${-a.b + !c.d ? [e.f, [g.h]] : provider::aws::arn_parse(j.k).account}",
            "${a.b[*].c.*.d.0} ${f(x.y)[z.w].v} ${(p.q).r} ${a.b[tier.c.d]}",
            "${ /* c */ a.b # d\n }",
            "${each.value} ${lonely}",
        ]
        .map(|text| (text, references(text)))
    );
}

#[test]
fn provider_functions_are_found() {
    let text = "${provider::aws::arn_parse(a.b)} ${max(1, 2)}";
    let functions = Template::parse(text).unwrap().symbols().functions;
    assert_eq!(functions.len(), 1);
    assert_eq!(functions[0].provider, "aws");
}

#[test]
fn faults_say_what_was_expected_and_where() {
    let deep = format!("${{{}1{}}}", "(".repeat(1000), ")".repeat(1000));
    let doubled = format!("${{{}1{}}}", "a + b + (".repeat(12), ")".repeat(12));
    let texts = [
        &doubled,
        "${var.a",
        "${}",
        "${aws_vpc.}",
        "x ${a +} y",
        "%{ if var.a }x",
        "%{x}",
        "${\"a\\q\"}",
        "${f(a b)}",
        "${{a = 1, a = 2}}",
        "ein sehr langer Text voller Umlaute: äöüÄÖÜß ${ a.b c } und noch viel mehr Text dahinter",
        "${[for x in a.b]}",
        "${aws_vpc.main.id}}${",
        &deep,
    ];
    let mut out = String::new();
    for text in texts {
        let error = Template::parse(text).unwrap_err();
        writeln!(out, "{error}\n{}\n", error.snippet()).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn deep_and_long_expressions_are_refused_or_read_without_exhausting_the_stack() {
    let texts = [
        format!("${{{}1}}", "-".repeat(100_000)),
        format!("${{{}x}}", "!".repeat(100_000)),
        format!("${{1{}}}", "+1".repeat(100_000)),
        format!("${{{}1}}", "a?b:".repeat(100_000)),
        format!("${{a{}}}", ".b".repeat(10_000)),
        format!("${{a{}0{}}}", "[a".repeat(10_000), "]".repeat(10_000)),
        format!("{}1{}", "${\"".repeat(1000), "\"}".repeat(1000)),
        format!("{}1{}", "%{if a}".repeat(1000), "%{endif}".repeat(1000)),
        format!("${{{}", "{a=".repeat(1000)),
        format!("${{{}", "f(".repeat(1000)),
        format!("${{{}", "[for x in ".repeat(1000)),
    ];
    for text in texts {
        // The size of a worker thread's stack. The frames of code that is not optimized are several times as large.
        let size = if cfg!(debug_assertions) { 32 << 20 } else { 2 << 20 };
        let thread = std::thread::Builder::new().stack_size(size);
        let run = move || {
            if let Ok(template) = Template::parse(&text) {
                template.symbols();
            }
        };
        thread.spawn(run).unwrap().join().unwrap();
    }
}

#[test]
fn values_become_expressions() {
    let value = json!({
        "plain": "a \"quoted\" \\ line\n",
        "$${x}": "$${y}",
        "${var.key}": "${var.value}",
        "k-${var.key}": ["a-${var.b}\n", "${a.b + 1}", 1.50, -2, null, true],
        "trim": "%{ if var.a ~}\n yes \"q\" %{ endif }",
    });
    insta::assert_snapshot!(value_expression(&value).unwrap(), @r#"{"$${x}" = "$${y}", (var.key) = var.value, "k-${var.key}" = ["a-${var.b}\n", (a.b + 1), 1.5, -2, null, true], "plain" = "a \"quoted\" \\ line\n", "trim" = "%{ if var.a ~}\n yes \"q\" %{ endif }"}"#);
}

#[test]
fn fragments_take_steps() {
    let with = |text: &str| Fragment::parse(text).unwrap().with_steps(".id");
    assert_eq!(with("${ aws_vpc.main }"), "aws_vpc.main.id");
    assert_eq!(with("${aws_x.a[*].b}"), "(aws_x.a[*].b).id");
    assert_eq!(with("${f(a.b)}"), "f(a.b).id");
    assert_eq!(with("${a.b ? c.d : e.f}"), "(a.b ? c.d : e.f).id");
    assert_eq!(with("${a\n.b}"), "(a\n.b).id");
    assert_eq!(Fragment::parse("${a.b[*].c}").unwrap().expression(), "a.b[*].c");
    assert_eq!(Fragment::parse("${a.b + 1}").unwrap().expression(), "(a.b + 1)");
    assert_eq!(Fragment::parse("\u{1}\r\u{7f}é${a.b}").unwrap().expression(), r#""\u0001\r\u007fé${a.b}""#);
}

#[test]
fn layout_has_whole_interpolations() {
    let layout = Layout::of(&Template::parse("a ${b.c} %{ if d.e }${f.g}%{ endif }").unwrap());
    assert!(layout.is_interpolation(&(4..7)) && layout.is_interpolation(&(22..25)));
    assert!(!layout.is_interpolation(&(2..8)) && !layout.is_interpolation(&(15..18)));
}

#[test]
fn targets_outside_the_tier_end_at_computed_steps() {
    let target = |text: &str| {
        let template = Template::parse(text).unwrap();
        let target = OutsideTarget::of(&template.symbols().references[0])?;
        Some((target.to.to_string(), target.is_whole))
    };
    for (text, to, is_whole) in [
        ("${var.a}", "var.a", true),
        ("${var.a.b[0][\"c d\"]}", "var.a.b[0][\"c d\"]", true),
        ("${var.a[local.i].b}", "var.a", false),
        ("${tier.iam.role.arn}", "tier.iam.role.arn", true),
        ("${tier.network[\"primary\"].subnets[*].id}", "tier.network[\"primary\"].subnets", false),
    ] {
        assert_eq!(target(text), Some((to.to_owned(), is_whole)), "{text}");
    }
    for text in ["${local.a}", "${var}", "${tier.iam}"] {
        assert_eq!(target(text), None, "{text}");
    }
}

#[test]
fn excerpt_has_an_ellipsis_where_text_is_left_out() {
    let snippet = |before: usize, after: usize| {
        let text = format!("{}${{}}{}", "x".repeat(before), "y".repeat(after));
        Template::parse(&text).unwrap_err().snippet()
    };
    let (x, y) = ("x".repeat(28), "y".repeat(29));
    let caret = |column: usize| format!("{}^", " ".repeat(column));
    assert_eq!(snippet(28, 29), format!("{x}${{}}{y}\n{}", caret(30)));
    assert_eq!(snippet(29, 30), format!("…{x}${{}}{y}…\n{}", caret(31)));
}

/// Returns well-formed expressions of all kinds, in which `x` and `y` may be bound.
pub(super) fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("x.a".to_owned()),
        Just("y".to_owned()),
        Just("aws_vpc.main[0].id".to_owned()),
        Just("var.zones".to_owned()),
        Just("12.50".to_owned()),
        Just("\"lit $${x} \\\" é\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}  + {b})")),
            inner.clone().prop_map(|a| format!("f( {a} )")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[for x in {a}: {b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{for x, y in {a} : x => {b} if y}}")),
            inner.clone().prop_map(|a| format!("\"q ${{ {a} }} %{{ if y }}x%{{ endif }}\"")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a} ? [ {b} ] : {{k = {c}}})")),
        ]
    })
}

proptest! {
    #[test]
    fn unescape_is_the_inverse_of_escape(text in "([$%{}\"\\\\a]|\\PC){0,12}") {
        let escaped = escape(&text).into_owned();
        prop_assert!(!is_template(&escaped));
        prop_assert_eq!(literal(&escaped).unwrap(), text);
    }

    #[test]
    fn text_without_template_parses_to_its_literal(text in "[$%{}a]{0,10}") {
        if let Some(literal) = literal(&text) {
            let fragment = Fragment::parse(&text).unwrap();
            prop_assert_eq!(fragment, Fragment::Literal(literal));
        }
    }

    #[test]
    fn quoted_literals_read_back(text in "([$%{}\"\\\\\n\t\r]|\\PC){0,12}") {
        let quoted = fragment::quote(&text);
        let tree = parse_tree(&quoted).unwrap();
        prop_assert_eq!(tree.as_str(), Some(text.as_str()));
    }

    #[test]
    fn any_text_parses_or_is_refused(text in "([$%{}\"\\\\~.\\[\\]<>A\n?:+-]|\\PC| if | for ){0,24}") {
        match Template::parse(&text) {
            Ok(template) => _ = template.symbols(),
            Err(error) => _ = (error.to_string(), error.snippet()),
        }
    }

    #[test]
    fn renaming_to_the_same_names_changes_nothing(expression in expression()) {
        let text = format!("a ${{ {expression} }} b");
        let mut edits = Edits::default();
        prop_assert!(edits.is_empty());
        for reference in Template::parse(&text).unwrap().symbols().references {
            edits.replace(reference.root_span, reference.root);
        }
        prop_assert_eq!(edits.apply(&text), text);
    }

    #[test]
    fn renaming_leaves_bound_names_alone(expression in expression()) {
        let text = format!("${{[for x, y in seed.s : {expression}]}}");
        let template = Template::parse(&text).unwrap();
        let mut edits = Edits::default();
        for reference in template.symbols().references {
            prop_assert!(!["x", "y"].contains(&reference.root));
            edits.replace(reference.root_span, "renamed");
        }
        let renamed = edits.apply(&text);
        let roots: BTreeSet<_> = Template::parse(&renamed)
            .unwrap()
            .symbols()
            .references
            .into_iter()
            .map(|r| r.root.to_owned())
            .collect();
        prop_assert_eq!(roots, BTreeSet::from(["renamed".to_owned()]));
    }
}
