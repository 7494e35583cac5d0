//! Tests that reading a file ends with a program or an error, however deeply it is nested, and never with the process.

#![allow(clippy::unwrap_used, missing_docs)]

mod shapes;

use libtest_mimic::{Arguments, Trial};
use shapes::{EXHAUSTING, SHAPES};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;
use terrace_languages::ProgramError;
use terrace_languages::typescript::{self, Compiler};
use terrace_programs::apart::this_program;
use wait4::Wait4 as _;

/// How often a shape is repeated: the most allowed or nearly so, what ended the process, and as much as makes a large file.
const TIMES: [usize; 4] = [490, 1_990, 8_500, 100_000];

/// Shapes that the parser reads again for each of their levels. The reader gives up on many of them, but only after longer than
/// a test should wait.
const SLOW: [&str; 2] = ["comparisons", "type arguments of calls"];

/// The longest that one of them may take on a busy machine: the reader gives up after a minute.
const PATIENCE: Duration = Duration::from_secs(300);

/// The variable that tells a child process what to read.
const READ: &str = "TERRACE_TEST_READ";

/// The most memory in bytes that the reader and its child processes may take together.
const MAX_FILE_MEMORY_BYTES: u64 = 1 << 30;
/// The part of that memory that the reader itself may take.
const OWN: u64 = 128 << 20;

// This same program is started as the compiler, so it has its own `main`.
fn main() -> ExitCode {
    if let Some(code) = typescript::serve() {
        return code;
    }
    if let Some(directory) = std::env::var_os(READ) {
        read(Path::new(&directory));
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); 4] = [
        ("an_error_tells_where_it_is_too_deep", an_error_tells_where_it_is_too_deep),
        ("ordinary_depths_are_read", ordinary_depths_are_read),
        ("no_depth_ends_the_process", no_depth_ends_the_process),
        ("no_text_takes_all_memory", no_text_takes_all_memory),
    ];
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

/// Runs in a child process: reads each of the texts in three places.
fn read(directory: &Path) {
    thread::spawn(|| {
        thread::sleep(PATIENCE);
        std::process::abort();
    });
    let program = this_program().unwrap();
    for text in fs::read_dir(directory).unwrap() {
        for tier in PLACES {
            let tier = text.as_ref().unwrap().path().join(tier);
            let outcome = match typescript::read(&tier, None, Compiler::apart(&program)) {
                Ok(program) => format!("{} modules", program.modules.len()),
                Err(error @ ProgramError::Syntax { line, column, .. }) => {
                    format!("{error} at {line}:{column}")
                }
                Err(error) => error.to_string(),
            };
            fs::write(tier.join("outcome"), outcome).unwrap();
        }
    }
}

/// The place of a text: it is the tier, is imported by it, or is in a package.
const PLACES: [&str; 3] = ["entry", "imported", "package"];

/// An error about nesting has a position.
fn an_error_tells_where_it_is_too_deep() {
    let told = |text: &str| outcomes("a text", &[text.to_owned()]).concat().remove(0);
    let sum = format!("x =\n {}a;", "a + ".repeat(3000));
    assert_eq!(told(&sum), "this is nested more than 2000 levels deep at 2:2");
    let lists = format!("\n{}", "[".repeat(1000));
    assert_eq!(told(&lists), "brackets are nested more than 500 levels deep here at 2:501");
    assert_eq!(
        told(&"a;".repeat(1 << 20)),
        "the file has more brackets and operators than can be read at 1:1"
    );
}

/// Code written by people and their tools is not too deep.
fn ordinary_depths_are_read() {
    let table: Vec<String> = (0..5000).map(|n| format!("{{a: [{n}, (b) => `${{b}}`, c ? d : e]}}")).collect();
    let texts = [
        format!("export default [{}];", table.join(",\n")),
        format!("export default a{};", " + \"b\"".repeat(1500)),
        format!("export default a{};", ".b(1)".repeat(600)),
        format!("{}{{}}", "if (a) { b(); } else ".repeat(900)),
        format!("let x = {}1{};", "[".repeat(400), "]".repeat(400)),
    ];
    for outcome in outcomes("ordinary texts", &texts) {
        assert_eq!(outcome, ["1 modules", "2 modules", "2 modules"]);
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn lay_out(directory: &Path, text: &str) {
    let at = |path: &str| directory.join(path);
    write(&at("entry/tier.ts"), text);
    write(&at("imported/tier.ts"), "import \"./deep\";");
    write(&at("imported/deep.ts"), text);
    write(&at("package/tier.ts"), "import \"deep\";");
    write(&at("package/node_modules/deep/package.json"), "{\"type\": \"module\", \"exports\": \"./a.ts\"}");
    write(&at("package/node_modules/deep/a.ts"), text);
}

/// Reads each of these texts in each place, in a separate process, and returns the outcomes.
fn outcomes(name: &str, texts: &[String]) -> Vec<[String; 3]> {
    let directory = tempfile::tempdir().unwrap();
    let at = |index: usize| directory.path().join(index.to_string());
    texts.iter().enumerate().for_each(|(index, text)| lay_out(&at(index), text));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(READ, directory.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let used = child.wait4().unwrap();
    assert!(used.status.success(), "{name}: {}\n{said}", used.status);
    // The largest of the reader's child processes.
    assert!(used.rusage.maxrss < MAX_FILE_MEMORY_BYTES - OWN, "{name}: {} MiB", used.rusage.maxrss >> 20);
    assert!(!said.contains("panicked"), "{name}: {said}");
    let told = |index| PLACES.map(|tier| fs::read_to_string(at(index).join(tier).join("outcome")).unwrap());
    (0..texts.len()).map(told).collect()
}

fn no_depth_ends_the_process() {
    for (name, before, repeated, after) in SHAPES {
        let times = TIMES.iter().filter(|times| **times < 1_000 || !SLOW.contains(name));
        let texts: Vec<String> =
            times.map(|times| format!("{before}{}{after}", repeated.repeat(*times))).collect();
        for outcome in outcomes(name, &texts).concat() {
            // One sentence, or the program.
            assert!(!outcome.is_empty() && outcome.len() < 300, "{name}: {outcome}");
        }
    }
}

fn no_text_takes_all_memory() {
    for (name, before, repeated, after) in EXHAUSTING {
        let text = format!("{before}{}{after}", repeated.repeat(40));
        for outcome in outcomes(name, &[text]).concat() {
            let expected = [
                "the file is too complex to parse: it needs more than 512 MiB of memory at 1:1",
                // On a busy machine.
                "reading the tier's source takes longer than 10 seconds at 1:1",
            ];
            assert!(expected.contains(&outcome.as_str()), "{name}: {outcome}");
        }
    }
}
