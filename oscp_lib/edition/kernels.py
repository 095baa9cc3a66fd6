"""Kernels that start at once: forked from one process that has the heavy imports done.

Importing pandas, seaborn and scipy costs each notebook several times what its cells cost. Where the system can fork,
papermill's kernels are forked from a server process that has imported them; elsewhere (Windows) they start the
ordinary way, with the same results. JupyterLab and the plain papermill command are not touched.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME = "oscp-forked"
# Libraries only: the project's own modules are imported afresh by each notebook, so that an edit is never missed.
PRELOADED = [
    "ipykernel.kernelapp", "IPython", "pandas", "seaborn", "scipy.stats", "matplotlib.figure",
    "matplotlib.backends.backend_svg", "ipywidgets", "pydantic", "yaml", "jinja2", "afcharts.af_colours",
]  # fmt: skip


def use_forked_kernels() -> None:
    """Let every kernel this process starts be forked, and begin the imports now, beside other work."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    context().set_forkserver_preload(PRELOADED)
    from multiprocessing.forkserver import ensure_running

    ensure_running()


def use_kernels_of(starter: Callable[..., "ForkedKernel"]) -> None:
    """Let every kernel this process starts be forked by another one, which has its imports done already."""
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    ForkedProvisioner.starter = staticmethod(starter)


def context() -> ForkServerContext:
    return multiprocessing.get_context("forkserver")


def run_kernel(arguments: list[str], folder: str | None, environment: dict[str, str]) -> None:
    """Be a kernel: what a forked process does for the rest of its life."""
    os.setpgrp()  # Ctrl-C in the terminal is for the command, which then ends its kernels itself
    os.environ.clear()
    # The kernel ends by itself when the process it was forked from is gone.
    os.environ.update(environment | {"JPY_PARENT_PID": str(os.getppid())})
    if folder:
        os.chdir(folder)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=[*arguments, "--IPKernelApp.log_level=CRITICAL"])


class ForkedKernel:
    """A forked kernel with the face of a `subprocess.Popen`, which is what jupyter_client looks after."""

    stdin = stdout = stderr = None

    def __init__(self, arguments: list[str], folder: str | None, environment: dict[str, str]) -> None:
        self.process = context().Process(target=run_kernel, args=(arguments, folder, environment), daemon=True)
        self.process.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, signal: int) -> None:
        if self.process.exitcode is None:
            os.kill(self.pid, signal)

    def kill(self) -> None:
        self.process.kill()

    def terminate(self) -> None:
        self.process.terminate()


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by forking; everything else is jupyter_client's own way."""

    starter = ForkedKernel

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = self.starter(arguments, kwargs.get("cwd"), dict(kwargs.get("env") or os.environ))
        self.pid = self.process.pid
        return self.connection_info
