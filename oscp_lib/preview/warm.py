"""The warm process: it has third-party libraries imported, and every rebuild and kernel is forked from it.

The project's own modules are imported anew by each rebuild and each kernel, so that an edit of one is never missed.
"""

import multiprocessing
from multiprocessing.context import BaseContext
from multiprocessing.managers import BaseManager, BaseProxy
from threading import Thread

from oscp_lib.runs.kernels import PRELOADED, ForkedKernel, begin_server, can_fork, context


class LentKernel(BaseProxy):
    """A kernel that another process started, with the interface of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    @property
    def pid(self) -> int:
        return self._callmethod("number")

    def poll(self) -> int | None:
        return self._callmethod("poll")

    def wait(self) -> int | None:
        return self._callmethod("wait")

    def send_signal(self, signal: int) -> None:
        self._callmethod("send_signal", (signal,))

    def kill(self) -> None:
        self._callmethod("kill")

    def terminate(self) -> None:
        self._callmethod("terminate")


class Kernel(ForkedKernel):
    """A kernel as it is lent: what another process asks of it are methods."""

    def number(self) -> int:
        return self.pid


class KernelHost(BaseManager):
    """Starts kernels for rebuilds: a process that was itself forked cannot reach the one it was forked from."""


KernelHost.register(
    "Kernel", Kernel, proxytype=LentKernel, exposed=("number", "poll", "wait", "send_signal", "kill", "terminate")
)


def warm_up() -> tuple[BaseContext, object]:
    """Begin the imports. Gives how rebuilds are started, and where they borrow kernels.

    Where the system cannot fork (Windows), rebuilds start from nothing and start their kernels themselves: the second
    is then None.
    """
    if not can_fork():
        return multiprocessing.get_context("spawn"), None
    begin_server([*PRELOADED, "oscp_lib.preview.preload"])
    server = KernelHost(ctx=context()).get_server()
    Thread(target=server.serve_forever, daemon=True).start()
    return context(), server.address
