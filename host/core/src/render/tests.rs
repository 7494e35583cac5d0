use super::{Style, json, text};
use crate::model::{Address, Diagnostic, InstanceId, Location, RegionName, SourceId, Sources, TierName};

macro_rules! snapshot {
    ($value:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($value) })
    };
}

fn instance() -> InstanceId {
    let region = Some(RegionName::new("primary").unwrap());
    InstanceId { tier: TierName::new("network").unwrap(), region }
}

fn find(sources: &Sources, source: SourceId, piece: &str) -> Location {
    let start = sources.get(source).text.find(piece).unwrap();
    Location { source, range: start..start + piece.len() }
}

/// A diagnostic with everything, over two files.
fn everything() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let base =
        sources.add("terrace.yaml", "stack: größe\n\n\n\ntiers:\n  network:\n    inputs: { cidr: '漢字' }\n");
    let overlay = sources.add("terrace.test.yaml", "tiers: { network: { inputs: { cidr: 10 } } }");
    let diagnostic = Diagnostic::error("two-values", "`cidr` has two values")
        .label(find(&sources, base, "'漢字'"), "this one")
        .label(find(&sources, base, "stack"), "of this stack")
        .label(find(&sources, overlay, "10"), "and that one")
        .instance(instance())
        .address(Address::parse("aws_vpc.main").unwrap())
        .path("cidr_block")
        .note("A note.\nOf two lines.")
        .hint("remove one")
        .hint("or the other");
    (sources, diagnostic)
}

#[test]
fn as_text() {
    let (sources, diagnostic) = everything();
    snapshot!(text(&diagnostic, &sources, Style::default()));
}

#[test]
fn as_json() {
    let (sources, diagnostic) = everything();
    snapshot!(serde_json::to_string_pretty(&json(&diagnostic, &sources)).unwrap());
}

#[test]
fn diagnostic_without_details() {
    let diagnostic = Diagnostic::warning("unused-variable", "nothing uses `var.zone`");
    let sources = Sources::default();
    let both = [
        text(&diagnostic, &sources, Style::default()),
        serde_json::to_string(&json(&diagnostic, &sources)).unwrap(),
    ];
    snapshot!(both.join("\n"));
}

#[test]
fn in_colour() {
    let (sources, diagnostic) = everything();
    let colored = text(&diagnostic, &sources, Style { color: true, width: 80 });
    assert!(colored.contains("\u{1b}["));
    assert!(!text(&diagnostic, &sources, Style { color: false, width: 80 }).contains('\u{1b}'));
}

#[test]
fn long_line_is_cut_around_the_location() {
    let mut sources = Sources::default();
    let source =
        sources.add("terrace.yaml", format!("a: [{} HERE, {}]", "x, ".repeat(100), "y, ".repeat(100)));
    let diagnostic = Diagnostic::error("here", "here").label(find(&sources, source, "HERE"), "look");
    snapshot!(text(&diagnostic, &sources, Style { color: false, width: 60 }));
}

#[test]
fn labels_stay_at_their_places_next_to_secrets() {
    let mut sources = Sources::default();
    let source = sources.add("terrace.yaml", "a: 1\nkey: (hunter2|s3\nret), x: [p, q]\n");
    for secret in ["hunter2", "s3\nret", "p"] {
        sources.hide_place(&find(&sources, source, secret));
    }
    let mut out = String::new();
    for piece in ["key", "(", "hunter2", "unter", "|", "(hunter2|", "s3\nret", "), x", "x", "p", "q]"] {
        let diagnostic = Diagnostic::error("here", "here").label(find(&sources, source, piece), "");
        out += &text(&diagnostic, &sources, Style::default());
        out += "\n\n";
    }
    assert!(!out.contains("unter2") && !out.contains("s3"));
    snapshot!(out);
}

#[test]
fn text_of_strangers_cannot_play_tricks() {
    let mut sources = Sources::default();
    let evil = "\u{1b}[2Jx\u{9b}31my\u{7}\u{202e}z\r";
    let source = sources.add(format!("dir/{evil}"), format!("a: {evil} HERE\r\nb: c\n"));
    let diagnostic = Diagnostic::error(evil, format!("one\ntwo{evil}"))
        .label(find(&sources, source, "HERE"), evil)
        .path(evil)
        .note(evil)
        .hint(evil);
    for color in [false, true] {
        let shown = text(&diagnostic, &sources, Style { color, width: 100 });
        // The renderer's own colours end in `m`; nothing else may begin an escape sequence.
        let own = shown.matches('\u{1b}').count();
        let colours = shown.split('\u{1b}').skip(1).filter(|rest| {
            rest.strip_prefix('[').is_some_and(|rest| {
                rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
            })
        });
        assert_eq!(colours.count(), own, "{shown:?}");
        let is_evil = |c: char| c != '\u{1b}' && c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!shown.contains(is_evil), "{shown:?}");
    }
    snapshot!(text(&diagnostic, &sources, Style::default()));
}

#[test]
fn diagnostic_at_the_end_of_a_file() {
    let mut sources = Sources::default();
    let mut out = String::new();
    for content in ["", "a", "a\n", "ä\r\n"] {
        let source = sources.add("x.yaml", content);
        let location = Location { source, range: content.len()..content.len() };
        let diagnostic = Diagnostic::error("end", "it ends").label(location, "");
        out += &text(&diagnostic, &sources, Style::default());
        out += &format!("\n{}\n\n", serde_json::to_string(&json(&diagnostic, &sources)).unwrap());
    }
    snapshot!(out);
}
