// The text of Terraform templates: escaping, quoting, and finding the end of `${…}`.

/** Escapes a literal so that a template contains it unchanged. */
export function escape(literal) {
  return literal.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** Returns a literal as a quoted string of the expression language. */
export function quote(literal) {
  return `"${escapeQuoted(escape(literal))}"`;
}

/**
 * Returns a template as a quoted string of the expression language. In JSON, the literal parts of a template contain
 * backslashes and quotes unchanged; in a quoted string they are escaped, except inside `${…}`.
 */
export function quoteTemplate(template) {
  let quoted = "";
  let at = 0;
  while (at < template.length) {
    const length = isEscape(template, at) ? 3 : isSequence(template, at) ? sequenceEnd(template, at) - at : 0;
    quoted += length > 0 ? template.slice(at, at + length) : escapeQuoted(template[at]);
    at += length || 1;
  }
  return `"${quoted}"`;
}

/** Returns the text between `${` and `}` if they enclose the whole template. */
export function unwrap(template) {
  if (!template.startsWith("${") || !template.endsWith("}") || sequenceEnd(template, 0) !== template.length) {
    return undefined;
  }
  const inner = template.slice(2, -1).replace(/^~/, "").replace(/~$/, "").trim();
  return inner === "" ? undefined : inner;
}

const QUOTED = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeQuoted(text) {
  return text.replace(/[\\"\n\r\t]/g, (character) => QUOTED.get(character));
}

/** Returns whether an escaped `${` or `%{` begins here. */
function isEscape(text, at) {
  return text.startsWith("$${", at) || text.startsWith("%%{", at);
}

/** Returns whether an interpolation or a directive begins here. */
function isSequence(text, at) {
  return text.startsWith("${", at) || text.startsWith("%{", at);
}

/** Returns the end of the `${…}` or `%{…}` that begins here, or the end of the text if it is not closed. */
function sequenceEnd(text, start) {
  let depth = 0;
  let at = start + 1;
  while (at < text.length) {
    const character = text[at];
    if (character === "}" && depth === 1) {
      return at + 1;
    }
    if (character === "{" || character === "}") {
      depth += character === "{" ? 1 : -1;
      at += 1;
    } else if (character === '"') {
      at = quotedEnd(text, at);
    } else if (character === "#" || text.startsWith("//", at)) {
      at = lineEnd(text, at);
    } else if (text.startsWith("/*", at)) {
      at = endAfter(text, "*/", at + 2);
    } else if (text.startsWith("<<", at)) {
      at = heredocEnd(text, at);
    } else {
      at += 1;
    }
  }
  return text.length;
}

/** Returns the end of the quoted string that begins here. */
function quotedEnd(text, start) {
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '"') {
      return at + 1;
    }
    if (text[at] === "\\") {
      at += 2;
    } else if (isEscape(text, at)) {
      at += 3;
    } else if (isSequence(text, at)) {
      at = sequenceEnd(text, at);
    } else {
      at += 1;
    }
  }
  return text.length;
}

function lineEnd(text, at) {
  return endAfter(text, "\n", at);
}

function endAfter(text, mark, at) {
  const found = text.indexOf(mark, at);
  return found < 0 ? text.length : found + mark.length;
}

/**
 * Returns the end of the heredoc that begins here, including its closing delimiter, or the position after `<<` if none
 * begins.
 */
function heredocEnd(text, start) {
  let at = lineEnd(text, start);
  const word = text.slice(start + 2, at).replace(/^-+/, "").trim();
  if (!/^[\w\u0080-\uffff-]+$/.test(word)) {
    return start + 2;
  }
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (line.trim() === word) {
      return at + line.trimEnd().length;
    }
    at = end;
  }
  return text.length;
}
