use super::{findings, output};
use insta::assert_snapshot;
use serde_json::json;

#[test]
fn references_that_are_valid_are_accepted() {
    for value in [
        "${demo_server.one.id}",
        "${resource.demo_server.one.id}",
        "${demo_server.one.disk[0].size}",
        "${demo_server.one.disk.0.size}",
        "${demo_server.one.hook[\"start\"].command}",
        "${demo_server.one.hook.start.command}",
        "${demo_server.some[0].addresses[*]}",
        "${demo_server.some[*].disk[0].size}",
        "${demo_server.some.*.disk}",
        "${demo_server.named[\"a\"].id}",
        "${values(demo_server.named)[*].id}",
        "${[for key, server in demo_server.named : \"${key}-${server.name}\"]}",
        "${{ for server in demo_server.some : server.name => server.disk[0].size... if server.enabled }}",
        "${one(demo_server.one.network).subnet}",
        "${data.demo_zones.all.names[0]}",
        "${ephemeral.demo_token.t.value}",
        "${local.sizes.small.cpu}",
        "${local.sizes[\"small\"].cpu}",
        "${local.server.disk[0].size}",
        "${local.ring}",
        "${var.any.anything[0]}",
        "${var.shape.ports[0]}",
        "${module.dns.whatever.it[\"gives\"]}",
        "${path.module}/${terraform.workspace}",
        "%{ for server in demo_server.some ~} ${server.id} %{ endfor }",
        "${jsondecode(demo_server.one.name)[\"a\"].b}",
        "${demo_site.main.routes[\"/\"].target}",
    ] {
        assert_eq!(output(value), "", "{value}");
    }
}

