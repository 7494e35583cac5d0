use super::*;

fn is_asked(name: &str) -> bool {
    name == "file" || name.starts_with("provider::")
}

/// Returns the uses in a text of a tier whose inputs have these values.
fn uses(text: &str, inputs: &[&str]) -> Vec<String> {
    let mut units = Units::default();
    inputs.iter().for_each(|input| units.add(&Template::parse(input).unwrap(), &is_asked));
    let shown = |found: Use<'_>| match found {
        Use::Reference(reference) => reference.text.to_owned(),
        Use::Call(Call { name, literals }) => format!("{name}{literals:?}"),
    };
    Template::parse(text).unwrap().uses(&units, &is_asked).into_iter().map(shown).collect()
}

#[test]
fn uses_are_found_wherever_they_are() {
    for (text, found) in [
        ("${var.a} ${local.b} ${tier.iam.role[0]}", &["var.a", "tier.iam.role[0]"][..]),
        ("${local.a[var.i].b} ${(var.a + 1).b} ${f(var.c)}", &["var.i", "var.a", "var.c"]),
        ("${{ var = 1, (var.k) = var.v }}", &["var.k", "var.v"]),
        ("${[for x in var.list : x.a]} ${[for var in local.x : var.a]} ${var.b}", &["var.list", "var.b"]),
        (
            "${{ for k, x in local.l : tier.k.a => tier.v.b if tier.c.d }}",
            &["tier.k.a", "tier.v.b", "tier.c.d"],
        ),
        ("%{ for var in tier.iam.names }${var.a}%{ endfor }${var.b}", &["tier.iam.names", "var.b"]),
        ("%{ if var.a }${var.b}%{ else }${var.c}%{ endif }", &["var.a", "var.b", "var.c"]),
        ("${file(\"a\")} ${max(1)}", &["file[[\"a\"]]"]),
        ("${file(\"a/${var.b}.txt\", 1)}", &["file[[\"a/….txt\"], []]", "var.b"]),
        ("${file(<<E\na ${b.c}\nE\n)}", &["file[[\"a …\\n\"]]"]),
        ("${file(f(\"a\", \"%{ for x in [\"b\"] }c%{ endfor }\"))}", &["file[[\"a\", \"…\", \"b\", \"c\"]]"]),
        ("${provider::local::direxists(\"x\")}", &["provider::local::direxists[[\"x\"]]"]),
    ] {
        let found: Vec<_> = found.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(uses(text, &[]), found, "{text}");
    }
}

#[test]
fn expressions_of_inputs_may_be_reused() {
    for (input, text) in [
        ("${ var.a  +  1 }", "${f((var.a /* one */ + 1))}"),
        ("a ${var.a} b", "${[var.a]}"),
        ("${{ a = var.x }}", "${{ \"a\" = (var.x) }}"),
        ("${f(file(\"a\"))}", "${file(\"a\")}"),
        ("${file(\"a\") ? 1 : 2}", "${file(\"a\")}"),
        ("${[for x in file(\"a\") : 1]}", "${file(\"a\")}"),
        ("%{ if file(\"a\") }x%{ endif }", "${file(\"a\")}"),
        ("%{ for x in file(\"a\") }x%{ endfor }", "${file(\"a\")}"),
        ("%{ if var.a }x%{ endif }", "-%{ if  var.a }x%{ endif }-"),
        // Between quotes, a line break is written as an escape.
        ("%{ if var.a }\n%{ endif }", "${\"%{ if var.a }\\n%{ endif }\"}"),
        ("%{ if var.a }\n%{ endif }", "${<<E\n%{ if var.a }\n%{ endif }\nE\n}"),
        ("${[for x in var.l : x]}", "${[for x in local.m : [for x in var.l : x]]}"),
    ] {
        assert_eq!(uses(text, &[input]), [""; 0], "{input} {text}");
    }
}

