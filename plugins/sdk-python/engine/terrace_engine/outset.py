"""Imports everything that can be imported, then closes the outside: the first step of both components."""

import gc
import sys

from . import standard

standard.preload()

import terrace_sdk.testing  # noqa: E402, F401

from . import failure, program, sealed, synthesis  # noqa: E402, F401


def close() -> None:
    """Leaves a tier with only the modules that are loaded."""
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()
    sys.path_importer_cache.clear()
    sealed.seal()
    gc.collect()
    gc.freeze()
