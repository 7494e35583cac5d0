"""The part of the standard library that tiers can import.

All of it is imported here, while the component is built: a running component has no files to import from.
"""

import importlib
import sys
import textwrap

# The C implementation of `datetime` reads the clock in a way that cannot be prevented; the one in Python uses `time`.
sys.modules["_datetime"] = None  # type: ignore[assignment]

MODULES = (
    "__future__",
    "abc",
    "array",
    "ast",
    "base64",
    "binascii",
    "bisect",
    "builtins",
    "calendar",
    "cmath",
    "codecs",
    "collections",
    "collections.abc",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "errno",
    "fnmatch",
    "fractions",
    "functools",
    "graphlib",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "math",
    "numbers",
    "operator",
    "os",
    "os.path",
    "pathlib",
    "pprint",
    "random",
    "re",
    "reprlib",
    "shlex",
    "stat",
    "statistics",
    "string",
    "string.templatelib",
    "struct",
    "sys",
    "textwrap",
    "time",
    "tomllib",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "urllib",
    "urllib.parse",
    "uuid",
    "warnings",
    "weakref",
    "zlib",
)

# Modules that these import only when they run.
HELPERS = (
    "_strptime",
    "annotationlib",
    "encodings.ascii",
    "encodings.latin_1",
    "encodings.raw_unicode_escape",
    "encodings.unicode_escape",
    "encodings.utf_16",
    "encodings.utf_16_le",
    "encodings.utf_32",
    "encodings.utf_8",
    "encodings.utf_8_sig",
)


def preload() -> None:
    """Imports every module that the runtime contains."""
    for name in MODULES + HELPERS:
        try:
            importlib.import_module(name)
        except ImportError:
            continue


def can_import() -> str:
    """Returns the list of modules that a tier can import, as a note of several lines."""
    names = sorted(
        name for name in MODULES if name in sys.modules and "." not in name and not name.startswith("_")
    )
    text = "A tier can import its own modules, terrace_sdk, and of the standard library: " + ", ".join(names)
    return textwrap.fill(text, 100)
