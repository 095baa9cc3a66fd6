"""Watch the files of the book and keep a served edition up to date with them."""

import asyncio
import multiprocessing
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from oscp_lib import paths
from oscp_lib.errors import InputError, Problem
from oscp_lib.preview.live_server import Server, Shown
from oscp_lib.preview.rebuild import DONE, PAGES, SAID, check_inputs, rebuild_pages
from oscp_lib.preview.warm import warm_up

QUIET = 40  # milliseconds without a further change: an editor may write a file in several steps
LONGEST = 400  # milliseconds after which a rebuild begins though files keep changing
BROKEN_OFF = "A rebuild ended before it could say why; the terminal may show it. Save again."


class Sources(DefaultFilter):
    """Files that an edition is made from, as opposed to what editors and Python put beside them."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, "_build", ".ipynb_checkpoints", ".ingest")

    def __call__(self, change: Change, path: str) -> bool:
        in_project = Path(path).parent != paths.ROOT or Path(path) in (paths.CONFIG, paths.LOCK)
        return in_project and super().__call__(change, path)


def preview(year: int, port: int, say: Callable[[str], None]) -> None:
    """Serve the edition of a year and rebuild it after each save, until Ctrl-C.

    Raises
    ------
    InputError
        When the port is taken, or the output folder cannot be written.
    """
    try:
        paths.BUILD.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(prefix=".preview-", dir=paths.BUILD, ignore_cleanup_errors=True)
    except OSError as error:
        found = f"The output folder cannot be written ({error.strerror})."
        raise InputError(Problem(paths.shown(paths.BUILD), found, "Make it writable.")) from None
    with work as folder:
        try:
            asyncio.run(serve(year, port, Path(folder), say))
        except (KeyboardInterrupt, asyncio.CancelledError):
            say("The preview has ended.")
        finally:
            end_processes()


async def serve(year: int, port: int, folder: Path, say: Callable[[str], None]) -> None:
    """Serve and rebuild until the task is cancelled, as Ctrl-C does."""
    shown = Shown(year)
    try:
        server = Server(shown, port)
    except OSError as error:
        found = f"The port cannot be used ({error.strerror})."
        raise InputError(Problem(f"--port {port}", found, "Choose another, or leave it out.")) from None
    # A request to end from outside is Ctrl-C to us. Raised as an error it would leave the watching threads waiting.
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(task.cancel))
    rebuilds = Rebuilds(shown, folder, say, *warm_up())
    say(f"Preview of {year}: {server.address}")
    say("Edit and save; Ctrl-C ends the preview.")
    try:
        await rebuilds.follow(changes())
    finally:
        server.stop()
        await rebuilds.break_off()


async def changes() -> AsyncIterator[set[str]]:
    """The files that changed, as messages print them, a batch at a time; the first is empty and comes at once."""
    batches: asyncio.Queue = asyncio.Queue()
    batches.put_nowait(set())
    # Output lies within book/, and an environment may lie within the project: those two are watched at the top only.
    deep = [path for path in (paths.DATA, paths.NOTEBOOKS, paths.BOOK / "theme", paths.LIBRARY) if path.is_dir()]
    watching = [
        asyncio.create_task(watch(batches, deep, recursive=True)),
        asyncio.create_task(watch(batches, [paths.BOOK, paths.ROOT], recursive=False)),
    ]
    try:
        while True:
            yield await batches.get()
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


async def watch(batches: asyncio.Queue, folders: list[Path], recursive: bool) -> None:
    """Put what changes in some folders into the queue."""
    async for found in awatch(
        *folders, watch_filter=Sources(), step=QUIET, debounce=LONGEST, recursive=recursive, rust_timeout=500,
    ):  # fmt: skip
        batches.put_nowait({paths.shown(Path(path)) for _, path in found})


@dataclass
class Rebuilds:
    """The rebuilds of a preview, one at a time; a save breaks off the one before."""

    shown: Shown
    folder: Path
    say: Callable[[str], None]
    context: multiprocessing.context.BaseContext
    host: object
    count: int = 0
    running: asyncio.Task | None = None
    said: list[str] = field(default_factory=list)

    async def follow(self, changes: AsyncIterator[set[str]]) -> None:
        """Rebuild after each batch of changes."""
        async for names in changes:
            started = time.monotonic()
            await self.break_off()
            self.shown.tell(busy=True)
            self.running = asyncio.create_task(self.rebuild(sorted(names), started))

    async def break_off(self) -> None:
        """End the rebuild that is running, with its kernels."""
        if self.running is not None and not self.running.done():
            self.running.cancel()
            end_processes()
            await asyncio.gather(self.running, return_exceptions=True)

    async def rebuild(self, names: list[str], started: float) -> None:
        """One rebuild: the pages are shown as soon as they are there, the rest of the checks follow."""
        self.count += 1
        target = self.folder / str(self.count)
        target.mkdir()
        checks = asyncio.create_task(self.hear(check_inputs, self.shown.year, target))
        pages = asyncio.create_task(
            self.hear(rebuild_pages, self.shown.year, target, self.host, names=names, started=started)
        )
        found = await checks
        if found:
            self.report(found)  # a failed notebook often only follows from them
        wrong = await pages
        self.report(found or wrong)
        self.shown.tell(busy=False)
        self.drop_old()

    async def hear(
        self, work: Callable[..., None], *given: object, names: list[str] = (), started: float = 0
    ) -> list[str]:
        """Do work in a process of its own and follow what it says; gives the problems it ends with."""
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=work, args=(*given, theirs))
        process.start()
        theirs.close()
        ran: list[str] = []
        while True:
            kind, content = await asyncio.to_thread(receive, ours)
            if kind == SAID:
                ran += [] if content.endswith(": reused") else [content]
            elif kind == PAGES:
                self.shown.tell(folder=given[1], number=self.count)
                after = f" after {', '.join(names)}" if names else ""
                which = f" (ran {', '.join(ran)})" if ran else ""
                self.say(f"Fresh in {time.monotonic() - started:.1f} s{after}{which}")
            elif kind == DONE:
                await asyncio.to_thread(process.join)
                return content

    def report(self, problems: list[str]) -> None:
        """Show what is wrong, in the page and in the terminal, and say once that it is corrected."""
        for problem in problems:
            if problem not in self.said:
                self.say(problem)
        if self.said and not problems:
            self.say("Mended.")
        self.said = problems
        self.shown.tell(problems=problems)

    def drop_old(self) -> None:
        """Remove the folders of rebuilds that are shown no more."""
        for path in self.folder.glob("[0-9]*"):
            if path != self.shown.folder:
                shutil.rmtree(path, ignore_errors=True)


def receive(connection: Connection) -> tuple[str, object]:
    """The next message of a rebuild; for one that was killed, a message that says so."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return DONE, [BROKEN_OFF]


def end_processes() -> None:
    """End every rebuild and kernel that this process started."""
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
