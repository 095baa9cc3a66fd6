"""Notebooks that die, hang, flood, grow or reach out: each is named with its cell, and the good edition stays."""

import contextlib
import os
import re
import time
from pathlib import Path

import pytest

from oscp_lib.chapters import CHAPTERS
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.runs import execute
from tests.edition.breaking import (
    BREAKING,
    MARK,
    PATIENCE,
    YEAR,
    content,
    give_first_cell,
    kept_as_it_is,
    left_behind,
    none_is_left,
)

pytestmark = BREAKING


LIMIT = 20
ABUSES = {
    "01_introduction": ("import os\nos._exit(3)", r"The kernel died while cell {} ran\."),
    "02_all_crime": ("import time\ntime.sleep(600)", rf"Cell {{}} was still running when the notebook's {LIMIT} s"),
    "03_neighbourhood_crime": (
        "for _ in range(100):\n    print('x' * 1_000_000)",
        r"Cell {} fails with RuntimeError: the notebook prints more than 2,000,000 characters",
    ),
    "04_serious_violence": (
        "import numpy\nheld = [numpy.empty(2**28, dtype='u1') for _ in range(64)]",
        r"Cell {} asks for more memory than a notebook may have \(4 GB\)\.",
    ),
    "05_vawg": (
        "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)",
        r"Cell {} fails with PermissionError: a notebook runs without the network, and this cell asks for 192\.0\.2\.1",
    ),
    "06_modern_slavery": (
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), timeout=1)\nexcept OSError:\n    pass",
        r"Cell {} asks the network for 192\.0\.2\.1\.",
    ),
}  # fmt: skip


def test_every_bad_notebook_is_named_with_its_cell_in_one_go_and_the_good_edition_stays(root, out, monkeypatch):
    monkeypatch.setattr(execute, "TIME_LIMIT", LIMIT)
    good, cells = content(out / "2024"), {}
    with contextlib.ExitStack() as stack:
        for name, (source, _) in ABUSES.items():
            path = root / f"notebooks/{name}.ipynb"
            stack.enter_context(kept_as_it_is(path))
            cells[name] = give_first_cell(path, source)
        with pytest.raises(InputError) as raised:
            build(Order(YEAR), jobs=3)
    found = {Path(problem.file).stem: problem for problem in raised.value.problems}
    assert sorted(found) == sorted(ABUSES)
    for name, (_, message) in ABUSES.items():
        assert re.match(message.format(cells[name]), found[name].found), found[name]
        assert found[name].remedy
    assert content(out / "2024") == good
    assert left_behind(out) == []


def test_where_nothing_can_fork_the_kernels_of_a_stopped_command_end_too(root, out, tmp_path, monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setenv(MARK, mark := f"plain-{os.getpid()}")
    path, begun = root / "notebooks/05_vawg.ipynb", tmp_path / "begun"
    chapter = next(chapter for chapter in CHAPTERS if chapter.slug == "vawg")
    monkeypatch.setattr(execute, "as_completed", lambda waiting: interrupted_once(begun))
    from oscp_lib.runs.kernels import use_forked_kernels

    use_forked_kernels()
    with kept_as_it_is(path), pytest.raises(KeyboardInterrupt):
        give_first_cell(path, f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
        execute.execute(YEAR, False, 1, tmp_path, chapters=[chapter])
    assert none_is_left(mark, but=[os.getpid()])


def test_a_kernel_takes_no_port_that_another_program_could_take_first():
    from jupyter_client.manager import KernelManager

    from oscp_lib.runs.kernels import use_forked_kernels

    use_forked_kernels()
    manager = KernelManager(kernel_name=execute.KERNEL)
    manager.start_kernel()
    try:
        talk = manager.client()
        talk.start_channels()
        talk.wait_for_ready(timeout=PATIENCE)
        talk.stop_channels()
        assert manager.get_connection_info()["transport"] == "ipc"
    finally:
        manager.shutdown_kernel(now=True)


def interrupted_once(begun):
    """What waiting for the notebooks is to somebody who presses Ctrl-C while one runs."""
    while not begun.exists():
        time.sleep(0.1)
    raise KeyboardInterrupt
