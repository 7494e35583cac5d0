use super::all_shown;

#[test]
fn yaml() {
    snapshot!(all_shown(&[
        ("empty", ""),
        ("only a comment", "# nothing\n"),
        ("no map", "- stack\n- x\n"),
        ("broken indentation", "stack: x\n tiers: {}\n"),
        ("a tab", "stack: x\ntags:\n\tA: b\n"),
        ("an open bracket", "stack: x\nregions: {primary: {}\n"),
        ("an open quote", "stack: \"x\n"),
        ("twice, behind multi-byte text", "stack: x # größer äöü\ntags: {é: é, Ü: ß, é: ü}\n"),
        ("twice, far apart", "stack: x\ntags: {}\n\n\n\n\n\n\nvariables: {}\ntags: {A: b}\n"),
        ("several documents", "stack: x\n---\nstack: y\n"),
        ("a custom tag", "stack: !name x\ntags: !!set {A: b}\n"),
        ("a tag that does not fit", "stack: x\ntags: {A: !!int b, B: !!bool 1}\n"),
        ("numbers", "stack: x\ntags: {A: .inf, B: 012345678901, C: -.INF, D: .nan}\n"),
        ("an empty key", "stack: x\ntags: {? : b}\n"),
        ("a list as key", "stack: x\ntags: {[a]: b}\n"),
        ("an unquoted brace", "stack: x\ntags: {A: {{ b }}}\n"),
        ("an alias of itself", "stack: x\ntags: &a {A: *a}\n"),
        ("an unknown alias", "stack: x\ntags: {A: *a}\n"),
        ("a merge of a text", "stack: x\ntags: {<<: b}\n"),
        ("too deep", &format!("stack: x\ntags: {}{}\n", "[".repeat(150), "]".repeat(150))),
    ]));
}

#[test]
fn limits_and_grants() {
    let tier = |text: &str| format!("stack: x\ntiers:\n  a:\n    component: network\n    {text}\n");
    snapshot!(all_shown(&[
        (
            "of the stack",
            "stack: x\nlimits: {fule: 1, memory: much, fuel: -1, depth: 121, blocks: 1.5, functions: \"5\"}\n"
        ),
        ("of a tier", &tier("limits: {memory: 65 GiB, contribution: 1 MB}")),
        ("no map", &tier("limits: 5")),
        ("grants", &tier("grants: [provisioner, everything, 5, modules]")),
        ("one grant", &tier("grants: modules")),
        ("names missing", &tier("grants: [references, regions, {references: var.x}, {files: [x]}]")),
        (
            "names of nothing",
            &tier("grants: [{references: [var.x, tier.b.c, var, 'var.x + 1', tier.a, 5], regions: [west]}]")
        ),
    ]));
}

#[test]
fn shape() {
    snapshot!(all_shown(&[
        ("no stack", "tiers: {}\n"),
        ("unknown keys", "stack: x\nteirs: {}\nregion: {}\ncolour: blue\n"),
        (
            "names",
            "stack: Three Tier\nenvironment: prod_1\nregions: {us_east: {}}\ntiers: {my_net: {component: network}}\n"
        ),
        (
            "names of Terraform",
            "stack: x\nvariables: {1a: {}, a b: {}}\noutputs: {a.b: x}\nproviders: {AWS: {}, 9x: {}}\n"
        ),
        (
            "types",
            "stack: 5\nrequired_version: 1.5\nvariables: []\nregions: [primary]\ntags: x\ntiers: true\noutputs: 3\nproviders: {aws: x}\n"
        ),
        (
            "a variable",
            "stack: x\nvariables:\n  a: {type: [string], defualt: 1, sensitive: yes, nullable: \"no\", ephemeral: 1}\n  b: string\n"
        ),
        ("reserved variables", "stack: x\nvariables:\n  count: {}\n  version: {type: string}\n"),
        (
            "a variable's default",
            "stack: x\nvariables: {a: {default: {b: [\"${var.c}\"]}}, d: {default: \"$${ok}\"}}\n"
        ),
        (
            "a validation",
            "stack: x\nvariables:\n  a:\n    validation:\n      - {condition: \"${var.b != 1}\"}\n      - x\n"
        ),
        (
            "a provider",
            "stack: x\nproviders:\n  aws: {source: \"${var.s}\", version: 6, verson: x, configuration: {alias: x}}\nregions:\n  a: {aws: {alias: b, region: x}, Aws: {}}\n"
        ),
        (
            "a backend",
            "stack: x\nbackend:\n  s3:\n    bucket: b\n    key: \"${terrace.environment}.tfstate\"\n"
        ),
        ("two backends", "stack: x\nbackend:\n  s3: {}\n  cloud: {}\n"),
        ("tags", "stack: x\ntags: {Cost: 12, Live: true, Null: , List: [a], \"${var.a}\": b, $expr: c}\n"),
        (
            "tiers",
            "stack: x\ntiers:\n  a:\n  b: {}\n  c: network\n  d: {component: 5, region: all}\n  e: {component: network, inputs: 5}\n"
        ),
        (
            "outputs",
            "stack: x\noutputs:\n  a:\n  b: {}\n  c: [1]\n  d: {value: 1, sensitive: maybe}\n  e: {value: 1, depends_on: []}\n"
        ),
    ]));
}

