//! Tests that references from inputs and tags may be reused, but nothing that only looks like them.

use super::*;

/// Returns whether a tier that was given these strings may give a topic this name.
fn passes(given: &[&str], name: &str) -> bool {
    verdict(&topic(name), given, &Grants::default()).errors.is_empty()
}

#[test]
fn references_given_in_inputs_are_allowed() {
    let cases: &[(&str, &str)] = &[
        ("${var.a}", "${var.a}"),
        ("${var.a}", "${ var . a }"),
        ("${var.a}", "x-${var.a}-y"),
        ("${var.a}", "${upper(var.a)}"),
        ("${var.a}", "${var.a.b[0].c}"),
        ("${var.a}", "${var.a[each.key]}"),
        ("${var.a}", "${var.a[*].id}"),
        ("${var.a}", "${[for x in var.a : x.id]}"),
        ("${var.a}", "%{ for x in var.a }${x}%{ endfor }"),
        ("${var.a}", "${{ (var.a) = 1 }}"),
        ("${var.a.b}", "${var.a[\"b\"].c}"),
        ("${var.a[\"b\"]}", "${var.a.b}"),
        ("${(var.a)}", "${var.a}"),
        ("pre-${var.a}", "${var.a}"),
        ("a ${var.a} b ${tier.vault.token}", "${tier.vault.token}"),
        (
            "#!/bin/sh\necho \"${tier.vault.token}\"",
            "${base64encode(\"#!/bin/sh\\necho \\\"${tier.vault.token}\\\"\")}",
        ),
        ("${tier.network.id}", "${tier.network.id}"),
        ("${tier.network.id}", "${tier.network[\"main\"].id}"),
        ("${tier.network[\"main\"].id}", "${tier.network.id}"),
        ("${tier.network[\"west\"].id}", "${tier.network[\"west\"].id.x}"),
        ("${tier.network.ids}", "${length(tier.network.ids) >= 2}"),
        ("${sha256(var.a)}", "${sha256(var.a)}"),
        ("${sha256(var.a)}", "${substr( sha256( var.a /* it */ ), 0, 8 )}"),
        ("${sha256(var.a)}", "${(sha256(var.a)).x}"),
        ("${var.on ? var.a : null}", "${coalesce((var.on?var.a:null), 1)}"),
        ("${[for x in var.a : x.id]}", "${toset([for x in var.a: x.id])}"),
        ("${{ a = var.a, b = 2 }}", "${merge({a=var.a,b=2}, {})}"),
        ("${{ a = var.a }}", "${{\n  a = var.a # it\n}}"),
        ("%{ if var.on }x%{ endif }", "a %{ if var.on }x%{ endif }"),
        ("%{ if var.on }a\nb%{ endif }", "${base64encode(\"%{ if var.on }a\\nb%{ endif }\")}"),
        ("%{ for x in var.a ~}${x}%{ endfor }", "q %{for x in var.a~}${ x }%{endfor}"),
        ("${file(\"x\")}", "${file(\"x\")}"),
        ("${file(\"x\")}", "${trimspace(file( \"x\" ))}"),
        ("a ${file(\"x\")}", "${file(\"x\",)}"),
        ("${upper(templatefile(\"t\", {}))}", "${templatefile(\"t\", { })}"),
        ("${file(var.path)}", "${[for x in [1] : file(var.path)][0]}"),
        ("${file(\"${path.module}/x\")}", "${base64encode(file(\"${path.module}/x\"))}"),
        (
            "${[for f in fileset(\".\", \"*\") : file(f)]}",
            "${join(\",\", [for f in fileset(\".\", \"*\") : file(f)])}",
        ),
        ("${[for f in fileset(\".\", \"*\") : file(f)]}", "${fileset(\".\", \"*\")}"),
        ("${nonsensitive(var.a)}", "${nonsensitive(var.a)}"),
        ("", "${local.a} ${aws_sns_topic.main.arn} ${path.module} ${terraform.workspace} ${each.value}"),
        ("", "${tier.queue.url} ${tier.queue[\"main\"].url}"),
        ("", "var.a tier.vault.token file(\"x\") $${var.a} %%{ if var.a }"),
        ("", "${[for var in [{ a = 1 }] : var.a][0]}"),
        ("", "${[for tier in local.x : tier.vault.token][0]}"),
        ("", "${{ var = 1, file = 2 }.var}"),
        ("", "${local.var.a} ${local.tier.vault.token}"),
        ("", "${upper(\"file\")} ${length(\"var.a\")}"),
    ];
    for (given, name) in cases {
        let texts = if given.is_empty() { vec![] } else { vec![*given] };
        let errors = verdict(&topic(name), &texts, &Grants::default()).errors;
        assert!(errors.is_empty(), "{given} gives {name}: {errors:?}");
    }
}

