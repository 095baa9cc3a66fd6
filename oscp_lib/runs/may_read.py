"""What a run may read: the project's inputs, what is installed, and what systems hold for libraries to draw by.

Nothing else is an input of an edition, so that nothing else can change it unseen. Whoever asks is told by the stack:
a cell, the library, or an installed package on behalf of either.
"""

import os
import re
import site
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path
from types import FrameType

from oscp_lib import paths
from oscp_lib.inputs.files import is_input

CELL, LIBRARY, PACKAGE, SHELL, STANDARD = "cell", "library", "package", "shell", "standard library"
# Of the system: time zones, fonts, languages, types of files, and what libraries ask of the machine they run on.
SYSTEM = re.compile(
    r"/(usr/(local/)?|opt/[^/]+/)?(share|lib|etc)/(zoneinfo|lib/zoneinfo|fonts?|fontconfig|locale|mime)(/|$)"
    r"|/etc/(localtime|timezone|mime\.types|os-release|lsb-release|debian_version|ld\.so\..*|nsswitch\.conf|ssl/.*|pki/.*|fonts/.*)$"
    r"|/usr/lib/os-release$|/(private/)?var/(db/timezone|cache/fontconfig)/|(/System)?/Library/Fonts/"
    r"|/dev/(null|zero|u?random|shm/.*)$|/sys/(fs/cgroup|devices/system)/"
    r"|/proc/(\d+|self|thread-self)/(stat|statm|status|maps|cgroup|mountinfo|limits|task/.*)$"
    r"|/proc/(cpuinfo|meminfo|stat|mounts|filesystems|loadavg|uptime|version|sys/.*)?$"
    r"|[A-Za-z]:[/\\]Windows[/\\](Fonts|System32)[/\\]",
)
# A user's own settings of a library, its cache and fonts: decided by the library, which draws by the house style.
OF_USER = re.compile(r"(\.config|\.cache|\.local|\.fonts|\.matplotlib|\.ipython|\.jupyter|Library|AppData)[/\\]")


def installed() -> tuple[str, ...]:
    """The folders of the interpreter and of what is installed, as they are when a run begins."""
    given = [*sysconfig.get_paths().values(), site.getusersitepackages(), *sys.path]
    given += [sys.prefix] if sys.prefix != sys.base_prefix else []
    own = {str(paths.ROOT), str(paths.NOTEBOOKS), os.getcwd(), ""}
    own |= {str(paths.LIBRARY.parent)} - set(sysconfig.get_paths().values())
    folders = {each for path in given if path not in own for each in (os.path.abspath(path), os.path.realpath(path))}
    # A program that was started from a folder of all sorts has it on its path: nothing is installed there.
    wide = (paths.ROOT, Path.home(), Path(tempfile.gettempdir()).resolve())
    return tuple(
        sorted(
            folder for folder in folders if folder not in own and not any(each.is_relative_to(folder) for each in wide)
        )
    )


def within(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


OF_PYTHON = tuple({os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")})
PACKAGES = tuple({os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")})
INSTALLED = installed()  # as it is before a cell adds to it
OF_SHELL = re.compile(r"[/\\](IPython|ipykernel|traitlets|pexpect|ptyprocess)[/\\]")


def asker(frame: FrameType | None, passed: re.Pattern | None = None, nobody: str = PACKAGE) -> str:
    """Who makes a call: the nearest frame on the stack that belongs neither to Python nor to IPython.

    Parameters
    ----------
    passed
        The files of Python itself and of IPython that are passed over; all of them without it.
    nobody
        Who it is where nothing else is on the stack.
    """
    while frame is not None:
        name = frame.f_code.co_filename
        kind = kind_of(name, str(paths.LIBRARY))
        if kind not in (SHELL, STANDARD):
            return kind
        if passed is not None and not passes(passed, name):
            return PACKAGE
        frame = frame.f_back
    return nobody


@cache
def passes(passed: re.Pattern, name: str) -> bool:
    return passed.search(name) is not None


@cache
def kind_of(name: str, library: str) -> str:
    """Whose code a file holds; code in no installed file was typed into a cell."""
    if name.startswith("<frozen"):
        return STANDARD
    if within(name, (library,)):
        return LIBRARY
    real = os.path.realpath(name)
    if within(real, PACKAGES) or "dist-packages" in name or "site-packages" in name:
        return SHELL if OF_SHELL.search(name) else PACKAGE
    if within(real, OF_PYTHON):
        return STANDARD
    return PACKAGE if within(name, INSTALLED) and "ipykernel_" not in name else CELL


def asks_through(frame: FrameType | None, *functions: str) -> bool:
    """True where the library's functions of one of these names are on the stack."""
    while frame is not None:
        if frame.f_code.co_name in functions and within(frame.f_code.co_filename, (str(paths.LIBRARY),)):
            return True
        frame = frame.f_back
    return False


class Rule:
    """Which files a run may read; it begins with the run."""

    def __init__(self, own: Path) -> None:
        """`own` is the folder of the build in which kernels find their settings."""
        self.installed = installed()
        self.own = (os.path.realpath(own),)
        self.written: set[str] = set()

    def note_written(self, path: str, truncates: bool) -> None:
        """Record a file or folder that the run itself creates: the run may read it."""
        if truncates or not os.path.exists(path):
            self.written.add(path)

    def allows(self, path: str, by: str) -> bool:
        """True where a file may be read, by whoever asks for it."""
        real = os.path.realpath(path)
        if is_confidential(path):
            return False
        if within(path, made := tuple(self.written)) or within(real, made):
            return True
        if within(path, self.installed) or within(real, self.installed):
            return True
        if within(path, (str(paths.LIBRARY),)):
            return True
        if within(path, (str(paths.ROOT),)):
            return is_input(Path(path)) or within(real, self.own)
        if (SYSTEM.search(path) and SYSTEM.search(real)) or within(real, self.own):
            return True
        # What a library looks for and does not find; a cell that asks shows whether it is there.
        return by != CELL and (not os.path.exists(path) or bool(OF_USER.search(path)))


def is_confidential(path: str) -> bool:
    """True for partners' confidential files, this partnership's or another's, by whatever path they are reached."""
    folder = (str(paths.RESTRICTED), os.path.realpath(paths.RESTRICTED))
    places = (path, os.path.realpath(path))
    return any(within(each, folder) or is_restricted(each) for each in places)


def is_restricted(path: str) -> bool:
    """True within the folder `restricted` of any partnership."""
    for folder in (str(paths.PARTNERSHIPS), os.path.realpath(paths.PARTNERSHIPS)):
        if within(path, (folder,)):
            return Path(path).relative_to(folder).parts[1:2] == (paths.RESTRICTED.name,)
    return False
