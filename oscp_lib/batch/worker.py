"""One edition on a worker of a cluster, and what a worker is: it must have the same code, versions and inputs."""

import gc
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from oscp_lib import paths
from oscp_lib.batch.asked import Asked
from oscp_lib.batch.store import Store
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.manifest import is_current
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError, Problem
from oscp_lib.inputs.key import edition_key
from oscp_lib.system_errors import TEMPORARY, problem_of

BUILT, FAILED, CURRENT = "built", "failed", "current"
AT_A_TIME = 2  # notebooks of an edition: a kernel that begins or ends waits, and another computes meanwhile


@dataclass(frozen=True)
class Outcome:
    """What became of one edition.

    Attributes
    ----------
    key
        The hash of all that decides the edition.
    state
        `built`, `failed`, or `current` where nothing had changed since it was built.
    seconds, memory
        How long it took, and the most memory that one process of the worker has had (MiB); nothing of one not built.
    worker
        The machine and the process.
    problems
        Why it failed.
    warnings
        What its check found and did not stop it for.
    """

    key: str
    state: str
    seconds: float = 0.0
    memory: int = 0
    worker: str = ""
    problems: list[dict] = field(default_factory=list)
    warnings: list[dict] = field(default_factory=list)


Build = Callable[[Asked, Order, Path, str], Outcome]


def identity() -> str:
    """The hash of the library, the versions and the national data: the same wherever a batch is built.

    What is one partnership's own is asked of each edition.
    """
    in_use = paths.SLUG
    try:
        paths.use_partnership(paths.default_slug())
        return edition_key()
    finally:
        paths.use_partnership(in_use)


def once(build: Build, asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """Build an edition unless it is there: a worker that died may have ended it, and not have said so."""
    use_partnership(asked.slug)
    if is_current(out / asked.slug / str(asked.year), key):
        return Outcome(key, BUILT, worker=name())
    return build(asked, order, out, key)


def into_store(
    build: Build, store: Store, asked: Asked, order: Order, out: Path, key: str
) -> Outcome:  # fmt: skip
    """Build one edition in a folder of this worker's own and lay it in the store, unless the store has it."""
    if store.has(asked, key):
        return Outcome(key, BUILT, worker=name())
    with tempfile.TemporaryDirectory(prefix=TEMPORARY) as own:
        made = build(asked, order, Path(own), key)
        if made.state == BUILT:
            try:
                store.put(asked, key, Path(own, asked.slug))
            except InputError as error:
                return replace(made, state=FAILED, problems=[each.as_json() for each in error.problems])
    return made


def build_edition(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """Build one edition into `out/<partnership>/<year>`.

    Parameters
    ----------
    key
        What the edition's inputs come to where the batch was asked for.
    """
    # Imported where the work is done: who asks for a batch need not load what builds one.
    from oscp_lib.edition.build import build
    from oscp_lib.runs.kernels import PRELOADED, begin_server, can_fork, seldom_collect

    begun, warnings = time.monotonic(), []

    def report(line: object) -> None:
        if isinstance(line, Problem):
            warnings.append(line.as_json())

    use_partnership(asked.slug)
    if not gc.get_freeze_count():  # once a process: what is frozen again and again is never freed
        seldom_collect()
    if can_fork():
        begin_server([*PRELOADED, "oscp_lib.batch.read_once"])  # once a process: all its kernels come of it
    try:
        if edition_key(**asdict(order)) != key:
            found = f"The inputs that {name()} has are not those that the batch was asked for with."
            raise InputError(Problem(str(asked), found, "Bring the project there up to date, and run the batch again."))
        build(order, out / paths.SLUG, jobs=AT_A_TIME, report=report)
    except InputError as error:
        return outcome(key, FAILED, begun, [each.as_json() for each in error.problems])
    except OSError as error:
        if (problem := problem_of(error, out)) is None:
            raise
        return outcome(key, FAILED, begun, [problem.as_json()])
    finally:
        gc.collect()  # one edition leaves a hundred megabytes of objects that hold each other
    return outcome(key, BUILT, begun, [], warnings)


def outcome(key: str, state: str, begun: float, problems: list[dict], warnings: Sequence[dict] = ()) -> Outcome:
    return Outcome(key, state, round(time.monotonic() - begun, 2), most_memory(), name(), problems, list(warnings))


def most_memory() -> int:
    """The most memory that this process or one that it started has had, in MiB; 0 on Windows, which does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most // (2**20 if sys.platform == "darwin" else 2**10)


def name() -> str:
    """The machine and the process."""
    return f"{socket.gethostname()}, process {os.getpid()}"