#[test]
fn references_not_given_are_refused_wherever_they_hide() {
    let cases: &[(&str, &str)] = &[
        ("", "${var.a}"),
        ("", "${ var . a }"),
        ("", "${nonsensitive(var.a)}"),
        ("", "${nonsensitive(random_password.x.result)}"),
        ("", "${core::nonsensitive(local.x)}"),
        ("", "${tier.vault.token}"),
        ("", "${tier.queue[\"west\"].url}"),
        ("", "${tier.network[\"west\"].id}"),
        ("", "${var[\"a\"]}"),
        ("", "${keys(var)}"),
        ("", "${(var).a}"),
        ("", "${local.x[var.a]}"),
        ("", "${local.x[tier.vault.token].y}"),
        ("", "${[for x in var.a : x]}"),
        ("", "${[for var in var.a : var]}"),
        ("", "${[for x in [1] : [for y in [2] : var.a]]}"),
        ("", "${{ for k, v in local.x : k => v... if var.a }}"),
        ("", "${{ (var.a) = 1 }}"),
        ("", "${{ \"${var.a}\" = 1 }}"),
        ("", "${\"q ${\"r ${var.a}\"}\"}"),
        ("", "${<<-EOT\n  ${var.a}\nEOT\n}"),
        ("", "%{ if var.a }x%{ endif }"),
        ("", "%{ if local.x }x%{ else }${var.a}%{ endif }"),
        ("", "%{ for x in var.a }x%{ endfor }"),
        ("", "%{ for x in local.y }${var.a}%{ endfor }"),
        ("", "${true ? var.a : 1} "),
        ("", "${-var.a}${1-var.a}${!var.a}"),
        ("", "${max(var.a...)}"),
        ("", "${local.x.*.y[var.a]}"),
        ("${var.b}", "${var.a}"),
        ("${var.a.b}", "${var.a}"),
        ("${var.a.b}", "${var.a.c}"),
        ("${var.a[0]}", "${var.a[1]}"),
        ("${var.a[*].b}", "${var.a}"),
        ("${var.a[local.x]}", "${var.a}"),
        ("$${var.a}", "${var.a}"),
        ("var.a", "${var.a}"),
        ("${sha256(var.a)}", "${var.a}"),
        ("${sha256(var.a)}", "${md5(var.a)}"),
        ("${sha256(var.a)}", "${[for var in [{ a = 1 }] : sha256(var.a)][0]}${var.a}"),
        ("${var.on ? var.a : null}", "${var.a}"),
        ("%{ if var.on }${var.a}%{ endif }", "${var.a}"),
        ("${tier.vault.user}", "${tier.vault.token}"),
        ("${tier.network.id}", "${tier.network[\"west\"].id}"),
        ("${tier.network[\"west\"].id}", "${tier.network.id}"),
        ("", "${file(\"x\")}"),
        ("", "${core::file(\"x\")}"),
        ("", "${ file ( \"x\" ) }"),
        ("", "${provider::local::direxists(\"d\")}"),
        ("", "${provider::disk::direxists(\"d\")}"),
        ("", "${templatefile(\"t\", { a = 1 })}"),
        ("", "${templatestring(local.t, {})}"),
        ("", "${abspath(\".\")}${pathexpand(\"~\")}"),
        ("", "${fileset(\".\", \"**\")}"),
        ("", "${{ (file(\"k\")) = 1 }}"),
        ("", "${upper(\"${file(\"x\")}\")}"),
        ("", "%{ for f in fileset(\".\", \"*\") }x%{ endfor }"),
        ("${file(\"x\")}", "${file(\"y\")}"),
        ("${file(\"x\")}", "${filebase64(\"x\")}"),
        ("${file(\"x\")}", "${file(\"x y\")}"),
        ("file(\"x\")", "${file(\"x\")}"),
        ("$${file(\"x\")}", "${file(\"x\")}"),
        ("${file(var.path)}", "${[for var in [{ path = \"/etc/passwd\" }] : file(var.path)][0]}"),
        ("${file(var.path)}", "${[for var, x in { path = 1 } : file(var.path)][0]}"),
        ("${file(var.path)}", "${[for k in [1] : [for k, var in local.x : file(var.path)]]}"),
        ("${file(var.path)}", "${{ for var in local.x : file(var.path) => 1 }}"),
        ("${file(var.path)}", "${{ for var in local.x : 1 => 2 if file(var.path) == \"\" }}"),
        ("${file(var.path)}", "%{ for var in [{ path = \"/etc/passwd\" }] }${file(var.path)}%{ endfor }"),
        (
            "${file(var.path)}",
            "%{ for var, v in local.x }%{ if file(var.path) == \"\" }x%{ endif }%{ endfor }",
        ),
        ("${file(var.path)}", "${\"%{ for var in local.x }${file(var.path)}%{ endfor }\"}"),
        (
            "${file(\"${path.module}/x\")}",
            "${[for path in [{ module = \"/etc\" }] : file(\"${path.module}/x\")]}",
        ),
        ("${file(tier.vault.path)}", "${[for tier in local.x : file(tier.vault.path)]}"),
        (
            "${upper(file(terraform.workspace))}",
            "${[for terraform in local.x : upper(file(terraform.workspace))]}",
        ),
        ("${[for f in fileset(\".\", \"*\") : file(f)]}", "${file(\"f\")}"),
        ("${[for f in fileset(\".\", \"*\") : file(f)]}", "${[for f in [\"/etc/passwd\"] : file(f)]}"),
        ("${[for f in fileset(\".\", \"*\") : file(f)]}", "${[for f in fileset(\"/\", \"*\") : file(f)]}"),
        ("%{ for f in var.x }${file(f)}%{ endfor }", "%{ for f in local.x }${file(f)}%{ endfor }"),
        ("${var.on ? file(\"x\") : 1}", "${file(\"x\")}"),
        ("${templatefile(\"t\", { a = 1 })}", "${templatefile(\"t\", { a = file(\"x\") })}"),
        ("${templatefile(\"t\", { a = 1 })}", "${templatefile(\"t\", { a = local.x })}"),
        ("${file(\"a b\")}", "${file(\"ab\")}"),
        ("${file((var.a)[*].b)}", "${file(var.a[*].b)}${var.a}"),
    ];
    for (given, name) in cases {
        let texts = if given.is_empty() { vec![] } else { vec![*given] };
        assert!(!passes(&texts, name), "{given} does not give {name}");
    }
}
