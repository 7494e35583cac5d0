use super::*;
use std::sync::{Arc, Mutex};
use terrace_core::model::Sources;

/// Returns the lines that some work logs under a filter, with times replaced.
fn logged(verbose: u8, variable: &str, work: impl FnOnce()) -> String {
    let lines = Arc::new(Mutex::new(String::new()));
    let write = {
        let lines = Arc::clone(&lines);
        move |line: &str| {
            let line = anstream::adapter::strip_str(line).to_string();
            let mut lines = lines.lock().unwrap();
            lines.push_str(&masked(&line));
            lines.push('\n');
        }
    };
    let filter = filter(verbose, variable).unwrap().unwrap();
    let layer = Lines::new(Instant::now(), write).with_filter(filter.and(of_terrace()));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    let lines = lines.lock().unwrap();
    lines.clone()
}

/// Replaces the time at the beginning of a line and the duration at its end.
fn masked(line: &str) -> String {
    let line = line.split_once(" s ").map_or(line, |(_, rest)| rest);
    match line.rsplit_once(" (") {
        Some((line, _)) => format!("<time> {line} (<duration>)"),
        None => format!("<time> {line}"),
    }
}

fn work() {
    let span =
        tracing::info_span!(target: "terrace_test", "request", path = "/v2/", status = tracing::field::Empty);
    tracing::debug!(target: "terrace_test", tier = "web", "contribution is cached");
    tracing::trace!(target: "terrace_other", "a detail");
    tracing::error!(target: "hyper", authorization = "Basic c2VjcmV0", "a header");
    span.record("status", 200);
}

#[test]
fn lines_are_those_of_the_level() {
    insta::assert_snapshot!(logged(1, "", work), @r#"<time> INFO  terrace_test: request path="/v2/" status=200 (<duration>)"#);
    insta::assert_snapshot!(logged(2, "", work), @r#"
    <time> DEBUG terrace_test: contribution is cached tier="web"
    <time> INFO  terrace_test: request path="/v2/" status=200 (<duration>)
    "#);
    assert_eq!(logged(0, "debug", work), logged(2, "", work));
    assert_eq!(logged(3, "", work).lines().count(), 3);
}

#[test]
fn filter_adds_to_the_level() {
    let lines = logged(1, "terrace_other=trace", work);
    insta::assert_snapshot!(lines, @r#"
    <time> TRACE terrace_other: a detail
    <time> INFO  terrace_test: request path="/v2/" status=200 (<duration>)
    "#);
    assert_eq!(logged(1, "debug", work), logged(2, "", work));
    assert_eq!(logged(0, "terrace_other=trace", work).lines().count(), 1);
}

#[test]
fn other_libraries_are_never_logged() {
    for variable in ["trace", "hyper=trace", "terrace_test=off,hyper=trace"] {
        let lines = logged(0, variable, work);
        assert!(!lines.contains("hyper") && !lines.contains("Basic"), "{lines}");
    }
}

#[test]
fn log_is_off_without_a_filter() {
    assert!(filter(0, "").unwrap().is_none());
    assert!(filter(0, " ").unwrap().is_none());
    let problem = filter(0, "terrace_test=loud").unwrap_err();
    insta::assert_snapshot!(terrace_core::render::text(&problem, &Sources::default(), Default::default()), @r"
    warning[log-filter]: `TERRACE_LOG` is ignored, because `terrace_test=loud` is not a filter
     |
     = help: set it to a level such as `debug`, or to a module's, such as `terrace_registry=trace`
    ");
}

#[test]
fn table_adds_up_the_phases() {
    let times = Times::default();
    let layer = times.clone().with_filter(of_terrace().and(LevelFilter::DEBUG));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::info_span!(target: "terrace_test", "load").in_scope(|| {
            std::thread::sleep(std::time::Duration::from_millis(30));
        });
        for _ in 0..2 {
            let _span = tracing::debug_span!(target: "terrace_test", "run").entered();
        }
        let _other = tracing::info_span!(target: "hyper", "connect").entered();
        let _detail = tracing::trace_span!(target: "terrace_test", "detail").entered();
    });
    let table = times.table(std::time::Duration::from_millis(1234));
    let columns = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = table.lines().map(columns).collect();
    let names: Vec<_> = rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(names, [("PHASE", "COUNT"), ("load", "1"), ("run", "2"), ("command", "1")]);
    assert_eq!(rows[3][2..], ["1.23", "s"]);
}
