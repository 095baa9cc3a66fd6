"""Builds that are killed: a process with the imports done forks one build after another, and ends each where asked.

Run as `python -m tests.edition.stopped_builds`; reads one JSON object a line (`stage`, the function at whose start the
build is killed, or `after`, the seconds it is given) and answers each with the last stage that began, and the status;
what stopped a build that was not killed goes to standard error.
"""

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from jupyter_book import sphinx  # noqa: F401  the slow import that every build needs

from oscp_lib.edition import atomic_replace, build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.runs import execute

STAGES = {
    build: ["check", "record_withheld", "execute", "compose", "lay_out", "write_trail", "write_changes",
            "write_statement", "render", "write_facts", "write_search_text", "write_bill", "verify", "write_archive",
            "write_editions_page", "write_manifest", "put_in_place"],
    execute: ["run_notebook", "keep"],
    atomic_replace: ["recover", "swap_in", "exchange", "move_beside"],
}  # fmt: skip


def note_stages(record: Path, last: str | None) -> None:
    """Let each stage write its name as it begins, and the last one kill the build there."""
    for module, names in STAGES.items():
        for name in names:
            setattr(module, name, noted(getattr(module, name), name, record, last))


def noted(stage, name, record, last):
    def begin(*given, **named):
        record.write_text(name)
        if name == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return stage(*given, **named)

    return begin


def run(order: dict) -> dict:
    """One build in a process of its own."""
    record = Path(tempfile.mkstemp()[1])
    child = os.fork()
    if child == 0:
        note_stages(record, order.get("stage"))
        try:
            build.build(Order(order["year"]), report=lambda line: None)
        except InputError as error:
            print(error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if "after" in order:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    stage = record.read_text()
    record.unlink()
    return {"stage": stage, "status": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    sys.modules["__main__"].__spec__ = None  # as under the command, of which no forked process knows
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
