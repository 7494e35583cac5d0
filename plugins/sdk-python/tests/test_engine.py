"""The code that runs a tier inside a component, as far as it can run outside of one."""

import hashlib
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

ENGINE = Path(__file__).parent.parent / "engine"
SDK = ENGINE.parent
TIER = """
from terrace_sdk import Contribution, tier

@tier(name="a", version="1.0.0", summary="A.")
def a(context, inputs):
    return Contribution()
"""

sys.path.insert(0, str(ENGINE))

from terrace_engine.failure import account_of  # noqa: E402
from terrace_engine.program import Program  # noqa: E402


@unittest.skipIf(sys.version_info < (3, 11), "the engine's Python is newer")
class Programs(unittest.TestCase):
    def setUp(self) -> None:
        self.modules = dict(sys.modules)
        self.meta_path = list(sys.meta_path)

    def tearDown(self) -> None:
        sys.modules.clear()
        sys.modules.update(self.modules)
        sys.meta_path[:] = self.meta_path

    def run_program(self, entry: str = "tier.py", **files: str) -> Any:
        texts = {name.replace("__in__", "/") + ".py": text for name, text in files.items()}
        return Program(texts.items()).run(entry)

    def account(self, **files: str) -> Any:
        texts = {name.replace("__in__", "/") + ".py": text for name, text in files.items()}
        try:
            Program(texts.items()).run("tier.py")
        except BaseException as error:
            return account_of(error, texts)
        self.fail("the program runs")

    def test_the_entry_makes_the_tier(self) -> None:
        self.assertEqual(self.run_program(tier=TIER).manifest.name, "a")

    def test_modules_packages_and_directories_are_imported(self) -> None:
        made = self.run_program(
            tier="from made.here import a\nfrom plain.deep import B\nassert B == 1",
            made__in____init__="",
            made__in__here="from . import base\nfrom .base import a",
            made__in__base=TIER,
            plain__in__deep="B = 1",
        )
        self.assertEqual(made.manifest.name, "a")

    def test_modules_of_the_program_come_before_others(self) -> None:
        self.run_program(tier=TIER + "import colorsys\nassert colorsys.MINE", colorsys="MINE = 1")

    def test_a_program_has_one_tier(self) -> None:
        for text, summary in (
            ("x = 1", "`tier.py` does not define a tier: a function with `@tier(…)`"),
            (
                TIER + TIER.replace("def a", "def b").replace('"a"', '"b"'),
                "`tier.py` defines 2 tiers, expected one: `a`, `b`",
            ),
        ):
            account = self.account(tier=text)
            self.assertEqual((account.summary, account.path), (summary, "tier.py"))
        account = self.account(tier="", terrace_sdk="")
        self.assertEqual(account.summary, "a module of a tier cannot be called `terrace_sdk`")

    def test_a_stack_holds_the_files_of_the_tier_alone(self) -> None:
        account = self.account(
            tier="import rules\nrules.f()", rules="import json\ndef f():\n    json.loads('{')"
        )
        self.assertRegex(account.summary, "^json.decoder.JSONDecodeError: Expecting property name")
        self.assertEqual((account.path, account.line), ("rules.py", 3))
        self.assertIn('File "tier.py", line 2, in <module>\n    rules.f()', account.detail)
        self.assertIn("File \"rules.py\", line 3, in f\n    json.loads('{')", account.detail)
        self.assertEqual(account.detail.count("File "), 2)

    def test_a_syntax_error_says_where(self) -> None:
        account = self.account(tier="import rules", rules="x = 1\ny = = 2")
        self.assertEqual(account.summary, "SyntaxError: invalid syntax")
        self.assertEqual((account.path, account.line), ("rules.py", 2))
        self.assertIn("y = = 2", account.detail)

    def test_a_missing_module_says_what_can_be_imported(self) -> None:
        account = self.account(tier="import nonesuch")
        self.assertEqual(account.summary, "ModuleNotFoundError: No module named 'nonesuch'")
        self.assertIn(
            "A tier can import its own modules, terrace_sdk, and of the standard library: abc,",
            account.detail,
        )

    def test_what_was_printed_is_shown(self) -> None:
        try:
            raise ValueError("bad")
        except ValueError as error:
            account = account_of(error, {}, "first\nsecond\n")
        self.assertEqual((account.summary, account.detail), ("ValueError: bad", "It printed:\nfirst\nsecond"))


class Sealed(unittest.TestCase):
    """Runs in a separate process, because sealing cannot be undone."""

    def error(self, code: str) -> str:
        program = (
            "import datetime, hashlib, os, random, sys, time, uuid\n"
            "from terrace_engine import sealed\n"
            "write = os.write\n"
            "sealed.seal()\n"
            f"try:\n    {code}\n"
            "except BaseException as error:\n    write(1, f'{type(error).__name__}: {error}'.encode())\n"
            "else:\n    write(1, b'fine')\n"
        )
        path = {"PYTHONPATH": f"{ENGINE}:{SDK}", "PYTHONDONTWRITEBYTECODE": "1"}
        ran = subprocess.run(
            [sys.executable, "-c", program], env=path, capture_output=True, text=True, check=False
        )
        return ran.stdout + ran.stderr

    def test_nothing_of_the_outside_is_left(self) -> None:
        for code, name in (
            ("time.time()", "time.time"),
            ("time.localtime()", "time.localtime without a time"),
            ("random.random()", "random.random"),
            ("random.Random()", "random.Random() without a seed"),
            ("os.urandom(1)", "os.urandom"),
            ("uuid.uuid4()", "os.urandom"),
            ("open('x')", "open('x')"),
            ("os.listdir('.')", "os.listdir"),
            ("sys.setrecursionlimit(10_000)", "sys.setrecursionlimit"),
        ):
            self.assertTrue(
                self.error(code).startswith(f"Unavailable: {name}: a tier"), (code, self.error(code))
            )

    def test_what_needs_none_of_it_stays(self) -> None:
        for code in (
            "random.Random(4).random()",
            "time.gmtime(0), time.strftime('%Y', time.gmtime(0))",
            "datetime.datetime(2026, 1, 1).isoformat()",
            "uuid.uuid5(uuid.NAMESPACE_DNS, 'a')",
            "assert not os.path.exists('x')",
            "print('kept'); assert sealed.printed.take() == 'kept\\n'",
        ):
            self.assertEqual(self.error(code), "fine", code)


class HashSeed(unittest.TestCase):
    def test_the_library_is_the_one_that_was_tried(self) -> None:
        sys.path.insert(0, str(ENGINE))
        from hash_seed import library  # noqa: PLC0415

        digest = hashlib.sha256(library()).hexdigest()
        self.assertEqual(digest[:16], "d913e453534bf318")


if __name__ == "__main__":
    unittest.main()
