"""Writes the library that fixes the seed of Python's hashes, so that sets of strings have the same order everywhere.

Python reads the seed from its environment at startup, and componentize-py has no option to set a variable. But it links
WebAssembly libraries that it finds on its path, and runs their constructors first. This library is
`setenv("PYTHONHASHSEED", "0", 1)`.

    python3 hash_seed.py hash_seed.cpython-314-wasm32-wasi.so
"""

import sys

_I32, _FUNCTION = b"\x7f", b"\x60"
_NAME = b"PYTHONHASHSEED\0"
_VALUE = b"0\0"


def _number(value: int) -> bytes:
    assert 0 <= value < 64, "one byte is enough, signed or not"
    return bytes([value])


def _vector(*items: bytes) -> bytes:
    return _number(len(items)) + b"".join(items)


def _sized(content: bytes) -> bytes:
    return bytes([len(content)]) + content


def _text(text: str) -> bytes:
    return _sized(text.encode())


def _section(number: int, content: bytes) -> bytes:
    return bytes([number]) + _sized(content)


def library() -> bytes:
    """Returns the bytes of the library."""
    data = _NAME + _VALUE
    memory_info = b"\x01" + _sized(bytes([len(data), 0, 0, 0]))
    needed = b"\x02" + _sized(_vector(_text("libc.so")))
    setenv = _FUNCTION + _vector(_I32, _I32, _I32) + _vector(_I32)
    constructor = _FUNCTION + _vector() + _vector()
    base = b"\x23\x00"
    body = (
        _vector()
        + base
        + base
        + b"\x41"
        + _number(len(_NAME))
        + b"\x6a"
        + b"\x41\x01"
        + b"\x10\x00"
        + b"\x1a\x0b"
    )
    return b"".join(
        (
            b"\0asm\x01\0\0\0",
            _section(0, _text("dylink.0") + memory_info + needed),
            _section(1, _vector(setenv, constructor)),
            _section(
                2,
                _vector(
                    _text("env") + _text("memory") + b"\x02\x00\x00",
                    _text("env") + _text("__memory_base") + b"\x03" + _I32 + b"\x00",
                    _text("env") + _text("setenv") + b"\x00\x00",
                ),
            ),
            _section(3, _vector(b"\x01")),
            _section(7, _vector(_text("__wasm_call_ctors") + b"\x00\x01")),
            _section(10, _vector(_sized(body))),
            _section(11, _vector(b"\x00" + base + b"\x0b" + _sized(data))),
        )
    )


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(library())
