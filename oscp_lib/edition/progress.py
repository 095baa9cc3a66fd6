"""How a build reports its progress: lines on a terminal and in a log, JSON for programs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from oscp_lib import paths
from oscp_lib.errors import InputError, printable
from oscp_lib.runs.execute import Executed
from oscp_lib.system_errors import naming

LOGS = "logs"
MOST_LOGS = 50


@dataclass
class Progress:
    """Receives each step of a build as it ends, and reports it."""

    log: TextIO
    say: Callable[[str], None]
    explain: bool = False
    steps: list[Executed] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def __call__(self, step: object) -> None:
        """Say one step, a line of text or the run of a notebook."""
        line = str(step)
        if isinstance(step, Executed):
            self.steps.append(step)
            if self.explain:
                why = (
                    f"ran, since {step.why}"
                    if step.why
                    else "reused its cached run, since nothing that its code depends on changed"
                )
                line = f"{step.chapter.source_name}: {why}"
        line = printable(line)
        self.say(line)
        with naming(Path(self.log.name)):
            self.log.write(f"{time.monotonic() - self.started:7.2f} {line}\n")

    def as_json(self, year: int, index: Path) -> dict:
        """What one edition's build did."""
        runs = [
            {"notebook": step.chapter.source_name, "seconds": round(step.seconds, 2), "ran": bool(step.why),
             "why": step.why}
            for step in self.steps
        ]  # fmt: skip
        return {"year": year, "index": str(index), "notebooks": runs}


@contextmanager
def watched(year: int, explain: bool, say: Callable[[str], None]) -> Iterator[Progress]:
    """The progress of one edition's build, logged in `logs/`; the last fifty logs stay."""
    folder = paths.ROOT / LOGS
    folder.mkdir(exist_ok=True)
    name = f"build-{datetime.now():%Y%m%d-%H%M%S-%f}-{year}.log"
    log = (folder / name).open("w", encoding="utf-8", buffering=1)
    try:
        yield Progress(log, say, explain)
    except InputError as error:
        with suppress(OSError):  # the command prints it
            log.write(f"{error}\n")
        raise
    finally:
        with suppress(OSError):  # a full disk was told when a line was written
            log.close()
    for old in sorted(folder.glob("build-*.log"))[:-MOST_LOGS]:
        old.unlink(missing_ok=True)
