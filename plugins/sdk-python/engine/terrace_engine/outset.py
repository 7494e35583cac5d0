"""What both components do before anything else: import all that can be imported, then close the outside."""

import gc
import sys

from . import standard

standard.preload()

import terrace_sdk.testing  # noqa: E402, F401

from . import failure, program, sealed, synthesis  # noqa: E402, F401


def close() -> None:
    """Leaves a tier alone with what is loaded."""
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()
    sys.path_importer_cache.clear()
    sealed.seal()
    gc.collect()
    gc.freeze()
