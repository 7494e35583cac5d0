"""Runs a program: the modules of a tier, passed as strings."""

import importlib.machinery
import importlib.util
import linecache
import sys
import types
from collections.abc import Iterable, Sequence

from terrace_sdk import Tier

# Names that modules of a program cannot have, because the engine itself uses them.
_TAKEN = {
    "builtins",
    "componentize_py_runtime",
    "componentize_py_types",
    "sys",
    "terrace_engine",
    "terrace_sdk",
    "wit_world",
}


class NoTier(Exception):
    """The program runs, but is not a tier."""

    def __init__(self, summary: str, path: str) -> None:
        super().__init__(summary)
        self.path = path


class Program:
    """The modules of a program, for `import` to find."""

    def __init__(self, modules: Iterable[tuple[str, str]]) -> None:
        self.texts = dict(modules)

    def run(self, entry: str) -> Tier[object]:
        """Runs the entry and returns the tier that it defines."""
        for path, text in self.texts.items():
            linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
        self._free_names()
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]
        spec = self._spec(_module_name(entry), entry)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        self.exec_module(module)
        return self._tier_of(module, entry)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Finds a module of the program. Called by `import`."""
        stem = name.replace(".", "/")
        for file in (f"{stem}/__init__.py", f"{stem}.py"):
            if file in self.texts:
                return self._spec(name, file)
        if any(file.startswith(f"{stem}/") for file in self.texts):
            spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [stem]
            return spec
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """Leaves the creation of the module to Python."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Runs a module's text in the module."""
        path = module.__spec__.origin  # type: ignore[union-attr]
        exec(compile(self.texts[path], path, "exec", dont_inherit=True), module.__dict__)  # type: ignore[index, arg-type]

    def get_source(self, name: str) -> str | None:
        """Returns the text of a module by its name."""
        spec = self.find_spec(name)
        return None if spec is None or spec.origin is None else self.texts[spec.origin]

    def _spec(self, name: str, file: str) -> importlib.machinery.ModuleSpec:
        package = file.endswith("/__init__.py")
        spec = importlib.machinery.ModuleSpec(name, self, origin=file, is_package=package)  # type: ignore[arg-type]
        if package:
            spec.submodule_search_locations = [file.removesuffix("/__init__.py")]
        return spec

    def _free_names(self) -> None:
        """Gives the program's own modules precedence over the standard library, as they have outside a component."""
        for path in self.texts:
            name = _module_name(path.partition("/")[0])
            if name in _TAKEN:
                raise NoTier(f"a module of a tier cannot be called `{name}`", path)
            for loaded in [
                loaded for loaded in sys.modules if loaded == name or loaded.startswith(f"{name}.")
            ]:
                del sys.modules[loaded]

    def _tier_of(self, module: types.ModuleType, entry: str) -> Tier[object]:
        tiers = {id(value): value for value in vars(module).values() if isinstance(value, Tier)}
        if len(tiers) == 1:
            return next(iter(tiers.values()))
        if tiers:
            names = ", ".join(sorted(f"`{tier.manifest.name}`" for tier in tiers.values()))
            raise NoTier(f"`{entry}` defines {len(tiers)} tiers, expected one: {names}", entry)
        raise NoTier(f"`{entry}` does not define a tier: a function with `@tier(…)`", entry)


def _module_name(path: str) -> str:
    return path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