#[test]
fn references_must_name_declared_blocks() {
    assert_snapshot!(output("${demo_server.won.id}"), @"output.o: value: unknown-reference: expected a declared block (did you mean `demo_server.one`?), found `demo_server.won`");
    assert_snapshot!(output("${data.demo_zone.all.names}"), @"output.o: value: unknown-reference: expected a declared block (did you mean `data.demo_zones.all`?), found `data.demo_zone.all`");
    assert_snapshot!(output("${ephemeral.demo_token.x.value}"), @"output.o: value: unknown-reference: expected a declared block (did you mean `ephemeral.demo_token.t`?), found `ephemeral.demo_token.x`");
    assert_snapshot!(output("${local.prt} ${var.shap} ${module.dsn.x}"), @r"
    output.o: value: unknown-reference: expected a local value (did you mean `port`?), found `local.prt`
    output.o: value: unknown-reference: expected a variable (did you mean `shape`?), found `var.shap`
    output.o: value: unknown-reference: expected a module call (did you mean `dns`?), found `module.dsn`
    ");
    assert_snapshot!(output("${each.key} ${count.index} ${self.id}"), @r"
    output.o: value: unknown-reference: expected a block with `for_each` around it, found `each.key`
    output.o: value: unknown-reference: expected a block with `count` around it, found `count.index`
    output.o: value: unknown-reference: expected a provisioner, a connection or a postcondition around it, found `self.id`
    ");
    assert_snapshot!(output("${foo} ${data.demo_zones} ${path.root_}"), @r"
    output.o: value: unknown-reference: expected a reference that names something declared, found `foo`
    output.o: value: unknown-reference: expected a reference that names something declared, found `data.demo_zones`
    output.o: value: unknown-reference: expected an attribute of `path` (did you mean `root`?), found `path.root_`
    ");
}

#[test]
fn references_must_name_existing_attributes() {
    assert_snapshot!(output("${demo_server.one.idd}"), @"output.o: value: unknown-reference: expected an attribute of `demo_server.one` (did you mean `id`?), found `demo_server.one.idd`");
    assert_snapshot!(output("${demo_server.one.disk[0].sise}"), @"output.o: value: unknown-reference: expected an attribute of `demo_server.one.disk[0]` (did you mean `size`?), found `demo_server.one.disk[0].sise`");
    assert_snapshot!(output("${join(\",\", [upper(demo_server.some[*].nam)])}"), @"output.o: value: unknown-reference: expected an attribute of `demo_server.some[*]` (did you mean `name`?), found `demo_server.some[*].nam`");
    assert_snapshot!(output("${demo_server.some.*.nam}"), @"output.o: value: unknown-reference: expected an attribute of `demo_server.some.*` (did you mean `name`?), found `demo_server.some.*.nam`");
    assert_snapshot!(output("${[for server in demo_server.named : server.nam]}"), @"output.o: value: unknown-reference: expected an attribute of `server` (did you mean `name`?), found `server.nam`");
    assert_snapshot!(output("%{ for server in demo_server.some }${server.nam}%{ else }%{ endfor }"), @"output.o: value: invalid-expression: expected a Terraform template, found `%{ for server in demo_server.some }${server.nam}%{ else }%{ endfor }` (expected `endfor`)");
    assert_snapshot!(output("%{ for server in demo_server.some }${server.nam}%{ endfor }"), @"output.o: value: unknown-reference: expected an attribute of `server` (did you mean `name`?), found `server.nam`");
    assert_snapshot!(output("%{ if local.sizes.tiny }${local.server.nam}%{ endif }"), @r"
    output.o: value: unknown-reference: expected an attribute of `local.sizes`, found `local.sizes.tiny`
    output.o: value: unknown-reference: expected an attribute of `local.server` (did you mean `name`?), found `local.server.nam`
    ");
    assert_snapshot!(output("${data.demo_zones.all.old_names[0]}"), @"output.o: value: deprecated: expected an attribute that is not deprecated, found `data.demo_zones.all.old_names`");
    assert_snapshot!(output("${local.sizes.small.gpu} ${var.shape.port}"), @r"
    output.o: value: unknown-reference: expected an attribute of `local.sizes.small` (did you mean `cpu`?), found `local.sizes.small.gpu`
    output.o: value: unknown-reference: expected an attribute of `var.shape` (did you mean `ports`?), found `var.shape.port`
    ");
    assert_snapshot!(output("${demo_site.main.origin.prt}"), @"output.o: value: unknown-reference: expected an attribute of `demo_site.main.origin` (did you mean `port`?), found `demo_site.main.origin.prt`");
}

#[test]
fn references_must_have_indices_that_suit_the_type() {
    assert_snapshot!(output("${demo_server.one[0].id}"), @"output.o: value: invalid-reference: expected no index, because demo_server.one has no `count` or `for_each`, found `demo_server.one[0].id`");
    assert_snapshot!(output("${demo_server.one[\"name\"]}"), @r#"output.o: value: invalid-reference: expected no index, because demo_server.one has no `count` or `for_each`, found `demo_server.one["name"]`"#);
    assert_snapshot!(output("${demo_server.some.id}"), @"output.o: value: invalid-reference: expected an index, because demo_server.some has `count`, found `demo_server.some.id`");
    assert_snapshot!(output("${demo_server.named[*].id}"), @"output.o: value: invalid-reference: expected `values(…)` before the splat, because demo_server.named is a map, found `demo_server.named[*].id`");
    assert_snapshot!(output("${demo_server.one.disk.size}"), @"output.o: value: invalid-reference: expected an index or a splat after `demo_server.one.disk`, which is list(object({path = string, size = number})), found `demo_server.one.disk.size`");
    assert_snapshot!(output("${demo_server.one.network[0].subnet}"), @"output.o: value: invalid-reference: expected `one(…)`, `tolist(…)` or a `for` around it, because a set has no indices, found `demo_server.one.network[0]`");
    assert_snapshot!(output("${demo_server.one.network.subnet}"), @"output.o: value: invalid-reference: expected `one(…)`, `tolist(…)` or a `for` around it after `demo_server.one.network`, which is set(object({subnet = string})), found `demo_server.one.network.subnet`");
    assert_snapshot!(output("${demo_server.one.disk[\"a\"].size}"), @r#"output.o: value: invalid-reference: expected a number as index into list(object({path = string, size = number})), found `demo_server.one.disk["a"]`"#);
    assert_snapshot!(output("${demo_server.one.name.first} ${demo_server.one.name[0]}"), @r"
    output.o: value: invalid-reference: expected nothing after `demo_server.one.name`, which is string, found `demo_server.one.name.first`
    output.o: value: invalid-reference: expected no index into string, found `demo_server.one.name[0]`
    ");
    assert_snapshot!(output("${local.ports[2]}"), @"output.o: value: invalid-reference: expected an index into 2 elements, found `local.ports[2]`");
    assert_snapshot!(output("${local.ports[demo_server.one.prt]}"), @"output.o: value: unknown-reference: expected an attribute of `demo_server.one` (did you mean `port`?), found `demo_server.one.prt`");
}

#[test]
fn references_must_convert_to_the_type_of_the_argument() {
    let configuration = |arguments: serde_json::Value| {
        let mut web = json!({"name": "web", "disk": {"size": 1}});
        web.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        let one = json!({"name": "one", "disk": {"size": 1}});
        let locals = json!({"open": true, "port": "${demo_server.one.port}", "strings": ["a"]});
        json!({"resource": {"demo_server": {"web": web, "one": one}}, "locals": locals})
    };
    let fits = json!({"name": "${demo_server.one.port}", "port": "${demo_server.one.name}", "enabled": "${local.open}",
        "labels": "${demo_server.one.addresses}", "limits": "${demo_server.one.limits}"});
    assert_eq!(findings(configuration(fits)), "");
    assert_snapshot!(findings(configuration(json!({"port": "${demo_server.one.enabled}"}))), @"demo_server.web: port: wrong-type: expected number, found `demo_server.one.enabled`, which is bool");
    assert_snapshot!(findings(configuration(json!({"enabled": "${local.port}"}))), @"demo_server.web: enabled: wrong-type: expected bool, found `local.port`, which is number");
    assert_snapshot!(findings(configuration(json!({"tags": "${local.strings}"}))), @"demo_server.web: tags: wrong-type: expected map(string), found `local.strings`, which is tuple([string])");
    assert_snapshot!(findings(configuration(json!({"name": "${demo_server.one}"}))), @"demo_server.web: name: wrong-type: expected string, found `demo_server.one`, which is object({addresses = list(string), count = number, disk = list(object({path = string, size = number})), enabled = bool, and 14 more})");
    assert_snapshot!(findings(configuration(json!({"labels": ["${demo_server.one.addresses}"]}))), @"demo_server.web: labels[0]: wrong-type: expected string, found `demo_server.one.addresses`, which is list(string)");
}
