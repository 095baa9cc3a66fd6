"""What the analyst has to mend: one problem is one place, what was found there, and the remedy."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """Something in the analyst's files that stops (`error`) or shadows (`warning`) a build.

    `file` is relative to the project; `line` and `column` count from 1, `None` where the whole file is meant.
    """

    file: str
    found: str
    remedy: str
    line: int | None = None
    column: int | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.found} {self.remedy}"

    def as_json(self) -> dict:
        """The problem as `oscp check --json` prints it."""
        record = asdict(self)
        return {key: record[key] for key in ("severity", "file", "line", "column", "found", "remedy")}


class InputError(Exception):
    """The analyst's input needs attention; the command prints it without a traceback and exits 1."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        # What is wrong with a folder is met at each of its files, and said once.
        self.problems = [problems] if isinstance(problems, Problem) else list(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self):
        """Problems survive the way from one process to another."""
        return (type(self), (self.problems,))
