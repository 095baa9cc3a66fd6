"""Calls without an audit event: those that ask for an environment variable, for the size of a file, or start a program.

The functions that cells call for it tell a watcher (`runs/watch.Watcher`) first.
"""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any


def watch_environment(watcher: Any) -> None:
    """Report each environment variable that is read; a cell may set one and read it back."""
    kind = type(os.environ)

    own = set()  # what a cell has set it may ask for

    class Watched(kind):
        def __getitem__(self, name: object) -> object:
            if name not in own:
                watcher.variable(os.fsdecode(name) if isinstance(name, str | bytes) else "")
            return super().__getitem__(name)

        def __setitem__(self, name: object, value: object) -> None:
            super().__setitem__(name, value)
            own.add(name)

        def __iter__(self) -> object:
            watcher.variable("of any name")
            return super().__iter__()

        def copy(self) -> dict:
            watcher.variable("of any name")
            return super().copy()

        def __repr__(self) -> str:
            watcher.variable("of any name")
            return super().__repr__()

    for environment in {id(each): each for each in (os.environ, getattr(os, "environb", os.environ))}.values():
        environment.__class__ = Watched
    system().environ = os.environ  # the module below `os` has the same variables


def watch_sizes(watcher: Any) -> None:
    """Report each file whose size, time or presence is asked for."""
    for name in ("stat", "lstat", "access"):
        plain = getattr(os, name)

        @wraps(plain)
        def told(path: object, *given: object, plain: Callable = plain, **named: object) -> object:
            watcher.measured(path)
            return plain(path, *given, **named)

        for offered in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            if plain in offered:
                offered.add(told)
        setattr(os, name, told)
        setattr(system(), name, told)


def watch_programs(watcher: Any) -> None:
    """Tell of each program that is started by what `subprocess` itself starts it with, where that is no event."""
    try:
        import _posixsubprocess
    except ImportError:  # Windows tells of its own
        return
    plain = _posixsubprocess.fork_exec

    @wraps(plain)
    def told(arguments: list, *given: object) -> int:
        watcher.program(arguments)
        return plain(arguments, *given)

    _posixsubprocess.fork_exec = told


def system() -> Any:
    """The module of this system that `os` takes its functions from."""
    return sys.modules[os.name]
