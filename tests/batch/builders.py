"""What workers of the tests do in place of a build: an edition of one page, a failure, or the end of the process."""

import os
import signal
import time
from pathlib import Path

from oscp_lib.batch.asked import Asked
from oscp_lib.batch.worker import BUILT, FAILED, Outcome
from oscp_lib.edition.manifest import write_manifest
from oscp_lib.edition.order import Order


def one_page(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """An edition that is its first page, as whole as any; each time it is made leaves a line beside."""
    edition = out / asked.slug / str(asked.year)
    edition.mkdir(parents=True, exist_ok=True)
    for page in (edition / "index.html", edition.parent / "index.html"):
        page.write_text(str(asked), "utf-8")
    write_manifest(edition, key)
    with (out / "made.txt").open("a", encoding="utf-8") as lines:
        lines.write(f"{asked}\n")
    return Outcome(key, BUILT, 0.1, 1, str(os.getpid()))


def all_but_reading(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    if asked.slug != "reading":
        return one_page(asked, order, out, key)
    problem = {"file": "data/somewhere.csv", "found": "The count is negative.", "remedy": "Correct it."}
    return Outcome(key, FAILED, 0.1, 1, str(os.getpid()), [problem])


def raises_in_reading(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    if asked.slug == "reading":
        raise ZeroDivisionError("division by zero")
    return one_page(asked, order, out, key)


def dies_once_in_reading(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    if asked.slug == "reading" and not (out / "died").exists():
        (out / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return one_page(asked, order, out, key)


def dies_in_reading(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    if asked.slug == "reading":
        os.kill(os.getpid(), signal.SIGKILL)
    return one_page(asked, order, out, key)


def slow(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """The second edition and those after it take a while."""
    if (out / "made.txt").exists():
        time.sleep(60)
    return one_page(asked, order, out, key)


def elsewhere(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """Builds into a folder of its own, as a worker does that has not the batch's."""
    return one_page(asked, order, out / "elsewhere", key)


def each_in_half_a_second(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    time.sleep(0.5)
    return one_page(asked, order, out, key)


def fifty_kilobytes(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """Fills a small disk after a few editions."""
    (out / asked.slug).mkdir(exist_ok=True)
    (out / asked.slug / "filled").write_bytes(bytes(50_000))
    return one_page(asked, order, out, key)


def says_its_cores(asked: Asked, order: Order, out: Path, key: str) -> Outcome:
    """Writes down on how many cores its worker may run; the first worker of one edition dies."""
    made = dies_once_in_reading(asked, order, out, key)
    with (out / "cores.txt").open("a", encoding="utf-8") as lines:
        lines.write(f"{len(os.sched_getaffinity(0))}\n")
    return made
