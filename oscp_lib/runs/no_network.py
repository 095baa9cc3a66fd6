"""Take the network away from a process: on Linux, a network namespace of its own with nothing in it.

An audit hook sees what Python itself does; a namespace also holds for libraries in C and for programs that a cell
starts. See namespaces(7), network_namespaces(7) and user_namespaces(7).
"""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x1000_0000, 0x4000_0000  # of <linux/sched.h>


def leave_the_network() -> bool:
    """Move this process, and whatever it starts, into a network namespace without any connection or port.

    The process must have one thread only.

    Returns
    -------
    bool
        False where the system lets this user do no such thing: not Linux, or user namespaces are forbidden.
    """
    if sys.platform != "linux":
        return False
    if unshare(CLONE_NEWNET):
        return True
    user, group = os.geteuid(), os.getegid()
    if not unshare(CLONE_NEWUSER | CLONE_NEWNET):
        return False
    keep_names(user, group)
    return True


def unshare(flags: int) -> bool:
    """True where the system gave this process namespaces of its own; `os.unshare` came with Python 3.12."""
    return ctypes.CDLL(None, use_errno=True).unshare(flags) == 0


def keep_names(user: int, group: int) -> None:
    """Keep the process's user and group numbers in its own user namespace; otherwise it runs as nobody."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with contextlib.suppress(OSError):  # its files are its own all the same
            Path("/proc/self", name).write_text(text)
