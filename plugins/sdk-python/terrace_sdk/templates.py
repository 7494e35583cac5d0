"""The text of Terraform templates: escaping, quoting, and finding the end of ``${…}``."""

from __future__ import annotations

import re

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HEREDOC_WORD = re.compile(r"[\w-]+\Z")


def checked(text: str) -> str:
    """Returns the text if it is valid Unicode. Raises ``ValueError`` for half of a surrogate pair."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{text!r} contains a lone surrogate, half of a character") from None
    return text


def escape(literal: str) -> str:
    """Escapes a literal so that a template contains it unchanged."""
    return literal.replace("${", "$${").replace("%{", "%%{")


def quote(literal: str) -> str:
    """Returns a literal as a quoted string of the expression language."""
    return '"' + "".join(_ESCAPED.get(char, char) for char in escape(literal)) + '"'


def quote_template(template: str) -> str:
    """Returns a template as a quoted string of the expression language.

    In JSON, the literal parts of a template contain backslashes and quotes unchanged. In a quoted string they are
    escaped, except inside ``${…}``.
    """
    quoted = ['"']
    at = 0
    while at < len(template):
        if _is_escape(template, at):
            end = at + 3
        elif _is_sequence(template, at):
            end = _sequence_end(template, at)
        else:
            quoted.append(_ESCAPED.get(template[at], template[at]))
            at += 1
            continue
        quoted.append(template[at:end])
        at = end
    return "".join(quoted) + '"'


def unwrap(template: str) -> str | None:
    """Returns the text between ``${`` and ``}`` if they enclose the whole template."""
    if not template.startswith("${") or not template.endswith("}"):
        return None
    if _sequence_end(template, 0) != len(template):
        return None
    inner = template[2:-1].removeprefix("~").removesuffix("~").strip()
    return inner or None


def _is_escape(text: str, at: int) -> bool:
    return text.startswith(("$${", "%%{"), at)


def _is_sequence(text: str, at: int) -> bool:
    return text.startswith(("${", "%{"), at)


def _sequence_end(text: str, at: int) -> int:
    """Returns the end of the ``${…}`` or ``%{…}`` that begins here, or the end of the text if it is not closed."""
    depth = 0
    at += 1
    while at < len(text):
        char = text[at]
        if char == "{":
            depth += 1
            at += 1
        elif char == "}":
            depth -= 1
            at += 1
            if depth == 0:
                return at
        elif char == '"':
            at = _quoted_end(text, at)
        elif char == "#" or text.startswith("//", at):
            at = _line_end(text, at)
        elif text.startswith("/*", at):
            end = text.find("*/", at)
            at = len(text) if end < 0 else end + 2
        elif text.startswith("<<", at):
            at = _heredoc_end(text, at)
        else:
            at += 1
    return len(text)


def _quoted_end(text: str, at: int) -> int:
    at += 1
    while at < len(text):
        if text[at] == '"':
            return at + 1
        if text[at] == "\\":
            at += 2
        elif _is_escape(text, at):
            at += 3
        elif _is_sequence(text, at):
            at = _sequence_end(text, at)
        else:
            at += 1
    return len(text)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _heredoc_end(text: str, at: int) -> int:
    """Returns the end of the heredoc including its closing delimiter, or the position after ``<<`` if none begins."""
    line = _line_end(text, at)
    word = text[at + 2 : line].lstrip("-").strip()
    if not _HEREDOC_WORD.match(word):
        return at + 2
    while line < len(text):
        end = _line_end(text, line)
        if text[line:end].strip() == word:
            return line + len(text[line:end].rstrip())
        line = end
    return len(text)