#[test]
fn expressions_that_differ_from_inputs_are_uses() {
    for (input, text) in [
        ("${var.a + 1}", "${var.a - 1}"),
        ("${var.a + 1}", "${var.a + 2}"),
        ("${-var.a}", "${!var.a}"),
        ("${f(var.a)}", "${g(var.a)}"),
        ("${f(var.a)}", "${f(var.a...)}"),
        ("${a::f(var.a)}", "${b::f(var.a)}"),
        ("${f(var.a)}", "${f(var.a, 1)}"),
        ("${f(var.a, null)}", "${f(var.a, true)}"),
        ("${f(var.a, b)}", "${f(var.a, c)}"),
        ("${[var.a]}", "${{ a = var.a }}"),
        ("${{ a = var.a }}", "${{ b = var.a }}"),
        ("${{ a = var.a }}", "${{ (a) = var.a }}"),
        ("${(var.a[*]).b}", "${var.a[*].b}"),
        ("${var.a[*].b}", "${var.a.*.b}"),
        ("${f(var.a).b}", "${f(var.a).c}"),
        ("${f(var.a)[0]}", "${f(var.a)[1]}"),
        ("${f(var.a).0}", "${f(var.a).1}"),
        ("${a ? var.b : c}", "${a ? c : var.b}"),
        ("${[for x in var.l : x]}", "${[for x in var.l : x if x]}"),
        ("${[for x in var.l : x]}", "${[for k, x in var.l : x]}"),
        ("${{ for x in var.l : x => x }}", "${[for x in var.l : x]}"),
        ("${{ for x in var.l : x => x }}", "${{ for x in var.l : x => x... }}"),
        ("${\"a${var.a}\"}", "${\"b${var.a}\"}"),
        ("${\"a${var.a}\"}", "${\"a${~ var.a}\"}"),
        ("${\"a${f(var.a)}\"}", "${\"a${g(var.a)}\"}"),
        ("${<<E\n  ${var.a}\nE\n}", "${<<-E\n  ${var.a}\nE\n}"),
        ("%{ if var.a }x%{ endif }", "%{ if var.a ~}x%{ endif }"),
        ("%{ if var.a }x%{ endif }", "%{ if var.a }y%{ endif }"),
        ("%{ if var.a }x%{ endif }", "%{ if var.a }x%{ else }%{ endif }"),
        ("%{ if var.a }x%{ else }y%{ endif }", "%{ if var.a }x%{ else }z%{ endif }"),
        ("%{ for x in var.a }${x}%{ endfor }", "%{ for x in var.a }${x}%{ endfor ~}"),
        ("%{ for x in var.a }x%{ endfor }", "%{ for x in var.a }y%{ endfor }"),
        ("%{ if var.a }\\n%{ endif }", "${\"%{ if var.a }\\n%{ endif }\"}"),
        // The call depends on the rest of the input.
        ("${local.a ? file(\"a\") : 1}", "${file(\"a\")}"),
        ("${[for x in local.l : file(\"a\")]}", "${file(\"a\")}"),
        ("%{ if local.a }${file(\"a\")}%{ endif }", "${file(\"a\")}"),
        // The name is bound to something else.
        ("${f(local.x, var.a)}", "${[for local in y.z : f(local.x, var.a)]}"),
        (
            "%{ if local.x }${var.a}%{ endif }",
            "%{ for local in y.z }%{ if local.x }${var.a}%{ endif }%{ endfor }",
        ),
    ] {
        assert_ne!(uses(text, &[input]), [""; 0], "{input} {text}");
        assert_eq!(uses(input, &[input]), [""; 0], "{input}");
    }
}

#[test]
fn template_is_a_unit_if_it_is_one_expression_of_an_input() {
    let mut units = Units::default();
    assert!(units.is_empty());
    units.add(&Template::parse("a ${var.a} b").unwrap(), &is_asked);
    let is_unit = |text: &str| Template::parse(text).unwrap().is_unit(&units);
    assert_eq!(["${ var.a }", "${var.b}", "a ${var.a} b"].map(is_unit), [true, false, false]);
}

#[test]
fn plain_references_are_whole_interpolations() {
    let template = Template::parse("${ a.b } ${f(c.d)} ${e.f[0]} ${\"${g.h}\"} x").unwrap();
    let plain: Vec<_> = template.plain_references().iter().map(|reference| reference.text).collect();
    assert_eq!(plain, ["a.b", "e.f[0]"]);
    assert_eq!(literal_text(&template), "… … … … x");
}
