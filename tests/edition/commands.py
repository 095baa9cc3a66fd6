"""Commands of `oscp` on one project, each in a process of its own that is forked from one with the imports done.

Run as `python -m tests.edition.commands`; reads the words of one command as a JSON list a line, and answers each with
its exit code, what it printed and what it said.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from types import SimpleNamespace

from tests.conftest import REPOSITORY


class Commands:
    """What an analyst types at a shell, one after another."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.edition.commands"], cwd=REPOSITORY, text=True, encoding="utf-8",
            env=os.environ | {"OSCP_ROOT": str(root)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *words: str) -> SimpleNamespace:
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return SimpleNamespace(**json.loads(self.process.stdout.readline()))

    def __enter__(self) -> "Commands":
        return self

    def __exit__(self, *ended: object) -> None:
        self.process.stdin.close()
        self.process.wait()


def run(words: list[str]) -> dict:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os._exit(ended(words))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = {}
        for name, file in (("stdout", out), ("stderr", err)):
            file.seek(0)
            said[name] = file.read().decode("utf-8")
    return {"returncode": code, **said}


def ended(words: list[str]) -> int:
    """The exit code of a command that has run."""
    from oscp_lib.cli import main

    sys.argv = ["oscp", *words]
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter ends a program
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    from jupyter_book import sphinx  # noqa: F401  the slow import that every build needs

    import oscp_lib.edition.build
    import oscp_lib.sources.ingest  # noqa: F401

    sys.modules["__main__"].__spec__ = None  # as under the command, of which no forked process knows
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
