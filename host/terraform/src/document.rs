//! Joins the lines of JSON that terraform prints with `-json` into one JSON document.

use serde_json::json;
use serde_json::value::RawValue;

/// The document so far. It is passed on as it grows, because an apply takes a while.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The beginning of a line that is not complete yet.
    line: Vec<u8>,
    /// True if the beginning of the document was returned.
    is_begun: bool,
    /// True if the document contains a message.
    is_filled: bool,
}

impl Document {
    /// Processes some more bytes, and returns what they add to the document.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut added = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end_line(&mut added);
            }
        }
        added
    }

    /// Returns the end of the document.
    pub(super) fn finish(&mut self) -> Vec<u8> {
        let mut added = Vec::new();
        self.end_line(&mut added);
        self.begin(&mut added);
        added.extend_from_slice(if self.is_filled { b"\n]}\n" } else { b"]}\n" });
        added
    }

    fn begin(&mut self, added: &mut Vec<u8>) {
        if !self.is_begun {
            added.extend_from_slice(b"{\"messages\": [");
            self.is_begun = true;
        }
    }

    fn end_line(&mut self, added: &mut Vec<u8>) {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.begin(added);
        added.extend_from_slice(if self.is_filled { b",\n" } else { b"\n" });
        self.is_filled = true;
        // Until it has read its arguments, terraform prints plain text.
        match serde_json::from_str::<&RawValue>(text) {
            Ok(value) => added.extend_from_slice(value.get().as_bytes()),
            Err(_) => added.extend_from_slice(json!({ "@message": text }).to_string().as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the document for text that arrives in parts of `part` bytes.
    fn document(text: &[u8], part: usize) -> String {
        let mut document = Document::default();
        let mut whole: Vec<u8> = text.chunks(part).flat_map(|part| document.push(part)).collect();
        whole.extend(document.finish());
        String::from_utf8(whole).unwrap()
    }

    #[test]
    fn json_lines_become_one_document_however_they_are_split() {
        let text = "{\"@level\":\"info\",\"n\":1e400}\r\n\n  \nError: \"no\"\n{\"last\":\"é\"}".as_bytes();
        let whole = document(text, 1000);
        let expected = "{\"messages\": [\n{\"@level\":\"info\",\"n\":1e400},\n{\"@message\":\"Error: \\\"no\\\"\"},\n{\"last\":\"é\"}\n]}\n";
        assert_eq!(whole, expected);
        for part in 1..text.len() {
            assert_eq!(document(text, part), whole, "{part}");
        }
    }

    #[test]
    fn json_document_of_empty_output_is_valid() {
        assert_eq!(document(b"", 1), "{\"messages\": []}\n");
        assert_eq!(document(b"\n \n", 1), "{\"messages\": []}\n");
    }
}
