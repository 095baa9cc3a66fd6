"""An audit hook that records what a kernel reads, so that its run can be cached, and refuses what it must not do.

Python tells an audit hook of every file that it opens, of every connection and of every program that it starts (PEP
578). It does not tell of the environment and of the sizes of files, for which the functions are watched that cells
call. Libraries written in C that open files by themselves are not seen: the book's tables and texts are read by Python,
and a cell cannot import the best known of those libraries.
"""

import os
import re
import sys
import threading
from pathlib import Path

from oscp_lib import paths
from oscp_lib.runs.input_paths import LOOKED_FOR_MODULES, as_path, input_path, is_reading
from oscp_lib.runs.may_read import CELL, LIBRARY, PACKAGE, Rule, asker, asks_through, is_confidential, within
from oscp_lib.runs.print_limit import BEGUN, bound_cells
from oscp_lib.runs.read_before import READ_BEFORE
from oscp_lib.runs.watched_calls import watch_environment, watch_programs, watch_sizes

COMMIT = "commit"  # what is noted when a kernel asks git which version this is
YEARS = "years"  # what is noted when a kernel asks which years can be built
ASKED = "asked"  # what is noted, with the number of the run, when a cell does what no notebook may
NETWORK, READS, STARTS = "asks the network for", "reads", "starts"
TABLE = re.compile(r"project/data/partnerships/[^/]+/tables/")  # the path of a table as it is noted
# The interpreter's events of reaching out, and which of their arguments is the address.
CONNECTS = {
    "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0, "socket.getnameinfo": 0,
}  # fmt: skip
# Of starting another program, whose reads nobody would see.
PROGRAMS = {
    "subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.exec", "os.fork", "os.forkpty", "pty.spawn",
    "os.startfile",
}  # fmt: skip
# Libraries that open files in C code, which Python is not told of.
OPEN_BY_THEMSELVES = {
    "duckdb", "polars", "pyogrio", "fiona", "osgeo", "h5py", "tables", "netCDF4", "sqlite3", "ctypes", "cffi",
    "geopandas", "pyarrow", "lxml", "python_calamine", "typst",
}  # fmt: skip
# Two of them are there before a cell begins, so that no import is told of: their first use is.
CALLS_C = {"ctypes.dlopen": "ctypes", "ctypes.dlsym": "ctypes", "sqlite3.connect": "sqlite3"}
OF_IMPORTS = re.compile(r"importlib|pkgutil|<frozen zipimport")
# How a cell asks for a variable of the environment; %env does it in the last.
OF_ENVIRONMENT = re.compile(
    r"<frozen (os|_collections_abc|posixpath|ntpath)>|"
    r"[/\\](os|_collections_abc|posixpath|ntpath|pathlib|getpass|shutil|magics[/\\]osm|core[/\\]interactiveshell)\.py$"
)
# What modules of Python look for by themselves is not asked for by the cell; nor, of sizes, what IPython looks for.
BY_ITSELF = "importlib|pkgutil|mimetypes|zoneinfo|locale|gettext|platform|uuid|ssl|inspect|linecache|traceback|warnings"
MODULES = rf"[/\\]({BY_ITSELF})(\.py|[/\\](\w+[/\\])?\w+\.py)$|<frozen ({BY_ITSELF})\b"
OF_CELL = re.compile(rf"^(?!.*({MODULES}))")
OF_CELL_ALONE = re.compile(rf"^(?!.*({MODULES}|[/\\](IPython|ipykernel|traitlets|pexpect|ptyprocess)[/\\]))")
WATCHED = {
    *CONNECTS, *PROGRAMS, *CALLS_C, "oscp.identity", "oscp.years", "oscp.table", "oscp.restricted", "oscp.asked",
    "import", "open", "os.mkdir", "os.listdir", "os.scandir", "os.rename", "os.link", "os.symlink",
}  # fmt: skip
LOADERS = ("read_table", "withheld_cells")  # what reads partners' counts, and gives what may be shown of them
HERE = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0")


def start_line(notes: Path) -> str:
    """The line of code that installs the audit hook in a kernel; it leaves no name behind."""
    return f"__import__('oscp_lib.runs.watch', fromlist=['begin']).begin({str(notes)!r})"


def begin(notes: str) -> None:
    """Record what this process reads in a file, one input a line; refuse the network and endless output."""
    watcher = Watcher(Path(notes))
    for name in sorted(name for name in sys.modules if is_ours(name)):
        watcher.keep(f"module {name}")
    for line in READ_BEFORE.end():
        watcher.keep(line)
    sys.addaudithook(watcher.note)
    watch_environment(watcher)
    watch_sizes(watcher)
    watch_programs(watcher)
    bound_cells()


