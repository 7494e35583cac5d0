use super::*;
use serde_json::json;

const TEXT: &str = r#"{
  "//": {"components": [{"name": "images", "version": "1.0.0", "tiers": ["api", "compute"]}], "terrace": "0.1.0"},
  "data": {
    "aws_ami": {
      "compute_primary_this": {
        "//": {"tier": "compute", "region": "primary", "name": "this"}
      }
    }
  },
  "module": {
    "queue_eu-1_main": {
      "//": {"tier": "queue", "region": "eu-1", "name": "main", "component": "queue@2.0.0"},
      "source": "./queue"
    }
  },
  "output": {
    "id": {
      "value": "${aws_vpc.network__a_b.id}"
    }
  },
  "resource": {
    "aws_vpc": {
      "foreign": {},
      "network__a_b": {
        "//": {"tier": "network", "name": "a_b"},
        "cidr_block": "10.0.0.0/16"
      }
    }
  }
}
"#;

fn provenance() -> Provenance {
    Provenance::read(TEXT, Path::new("main.tf.json")).unwrap()
}

fn shown<'a>(origins: impl IntoIterator<Item = &'a Origin>) -> Vec<String> {
    let shown = |origin: &Origin| format!("{} {}", origin.instance, origin.local);
    origins.into_iter().map(shown).collect()
}

#[test]
fn addresses_are_found_however_terraform_writes_them() {
    let provenance = provenance();
    let cases = [
        ("aws_vpc.network__a_b", "network aws_vpc.a_b"),
        ("aws_vpc.network__a_b[0]", "network aws_vpc.a_b"),
        ("aws_vpc.network__a_b[\"a.b\"].id", "network aws_vpc.a_b"),
        ("resource.aws_vpc.network__a_b.lifecycle.precondition[0]", "network aws_vpc.a_b"),
        ("data.aws_ami.compute_primary_this", "compute[primary] data.aws_ami.this"),
        ("module.queue_eu-1_main[\"x\"].aws_sqs_queue.this[0]", "queue[eu-1] module.main"),
        ("module.queue_eu-1_main.data.aws_region.here", "queue[eu-1] module.main"),
    ];
    for (address, expected) in cases {
        assert_eq!(shown(provenance.find(address)), [expected], "{address}");
    }
    for address in
        ["", "aws_vpc", "aws_vpc.foreign", "aws_ami.compute_primary_this", "aws_vpc.network__a_bc", "[", "."]
    {
        assert_eq!(provenance.find(address), None, "{address}");
    }
}

#[test]
fn lines_are_traced_to_their_block() {
    let provenance = provenance();
    let lines: Vec<_> =
        (1..40).filter_map(|n| Some((n, provenance.at_line(n)?.address.to_string()))).collect();
    let expected = |range: RangeInclusive<usize>, address: &str| {
        range.map(|n| (n, address.to_owned())).collect::<Vec<_>>()
    };
    let all = [
        expected(5..=7, "data.aws_ami.compute_primary_this"),
        expected(11..=14, "module.queue_eu-1_main"),
        expected(24..=27, "aws_vpc.network__a_b"),
    ];
    assert_eq!(lines, all.concat());
}

#[test]
fn messages_are_traced_but_not_source_or_logs() {
    let provenance = provenance();
    let boxed = "\u{1b}[31m╷\u{1b}[0m\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m\u{1b}[1m\u{1b}[31mError: \u{1b}[0mbad\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m  with module.queue_eu-1_main[\"a\"].aws_sqs_queue.this,\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m  on main.tf.json line 12, in module.queue_eu-1_main:\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m  12:   \"source\": \u{1b}[4m\"${aws_vpc.network__a_b.id}\"\u{1b}[0m\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m    ├──────\n\
        \u{1b}[31m│\u{1b}[0m \u{1b}[0m    │ aws_vpc.network__a_b.id is \"x\"\n";
    assert_eq!(shown(provenance.mentioned(boxed)), ["queue[eu-1] module.main"]);

    let plain = "\nError: bad\n\n  on main.tf.json line 26, in resource:\n  26:  \"${data.aws_ami.compute_primary_this.id}\"\n";
    assert_eq!(shown(provenance.mentioned(plain)), ["network aws_vpc.a_b"]);

    let cycle = "Error: Cycle: data.aws_ami.compute_primary_this (expand), aws_vpc.network__a_b.";
    let both = ["compute[primary] data.aws_ami.this", "network aws_vpc.a_b"];
    assert_eq!(shown(provenance.mentioned(cycle)), both);

    for silent in [
        "2026-01-31T10:00:00.000Z [TRACE] vertex \"aws_vpc.network__a_b\": starting",
        "on other.tf line 26, in resource:",
        "on main.tf.json line 99999999999999999999999, in x:",
        "on main.tf.json line 18, in output:",
        "",
    ] {
        assert!(provenance.mentioned(silent).is_empty(), "{silent}");
    }
}

#[test]
fn json_diagnostics_are_traced_by_address_line_or_context() {
    let provenance = provenance();
    let range = |file: &str, line: u32| json!({"filename": file, "start": {"line": line}});
    let cases = [
        (json!({"address": "aws_vpc.network__a_b[0]"}), Some("network aws_vpc.a_b")),
        (json!({"range": range("main.tf.json", 6)}), Some("compute[primary] data.aws_ami.this")),
        (
            json!({"diagnostic": {"range": range("x/main.tf.json", 6)}}),
            Some("compute[primary] data.aws_ami.this"),
        ),
        (json!({"range": range(".terraform/modules/a/main.tf", 6)}), None),
        (json!({"snippet": {"context": "resource.aws_vpc.network__a_b"}}), Some("network aws_vpc.a_b")),
        (json!({"range": null, "snippet": null, "address": 3}), None),
        (json!("text"), None),
    ];
    for (diagnostic, expected) in cases {
        let found = provenance.in_diagnostic(&diagnostic);
        assert_eq!(shown(found), expected.into_iter().collect::<Vec<_>>(), "{diagnostic}");
    }
}

/// The last module has a mark of an earlier version of Terrace, which contained everything.
#[test]
fn components_are_read_from_the_root_or_the_block() {
    let provenance = provenance();
    let component = |address: &str| provenance.find(address).unwrap().component.as_deref();
    assert_eq!(component("data.aws_ami.compute_primary_this"), Some("images@1.0.0"));
    assert_eq!(component("module.queue_eu-1_main"), Some("queue@2.0.0"));
    assert_eq!(component("aws_vpc.network__a_b"), None);
}

#[test]
fn comments_that_terrace_did_not_write_are_ignored() {
    for text in [
        r#"{"resource": {"a": {"b": {"//": "note"}}}}"#,
        r#"{"resource": {"a": {"b": {"//": {"tier": "No_", "name": "x", "component": "x"}}}}}"#,
        r#"{"resource": {"a": {"b": [1]}}, "data": [], "module": 3}"#,
        "{}",
    ] {
        assert!(Provenance::read(text, Path::new("x")).unwrap().origins.is_empty(), "{text}");
    }
    assert!(Provenance::read("[]", Path::new("x")).is_err());
}

proptest::proptest! {
    #[test]
    fn trace_never_panics(text in "(?s).{0,200}", line in "[ │├0-9:a-z_.\\[\\]\"-]{0,60}") {
        let provenance = provenance();
        provenance.mentioned(&text);
        provenance.mentioned(&line);
        provenance.find(&text);
        provenance.find(&line);
    }
}
