"""How much a notebook may print, and how many of its cells have begun: IPython tells both as each cell begins."""

import sys
from collections.abc import Callable

from IPython import get_ipython

TRIED_ON = {"ipykernel": "7.4.0", "ipython": "9.18.1"}  # that streams are written to by `write`, set for each cell

BEGUN = [0]  # how many cells this kernel has begun
MOST_PRINTED = 2_000_000  # characters of one notebook: what a page or a log can hold


def bound_cells() -> None:
    """Stop a notebook that prints without end, before it fills the memory.

    IPython sets the streams' `write` anew for each cell, so that it is bound anew as each begins.
    """
    printed = [0]

    def bind(_: object) -> None:
        BEGUN[0] += 1
        for stream in (sys.stdout, sys.stderr):
            stream.write = bound(stream.write, printed)

    get_ipython().events.register("pre_run_cell", bind)


def bound(write: Callable[[str], int | None], printed: list[int]) -> Callable[[str], int | None]:
    """A `write` that counts the characters printed so far.

    Raises
    ------
    RuntimeError
        From the print that goes over the limit.
    """

    def write_some(text: str) -> int | None:
        printed[0] += len(text)
        if printed[0] > MOST_PRINTED:
            printed[0] = 0  # the traceback itself has to be printed
            raise RuntimeError(f"the notebook prints more than {MOST_PRINTED:,} characters")
        return write(text)

    return write_some