#[test]
fn regions() {
    snapshot!(all_shown(&[
        (
            "twice",
            "stack: x\nregions: {a: {}, b: {}}\ntiers:\n  t:\n    component: network\n    regions: [a, b, a]\n"
        ),
        (
            "unknown",
            "stack: x\nregions: {primary: {}, secondary: {}}\ndefault_region: tertiary\ntiers:\n  t: {component: network, regions: [primary, secondry]}\n"
        ),
        ("unknown, and there is none", "stack: x\ndefault_region: primary\n"),
        ("there are no regions", "stack: x\ntiers: {t: {component: network, regions: all}}\n"),
        ("an empty list", "stack: x\nregions: {a: {}}\ntiers: {t: {component: network, regions: []}}\n"),
        (
            "a name instead of a list",
            "stack: x\nregions: {a: {}}\ntiers: {t: {component: network, regions: a}}\n"
        ),
        (
            "inputs of an idle region",
            "stack: x\nregions: {a: {}, b: {}}\ntiers:\n  t: {component: network, regions: [a], region_inputs: {b: {n: 1}}}\n"
        ),
        (
            "region inputs without regions",
            "stack: x\nregions: {a: {}}\ntiers:\n  t: {component: network, region_inputs: {a: {n: 1}}}\n"
        ),
        (
            "reserved keys of inputs",
            "stack: x\ntiers:\n  t: {component: network, inputs: {m: {$expr: \"${var.a}\", \"${var.b}\": 1}}}\n"
        ),
    ]));
}

#[test]
fn components() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let tier =
        |body: &str| format!("stack: x\ntiers:\n  t:\n    component: {}\n", body.replace("; ", "\n    "));
    let cases = [
        ("plain HTTP", tier("http://registry.example/network.wasm")),
        ("another scheme", tier("git://registry.example/network")),
        ("no scheme", tier("ghcr.io/platform/network:1")),
        ("no scheme, with a digest", tier(&format!("localhost:5000/network@{digest}"))),
        ("no version", tier("oci://registry.example/platform/network")),
        ("a tag and a range", tier("oci://registry.example/platform/network:1.4; version: ^1.4")),
        ("a digest and a range", tier(&format!("oci://registry.example/network@{digest}; version: ^1.4"))),
        ("a range of a built-in", tier("network; version: ^1.4")),
        ("a range of a path", tier("./network.wasm; version: ^1.4")),
        ("a range of a registry without scheme", tier("registry.example/network; version: ^1.4")),
        ("a range that is none", tier("oci://registry.example/network; version: latest")),
        ("a range that is a number", tier("oci://registry.example/network; version: 1.4")),
        ("no digest", tier("https://example.com/network.wasm")),
        ("a digest that is none", tier("https://example.com/network.wasm; digest: sha256:12")),
        ("a digest of a built-in", tier(&format!("network; digest: {digest}"))),
        ("a digest of a source", tier(&format!("./waf.ts; digest: {digest}"))),
        ("no repository", tier("oci://registry.example; version: ^1.4")),
        ("an expression", tier("oci://registry.example/${terrace.stack}:1")),
    ];
    let cases: Vec<_> = cases.iter().map(|(name, yaml)| (*name, yaml.as_str())).collect();
    snapshot!(all_shown(&cases));
}

#[test]
fn expressions() {
    let head = "stack: x\nvariables: {zone: {type: string}}\nregions: {a: {}, b: {}}\ntiers:\n  net: {component: network, regions: all}\n  db: {component: database, regions: [a]}\n  iam: {component: iam}\n";
    let cases = [
        ("does not parse", "outputs:\n  o: \"x-${var.zone\"\n  p: \"${1 +}\"\n  q: 'größe ${var.zone +}'\n"),
        ("unknown variable", "outputs: {o: \"x-${var.zon}-${var.other}\"}\n"),
        ("escapes hide the place", "outputs: {o: \"\\u0078${var.zon}\"}\n"),
        ("unknown tier", "outputs: {o: \"${tier.netw.id}\", p: \"${tier.net[\\\"c\\\"].id}\"}\n"),
        ("no region here", "outputs: {o: \"${tier.net.id}\"}\n"),
        ("a tier without regions", "outputs: {o: '${tier.iam[\"a\"].id}'}\n"),
        ("no output", "outputs: {o: '${tier.iam}'}\n"),
        ("a resource", "outputs: {o: '${aws_vpc.main.id}'}\n"),
        ("a tier in a provider", "providers: {aws: {configuration: {region: '${tier.iam.region}'}}}\n"),
        ("no environment", "tags: {E: '${terrace.environment}'}\n"),
        ("no region in tags", "tags: {E: '${terrace.region}'}\n"),
        ("an unknown name of terrace", "tags: {E: '${terrace.name}'}\n"),
    ];
    let cases: Vec<_> = cases.iter().map(|(name, yaml)| (*name, format!("{head}{yaml}"))).collect();
    let mut cases: Vec<_> = cases.iter().map(|(name, yaml)| (*name, yaml.as_str())).collect();
    cases.push((
        "another region",
        "stack: x\nregions: {a: {}, b: {}, c: {}}\ntiers:\n  db: {component: database, regions: [a, c]}\n  app:\n    component: compute\n    regions: all\n    inputs: { db: \"${tier.db.arn}\" }\n",
    ));
    snapshot!(all_shown(&cases));
}
