"""The language engine: a component that receives a program and runs it."""

from terrace_engine import outset, sealed
from terrace_engine.failure import account_of
from terrace_engine.program import Program
from terrace_engine.synthesis import Synthesis as Synthesis
from terrace_engine.synthesis import run
from wit_world.exports import loader

from componentize_py_types import Err

outset.close()


class Loader:
    """The component's export `loader`."""

    def load(self, entry: str, modules: list[loader.Module]) -> None:
        """Runs a program until it has defined its tier."""
        program = Program((module.path, module.text) for module in modules)
        try:
            run(program, entry)
        except BaseException as error:
            account = account_of(error, program.texts, sealed.printed.take())
            raise Err(loader.Failure(account.summary, account.detail, account.path, account.line)) from None
