use super::*;

const TEXT: &str = "a: one\nb: TWO\nc: three\n";
const ONE: Range<usize> = 3..6;
const TWO: Range<usize> = 10..13;
const THREE: Range<usize> = 17..22;

/// Suspects every value. Those in capital letters are shown as causes.
fn suspecting(text: &str) -> Vec<Suspect> {
    let suspect = |range: Range<usize>| Suspect {
        is_shown_as_cause: text[range.clone()].chars().all(char::is_uppercase),
        range,
    };
    [ONE, TWO, THREE].map(suspect).into()
}

/// Returns sources whose second file has suspects.
fn sources() -> (Sources, SourceId, SourceId) {
    let mut sources = Sources::default();
    let plain = sources.add("plain.yaml", TEXT);
    let suspect = sources.add_suspect("suspect.yaml", TEXT, suspecting);
    (sources, plain, suspect)
}

fn at(source: SourceId, range: Range<usize>) -> Location {
    Location { source, range }
}

#[test]
fn suspects_are_hidden_unless_they_are_the_cause() {
    let (sources, plain, suspect) = sources();
    let whole = at(suspect, 0..TEXT.len());
    let hidden = |cause: Range<usize>| {
        let found = sources.hidden(&whole, &[&cause]);
        assert!(found.iter().all(|(_, instead)| *instead == SUSPECTED));
        found.into_iter().map(|(range, _)| range).collect::<Vec<_>>()
    };
    for cause in [TWO, 9..10, 13..14, 11..12] {
        assert_eq!(hidden(cause), [ONE, THREE]);
    }
    for cause in [ONE, 8..9, 14..15] {
        assert_eq!(hidden(cause), [ONE, TWO, THREE]);
    }
    assert_eq!(sources.hidden(&at(plain, 0..TEXT.len()), &[]), []);
}

#[test]
fn values_that_are_no_secrets_are_shown() {
    let (sources, _, suspect) = sources();
    sources.clear(&at(suspect, ONE));
    let whole = at(suspect, 0..TEXT.len());
    assert_eq!(sources.hidden(&whole, &[]), [(TWO, SUSPECTED), (THREE, SUSPECTED)]);
    sources.hide_place(&at(suspect, 4..5));
    assert_eq!(sources.hidden(&whole, &[])[0], (4..5, SECRET));
}

#[test]
fn secrets_are_hidden_by_place_and_by_content() {
    let (sources, plain, suspect) = sources();
    sources.hide_place(&at(plain, 3..4));
    sources.hide_place(&at(plain, 4..6));
    sources.hide("three");
    let hidden = |source, range| sources.hidden(&at(source, range), &[]);
    assert_eq!(hidden(plain, 0..TEXT.len()), [(3..4, SECRET), (4..6, SECRET), (THREE, SECRET)]);
    assert_eq!(hidden(plain, 5..22), [(5..6, SECRET), (THREE, SECRET)]);
    assert_eq!(hidden(plain, 6..17), []);
    assert_eq!(hidden(suspect, 4..TEXT.len()), [(4..6, SUSPECTED), (TWO, SUSPECTED), (THREE, SECRET)]);
    assert!(sources.secrets().are_in("three"));
    assert_eq!(sources.masked("it is three"), "it is (secret)");
    assert_eq!(sources.masked_json(r#"{"three":"three"}"#), r#"{"three":"(secret)"}"#);
}

#[test]
fn overlapping_secrets_are_hidden_once() {
    let (sources, plain, suspect) = sources();
    for source in [plain, suspect] {
        sources.hide_place(&at(source, 2..5));
        sources.hide_place(&at(source, 4..8));
    }
    assert_eq!(sources.hidden(&at(plain, 0..9), &[]), [(2..8, SECRET)]);
    assert_eq!(sources.hidden(&at(suspect, 0..9), &[]), [(2..8, SECRET)]);
}

#[test]
fn location_in_a_secret_is_its_start() {
    let (sources, plain, suspect) = sources();
    sources.hide_place(&at(plain, THREE));
    let told = |source, range| sources.told(&at(source, range)).range;
    for inside in [17..22, 18..19, 21..30, 20..20] {
        assert_eq!(told(plain, inside), 17..17);
    }
    for outside in [10..13, 10..20, 22..23, 22..22] {
        assert_eq!(told(plain, outside.clone()), outside);
    }
    assert_eq!(told(suspect, THREE), THREE);
}

#[test]
fn sources_with_the_same_files_are_equal() {
    let (sources, ..) = sources();
    assert!(sources.iter().map(|file| file.name.as_str()).eq(["plain.yaml", "suspect.yaml"]));
    let mut other = sources.clone();
    other.hide("three");
    assert_eq!(sources, other);
    other.add("more.yaml", "");
    assert_ne!(sources, other);
}