class Looking(threading.local):
    """Whether a thread is inside the hook itself, whose own reads are not recorded."""

    on = False


class Watcher:
    """Records each input of a process once, and refuses files that are not inputs."""

    def __init__(self, notes: Path) -> None:
        self.file = notes.open("a", encoding="utf-8", buffering=1)
        self.seen: set[str] = set()
        self.asks_for_years = self.identifies = False
        self.looking = Looking()
        self.rule = Rule(notes.parent / "ipython")
        self.passed: set[str] = set()  # files that are noted, or need no note, and are never looked at again
        self.always = (*self.rule.installed, str(paths.LIBRARY), str(paths.DATA), str(paths.NOTEBOOKS))
        # The threads of the kernel itself look after the machine, and make no part of a page.
        self.kernel = {each.ident for each in threading.enumerate()} - {threading.get_ident()}

    def keep(self, line: str) -> None:
        if line not in self.seen:
            self.seen.add(line)
            self.file.write(f"{line}\n")

    def refuse(self, does: str, what: str, why: str) -> None:
        """Record and refuse what a cell must not do; the record stays even if the cell catches the error."""
        what = " ".join(what.split())
        self.keep(f"{ASKED} {BEGUN[0]} {does} {what}")
        raise PermissionError(f"{why}, and this cell {does} {what}")

    def note(self, event: str, arguments: tuple) -> None:
        """Handle one audit event, of the interpreter or of the library."""
        if event not in WATCHED or self.looking.on:
            return
        self.looking.on = True
        try:
            self.take(event, arguments)
        finally:
            self.looking.on = False

    def take(self, event: str, arguments: tuple) -> None:
        """Handle a watched event; what this looks up itself is not recorded."""
        if event in CALLS_C:
            self.call_c(CALLS_C[event])
        if event == "oscp.identity":
            self.identifies = arguments[0] and asks_through(sys._getframe(2), "identity")
        elif event in CONNECTS and (host := stranger(arguments[CONNECTS[event]])):
            self.keep(f"{ASKED} {BEGUN[0]} {NETWORK} {host}")  # also where the cell takes no notice of the refusal
            raise PermissionError(f"a notebook runs without the network, and this cell asks for {host}")
        elif self.identifies:
            return  # what names the edition is put into a cached run again
        elif event == "oscp.years":
            (self.asks_for_years,) = arguments
            self.keep(YEARS)
        elif event == "oscp.table":
            self.read(paths.DATA / arguments[0])
        elif event == "oscp.restricted":
            self.read(paths.DATA / arguments[0])
            self.keep_confidential(str(paths.DATA / arguments[0]))
        elif event == "oscp.asked":
            self.read(arguments[0])  # that it is not there is what the run rests on
        elif event == "import":
            self.note_import(arguments[0])
        elif event in ("open", "sqlite3.connect"):
            self.opened(arguments)
        elif event == "os.mkdir" and (path := as_path(arguments[0])):
            self.rule.note_written(path, truncates=False)
        elif event in ("os.listdir", "os.scandir"):
            self.look_into(arguments[0] or ".", importing=event == "os.listdir")
        elif event in PROGRAMS:
            self.started(event, arguments)
        elif event in ("os.rename", "os.link", "os.symlink"):
            self.renamed(*map(as_path, arguments[:2]))

    def note_import(self, module: str) -> None:
        if is_ours(module):
            self.keep(f"module {module}")
        elif module.partition(".")[0] in OPEN_BY_THEMSELVES and self.asked_by() == CELL:
            self.refuse_library(module)

    def call_c(self, module: str) -> None:
        """A function of a C library is called, or a library loaded."""
        if self.asked_by() == CELL:
            self.refuse_library(module)

    def refuse_library(self, module: str) -> None:
        self.refuse(READS, f"files by {module}", "what such a library opens cannot be recorded")

    def asked_by(self, nobody: str = PACKAGE) -> str:
        """Who caused an event; what the kernel's own threads do counts as a package's.

        `nobody` is who it is where only Python and IPython are on the stack, as in a thread that a cell starts.
        """
        return PACKAGE if threading.get_ident() in self.kernel else asker(sys._getframe(4), OF_CELL, nobody)

    def opened(self, arguments: tuple) -> None:
        """A file is opened: record it if it is an input, else refuse it."""
        path = as_path(arguments[0])
        if not path or threading.get_ident() in self.kernel:
            return
        if path in self.passed:
            return
        mode, flags = (arguments[1], arguments[2]) if len(arguments) == 3 else ("r", 0)
        if not is_reading(mode, flags):
            self.rule.note_written(path, truncates=not (mode and "a" in mode))
        elif is_confidential(path):
            self.keep_confidential(path)
            self.read(path)
        elif self.rule.allows(path, by := self.asked_by()) or (by == LIBRARY and not os.path.exists(path)):
            self.read(path)
            if within(path, self.always) and not self.asks_for_years:
                self.passed.add(path)
        else:
            self.refuse_reading(path)

    def keep_confidential(self, path: str) -> None:
        """Refuse partners' counts to everything but disclosure control."""
        if not asks_through(sys._getframe(4), *LOADERS):
            self.refuse_reading(path, "partners' counts may be read only through the library's read_table")

    def refuse_reading(self, path: str, why: str = "a notebook may read only the inputs of an edition") -> None:
        self.refuse(READS, paths.shown(Path(path)), why)

    def started(self, event: str, arguments: tuple) -> None:
        """A program is started: the library may ask git for the version; a cell may start none."""
        by = self.asked_by(nobody=CELL)
        if by == LIBRARY and event == "subprocess.Popen" and Path(str(arguments[0])).stem == "git":
            self.keep(COMMIT)
        elif by != PACKAGE:
            named = arguments[0] if arguments else "another process"
            named = os.fsdecode(named) if isinstance(named, bytes | os.PathLike) else str(named)
            self.refuse(STARTS, named, "what a program reads cannot be recorded")

    def program(self, named: list) -> None:
        """A program is started in a way that has no audit event."""
        if threading.get_ident() not in self.kernel and asker(sys._getframe(2), OF_CELL, CELL) == CELL:
            self.refuse(STARTS, os.fsdecode(named[0]), "what a program reads cannot be recorded")

    def renamed(self, source: str, target: str) -> None:
        """A file is renamed or linked: under its new name it counts as before."""
        if source in self.rule.written:
            self.rule.written.add(target)
        elif (by := self.asked_by()) == CELL and not self.rule.allows(source, by):
            self.refuse_reading(source)

    def look_into(self, folder: object, importing: bool) -> None:
        """A folder is listed; what the import system lists is not recorded, since modules are recorded by name."""
        shown = input_path(folder)
        if shown and not (importing and shown.startswith(LOOKED_FOR_MODULES)):
            self.keep(f"folder {shown}")
        path = as_path(folder)
        if not path or OF_IMPORTS.search(sys._getframe(3).f_code.co_filename) or self.asked_by() != CELL:
            return
        if not self.rule.allows(path, CELL):
            self.refuse_reading(path)
        for name in os.listdir(path) if shown and os.path.isdir(path) else ():
            self.read(os.path.join(path, name))  # its size comes with its name, and no event tells of that

    def measured(self, path: object) -> None:
        """A cell asks for the size or the time of a file, or whether it is there."""
        if self.looking.on or threading.get_ident() in self.kernel:
            return
        if asker(sys._getframe(2), OF_CELL_ALONE) != CELL:
            return
        self.looking.on = True  # looking asks for files itself
        try:
            shown, path = input_path(path), as_path(path)
            if not path:
                return
            if not self.rule.allows(path, CELL):
                self.refuse_reading(path)
            elif shown:
                self.keep(f"{'folder' if os.path.isdir(path) else 'file'} {shown}")
        finally:
            self.looking.on = False

    def variable(self, name: str) -> None:
        """A cell asks for an environment variable, which differs between machines and days: refuse it."""
        if threading.get_ident() not in self.kernel and asker(sys._getframe(2), OF_ENVIRONMENT) == CELL:
            self.refuse(READS, f"the environment variable {name}", "a notebook may read only the inputs of an edition")

    def read(self, path: object) -> None:
        shown = input_path(path)
        if shown and not (self.asks_for_years and TABLE.match(shown)):
            self.keep(f"file {shown}")


def is_ours(module: str) -> bool:
    return module == "oscp_lib" or module.startswith("oscp_lib.")


def stranger(address: object) -> str:
    """The host that an address names if it is another machine, else ""."""
    # The interpreter takes a host as text or as bytes of any kind, and looks past what a class of one's own says it is.
    host = tuple.__getitem__(address, 0) if isinstance(address, tuple) and tuple.__len__(address) else address
    if isinstance(host, bytes | bytearray | memoryview):
        host = bytes(host).decode("utf-8", "replace")
    host = str.__str__(host) if isinstance(host, str) else ""
    # The path of a local socket is no host.
    return "" if host in HERE or os.sep in host else host
