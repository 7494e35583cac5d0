// The text of Terraform templates: escaping, quoting, and finding where `${…}` ends.

/** Escapes a literal so that it stands for itself in a template. */
export function escape(literal) {
  return literal.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** A literal as a quoted string of the expression language. */
export function quote(literal) {
  return `"${escapeQuoted(escape(literal))}"`;
}

/**
 * A template as a quoted string of the expression language. In JSON a template's literal parts hold backslashes and
 * quotes as they are; between quotes they need escapes, but not inside `${…}`.
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

/** What stands between `${` and `}` where they enclose the whole template. */
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

/** Whether an escaped `${` or `%{` begins here. */
function isEscape(text, at) {
  return text.startsWith("$${", at) || text.startsWith("%%{", at);
}

/** Whether an interpolation or a directive begins here. */
function isSequence(text, at) {
  return text.startsWith("${", at) || text.startsWith("%{", at);
}

/** Where the `${…}` or `%{…}` that begins here ends. The end of the text where it does not. */
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

/** Where the quoted string that begins here ends. */
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

/** Where the heredoc that begins here ends, its closing word included; after `<<` where none begins. */
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
