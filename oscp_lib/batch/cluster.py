"""The workers that build a batch: a local cluster of Dask, or a scheduler that the user has."""

import contextlib
import multiprocessing
import os
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from oscp_lib.batch.worker import identity
from oscp_lib.errors import InputError, Problem

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10  # seconds until a scheduler that does not answer is given up
# An edition whose worker died is tried once more; after that it has killed two, and is told as failed.
SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    # A worker is given one edition at a time: what waits for one that dies would be held to have killed it.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.worker.daemon": False,  # a worker starts kernels, which a daemon may not
    "distributed.scheduler.work-stealing": False,  # an edition begun elsewhere is no faster moved
    "distributed.comm.timeouts.connect": f"{PATIENCE}s",
    "distributed.admin.log-format": "%(message)s",
    "logging": {"distributed": "critical"},
}


@contextlib.contextmanager
def workers(scheduler: str | None, number: int) -> Iterator["Client"]:
    """A client of the scheduler at an address, or of a cluster on this machine that ends with the block.

    Raises
    ------
    InputError
        When Dask is not installed, nothing answers at the address, or a worker has other code or inputs.
    """
    distributed = installed()
    import dask

    with dask.config.set(SETTINGS), contextlib.ExitStack() as stack:
        if scheduler is None:
            cluster = distributed.LocalCluster(
                n_workers=number, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", memory_limit=0
            )
            stack.enter_context(cluster)
            client = stack.enter_context(distributed.Client(cluster))
            bind_to_cores(client)
        else:
            client = stack.enter_context(reached(distributed, scheduler))
        require_able(client)
        require_same(client)
        yield client


def installed() -> ModuleType:
    try:
        import distributed
    except ImportError:
        remedy = "Install it in the project's environment: `pip install .[cluster]`."
        raise InputError(Problem("distributed", "The package that spreads a batch is not installed.", remedy)) from None
    return distributed


def reached(distributed: ModuleType, address: str) -> "Client":
    """The client of a scheduler, which must have a worker."""
    remedy = "Begin one with `dask scheduler`, then its workers with `dask worker ADDRESS --nthreads 1 --no-nanny`."
    try:
        client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        found = f"No scheduler answers at {address} ({str(error).splitlines()[0].rstrip('.')})."
        raise InputError(Problem("--scheduler", found, remedy)) from None
    if not client.scheduler_info(n_workers=-1)["workers"]:
        client.close()
        raise InputError(Problem("--scheduler", f"The scheduler at {address} has no workers.", remedy))
    return client


def bind_to_cores(client: "Client") -> None:
    """Bind each worker of this machine to one core, so that its kernels do not run on those of the others."""
    from distributed import WorkerPlugin

    class OnOneCore(WorkerPlugin):
        """Binds a worker as it starts, also one that takes the place of another that died."""

        def setup(self, worker: object) -> None:
            if hasattr(os, "sched_setaffinity"):  # other systems leave it to their scheduler
                cores = sorted(os.sched_getaffinity(0))
                os.sched_setaffinity(0, {cores[int(worker.name) % len(cores)]})

    client.register_plugin(OnOneCore(), name="on-one-core")


def may_start_kernels() -> bool:
    return not multiprocessing.current_process().daemon


def require_able(client: "Client") -> None:
    """Stop where a worker may start no process: it could run no notebook."""
    if unable := sorted(address for address, able in client.run(may_start_kernels).items() if not able):
        found = "These workers may start no processes, and so no notebooks."
        remedy = "Start them with DASK_DISTRIBUTED__WORKER__DAEMON=False in their environment, or with --no-nanny."
        raise InputError([Problem(address, found, remedy) for address in unable])


def require_same(client: "Client") -> None:
    """Stop where a worker has other code, versions or inputs than this command."""
    mine = identity()
    other = sorted(address for address, theirs in client.run(identity).items() if theirs != mine)
    if other:
        found = "These workers have another version of the project, of a package or of the data."
        remedy = "Bring the project there up to date, start the workers again, and run the batch again."
        raise InputError([Problem(address, found, remedy) for address in other])
