"""Kernels that start at once: forked from one process that has the heavy imports done.

Importing pandas, seaborn and scipy costs each notebook several times what its cells cost. Where the system can fork,
papermill's kernels are forked from a server process that has imported them; elsewhere (Windows) they start the
ordinary way, with the same results. JupyterLab and the plain papermill command are not touched.

No kernel outlives the command, however that ends: one that is stopped ends its kernels, and a forked kernel ends itself
as soon as the command is gone.
"""

import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from oscp_lib.lighter_imports import without_debugger
from oscp_lib.runs.no_network import leave_the_network

TRIED_ON = {"jupyter-client": "8.10.0", "ipykernel": "7.4.0"}  # its connection, and how a kernel is launched
NAME = "oscp-forked"
# Libraries only: the project's own modules are imported afresh by each notebook, so that an edit is never missed.
PRELOADED = [
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython", "IPython.core.debugger", "pandas", "seaborn", "scipy.stats",
    "matplotlib.figure", "matplotlib.backends.backend_svg", "ipywidgets", "psutil", "pydantic.main", "pydantic.types",
    "pydantic.json_schema", "sqlite3", "tornado.platform.asyncio", "yaml", "jinja2", "afcharts.af_colours",
]  # fmt: skip


# Python looks for garbage among all objects after some hundred new ones; a build makes millions that stay, and looking
# less often saves a tenth of its time.
SELDOM = (50_000, 20, 100)
MEMORY_LIMIT = 4 * 2**30  # bytes of one kernel's data: ten times any chapter, and less than a laptop has
LONGEST_SOCKET = 100  # characters of a socket's path: Linux takes 107 bytes, with the number of the socket
RUNNING: weakref.WeakSet = weakref.WeakSet()  # the processes of the kernels that this process started


def use_forked_kernels() -> None:
    """Fork every kernel that this process starts, and begin the imports now, beside other work."""
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    if can_fork():
        begin_server(PRELOADED)


def begin_server(modules: list[str]) -> None:
    """Start the process that all others are forked from, with its imports."""
    from multiprocessing.forkserver import ensure_running

    leave_the_command_out()
    context().set_forkserver_preload(modules)
    # Ctrl-C in the terminal is for the command alone: the server ends with it.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def leave_the_command_out() -> None:
    """Stop multiprocessing from running the command's script first in each forked process.

    It would import the command line into every kernel, which no page rests on. A main module of this name is let be.
    """
    main = sys.modules["__main__"]
    if main.__spec__ is None:
        main.__spec__ = ModuleSpec("__main__", loader=None)


def end_kernels() -> None:
    """End every kernel at once, whatever it is doing."""
    for process in list(RUNNING):
        process.kill()


def can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def use_kernels_of(starter: Callable[..., "ForkedKernel"]) -> None:
    """Let another process, with its imports done, fork every kernel that this process starts."""
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    ForkedProvisioner.starter = staticmethod(starter)


def context() -> ForkServerContext:
    return multiprocessing.get_context("forkserver")


def run_kernel(
    arguments: list[str], folder: str | None, environment: dict[str, str], memory: int, sockets: str
) -> None:
    """Run as a kernel until the process ends.

    `sockets` is the folder through which it talks; where there is none it needs the ports of this machine.
    """
    os.setpgrp()  # Ctrl-C in the terminal is for the command, which then ends its kernels itself
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    if sockets:
        leave_the_network()  # before any thread begins; where it cannot, the audit hook alone refuses (see watch)
    threading.Thread(target=end_with_the_command, args=(sockets,), daemon=True).start()
    bound_memory(memory)
    seldom_collect()
    os.environ.clear()
    os.environ.update(environment | {"JPY_PARENT_PID": str(os.getppid())})
    if folder:
        os.chdir(folder)
    draw_inline()
    without_debugger()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=[*arguments, "--IPKernelApp.log_level=CRITICAL"])


def draw_inline() -> None:
    """Let pyplot show its drawings as in any notebook: imported before the kernel was, it knew of none to show them in.

    A drawing that JupyterLab shows and a build does not would be lost from the page without a word.
    """
    import matplotlib

    matplotlib.rcParams["backend"] = "module://matplotlib_inline.backend_inline"


def seldom_collect() -> None:
    """Collect garbage seldom, and never among the objects that exist already."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


def end_with_the_command(sockets: str) -> None:
    """Wait until the command is gone, then end this kernel and all that it started.

    The server it was forked from is no sign: that stays for as long as it has a kernel.
    """
    multiprocessing.parent_process().join()
    if sockets:
        shutil.rmtree(sockets, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def bound_memory(most: int) -> None:
    """Limit the memory, so that a cell fails before the machine runs out (enforced on Linux only)."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


class ForkedKernel:
    """A forked kernel with the interface of `subprocess.Popen`, which jupyter_client expects."""

    stdin = stdout = stderr = None

    def __init__(
        self, arguments: list[str], folder: str | None, environment: dict[str, str], sockets: str = ""
    ) -> None:
        self.process = context().Process(
            target=run_kernel, args=(arguments, folder, environment, MEMORY_LIMIT, sockets), daemon=True
        )
        self.process.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.process.exitcode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # ended already, or too young to lead a group
            os.killpg(self.pid, signal.SIGKILL)
        self.process.kill()

    def terminate(self) -> None:
        self.process.terminate()


def folder_for_sockets() -> str:
    """A new folder of the temporary folder; nothing where that has too long a path for a socket."""
    folder = tempfile.mkdtemp(prefix="oscp-")
    if len(os.fsencode(folder)) <= LONGEST_SOCKET:
        return folder
    os.rmdir(folder)
    return ""


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by forking where the system can; everything else is jupyter_client's own way."""

    starter = ForkedKernel
    sockets = ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """On Linux, talk to the kernel through sockets in a folder that only this user may enter.

        A port found free may be taken by a kernel of another build before ours has it, and a process without the
        network reaches no port. Nor does it reach a socket of the abstract namespace, which stands in where the path of
        the folder is too long.
        """
        if sys.platform == "linux":
            self.sockets = folder_for_sockets()
            name = str(Path(self.sockets, "s")) if self.sockets else f"@oscp-{uuid4().hex}"
            self.parent.transport, self.parent.ip = "ipc", name
        return await super().pre_launch(**kwargs)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.sockets and not restart:
            shutil.rmtree(self.sockets, ignore_errors=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        if can_fork():
            arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
            self.process = self.starter(
                arguments, kwargs.get("cwd"), dict(kwargs.get("env") or os.environ), self.sockets
            )
            self.pid = self.process.pid
        else:
            await super().launch_kernel(cmd, **kwargs)
        RUNNING.add(self.process)
        return self.connection_info
