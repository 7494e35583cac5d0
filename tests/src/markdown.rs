//! Parses documentation: its code blocks, links, headings and tables.

use std::collections::BTreeMap;

/// A fenced code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The language: the first word after the fence.
    pub language: String,
    /// The words after that: flags, and settings of the form `key=value`.
    pub words: Vec<String>,
    /// The content, each line with its line break.
    pub text: String,
    /// The line of the fence, counted from 1.
    pub line: usize,
}

impl Block {
    /// Returns whether a word follows the fence.
    pub fn is(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// Returns the value of a setting.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }
}

/// A Markdown document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The code blocks, in order.
    pub blocks: Vec<Block>,
    /// The targets of the links, with their lines.
    pub links: Vec<(usize, String)>,
    /// The targets for links into the document: its headings, as GitHub names them.
    pub anchors: Vec<String>,
    /// The rows of the tables, each a list of cells. A `|` in a cell is written `\|`.
    pub rows: Vec<Vec<String>>,
}

/// Parses a document.
///
/// # Errors
///
/// The first line of a code block that does not end.
pub fn read(text: &str) -> Result<Document, usize> {
    let mut document = Document::default();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: Option<Block> = None;
    // The content of a block in a list is indented like its fence.
    let mut indent = 0;
    for (index, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some("")) => document.blocks.extend(open.take()),
            (Some(block), _) => {
                let own = line.len() - line.trim_start_matches(' ').len();
                block.text.push_str(&line[own.min(indent)..]);
                block.text.push('\n');
            }
            (None, Some(info)) => {
                indent = line.len() - line.trim_start_matches(' ').len();
                let mut words = info.split_whitespace().map(str::to_owned);
                let language = words.next().unwrap_or_default();
                let words = words.collect();
                open = Some(Block { language, words, text: String::new(), line: index + 1 });
            }
            (None, None) => prose(line, index + 1, &mut document, &mut taken),
        }
    }
    match open {
        Some(block) => Err(block.line),
        None => Ok(document),
    }
}

fn prose(line: &str, number: usize, document: &mut Document, taken: &mut BTreeMap<String, usize>) {
    if let Some(heading) = line.strip_prefix('#') {
        let anchor = anchor(heading.trim_start_matches('#').trim());
        let count = taken.entry(anchor.clone()).and_modify(|count| *count += 1).or_insert(0);
        document.anchors.push(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
    }
    document.links.extend(links(&without_code(line)).map(|target| (number, target.to_owned())));
    if let Some(row) = line.strip_prefix('|').and_then(|line| line.trim_end().strip_suffix('|')) {
        let row = row.replace("\\|", "\u{0}");
        document.rows.push(row.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect());
    }
}

/// Returns a line without the text between back quotes.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Returns the targets of `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| Some(&rest[..rest.find(')')?]))
}

/// Returns GitHub's name for a heading: lower case, spaces as `-`, no punctuation.
pub fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Returns whether a text is the expected one. The number of spaces, and trailing ones, do not matter; a line `…`
/// matches any lines.
pub fn matches(expected: &str, actual: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    matches_lines(&lines(expected), &lines(actual))
}

fn matches_lines(expected: &[String], actual: &[String]) -> bool {
    match expected {
        [] => actual.is_empty(),
        [first, rest @ ..] if first == "…" => {
            (0..=actual.len()).any(|at| matches_lines(rest, &actual[at..]))
        }
        [first, rest @ ..] => actual.first() == Some(first) && matches_lines(rest, &actual[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_links_headings_and_rows_are_found() {
        let text = "# A `b`, c!\n## A b c\n[x](y.md#z) `[no](no)`\n\n| a | b\\|c |\n```yaml stack file=a.yaml\nk: 1\n```\n";
        let document = read(text).unwrap();
        assert_eq!(document.anchors, ["a-b-c", "a-b-c-1"]);
        assert_eq!(document.links, [(3, "y.md#z".to_owned())]);
        assert_eq!(document.rows, [["a", "b|c"]]);
        let [block] = &document.blocks[..] else { panic!("one block") };
        assert_eq!((block.language.as_str(), block.text.as_str(), block.line), ("yaml", "k: 1\n", 6));
        assert!(block.is("stack") && !block.is("run"));
        assert_eq!(block.setting("file"), Some("a.yaml"));
    }

    #[test]
    fn block_in_a_list_has_no_indentation_of_its_own() {
        let document = read("1. a\n\n   ```diff\n   @@\n    b\n\n   +  c\n   ```\n").unwrap();
        assert_eq!(document.blocks[0].text, "@@\n b\n\n+  c\n");
    }

    #[test]
    fn block_without_an_end_is_an_error() {
        assert_eq!(read("a\n```sh\nb\n"), Err(2));
    }

    #[test]
    fn ellipsis_matches_any_lines_and_other_lines_match_exactly() {
        assert!(matches("a  b\n…\nd\n", "a b\nb\nc\nd"));
        assert!(matches("…", ""));
        assert!(!matches("a\n…\nd", "a\nb"));
        assert!(!matches("a", "a\nb"));
        assert!(!matches("a", "b"));
    }
}
