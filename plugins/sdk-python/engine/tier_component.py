"""A tier's own component. The program next to it runs while the component is built."""

import json
from pathlib import Path

from terrace_engine import outset, sealed
from terrace_engine.failure import account_of
from terrace_engine.program import Program
from terrace_engine.synthesis import Synthesis as Synthesis
from terrace_engine.synthesis import run

_DIRECTORY = Path("/0")
_FAILURE = "failure.txt"


def _run_program() -> None:
    given = json.loads((_DIRECTORY / "program.json").read_text(encoding="utf-8"))
    program = Program((module["path"], module["text"]) for module in given["modules"])
    with (_DIRECTORY / _FAILURE).open("w", encoding="utf-8") as failure:
        outset.close()
        try:
            run(program, given["entry"])
        except BaseException as error:
            account = account_of(error, program.texts, sealed.printed.take())
            failure.write(account.detail or account.summary)
            failure.flush()
            raise


_run_program()
