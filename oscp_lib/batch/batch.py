"""Build a batch: what is missing or out of date, each edition on its own, so that one that fails stops no other.

Then one site over all books that are there.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from oscp_lib import paths
from oscp_lib.all_books.site import PAGE as SITE
from oscp_lib.all_books.site import require_ours, write_site
from oscp_lib.batch.asked import Asked
from oscp_lib.batch.cluster import workers
from oscp_lib.batch.record import NAME as RECORD
from oscp_lib.batch.record import BatchRecord
from oscp_lib.batch.store import Store
from oscp_lib.batch.worker import BUILT, CURRENT, FAILED, Build, Outcome, build_edition, into_store, once
from oscp_lib.data.partnership import use_partnership
from oscp_lib.edition.atomic_replace import make_folder
from oscp_lib.edition.manifest import is_current, key_stated, manifest_path
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError, Problem
from oscp_lib.inputs.key import edition_key
from oscp_lib.measures.wording import with_unit

if TYPE_CHECKING:
    from distributed import Client

LOCK = ".batch.lock"
ENDED = ("finished", "error")  # of a future; others are those of a scheduler that is gone
CORES = os.cpu_count() or 1
Say = Callable[[str], None]


def run_batch(
    editions: list[Asked], out: Path, options: dict[str, bool], scheduler: str | None, number: int, say: Say,
    build: Build = build_edition, store: Store | None = None,
) -> dict[Asked, Outcome]:  # fmt: skip
    """Build the editions that are missing or out of date, and keep what became of each.

    Parameters
    ----------
    out
        The folder of all books: an edition is built into `out/<partnership>/<year>`.
    options
        Those of `edition.order.Order`, the same for all.
    scheduler
        The address of a scheduler, whose workers share this folder; None for workers of this machine.
    number
        How many of those.
    build
        What a worker does for one edition.
    store
        Through which editions come into the folder, where the workers do not share it.

    Raises
    ------
    InputError
        When another batch is at work in the folder, its first page is somebody else's, or the workers cannot be had. An
        edition that fails raises nothing.
    """
    done: dict[Asked, Outcome] = {}
    with one_batch(out):
        require_ours(out)
        if store is not None:
            store.open_for_writing()
            build = partial(into_store, build, store)
        record, orders = BatchRecord(out), {each: Order(each.year, **options) for each in editions}
        keys = {each: key_in(each, orders[each]) for each in editions}
        for each in editions:
            if is_current(out / each.slug / str(each.year), keys[each]):
                done[each] = Outcome(keys[each], CURRENT)
        missing = [each for each in editions if each not in done]
        say(f"{with_unit(len(editions), 'editions')}: {len(done)} up to date, {len(missing)} to build.")
        if missing:
            with workers(scheduler, min(number, len(missing))) as client:
                for asked, outcome in built(client, build, missing, orders, keys, out):
                    if store is not None and outcome.state == BUILT:
                        outcome = fetched(asked, outcome, store, out)
                    done[asked] = outcome = there(asked, outcome, out)
                    record.add(asked, outcome, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
                    say(line(asked, outcome, len(done), len(editions)))
        states = {outcome.state for outcome in done.values()}
        if BUILT in states or (CURRENT in states and not (out / SITE).is_file()):
            say(f"All books: {paths.shown(write_site(out))}.")
    return {each: done[each] for each in editions}


def there(asked: Asked, outcome: Outcome, out: Path) -> Outcome:
    """The outcome; a failure where a worker built an edition and this folder does not have it."""
    edition = out / asked.slug / str(asked.year)
    if outcome.state != BUILT or (manifest_path(edition).is_file() and key_stated(edition) == outcome.key):
        return outcome
    found = f"{outcome.worker} built it, and it is not in {paths.shown(out)}."
    remedy = "Let all workers have that folder under the same path, and run the batch again."
    return replace(outcome, state=FAILED, problems=[Problem(str(asked), found, remedy).as_json()])


def fetched(asked: Asked, outcome: Outcome, store: Store, out: Path) -> Outcome:
    """The outcome of an edition that was taken from the store; a failure where it could not be."""
    try:
        store.fetch(asked, outcome.key, out / asked.slug)
    except InputError as error:
        return replace(outcome, state=FAILED, problems=[each.as_json() for each in error.problems])
    return outcome


@contextmanager
def one_batch(out: Path) -> Iterator[None]:
    """Hold the folder of books for one batch.

    Raises
    ------
    InputError
        When another batch holds it, or the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    make_folder(out)
    lock = FileLock(out / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        remedy = "Wait until it ends, or choose another folder with --out."
        raise InputError(Problem(paths.shown(out), "Another batch is at work in this folder.", remedy)) from None
    try:
        yield
    finally:
        lock.release()


def key_in(asked: Asked, order: Order) -> str:
    """The hash of all that decides an edition, with its partnership in use."""
    use_partnership(asked.slug)
    return edition_key(**asdict(order))


def built(
    client: "Client", build: Build, missing: list[Asked], orders: dict[Asked, Order], keys: dict[Asked, str], out: Path
) -> Iterator[tuple[Asked, Outcome]]:  # fmt: skip
    """Each edition with its outcome, as its worker ends it.

    Raises
    ------
    InputError
        When the scheduler is gone: what was finished stays.
    """
    from distributed import as_completed

    futures = {
        client.submit(once, build, each, orders[each], out.resolve(), keys[each], key=f"{each} {keys[each]}"): each
        for each in missing
    }
    # With its result: one that stayed with a worker would be lost with it.
    for future, result in as_completed(futures, with_results=True, raise_errors=False):
        asked = futures[future]
        if future.status not in ENDED:
            found = "The scheduler ended before the batch did."
            remedy = "Start it and its workers again, and run the batch again: it makes what is missing."
            raise InputError(Problem("--scheduler", found, remedy))
        yield asked, result if isinstance(result, Outcome) else failed(asked, keys[asked], future.exception())
        future.release()


def failed(asked: Asked, key: str, error: BaseException) -> Outcome:
    """The outcome of an edition whose worker died twice, or that met with what no check foresaw."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        found = "The process that built it died, and died again when it was tried once more."
        remedy = "It may have run out of memory: run the batch again with fewer workers."
    else:
        found = f"The build ended with {type(error).__name__}: {str(error).rstrip('.')}."
        remedy = f"Build it alone for the whole message: `oscp build --partnership {asked.slug} --year {asked.year}`."
    return Outcome(key, FAILED, problems=[Problem(str(asked), found, remedy).as_json()])


def line(asked: Asked, outcome: Outcome, number: int, of: int) -> str:
    """What is said of an edition as it ends."""
    if outcome.state == BUILT:
        warned = f", with {with_unit(len(outcome.warnings), 'warnings')} in {RECORD}" if outcome.warnings else ""
        return f"{number} of {of}: {asked} built in {outcome.seconds:.1f} s{warned}."
    first = outcome.problems[0]
    more = f" ({len(outcome.problems) - 1} more)" if outcome.problems[1:] else ""
    return f"{number} of {of}: {asked} failed. {first['file']}: {first['found']} {first['remedy']}{more}"
