//! Finds the imports of a Python module.
//!
//! It looks for the words `import` and `from` anywhere, including strings and comments: a match that is not an import resolves
//! to no file, or to one that is not needed. It misses no import that is written as one.

/// The most bytes that an import may have; anything longer is not an import. Without a limit, a text full of words that look
/// like the beginning of an import would be read to its end for each of them.
const MAX_IMPORT_BYTES: usize = 16 << 10;

/// The most parts that a dotted name may have; no directory is deeper.
const MAX_NAME_PARTS: usize = 64;

/// An import as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// Its start, in bytes.
    pub at: usize,
    /// The number of dots before the module: 0 if the import is absolute.
    pub level: usize,
    /// The parts of the module's name; empty for `from . import x`.
    pub module: Vec<String>,
    pub names: Names,
}

/// The names that an import takes from a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Names {
    Module,
    /// These names, each of which may be a module.
    These(Vec<String>),
    /// All names of the module.
    All,
}

/// Returns all imports in a module's text.
pub(super) fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut reader = Reader { text, at: 0, end: text.len() };
    while let Some((at, word)) = reader.next_word() {
        let after = reader.at;
        reader.end = text.ceil_char_boundary(after + MAX_IMPORT_BYTES);
        let read = match word {
            "from" => reader.from(at).map(|import| vec![import]),
            "import" => reader.import(at),
            _ => None,
        };
        reader.end = text.len();
        match read {
            Some(imports) => found.extend(imports),
            None => reader.at = after,
        }
    }
    found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    /// Returns the next word, wherever it is.
    fn next_word(&mut self) -> Option<(usize, &'a str)> {
        self.at += self.rest().find(is_part_of_word)?;
        let at = self.at;
        self.word().map(|word| (at, word))
    }

    /// Parses the part after `from`.
    fn from(&mut self, at: usize) -> Option<Import> {
        let mut level = 0;
        self.skip_space(false);
        while self.skip('.') {
            level += 1;
            self.skip_space(false);
        }
        let start = self.at;
        let module = match self.word() {
            Some("import") if level > 0 => {
                self.at = start;
                Vec::new()
            }
            Some(first) => self.dotted(first),
            None => return None,
        };
        self.skip_space(false);
        if self.word() != Some("import") {
            return None;
        }
        self.skip_space(false);
        if self.skip('*') {
            return Some(Import { at, level, module, names: Names::All });
        }
        let inside = self.skip('(');
        let mut names = Vec::new();
        loop {
            self.skip_space(inside);
            let Some(name) = self.word() else { break };
            names.push(name.to_owned());
            self.skip_alias(inside);
            if !self.skip(',') {
                break;
            }
        }
        (!names.is_empty()).then_some(Import { at, level, module, names: Names::These(names) })
    }

    /// Parses the part after `import`.
    fn import(&mut self, at: usize) -> Option<Vec<Import>> {
        let mut imports = Vec::new();
        loop {
            self.skip_space(false);
            let Some(first) = self.word() else { break };
            let module = self.dotted(first);
            imports.push(Import { at, level: 0, module, names: Names::Module });
            self.skip_alias(false);
            if !self.skip(',') {
                break;
            }
        }
        (!imports.is_empty()).then_some(imports)
    }

    /// Returns the parts of a dotted name that begins with this one.
    fn dotted(&mut self, first: &str) -> Vec<String> {
        let mut parts = vec![first.to_owned()];
        while parts.len() < MAX_NAME_PARTS {
            let before = self.at;
            self.skip_space(false);
            if self.skip('.') {
                self.skip_space(false);
                if let Some(part) = self.word() {
                    parts.push(part.to_owned());
                    continue;
                }
            }
            self.at = before;
            break;
        }
        parts
    }

    /// Skips `as name`, and the space around it.
    fn skip_alias(&mut self, inside: bool) {
        self.skip_space(inside);
        let before = self.at;
        if self.word() == Some("as") {
            self.skip_space(inside);
            self.word();
            self.skip_space(inside);
        } else {
            self.at = before;
        }
    }

    /// Skips space and line continuations; inside of parentheses also line breaks and comments.
    fn skip_space(&mut self, inside: bool) {
        loop {
            let rest = self.rest();
            let skipped = match rest.as_bytes().first() {
                Some(b' ' | b'\t' | b'\x0c') => 1,
                Some(b'\\') if rest.starts_with("\\\r\n") => 3,
                Some(b'\\') if rest.starts_with("\\\n") => 2,
                Some(b'\r' | b'\n') if inside => 1,
                Some(b'#') if inside => rest.find('\n').unwrap_or(rest.len()),
                _ => return,
            };
            self.at += skipped;
        }
    }

    fn skip(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.find(|c| !is_part_of_word(c)).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then(|| &rest[..length])
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }
}

fn is_part_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
